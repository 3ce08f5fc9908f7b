"""Answering: nothing is lost, nothing is doubled, nothing is kept against someone's will."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys import progress, queries
from surveys.analysis import coding
from surveys.answers import (
    Incomplete,
    NotAnswerable,
    resume,
    save,
    start_draft,
    submit,
    switch_language,
    withdraw,
)
from surveys.changes import close_survey, open_survey
from surveys.models import Answer, Choice, Draft, Submission, Survey
from surveys.questions import InvalidAnswer
from tests.factories.surveys import agree, make_survey, pages, question


@pytest.fixture
def survey(session: Session) -> Survey:
    return make_survey(session)


@pytest.fixture
def draft(session: Session, survey: Survey) -> Draft:
    draft, _code = start_draft(session, survey, language="en", channel="web")
    agree(session, draft)
    return draft


def count(session: Session, model: type) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_a_return_code_opens_the_draft_and_is_not_in_the_database(session, survey):
    draft, code = start_draft(session, survey, language="pl", channel="web")
    assert resume(session, code.upper()) is draft
    assert resume(session, code[:-1] + ("1" if code[-1] != "1" else "2")) is None
    assert resume(session, "not a code") is None
    row = session.execute(sa.select(Draft.__table__)).one()
    assert not any(code.split()[0] in str(value) for value in row)


def test_nothing_is_kept_before_the_person_agreed(session, survey):
    draft, _code = start_draft(session, survey, language="en", channel="web")
    with pytest.raises(NotAnswerable) as error:
        save(session, draft, "happy", "very", alert=None)
    assert error.value.reason == "not_agreed"
    assert count(session, Answer) == 0
    agree(session, draft)
    assert save(session, draft, "happy", "very", alert=None) is not None


def test_the_verdict_on_a_text_cannot_be_forgotten(session, draft):
    with pytest.raises(TypeError):
        save(session, draft, "q1_causes", "words")  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="alert"):
        save(session, draft, "q1_causes", "words", alert="panic")


def test_an_answer_carries_where_it_came_from_and_waits_for_coding(session, draft):
    switch_language(session, draft, "ar")
    answer = save(session, draft, "q1_causes", "لا توجد نوادٍ", alert="caution")
    assert (answer.language, answer.channel, answer.alert) == ("ar", "web", "caution")
    assert (answer.codebook_question, answer.coding_state) == ("Q1", "pending")
    closed = save(session, draft, "happy", "very", alert=None)
    assert closed.coding_state == "not_needed"


def test_an_answer_can_be_changed_and_taken_away(session, draft):
    save(session, draft, "worries", ["crime", "litter"], alert=None)
    save(session, draft, "worries", ["litter", "noise"], alert=None)
    save(session, draft, "q1_causes", "first", alert="crisis")
    save(session, draft, "q1_causes", "second", alert=None)
    session.expire_all()
    answers = queries.draft_answers(session, draft)
    assert answers["worries"].choices == ("litter", "noise")
    assert (answers["q1_causes"].text, answers["q1_causes"].alert) == ("second", None)
    assert save(session, draft, "worries", [], alert=None) is None
    assert save(session, draft, "q1_causes", "  ", alert=None) is None
    assert set(queries.draft_answers(session, draft)) == {"agree"}
    assert count(session, Choice) == 1


def test_a_wrong_value_leaves_the_earlier_answer(session, draft):
    save(session, draft, "happy", "very", alert=None)
    with pytest.raises(InvalidAnswer):
        save(session, draft, "happy", "purple", alert=None)
    with pytest.raises(NotAnswerable) as error:
        save(session, draft, "no_such_question", "x", alert=None)
    assert error.value.reason == "unknown_question"
    assert queries.draft_answers(session, draft)["happy"].choices == ("very",)


def test_sending_needs_what_is_required_and_names_it(session, draft):
    with pytest.raises(Incomplete) as error:
        submit(session, draft)
    assert error.value.questions == ["happy"]
    assert count(session, Submission) == 0
    missing = progress.find_missing(session, draft)
    assert missing.soft == ["q1_causes"]


def test_sending_twice_gives_one_submission_and_the_same_reference(session, draft):
    save(session, draft, "happy", "very", alert=None)
    save(session, draft, "q1_causes", "boredom", alert=None)
    reference = submit(session, draft)
    assert submit(session, draft) == reference
    assert count(session, Submission) == 1
    assert queries.reference_of(session, draft) == reference
    with pytest.raises(NotAnswerable) as error:
        save(session, draft, "happy", "not", alert=None)
    assert error.value.reason == "draft_submitted"


def test_an_answer_keeps_the_moment_it_was_given_when_it_is_sent_later(session, draft):
    answer = save(session, draft, "happy", "very", alert=None)
    given = answer.answered_at - timedelta(days=2)
    session.execute(sa.update(Answer).values(answered_at=given))
    submit(session, draft)
    session.expire_all()
    assert set(session.scalars(sa.select(Answer.answered_at))) == {given}


def test_only_sent_answers_wait_for_the_coding_job(session, draft):
    save(session, draft, "happy", "very", alert=None)
    save(session, draft, "q1_causes", "boredom", alert="emergency")
    assert queries.answers_pending_coding(session) == []
    assert queries.answers_with_alert(session) == []
    submit(session, draft)
    [pending] = queries.answers_pending_coding(session)
    assert pending.text == "boredom"
    assert [answer.id for answer in queries.answers_with_alert(session)] == [pending.id]
    pending.coding_state = "coded"
    session.flush()
    assert queries.answers_pending_coding(session) == []


def test_answers_that_routing_hides_in_the_end_are_not_sent(session, draft):
    save(session, draft, "happy", "very", alert=None)
    save(session, draft, "age", "under_16", alert=None)
    save(session, draft, "school", "unsafe", alert=None)
    save(session, draft, "school_why", ["dark"], alert=None)
    save(session, draft, "age", "16_19", alert=None)
    submit(session, draft)
    submission = queries.submission_id_of(session, draft)
    assert set(queries.submission_answers(session, submission)) == {"agree", "happy", "age"}


@pytest.mark.parametrize(
    ("channel", "alert", "stays"),
    [
        ("paper", "emergency", True),
        ("import", "crisis", True),
        ("paper", "caution", False),
        ("paper", None, False),
        ("web", "emergency", False),  # the page before sending does not show it
    ],
)
def test_words_of_danger_on_paper_stay_when_routing_hides_their_question(session, channel, alert, stays):
    parts = pages()
    hangs = {"question": "happy", "any_of": ["not"]}
    parts[-1]["questions"].append(question("happy_why", "free_text", codebook_question="Q2", show_if=hangs))
    draft, _code = start_draft(session, make_survey(session, pages=parts), language="en", channel=channel)
    agree(session, draft)
    save(session, draft, "happy", "not", alert=None)
    save(session, draft, "happy_why", "he is outside again", alert=alert)
    save(session, draft, "happy", "very", alert=None)
    submit(session, draft)
    found = queries.submission_answers(session, queries.submission_id_of(session, draft))
    assert ("happy_why" in found) == stays
    assert coding.queue_alerts(session) == stays


def test_the_next_question_follows_order_and_routing(session, draft):
    assert progress.next_question(session, draft) == "happy"
    assert progress.next_question(session, draft, after="q1_causes") == "quote_permission"
    save(session, draft, "age", "under_16", alert=None)
    assert progress.next_question(session, draft, after="q1_causes") == "school"
    assert progress.next_question(session, draft, after="quote_permission") is None


@pytest.mark.parametrize("sent", [True, False])
def test_withdrawing_takes_everything_away_and_can_be_said_twice(session, survey, sent):
    draft, code = start_draft(session, survey, language="en", channel="web")
    agree(session, draft)
    save(session, draft, "happy", "very", alert=None)
    save(session, draft, "q1_causes", "take this back", alert=None)
    if sent:
        submit(session, draft)
    withdraw(session, draft)
    withdraw(session, draft)
    assert [count(session, model) for model in (Answer, Choice, Submission)] == [0, 0, 0]
    found = resume(session, code)
    assert found is not None
    assert found.state == "withdrawn"
    for act in (lambda: submit(session, draft), lambda: agree(session, draft)):
        with pytest.raises(NotAnswerable) as error:
            act()
        assert error.value.reason == "draft_withdrawn"


def test_withdrawing_one_leaves_the_others(session, survey, draft):
    save(session, draft, "happy", "very", alert=None)
    submit(session, draft)
    other, _code = start_draft(session, survey, language="en", channel="web")
    agree(session, other)
    withdraw(session, other)
    assert count(session, Submission) == 1
    assert set(queries.draft_answers(session, draft)) == {"agree", "happy"}


def test_a_closed_survey_takes_no_more_but_lets_people_withdraw(session, survey, draft):
    save(session, draft, "happy", "very", alert=None)
    assert close_survey(session, survey)
    assert not close_survey(session, survey)
    for act in (
        lambda: start_draft(session, survey, language="en", channel="web"),
        lambda: save(session, draft, "happy", "not", alert=None),
        lambda: submit(session, draft),
    ):
        with pytest.raises(NotAnswerable) as error:
            act()
        assert error.value.reason == "survey_not_open"
    assert queries.open_surveys(session, "en") == []
    withdraw(session, draft)
    assert open_survey(session, survey)
    assert [card.slug for card in queries.open_surveys(session, "en")] == ["small"]


def test_an_unknown_channel_is_a_mistake_of_ours(session, survey):
    with pytest.raises(ValueError, match="channel"):
        start_draft(session, survey, language="en", channel="carrier pigeon")


def test_the_database_itself_refuses_a_second_answer_to_a_question(session, draft):
    for _ in range(2):
        session.add(Answer(draft_id=draft.id, question_code="happy", language="en", channel="web"))
    with pytest.raises(sa.exc.IntegrityError):
        session.flush()


def test_many_at_once_send_one_submission_and_save_one_answer(session, draft):
    save(session, draft, "happy", "very", alert=None)
    draft_id, engine = draft.id, session.get_bind()
    session.commit()

    def at_once(number: int) -> str:
        with Session(engine) as mine:
            found = mine.get_one(Draft, draft_id)
            if number % 2:
                try:
                    save(mine, found, "worries", ["crime", "litter"], alert=None)
                except NotAnswerable:
                    return ""
                finally:
                    mine.commit()
                return ""
            reference = submit(mine, found)
            mine.commit()
            return reference

    with ThreadPoolExecutor(8) as pool:
        references = set(pool.map(at_once, range(16))) - {""}
    session.expire_all()
    assert references == {queries.reference_of(session, draft)}
    assert count(session, Submission) == 1
    assert count(session, Choice) in {2, 4}


def test_sending_reads_the_questionnaire_and_the_answers_once(session, draft):
    save(session, draft, "happy", "very", alert=None)
    save(session, draft, "age", "under_16", alert=None)
    save(session, draft, "school", "unsafe", alert=None)
    save(session, draft, "school_why", ["dark"], alert=None)
    save(session, draft, "age", "16_19", alert=None)
    session.expire_all()
    asked: list[str] = []
    sa.event.listen(
        session.get_bind(), "before_cursor_execute", lambda _c, _cur, sql, *_: asked.append(" ".join(sql.split()))
    )
    submit(session, draft)
    assert len([sql for sql in asked if "FROM survey_question " in sql]) == 1
    assert len([sql for sql in asked if "LEFT OUTER JOIN survey_choice" in sql]) == 1
    assert set(queries.draft_answers(session, draft)) == {"agree", "happy", "age"}
