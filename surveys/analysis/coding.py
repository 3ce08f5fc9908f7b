"""Coding what was sent: pending answers in, codes and the safeguarding queue out. Called by jobs and by the sweep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from surveys.analysis.codebook_versions import current
from surveys.analysis.coded import Answer as Question
from surveys.analysis.coded import Coded
from surveys.analysis.models import AnswerCode, AnswerTranslation, Coding, Disclosure, Quotation
from surveys.base import URGENT
from surveys.columns import now
from surveys.models import Answer, Submission
from surveys.queries import answers_pending_coding

if TYPE_CHECKING:  # staff pages import this module, and only jobs ever load the models
    from surveys.analysis.coder import Coder

CHUNK = 100


def code_pending(session: Session, coder: Coder, *, submission_id: str | None = None, limit: int = CHUNK) -> int:
    """Code up to ``limit`` pending answers, of one submission when it is named. How many were taken.

    A text that the coder cannot read is marked "failed" and costs the others nothing.
    """
    answers = answers_pending_coding(session, limit=limit, submission_id=submission_id)
    if answers:
        keep(session, answers, read(session, answers, coder.under(current(session))))
    return len(answers)


def retry_failed(session: Session) -> int:
    """Let sent texts that the coder failed on wait to be read again; how many. Memory may have been short."""
    again = sa.update(Answer).where(Answer.coding_state == "failed", Answer.submission_id.is_not(None))
    return int(getattr(session.execute(again.values(coding_state="pending")), "rowcount", 0))


def keep(session: Session, answers: Sequence[Answer], said: Sequence[Coded | None]) -> None:
    """Keep what the coder said of each answer, as `store` does; one that it could not read is marked "failed".

    In a number of queries that does not grow with the answers, those for the safeguarding queue apart.
    """
    ids = [answer.id for answer in answers]
    codings = {
        one.answer_id: one
        for one in session.scalars(
            sa.select(Coding).where(Coding.answer_id.in_(ids)).options(selectinload(Coding.codes))
        )
    }
    named = {
        one.answer_id: one.language
        for one in session.scalars(sa.select(AnswerTranslation).where(AnswerTranslation.answer_id.in_(ids)))
    }
    both = list(zip(answers, said, strict=True))
    for answer in (answer for answer, coded in both if coded is not None):
        if (coding := codings.get(answer.id)) is not None:
            for old in [code for code in coding.codes if code.source == "machine"]:
                coding.codes.remove(old)
    session.flush()  # the old rows go before the new ones come: one row a code
    for answer, coded in both:
        if coded is None:
            answer.coding_state = "failed"
            continue
        coding = codings.get(answer.id) or Coding(answer_id=answer.id, codes=[])
        _fill(coding, coded, named.get(answer.id))
        session.add(coding)
        answer.coding_state = "coded"
    session.flush()
    for answer, coded in both:
        if coded is not None and (coded.disclosure or answer.alert in URGENT):
            queue(session, answer, "triage" if answer.alert in URGENT else "machine", coded.disclosure_signs)


def read(session: Session, answers: Sequence[Answer], coder: Coder) -> list[Coded | None]:
    """What the coder says of each answer; None for a text that it cannot read.

    An answer that is or was a case of the safeguarding queue is private, whoever found it: no second reader gets it.
    """
    ids = [answer.id for answer in answers]
    cases = set(session.scalars(sa.select(Disclosure.answer_id).where(Disclosure.answer_id.in_(ids))))
    questions = [_question(answer, private=answer.id in cases or answer.alert in URGENT) for answer in answers]
    try:
        return list(coder.code_many(questions))
    except Exception:  # whatever one text does, the others must be coded
        return [_alone(coder, question) for question in questions]


def _question(answer: Answer, *, private: bool) -> Question:
    audience = answer.submission.audience if answer.submission else "resident"
    return Question(answer.codebook_question or "", audience, answer.text or "", answer.language, private)


def _alone(coder: Coder, question: Question) -> Coded | None:
    try:
        return coder.code_many([question])[0]
    except Exception:  # marked as failed, shown to safeguarding staff, tried again every hour
        return None


def store(session: Session, answer: Answer, coded: Coded) -> Coding:
    """Keep the machine's reading of an answer, in place of an earlier one; a person's codes stay as they are."""
    keep(session, [answer], [coded])
    return session.scalars(sa.select(Coding).where(Coding.answer_id == answer.id)).one()


def _fill(coding: Coding, coded: Coded, language: str | None) -> None:
    """Make a coding say what the machine read; ``language`` is the one that a person named, or None."""
    coding.version, coding.coded_at = coded.version, now()
    coding.language = coded.lang
    coding.sentiment = coded.sentiment
    if language is not None:
        as_named(coding, language)
    coding.nonsense = coded.nonsense
    coding.disclosure = coded.disclosure
    coding.pii = coded.pii
    coding.lowest_confidence = min(coded.confidence.values(), default=0.0)
    coding.doubt = coded.doubt
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
    waiting = session.scalars(
        sa.select(Answer)
        .join(Submission, Submission.id == Answer.submission_id)
        .where(Answer.alert.in_(URGENT), sa.not_(sa.exists().where(Disclosure.answer_id == Answer.id)))
        .order_by(Submission.submitted_at, Answer.id)
    ).all()
    for answer in waiting:
        queue(session, answer, "triage")
    return len(waiting)
