"""A consultation's coded answers as they may leave to an analyst's own program: masked, without who wrote them.

Answers in the safeguarding queue, and those the coder takes for a disclosure, do not leave.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, selectinload

from surveys.analysis.desk_models import Decision
from surveys.analysis.models import Coding, Disclosure
from surveys.analysis.review import shown_text, standing
from surveys.models import Answer, Consultation, Submission, Survey

NAMES = UUID("5c1f0a52-6f0f-5c1e-9a0e-0d5c4c9f3b11")
"""The root of ids in an exported project: the same answer has the same one each time, and it leads back to nothing."""


@dataclass(frozen=True)
class Marked:
    """A code given to a piece of the text; characters from `start` up to, not with, `end`. `by`: machine or person."""

    code: str
    start: int
    end: int
    by: str


@dataclass(frozen=True)
class CodedText:
    """One answer, masked. `guid` is its id in the project; `question` is Q1 to Q5 or ""."""

    guid: str
    question: str
    audience: str
    text: str
    marks: tuple[Marked, ...]


def guid(*names: str) -> str:
    """An id for something of a project, the same each time."""
    return str(uuid5(NAMES, "/".join(names)))


def _may_leave(consultation: Consultation) -> sa.Select[tuple[Coding]]:
    return (
        sa.select(Coding)
        .join(Coding.answer)
        .join(Answer.submission)
        .join(Survey, Survey.id == Submission.survey_id)
        .where(
            Survey.consultation_id == consultation.id,
            sa.not_(Coding.disclosure),
            sa.not_(sa.exists().where(Disclosure.answer_id == Coding.answer_id)),
        )
    )


def last_coded(session: Session, consultation: Consultation) -> datetime | None:
    """When the program or a person last said something of the answers that may leave; None while nobody has.

    Answers that were erased or queued since leave no trace in it.
    """
    ids = _may_leave(consultation).with_only_columns(Coding.id)
    read = session.scalar(sa.select(sa.func.max(Coding.coded_at)).where(Coding.id.in_(ids)))
    decided = session.scalar(
        sa.select(sa.func.max(Decision.made_at)).where(
            Decision.coding_id.in_(ids), Decision.kind.in_(("decided", "undone"))
        )
    )
    return max((one for one in (read, decided) if one is not None), default=None)


def coded_texts(session: Session, consultation: Consultation) -> list[CodedText]:
    """Every coded answer that may leave, by question and id in the project; two queries, however many."""
    options = (contains_eager(Coding.answer).contains_eager(Answer.submission), selectinload(Coding.codes))
    rows = session.scalars(_may_leave(consultation).options(*options)).unique()
    found = [_text(coding) for coding in rows]
    return sorted(found, key=lambda one: (one.question, one.guid))


def _text(coding: Coding) -> CodedText:
    text = shown_text(coding)
    answer = coding.answer
    marks = []
    for code in coding.effective:
        places = [(text.find(piece), piece) for piece in dict.fromkeys(standing(code.evidence, text))]
        spans = [(start, start + len(piece)) for start, piece in places]
        # What was masked since, and what a person gave without words to point at, is said of the whole answer.
        for start, end in spans or [(0, len(text))]:
            marks.append(Marked(code.code, start, end, code.source))
    return CodedText(
        guid=guid("answer", answer.id),
        question=answer.codebook_question or "",
        audience=answer.submission.audience if answer.submission else "",
        text=text,
        marks=tuple(sorted(marks, key=lambda mark: (mark.start, mark.end, mark.code))),
    )
