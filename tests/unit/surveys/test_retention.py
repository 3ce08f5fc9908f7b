"""What is kept how long, and that what is over is really gone, in the rows as well."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys import answers, fair, queries, retention
from surveys.analysis import report
from surveys.analysis.models import Coding, Disclosure, Quotation
from surveys.changes import close_survey
from surveys.columns import now
from surveys.errors import NotAnswerable
from surveys.models import Answer, Choice, ContactLeft, Draft, SecondEntry, Submission, Survey
from tests.factories.surveys import agree, make_survey

LEFT_BEHIND = (Answer, Choice, Coding, Disclosure, Quotation, ContactLeft, SecondEntry)


@pytest.fixture
def survey(session: Session) -> Survey:
    return make_survey(session)


def begin(session: Session, survey: Survey) -> tuple[Draft, str]:
    draft, code = answers.start_draft(session, survey, language="en", channel="web")
    agree(session, draft)
    answers.save(session, draft, "happy", "very", alert=None)
    answers.save(session, draft, "q1_causes", "Dark streets.", alert=None)
    return draft, code


def send(session: Session, survey: Survey, *, case: str = "closed") -> tuple[Draft, str]:
    """Someone sends answers, and everything that can hang on them does."""
    draft, code = begin(session, survey)
    answers.submit(session, draft)
    submission = session.scalars(sa.select(Submission).where(Submission.draft_id == draft.id)).one()
    text = session.scalars(
        sa.select(Answer).where(Answer.draft_id == draft.id, Answer.question_code == "q1_causes")
    ).one()
    coding: dict[str, Any] = {"version": "1", "language": "en", "sentiment": "negative", "pii": []}
    session.add_all(
        [
            Coding(answer_id=text.id, **coding),
            Disclosure(answer_id=text.id, found_by="person", signs=[], state=case),
            Quotation(answer_id=text.id, text="Dark", language="en", audience="resident"),
            ContactLeft(draft_id=draft.id, contact="A friend's number"),
            SecondEntry(submission_id=submission.id, values="{}"),
        ]
    )
    session.flush()
    return draft, code


def count(session: Session, model: type) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def left(session: Session) -> dict[str, int]:
    session.expire_all()
    return {model.__name__: number for model in LEFT_BEHIND if (number := count(session, model))}


def keep_for(session: Session, survey: Survey, **settings: int) -> None:
    fair.revise(session, survey.consultation, fair.Revision(settings=settings), fair.today())


def test_drafts_that_nobody_touched_for_90_days_are_emptied(session, survey):
    old, code = begin(session, survey)
    moment = now() + timedelta(days=90, minutes=1)
    recent, _code = begin(session, survey)
    recent.updated_at = moment - timedelta(days=1)
    session.flush()
    assert retention.run(session, moment - timedelta(days=1)) == (0, 0)
    assert retention.run(session, moment) == (1, 0)
    session.expire_all()
    assert answers.resume(session, code).state == retention.ENDED
    assert queries.draft_answers(session, old) == {}
    assert queries.draft_answers(session, recent) != {}
    assert retention.has_ended(session, old)
    assert not retention.has_ended(session, recent)
    with pytest.raises(NotAnswerable, match="draft_expired"):
        answers.save(session, old, "happy", "very", alert=None)
    with pytest.raises(NotAnswerable, match="draft_expired"):
        answers.submit(session, old)


def test_until_the_council_sets_a_term_sent_answers_stay(session, survey):
    send(session, survey)
    close_survey(session, survey)
    assert retention.schedule(session, survey.consultation).answer_days is None
    assert retention.run(session, now() + timedelta(days=10_000)) == (0, 0)
    # All but how to reach somebody, which has a term of its own.
    assert set(left(session)) == {model.__name__ for model in LEFT_BEHIND if model is not ContactLeft}


def test_after_the_term_nothing_of_the_answers_is_left_but_the_published_numbers(session, survey):
    for _person in range(12):
        draft, _code = send(session, survey)
    version = report.make_draft(session, survey.consultation, None)
    report.check(session, version, "another")
    report.publish(session, version, None)
    keep_for(session, survey, answer_days=365)
    close_survey(session, survey)
    assert retention.run(session, now() + timedelta(days=364)) == (0, 0)
    assert retention.run(session, now() + timedelta(days=366)) == (0, 12)
    assert left(session) == {}
    assert count(session, Submission) == 12
    assert report.latest_published(session).findings["took_part"]["count"] == 10
    assert retention.has_ended(session, draft)
    assert retention.run(session, now() + timedelta(days=367)) == (0, 0)


def test_an_open_survey_keeps_its_answers(session, survey):
    send(session, survey)
    keep_for(session, survey, answer_days=30)
    assert retention.run(session, now() + timedelta(days=1000)) == (0, 0)


def test_an_answer_about_harm_waits_for_its_case(session, survey):
    send(session, survey, case="acted")
    keep_for(session, survey, answer_days=30)
    close_survey(session, survey)
    later = now() + timedelta(days=31)
    assert retention.run(session, later) == (0, 0)
    session.execute(sa.update(Disclosure).values(state="closed"))
    assert retention.run(session, later) == (0, 1)


def test_an_answer_about_harm_waits_for_the_sweep_that_makes_its_case(session, survey):
    draft, _code = begin(session, survey)
    answers.save(session, draft, "q1_causes", "He hits me.", alert="emergency")
    answers.submit(session, draft)
    keep_for(session, survey, answer_days=30)
    close_survey(session, survey)
    assert retention.run(session, now() + timedelta(days=31)) == (0, 0)


def close_case(session: Session, draft: Draft, closed_at: datetime) -> None:
    about = sa.select(Answer.id).where(Answer.draft_id == draft.id)
    session.execute(
        sa.update(Disclosure).where(Disclosure.answer_id.in_(about)).values(state="closed", closed_at=closed_at)
    )


def test_a_way_to_be_reached_goes_before_the_answers_once_its_case_is_long_closed(session, survey):
    draft, _code = send(session, survey, case="claimed")
    other, _code = send(session, survey, case="claimed")
    begun = now()
    retention.run(session, begun + timedelta(days=400))
    assert count(session, ContactLeft) == 2  # somebody is still being looked after
    close_case(session, draft, begun + timedelta(days=100))
    retention.run(session, begun + timedelta(days=129))
    assert count(session, ContactLeft) == 2
    retention.run(session, begun + timedelta(days=131))
    assert session.scalars(sa.select(ContactLeft.draft_id)).all() == [other.id]
    assert count(session, Answer) == len(queries.draft_answers(session, draft)) * 2  # the answers stay


def test_a_way_to_be_reached_without_a_case_goes_after_it_was_left_or_sent(session, survey):
    unsent, _code = begin(session, survey)
    sent, _code = begin(session, survey)
    session.add_all([ContactLeft(draft_id=one.id, contact="A number") for one in (unsent, sent)])
    answers.submit(session, sent)
    session.execute(sa.update(ContactLeft).values(created_at=now() - timedelta(days=25)))
    retention.run(session, now() + timedelta(days=6))
    assert session.scalars(sa.select(ContactLeft.draft_id)).all() == [sent.id]
    keep_for(session, survey, contact_days=3)
    assert retention.schedule(session, survey.consultation).contacts == 1
    retention.run(session, now() + timedelta(days=6))
    after = retention.schedule(session, survey.consultation)
    assert (after.contact_days, after.contacts, after.last_contacts) == (3, 0, 1)


def test_the_schedule_says_what_goes_when_and_when_it_ran(session, survey):
    begin(session, survey)
    send(session, survey)
    keep_for(session, survey, answer_days=100, draft_days=10)
    close_survey(session, survey)
    before = retention.schedule(session, survey.consultation)
    assert (before.draft_days, before.answer_days, before.drafts, before.last_run) == (10, 100, 1, None)
    assert before.next_draft_ends_on == (now() + timedelta(days=10)).date()
    [ends] = before.surveys
    assert (ends.answers_end_on, ends.answers) == ((now() + timedelta(days=100)).date(), 1)
    moment = now() + timedelta(days=11)
    retention.run(session, moment)
    after = retention.schedule(session, survey.consultation)
    assert (after.last_drafts, after.last_answers, after.drafts) == (1, 0, 0)
    assert after.last_run == moment.replace(microsecond=0)


def test_taking_answers_back_leaves_nothing_of_them(session, survey):
    draft, code = send(session, survey)
    assert answers.withdraw(session, answers.resume(session, code)) is False
    assert left(session) == {}
    assert count(session, Submission) == 0
    assert draft.state == "withdrawn"


def test_what_an_open_case_keeps_of_answers_taken_back_goes_once_it_is_closed(session, survey):
    _draft, code = send(session, survey, case="claimed")
    assert answers.withdraw(session, answers.resume(session, code)) is True
    kept = {"Answer": 1, "Disclosure": 1, "ContactLeft": 1}
    assert left(session) == kept
    assert count(session, Submission) == 0
    assert retention.run(session, now() + timedelta(days=1000)) == (0, 0)
    assert answers.withdraw(session, answers.resume(session, code)) is True
    assert left(session) == kept
    session.execute(sa.update(Disclosure).values(state="closed"))
    assert retention.run(session, now()) == (0, 1)
    assert left(session) == {}
    assert retention.run(session, now()) == (0, 0)
