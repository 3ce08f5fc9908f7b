"""Coding what was sent: pending answers in, codes and the safeguarding queue out. Called by jobs and by the sweep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.analysis.codebook_versions import current
from surveys.analysis.coded import Answer as Question
from surveys.analysis.coded import Coded
from surveys.analysis.models import AnswerCode, AnswerTranslation, Coding, Disclosure, Quotation
from surveys.columns import now
from surveys.models import Answer
from surveys.queries import answers_pending_coding, answers_with_alert

if TYPE_CHECKING:  # staff pages import this module, and only jobs ever load the models
    from surveys.analysis.coder import Coder

CHUNK = 100
URGENT = ("emergency", "crisis")


def code_pending(session: Session, coder: Coder, *, submission_id: str | None = None, limit: int = CHUNK) -> int:
    """Code up to ``limit`` pending answers, of one submission when it is named. How many were taken.

    A text that the coder cannot read is marked "failed" and costs the others nothing.
    """
    answers = _taken(session, answers_pending_coding(session, limit=limit, submission_id=submission_id))
    if not answers:
        return 0
    for answer, coded in zip(answers, read(answers, coder.under(current(session))), strict=True):
        if coded is None:
            answer.coding_state = "failed"
        else:
            store(session, answer, coded)
            answer.coding_state = "coded"
    session.flush()
    return len(answers)


def read(answers: Sequence[Answer], coder: Coder) -> list[Coded | None]:
    """What the coder says of each answer; None for a text that it cannot read."""
    try:
        return list(coder.code_many([_question(answer) for answer in answers]))
    except Exception:  # whatever one text does, the others must be coded
        return [_alone(coder, answer) for answer in answers]


def _taken(session: Session, answers: Sequence[Answer]) -> list[Answer]:
    """Those of the answers that no other worker is coding or has coded meanwhile (SQLite has one writer anyway)."""
    return list(
        session.scalars(
            sa.select(Answer)
            .where(Answer.id.in_([answer.id for answer in answers]), Answer.coding_state == "pending")
            .order_by(Answer.id)
            .with_for_update(skip_locked=True)
        )
    )


def _question(answer: Answer) -> Question:
    audience = answer.submission.audience if answer.submission else "resident"
    return Question(answer.codebook_question or "", audience, answer.text or "", answer.language)


def _alone(coder: Coder, answer: Answer) -> Coded | None:
    try:
        return coder.code_many([_question(answer)])[0]
    except Exception:  # marked as failed, shown on the desk
        return None


def store(session: Session, answer: Answer, coded: Coded) -> Coding:
    """Keep the machine's reading of an answer, in place of an earlier one; a person's codes stay as they are."""
    coding = session.scalar(sa.select(Coding).where(Coding.answer_id == answer.id))
    named: AnswerTranslation | None = None
    if coding is None:
        coding = Coding(answer_id=answer.id)
        session.add(coding)
    else:
        for old in [code for code in coding.codes if code.source == "machine"]:
            coding.codes.remove(old)
        session.flush()
        named = session.get(AnswerTranslation, answer.id)
    coding.version, coding.coded_at = coded.version, now()
    coding.language = coded.lang
    coding.sentiment = coded.sentiment
    if named is not None and named.language is not None:
        as_named(coding, named.language)
    coding.nonsense = coded.nonsense
    coding.disclosure = coded.disclosure
    coding.pii = coded.pii
    coding.lowest_confidence = min(coded.confidence.values(), default=0.0)
    coding.codes += [
        AnswerCode(
            code=code,
            source="machine",
            position=place,
            confidence=coded.confidence.get(code),
            evidence=coded.evidence.get(code, []),
            version=coded.version,
            basis=coded.basis.get(code),
        )
        for place, code in enumerate(coded.themes)
    ]
    if coded.disclosure or answer.alert in URGENT:
        queue(session, answer, "triage" if answer.alert in URGENT else "machine", coded.disclosure_signs)
    session.flush()
    return coding


def as_named(coding: Coding, language: str) -> None:
    """Let the language stand that a person named; a tone that was read in what is not English does not."""
    coding.language = language
    if language != "en":
        coding.sentiment = "not_assessed"


def queue(session: Session, answer: Answer, found_by: str, signs: Sequence[str] = ()) -> Disclosure:
    """Put an answer into the safeguarding queue; once is enough. ``found_by``: triage, machine or person.

    What was quoted from it is taken back, approved and published or not: harm may be seen late.
    """
    case = session.scalar(sa.select(Disclosure).where(Disclosure.answer_id == answer.id))
    if case is None:
        case = Disclosure(answer_id=answer.id, found_by=found_by, alert=answer.alert, signs=list(signs))
        session.add(case)
        session.execute(sa.update(Quotation).where(Quotation.answer_id == answer.id).values(state="rejected"))
        session.flush()
    return case


def queue_alerts(session: Session) -> int:
    """Queue every sent answer that the triage marked urgent and that is not queued yet. How many were new."""
    known = set(session.scalars(sa.select(Disclosure.answer_id)))
    waiting = [answer for answer in answers_with_alert(session) if answer.id not in known]
    for answer in waiting:
        queue(session, answer, "triage")
    return len(waiting)
