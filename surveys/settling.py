"""Where two entries of a paper form differ: what stands is decided with the paper in hand, and all that hangs on it.

What was worked out from the first entry is worked out again: routing, the place in a sample, near-duplicates, coding,
and what may be quoted. Flushes, never commits.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from surveys import answers, duplicates, quotas
from surveys.analysis import coding, quoting, safeguarding
from surveys.analysis.models import AnswerTranslation, Coding, Disclosure
from surveys.base import URGENT
from surveys.columns import now
from surveys.models import Answer, SecondEntry, Submission
from surveys.open_cases import has_open_case
from surveys.progress import asked_of, questions_of
from surveys.questions import Cleaned, clean


class Refused(ValueError):
    """It cannot be settled so; ``code`` says why.

    settled (somebody else has, meanwhile), open_case (an answer would go that safeguarding acts on).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def settle(
    session: Session, entry: SecondEntry, second_stands: Mapping[str, str | None], *, by: str
) -> list[Disclosure]:
    """Decide between two entries with the paper in hand; the cases that are more urgent by the words that stand.

    `second_stands` has the questions whose second entry is right, each with what the triage says of its words.
    A text that changes is coded again, and what was quoted of it is taken back. Raises Refused, with nothing changed;
    ValueError for a question that does not differ.
    """
    session.refresh(entry, with_for_update=True)
    if entry.settled_at is not None:
        raise Refused("settled")
    if not second_stands.keys() <= set(entry.different):
        raise ValueError("not a difference")
    submission = session.get_one(Submission, entry.submission_id)
    asked = {q.code: q for q in questions_of(session, submission.draft)}
    before = _answers(session, submission)
    values = json.loads(entry.values)
    given = {code: clean(asked[code], values[code]) for code in second_stands}
    staying = _staying(session, submission, before, given)
    going = [one for code, one in before.items() if code not in staying]
    if _open_among(session, going):
        raise Refused("open_case")
    options, raised = quotas.options_of(session, submission), list[Disclosure]()
    for gone in going:
        session.delete(gone)
    for code in given.keys() & staying:
        old = before.get(code)
        if old is not None and old.alert in URGENT:
            # The words of the first entry were marked: other words of the same form do not take that back.
            coding.queue(session, old, "triage")
        if old is not None and old.text != given[code].text:
            old = _without_old_words(session, old)
        kept = answers.put_answer(session, submission.draft, asked[code], old, given[code], second_stands[code])
        if kept is not None:
            kept.submission_id = submission.id
            session.flush()
            raised += [case for case in [safeguarding.read_again(session, kept)] if case is not None]
    session.flush()
    quoting.take_back(session, submission.id, ())
    quotas.settle(session, submission, before=options)
    duplicates.mark(session, submission)
    entry.settled_by, entry.settled_at = by, now()
    session.flush()
    session.expire(submission, ["answers"])
    return raised


def _without_old_words(session: Session, answer: Answer) -> Answer | None:
    """What was made of misread words goes with them (codes, translation, quotations), as when people change an answer.

    With the whole answer, None then; the answer of a case stays, for the case hangs on it.
    """
    if not safeguarding.is_queued(session, answer.id):
        session.delete(answer)
        session.flush()
        return None
    for made in (Coding, AnswerTranslation):
        session.execute(sa.delete(made).where(made.answer_id == answer.id))
    return answer


def _answers(session: Session, submission: Submission) -> dict[str, Answer]:
    rows = session.scalars(
        sa.select(Answer).where(Answer.submission_id == submission.id).options(selectinload(Answer.choices))
    )
    return {one.question_code: one for one in rows}


def _staying(
    session: Session, submission: Submission, before: Mapping[str, Answer], given: Mapping[str, Cleaned]
) -> set[str]:
    """Codes of the questions that have an answer then: not empty in the entry that stands, and asked by routing."""
    picked: dict[str, Sequence[str]] = {
        code: [choice.option_code for choice in one.choices] for code, one in before.items() if code not in given
    }
    picked |= {code: one.choices for code, one in given.items() if not one.empty}
    while hidden := picked.keys() - {q.code for q in asked_of(session, submission.draft, picked)}:
        for code in hidden:
            del picked[code]
    return set(picked)


def _open_among(session: Session, going: Sequence[Answer]) -> bool:
    ids = [one.id for one in going]
    return session.scalar(sa.select(Answer.id).where(Answer.id.in_(ids), has_open_case()).limit(1)) is not None
