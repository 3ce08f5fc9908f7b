"""A form put right from its second entry: what hangs on an answer is put right with it, and no open case goes."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys import papers, quotas, settling
from surveys.analysis import coding, duty, learning, quoting, review, safeguarding
from surveys.analysis.models import AnswerTranslation, Coding, Disclosure, Quotation
from surveys.answers import Given, save_all, submit
from surveys.columns import now
from surveys.models import Answer, Quota, Submission
from tests.factories.surveys import make_survey

SAID = "The path by the old station is dark and nobody goes there after school in winter"
FORM = {"agree": "yes", "happy": "very", "age": "under_16", "school": "unsafe", "school_why": ["dark"],
        "q1_causes": SAID, "quote_permission": "yes"}  # fmt: skip


@pytest.fixture
def survey(session):
    made = make_survey(session)
    papers.set_every(session, made, 1)
    return made


def typed(session: Session, survey, alert=None, **changes) -> Submission:
    draft = papers.start(session, survey, language="en", key=f"{survey.id}{changes}"[:64], by="a")
    form = {code: value for code, value in {**FORM, **changes}.items() if value is not None}
    save_all(session, draft, {"agree": Given(form.pop("agree"), None)})
    save_all(
        session, draft, {code: Given(value, alert if code == "q1_causes" else None) for code, value in form.items()}
    )
    submit(session, draft)
    papers.draw(session, draft.submission)
    return draft.submission


def again(session: Session, sent: Submission, **changes):
    return papers.enter_again(session, sent, {**FORM, **changes}, by="b")


def read(session: Session, sent: Submission) -> Coding:
    answer = session.scalars(sa.select(Answer).where(Answer.submission_id == sent.id, Answer.text.is_not(None))).one()
    found = Coding(answer_id=answer.id, version="x", language="en", sentiment="neutral", pii=[])
    session.add(found)
    session.flush()
    return found


def said(session: Session, sent: Submission) -> set[str]:
    return set(session.scalars(sa.select(Answer.question_code).where(Answer.submission_id == sent.id)))


@pytest.mark.parametrize("swept", [True, False])
def test_an_answer_with_an_open_case_does_not_go(session, survey, swept):
    sent = typed(session, survey, alert="crisis")
    if swept:
        assert coding.queue_alerts(session) == 1
    entry = again(session, sent, q1_causes="")
    with pytest.raises(settling.Refused, match="open_case"):
        settling.settle(session, entry, {"q1_causes": None}, by="c")
    assert "q1_causes" in said(session, sent)
    assert entry.settled_at is None


def test_other_words_do_not_take_a_mark_of_danger_back(session, survey):
    sent = typed(session, survey, alert="crisis")
    settling.settle(session, again(session, sent, q1_causes="All is well"), {"q1_causes": None}, by="c")
    assert session.scalars(sa.select(Disclosure.state)).all() == ["new"]


def case_of(session: Session, sent: Submission, alert: str | None) -> Disclosure:
    answer = session.scalars(sa.select(Answer).where(Answer.submission_id == sent.id, Answer.text.is_not(None))).one()
    answer.alert = alert
    return coding.queue(session, answer, "person")


@pytest.mark.parametrize(
    ("first", "second", "raised"),
    [(None, "crisis", True), ("crisis", "emergency", True), ("emergency", "crisis", False), ("crisis", None, False)],
)
def test_a_case_is_as_urgent_as_the_gravest_words_of_its_form(session, survey, first, second, raised):
    sent = typed(session, survey)
    case = case_of(session, sent, first)
    entry = again(session, sent, q1_causes="He has a knife and he is outside the door")
    assert settling.settle(session, entry, {"q1_causes": second}, by="c") == ([case] if raised else [])
    assert (case.alert, case.state) == (second if raised else first, "new")


def test_a_case_closed_on_misread_words_waits_again_when_the_right_ones_are_graver(session, survey):
    sent = typed(session, survey)
    case = case_of(session, sent, None)
    case.found_at -= timedelta(days=9)
    for step in (0, 1):
        duty.note(session, case, step, "duty", ["a"])
    safeguarding.claim(session, case, "a")
    safeguarding.act(session, case, "a", "Read by two of us")
    safeguarding.close(session, case, "a", "no_concern")
    entry = again(session, sent, q1_causes="He has a knife and he is outside the door")
    settling.settle(session, entry, {"q1_causes": "emergency"}, by="c")
    assert (case.state, case.outcome, case.claimed_by, case.closed_at) == ("new", None, None, None)
    assert [note.text for note in case.notes] == ["Read by two of us"]
    untold = duty.untold(session, now(), duty.Hours(24, 4))
    assert {step: [one.case for one in ones] for step, ones in untold.items()} == {0: [case]}
    assert len(duty.notices(session, [case.id])[case.id]) == 2
    assert case in safeguarding.cases(session)


def test_a_quotation_goes_when_the_writer_said_no_after_all(session, survey):
    sent = typed(session, survey)
    quoted = quoting.propose(session, read(session, sent), SAID, "a")
    quoting.decide(session, quoted, "b", approve=True)
    settling.settle(session, again(session, sent, quote_permission="no"), {"quote_permission": None}, by="c")
    assert quoted.state == "rejected"


def test_a_quotation_goes_with_the_words_that_were_misread_and_stays_otherwise(session, survey):
    sent = typed(session, survey)
    quoted = quoting.propose(session, read(session, sent), SAID, "a")
    quoting.decide(session, quoted, "b", approve=True)
    other = again(session, sent, q1_causes=f"{SAID}, I think", happy="not")
    settling.settle(session, other, {"happy": None}, by="c")
    assert quoted.state == "approved"
    session.delete(other)
    session.flush()
    settling.settle(session, again(session, sent, q1_causes=f"{SAID}, I think"), {"q1_causes": None}, by="c")
    assert session.scalars(sa.select(Quotation.state)).all() == []


@pytest.mark.parametrize("is_case", [False, True])
def test_codes_and_translation_of_misread_words_go_with_them(session, survey, is_case):
    sent = typed(session, survey)
    coded = read(session, sent)
    answer_id = coded.answer_id
    review.decide(session, coded, ["cause_drug_trade"], "a")
    session.add(AnswerTranslation(answer_id=answer_id, text="What the first entry says, in English"))
    if is_case:
        coding.queue(session, session.get_one(Answer, answer_id), "person")
    other = again(session, sent, q1_causes="There is nothing to do after school since the club shut")
    settling.settle(session, other, {"q1_causes": None}, by="c")
    answer = session.scalars(sa.select(Answer).where(Answer.question_code == "q1_causes")).one()
    assert answer.coding_state == "pending"
    assert session.scalars(sa.select(Coding.id)).all() == []
    assert session.scalars(sa.select(AnswerTranslation.answer_id)).all() == []
    assert learning.corrections(session) == []
    assert (answer.id == answer_id) == is_case
    assert len(session.scalars(sa.select(Disclosure.id)).all()) == is_case


def test_what_somebody_has_settled_stays(session, survey):
    entry = again(session, typed(session, survey), happy="not")
    settling.settle(session, entry, {}, by="c")
    with pytest.raises(settling.Refused, match="settled"):
        settling.settle(session, entry, {"happy": None}, by="d")
    assert entry.settled_by == "c"


def test_answers_that_routing_hides_then_go(session, survey):
    sent = typed(session, survey)
    settling.settle(session, again(session, sent, age="16_19"), {"age": None}, by="c")
    assert said(session, sent) == FORM.keys() - {"school", "school_why"}


def test_an_answer_that_routing_hides_does_not_come(session, survey):
    sent = typed(session, survey, age="16_19", school=None, school_why=None)
    settling.settle(session, again(session, sent), {"school": None, "school_why": None}, by="c")
    assert said(session, sent) == FORM.keys() - {"school", "school_why"}


def test_the_words_that_stand_are_compared_with_other_forms(session, survey):
    first = typed(session, survey)
    second = typed(session, survey, q1_causes=SAID.replace("winter", "summer"))
    assert first.duplicate_group != second.duplicate_group
    settling.settle(session, again(session, second), {"q1_causes": None}, by="c")
    assert first.duplicate_group == second.duplicate_group


def test_places_in_the_sample_follow_what_stands(session, survey):
    survey.settings = {**survey.settings, "sampling": "quota"}
    quotas.put(session, survey, {("age", "under_16"): 1, ("age", "16_19"): 1})
    young, old, over = typed(session, survey), typed(session, survey, age="16_19"), typed(session, survey, happy="not")
    assert [quotas.is_over(one) for one in (young, old, over)] == [False, False, True]
    # Another answer of one that has the last place: it keeps it.
    settling.settle(session, again(session, young, happy="fairly"), {"happy": None}, by="c")
    assert not quotas.is_over(young)
    # Of another age after all, whose places are taken; its own is free again.
    old_entry = again(session, old)
    settling.settle(session, old_entry, {"age": None}, by="c")
    assert quotas.is_over(old)
    free = dict(session.execute(sa.select(Quota.option_code, Quota.closed_at)).tuples().all())
    assert free["16_19"] is None
    assert free["under_16"] is not None
    settling.settle(session, again(session, over, age="16_19"), {"age": None}, by="c")
    assert not quotas.is_over(over)
    assert papers.SAMPLED in over.marks


def test_only_differences_are_settled(session, survey):
    entry = again(session, typed(session, survey), happy="not")
    with pytest.raises(ValueError, match="not a difference"):
        settling.settle(session, entry, {"age": None}, by="c")
