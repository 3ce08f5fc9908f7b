"""How far a draft has come: what was chosen, what is asked next, what is still missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from surveys.consent import consent_age_of, rule
from surveys.models import Answer, Choice, Draft, Question
from surveys.questions import is_complete, is_shown


@dataclass(frozen=True)
class Missing:
    """Questions that were asked and left empty, or a grid half: those needed, and those worth a second look."""

    required: list[str]
    soft: list[str]


def chosen(session: Session, draft: Draft) -> dict[str, list[str]]:
    """Option codes by question code, for closed questions answered so far: what routing needs."""
    rows = session.execute(
        sa.select(Answer.question_code, Choice.option_code)
        .join(Choice, Choice.answer_id == Answer.id)
        .where(Answer.draft_id == draft.id)
        .order_by(Answer.question_code, Choice.position)
    )
    found: dict[str, list[str]] = {}
    for question, option in rows:
        found.setdefault(question, []).append(option)
    return found


def answered(session: Session, draft: Draft) -> set[str]:
    """Codes of the questions that have an answer."""
    return set(session.scalars(sa.select(Answer.question_code).where(Answer.draft_id == draft.id)))


def next_question(session: Session, draft: Draft, after: str | None = None) -> str | None:
    """The code of the question to ask next, or None at the end.

    After the one named, in order and by routing; without one, the first that has no answer.
    """
    questions = questions_of(session, draft)
    shown = {q.code for q in asked_of(session, draft, chosen(session, draft))}
    if after is None:
        done = answered(session, draft)
        waiting: Sequence[Question] = [q for q in questions if q.code not in done]
    else:
        codes = [q.code for q in questions]
        waiting = questions[codes.index(after) + 1 :] if after in codes else questions
    return next((q.code for q in waiting if q.code in shown), None)


def find_missing(session: Session, draft: Draft) -> Missing:
    """Questions that were asked and have no answer: required ones, and softly checked ones."""
    picked = chosen(session, draft)
    done = answered(session, draft)
    empty = [
        question
        for question in asked_of(session, draft, picked)
        if question.code not in done or not is_complete(question, picked.get(question.code, ()))
    ]
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
