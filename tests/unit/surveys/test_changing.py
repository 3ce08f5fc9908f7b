"""Answers that were sent can be changed until the survey closes, and what was sent counts until the change is sent."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from surveys import answers, changing, dashboard, queries, quotas, retention
from surveys.analysis.models import Coding, Disclosure, Quotation
from surveys.changes import close_survey
from surveys.columns import now
from surveys.errors import Incomplete, NotAnswerable
from surveys.models import Answer, ContactLeft, Draft, Submission
from tests.factories.surveys import agree, make_survey


@pytest.fixture
def survey(session):
    return make_survey(session)


@pytest.fixture
def sent(session, survey):
    draft, _code = answers.start_draft(session, survey, language="en", channel="web")
    agree(session, draft)
    answers.save(session, draft, "happy", "very", alert=None)
    answers.save(session, draft, "age", "under_16", alert=None)
    answers.save(session, draft, "school", "safe", alert=None)
    answers.save(session, draft, "q1_causes", "Dark streets.", alert=None)
    answers.submit(session, draft)
    return draft


def said(session, draft):
    return {code: one.text or list(one.choices) for code, one in queries.draft_answers(session, draft).items()}


def text_of(session, draft):
    return session.scalars(
        sa.select(Answer).where(Answer.draft_id == draft.id, Answer.question_code == "q1_causes")
    ).one()


def test_what_was_sent_counts_until_the_change_is_sent(session, sent):
    before, reference = said(session, sent), queries.reference_of(session, sent)
    copy = changing.begin(session, sent, language="pl")
    assert said(session, copy) == before
    answers.save(session, copy, "happy", "not", alert=None)
    answers.save(session, copy, "q1_causes", "Ciemne ulice.", alert=None)
    assert said(session, sent) == before
    assert queries.answers_pending_coding(session) == [text_of(session, sent)]
    assert changing.finish(session, copy) == (sent, True)
    assert said(session, sent) == before | {"happy": ["not"], "q1_causes": "Ciemne ulice."}
    assert queries.reference_of(session, sent) == reference
    assert session.scalar(sa.select(sa.func.count(Submission.id))) == 1
    assert session.scalars(sa.select(Draft.id)).all() == [sent.id]
    [waiting] = queries.answers_pending_coding(session)
    assert (waiting.text, waiting.language) == ("Ciemne ulice.", "pl")


def test_what_was_made_of_the_old_words_goes_with_them_and_of_the_same_words_stays(session, sent):
    for change in ("Dark streets.", "Nowhere to go."):
        old = text_of(session, sent)
        coding = Coding(answer_id=old.id, version="1", language="en", sentiment="negative", pii=[])
        quoted = Quotation(answer_id=old.id, text="Dark", language="en", audience="resident")
        if session.scalar(sa.select(Coding.id)) is None:
            session.add_all([coding, quoted])
            old.coding_state = "coded"
            session.flush()
        copy = changing.begin(session, sent, language="en")
        answers.save(session, copy, "q1_causes", change, alert=None)
        changing.finish(session, copy)
        kept = change == "Dark streets."
        assert (session.scalar(sa.select(Coding.id)) is not None) == kept
        assert (session.scalar(sa.select(Quotation.id)) is not None) == kept
        assert text_of(session, sent).coding_state == ("coded" if kept else "pending")


def test_a_quotation_goes_when_its_writer_says_no_after_all(session, sent):
    quoted = Quotation(
        answer_id=text_of(session, sent).id, text="Dark", language="en", audience="resident", state="approved"
    )
    session.add(quoted)
    session.flush()
    for permission, state in (("yes", "approved"), ("no", "rejected")):
        copy = changing.begin(session, sent, language="en")
        answers.save(session, copy, "quote_permission", permission, alert=None)
        changing.finish(session, copy)
        assert quoted.state == state


def test_answers_that_routing_no_longer_asks_go_and_needed_ones_are_asked_for(session, sent):
    copy = changing.begin(session, sent, language="en")
    answers.save(session, copy, "age", "16_19", alert=None)
    answers.save(session, copy, "happy", None, alert=None)
    with pytest.raises(Incomplete) as refused:
        changing.finish(session, copy)
    assert refused.value.questions == ["happy"]
    answers.save(session, copy, "happy", "not", alert=None)
    changing.finish(session, copy)
    assert "school" not in said(session, sent)


def test_an_answer_about_harm_that_staff_have_open_stays_as_it_was_sent(session, sent):
    session.add(Disclosure(answer_id=text_of(session, sent).id, found_by="person", signs=[], state="claimed"))
    session.flush()
    copy = changing.begin(session, sent, language="en")
    answers.save(session, copy, "q1_causes", "", alert=None)
    answers.save(session, copy, "happy", "not", alert=None)
    assert changing.finish(session, copy) == (sent, False)
    assert said(session, sent)["q1_causes"] == "Dark streets."
    assert said(session, sent)["happy"] == ["not"]
    assert session.scalar(sa.select(sa.func.count(Disclosure.id))) == 1


def test_a_way_to_be_reached_that_is_left_with_a_change_reaches_the_case(session, sent):
    copy = changing.begin(session, sent, language="en")
    answers.save(session, copy, "q1_causes", "he has a knife", alert="emergency")
    session.add(ContactLeft(draft_id=copy.id, contact="07700 900123"))
    changing.finish(session, copy)
    assert session.scalars(sa.select(ContactLeft.draft_id)).all() == [sent.id]
    assert queries.answers_with_alert(session) == [text_of(session, sent)]


def test_a_copy_is_no_person_and_never_sent_by_itself(session, survey, sent):
    copy = changing.begin(session, sent, language="en")
    assert changing.begin(session, sent, language="en") is copy
    with pytest.raises(NotAnswerable, match="draft_changing"):
        answers.submit(session, copy)
    [row] = dashboard.dashboard(session, survey.consultation).completion
    assert (row.started, row.sent, row.unsent) == (1, 1, 0)


def test_it_ends_with_the_survey(session, survey, sent):
    copy = changing.begin(session, sent, language="en")
    answers.save(session, copy, "happy", "not", alert=None)
    close_survey(session, survey)
    session.expire_all()
    with pytest.raises(NotAnswerable, match="survey_not_open"):
        changing.finish(session, copy)
    with pytest.raises(NotAnswerable, match="survey_not_open"):
        changing.begin(session, sent, language="en")
    assert said(session, sent)["happy"] == ["very"]


def test_what_staff_typed_or_brought_in_is_not_changed_this_way(session, survey):
    draft, _code = answers.start_draft(session, survey, language="en", channel="paper")
    agree(session, draft)
    with pytest.raises(NotAnswerable, match="not_sent"):
        changing.begin(session, draft, language="en")
    answers.submit(session, draft)
    with pytest.raises(NotAnswerable, match="not_sent"):
        changing.begin(session, draft, language="en")


def test_taking_back_takes_the_copy_too(session, sent):
    copy = changing.begin(session, sent, language="en")
    assert changing.original_of(session, copy) is sent
    answers.withdraw(session, sent)
    assert session.scalar(sa.select(sa.func.count(Answer.id))) == 0
    assert session.scalars(sa.select(Draft.id)).all() == [sent.id]


def test_a_copy_that_nobody_touched_is_emptied_and_the_sent_answers_stay(session, sent):
    copy = changing.begin(session, sent, language="en")
    answers.save(session, copy, "happy", "not", alert=None)
    assert retention.run(session, now() + timedelta(days=91)) == (1, 0)
    assert said(session, sent)["happy"] == ["very"]
    again = changing.begin(session, sent, language="en")
    assert said(session, again)["happy"] == ["very"]


def test_a_place_in_a_sample_follows_the_change(session):
    survey = make_survey(session, slug="sample", settings={"sampling": "quota"})
    quotas.put(session, survey, {("happy", "very"): 1})
    sent, _code = answers.start_draft(session, survey, language="en", channel="web")
    agree(session, sent)
    answers.save(session, sent, "happy", "very", alert=None)
    answers.submit(session, sent)
    copy = changing.begin(session, sent, language="en")
    answers.save(session, copy, "happy", "not", alert=None)
    changing.finish(session, copy)
    other, _code = answers.start_draft(session, survey, language="en", channel="web")
    agree(session, other)
    answers.save(session, other, "happy", "very", alert=None)
    answers.submit(session, other)
    assert not quotas.is_over(other.submission)
