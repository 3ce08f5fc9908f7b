"""How far a draft has come: what was chosen, what is asked next, what is still missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from surveys.base import URGENT
from surveys.consent import consent_age_of, rule
from surveys.models import Answer, Choice, Draft, Question
from surveys.questions import is_complete, is_shown

WRITTEN_ELSEWHERE = ("paper", "import")
"""Channels in which who wrote the words is not there when they are kept."""


@dataclass(frozen=True)
class Missing:
    """Questions that were asked and left empty, or a grid half: those needed, and those worth a second look."""

    required: list[str]
    soft: list[str]


@dataclass(frozen=True)
class Progress:
    """All that is known of how far a draft has come, read once.

    `questions` are those of its version in order, `age` that of consent; `picked` has the options of every question
    that has an answer, none for words: what routing needs.
    """

    questions: Sequence[Question]
    age: int
    picked: Mapping[str, Sequence[str]]

    def asked(self, picked: Mapping[str, Sequence[str]] | None = None) -> list[Question]:
        """The questions that routing asks in order, for these options instead of those that were picked."""
        given = self.picked if picked is None else picked
        return [q for q in self.questions if is_shown(rule(q, self.age), given)]


def progress_of(session: Session, draft: Draft) -> Progress:
    """How far a draft has come, in a few queries."""
    picked: dict[str, list[str]] = {}
    for question, option in session.execute(
        sa.select(Answer.question_code, Choice.option_code)
        .outerjoin(Choice, Choice.answer_id == Answer.id)
        .where(Answer.draft_id == draft.id)
        .order_by(Answer.question_code, Choice.position)
    ):
        picked.setdefault(question, []).extend([option] if option is not None else [])
    return Progress(questions_of(session, draft), consent_age_of(session, draft), picked)


def next_question(session: Session, draft: Draft, after: str | None = None) -> str | None:
    """The code of the question to ask next, or None at the end.

    After the one named, in order and by routing; without one, the first that has no answer.
    """
    known = progress_of(session, draft)
    shown = {q.code for q in known.asked()}
    if after is None:
        waiting: Sequence[Question] = [q for q in known.questions if q.code not in known.picked]
    else:
        codes = [q.code for q in known.questions]
        waiting = known.questions[codes.index(after) + 1 :] if after in codes else known.questions
    return next((q.code for q in waiting if q.code in shown), None)


def find_missing(session: Session, draft: Draft, known: Progress | None = None) -> Missing:
    """Questions that were asked and have no answer: required ones, and softly checked ones."""
    known = known or progress_of(session, draft)
    empty = [q for q in known.asked() if q.code not in known.picked or not is_complete(q, known.picked[q.code])]
    return Missing(
        required=[q.code for q in empty if q.required],
        soft=[q.code for q in empty if q.soft_check and not q.required],
    )


def asked_of(session: Session, draft: Draft, picked: Mapping[str, Sequence[str]]) -> list[Question]:
    """The questions that routing asks in order, for these option codes by question."""
    age = consent_age_of(session, draft)
    return [q for q in questions_of(session, draft) if is_shown(rule(q, age), picked)]


def questions_of(session: Session, draft: Draft) -> Sequence[Question]:
    """Every question of the draft's version, in order, whether routing asks it or not."""
    return session.scalars(
        sa.select(Question)
        .where(Question.version_id == draft.version_id)
        .options(selectinload(Question.options))
        .order_by(Question.position)
    ).all()


def drop_unasked(session: Session, draft: Draft, known: Progress | None = None) -> None:
    """Remove answers to questions that the routing hides now, until nothing more hides.

    From paper and imported files, words in which someone seems to be in danger stay: nobody meant the answer, somebody
    meant them, and cannot be asked. On a screen they go as the others do: the last page does not show them, and what
    people do not see they do not send. Notes of an event stay: each answers one question by itself, and nothing was
    ticked that leads there.
    """
    if draft.channel == "event":
        return
    known = known or progress_of(session, draft)
    staying = dict(known.picked)
    while hidden := staying.keys() - {q.code for q in known.asked(staying)}:
        for code in hidden:
            del staying[code]
    if unmeant := known.picked.keys() - staying.keys():
        for answer in session.scalars(
            sa.select(Answer).where(Answer.draft_id == draft.id, Answer.question_code.in_(unmeant))
        ):
            if answer.alert not in URGENT or draft.channel not in WRITTEN_ELSEWHERE:
                session.delete(answer)
        session.flush()
