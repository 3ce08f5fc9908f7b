"""Quotas of sample surveys: how many of one option are wanted, and what happens when they are there.

Only a survey with settings.sampling "quota" has any effect here: an open consultation accepts
everyone. Nobody is turned away: answers beyond a full quota are kept, marked "over_quota", and
left out of the sample. Flushes, never commits.
"""

from __future__ import annotations

from collections.abc import Iterable, Set

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.columns import now
from surveys.models import Answer, Choice, Quota, Submission, Survey

OVER_QUOTA = "over_quota"
Option = tuple[str, str]
"""A question's code and the code of one of its options."""


def in_sample() -> sa.ColumnElement[bool]:
    """The condition that a Submission counts: it is not marked as beyond a full quota."""
    # Marks are a short JSON list of our own codes, so the quoted code cannot stand in it for anything else.
    return sa.cast(Submission.marks, sa.Text).not_like(f'%"{OVER_QUOTA}"%')


def is_over(submission: Submission) -> bool:
    """Whether the person's quota was full when they sent."""
    return OVER_QUOTA in (submission.marks or ())


def settle(session: Session, submission: Submission, *, before: Set[Option] | None = None) -> bool:
    """Count a submission against its survey's quotas; True when it is in the sample.

    ``before`` has what one that was counted already chose then, when its answers were put right: it keeps a place that
    it still fills, and one that it leaves is open again.

    Its answers must have their submission_id already. The rows of the quotas are locked first, so
    of two people who take the last place at once one is in and one is over (SQLite has one writer
    anyway). A quota that becomes full is closed from this moment, and the row says when.
    """
    survey = session.get_one(Survey, submission.survey_id)
    if (survey.settings or {}).get("sampling") != "quota":
        return True
    quotas = session.scalars(
        sa.select(Quota)
        .where(Quota.survey_id == survey.id)
        .order_by(Quota.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    given = options_of(session, submission)
    mine = [quota for quota in quotas if (quota.question_code, quota.option_code) in given]
    # A place that it has itself is not full for it.
    had: Set[Option] = before if before is not None and not is_over(submission) else frozenset()
    submission.marks = [mark for mark in submission.marks or () if mark != OVER_QUOTA]
    if any(quota.closed_at is not None and (quota.question_code, quota.option_code) not in had for quota in mine):
        submission.marks = [*submission.marks, OVER_QUOTA]
    session.flush()
    touched = given | (before or set())
    for quota in quotas:
        if (quota.question_code, quota.option_code) not in touched:
            continue
        if count(session, quota) >= quota.target:
            quota.closed_at = quota.closed_at or now()
        elif before is not None:
            quota.closed_at = None
    session.flush()
    return not is_over(submission)


def settle_many(session: Session, survey: Survey, given: Iterable[tuple[str, Set[Option]]]) -> set[str]:
    """Which of many people, in the order given, are beyond a full quota, as `settle` one after the other would say.

    `given` has a name for each, and what they chose. To be called before their submissions are made.
    """
    if (survey.settings or {}).get("sampling") != "quota":
        return set()
    wanted = sa.select(Quota).where(Quota.survey_id == survey.id).order_by(Quota.id).with_for_update()
    rows = session.scalars(wanted.execution_options(populate_existing=True)).all()
    quotas = {(row.question_code, row.option_code): (row, count(session, row)) for row in rows}
    over: set[str] = set()
    for name, chosen in given:
        mine = [option for option in chosen if option in quotas]
        if any(quotas[option][0].closed_at is not None for option in mine):
            over.add(name)
            continue
        for option in mine:
            row, number = quotas[option]
            quotas[option] = row, number + 1
            if number + 1 >= row.target:
                row.closed_at = now()
    session.flush()
    return over


def reopen(session: Session, survey_id: str) -> None:
    """Open the survey's full quotas that have a place again: somebody whom they counted is gone."""
    closed = sa.select(Quota).where(Quota.survey_id == survey_id, Quota.closed_at.is_not(None))
    for quota in session.scalars(closed.order_by(Quota.id).with_for_update()):
        if count(session, quota) < quota.target:
            quota.closed_at = None
    session.flush()


def options_of(session: Session, submission: Submission) -> set[Option]:
    """What a submission chose: (question code, option code)."""
    return set(
        session.execute(
            sa.select(Answer.question_code, Choice.option_code)
            .join(Choice, Choice.answer_id == Answer.id)
            .where(Answer.submission_id == submission.id)
        ).tuples()
    )


def count(session: Session, quota: Quota) -> int:
    """How many submissions of the sample chose the quota's option."""
    statement = (
        sa.select(sa.func.count(sa.distinct(Submission.id)))
        .join(Answer, Answer.submission_id == Submission.id)
        .join(Choice, Choice.answer_id == Answer.id)
        .where(
            Submission.survey_id == quota.survey_id,
            Answer.question_code == quota.question_code,
            Choice.option_code == quota.option_code,
            in_sample(),
        )
    )
    return session.scalar(statement) or 0


def put(session: Session, survey: Survey, targets: dict[tuple[str, str], int]) -> None:
    """Set the survey's quotas, {(question code, option code): people wanted}; those left out go.

    A higher target opens a closed quota again; one that is reached already closes at once.
    """
    rows = {
        (row.question_code, row.option_code): row
        for row in session.scalars(sa.select(Quota).where(Quota.survey_id == survey.id))
    }
    for key, row in rows.items():
        if key not in targets:
            session.delete(row)
    for (question, option), target in targets.items():
        row = rows.get((question, option)) or Quota(
            survey_id=survey.id, question_code=question, option_code=option, target=target
        )
        session.add(row)
        row.target = target
        full = count(session, row) >= target
        row.closed_at = (row.closed_at or now()) if full else None
    session.flush()
