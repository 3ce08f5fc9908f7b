"""Brings prepared answers in, all of them or none, by the functions that every answer goes through; and takes back.

Flushes, never commits. Nothing of a batch can be taken back once somebody has worked with its answers.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys import answers, quotas
from surveys.analysis.models import Coding, Disclosure, Quotation, Report
from surveys.codes import new_return_code, return_code_hashes
from surveys.exchange.incoming import Incoming
from surveys.exchange.plan import Plan
from surveys.models import Answer, Consultation, Draft, ImportBatch, Question, SecondEntry, Submission, Survey
from surveys.progress import questions_of
from surveys.questions import clean

Verdict = Callable[[str, str], str | None]
"""The triage: a text and its language in, an alert code or None out."""
STATES = ("open", "closed")
"""States of a survey that answers can be brought into: people were asked, so it was fair to ask (surveys.fair)."""


class Refused(ValueError):
    """A batch cannot be loaded or taken back; `code` says why.

    not_ready, wrong_state, survey_draft; open_case, decided, quoted, reported, typed_again.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def lock(session: Session, batch: ImportBatch) -> None:
    """Wait for whoever brings answers into the same survey: to be called before the plan that `load` carries out."""
    session.scalars(sa.select(Survey.id).where(Survey.id == batch.survey_id).with_for_update()).one()


def load(session: Session, batch: ImportBatch, plan: Plan, verdict: Verdict) -> None:
    """Bring a prepared file in, after `lock`. Raises Refused: wrong_state, survey_draft, not_ready."""
    session.refresh(batch, with_for_update=True)
    survey = session.get_one(Survey, batch.survey_id)
    if batch.state != "checked":
        raise Refused("wrong_state")
    if survey.state not in STATES:
        raise Refused("survey_draft")
    if not plan.loadable:
        raise Refused("not_ready")
    asked: dict[str, dict[str, Question]] = {}
    for one in plan.ready:
        _bring(session, survey, batch, one, verdict, asked)
    batch.state, batch.waiting = "loaded", None
    batch.rows, batch.loaded = plan.rows, len(plan.ready)
    batch.duplicates, batch.refused = plan.duplicates, plan.refused
    session.flush()


def _bring(
    session: Session,
    survey: Survey,
    batch: ImportBatch,
    one: Incoming,
    verdict: Verdict,
    asked: dict[str, dict[str, Question]],
) -> None:
    """Make one person's draft, answers and submission. Whoever answered elsewhere has no return code of ours.

    The plan has cleaned the values and followed the routing; `asked` keeps the questions of each version, for reading
    them again for every person would take most of the time.
    """
    draft = Draft(
        survey_id=survey.id,
        version_id=one.version_id,
        return_code_hash=return_code_hashes(new_return_code())[0],
        language=one.language,
        channel=one.channel,
        state="open",
        client_key=one.key,
        import_id=batch.id,
    )
    session.add(draft)
    session.flush()
    if one.version_id not in asked:
        asked[one.version_id] = {question.code: question for question in questions_of(session, draft)}
    for code, value in one.values.items():
        question = asked[one.version_id][code]
        cleaned = clean(question, value)
        alert = verdict(cleaned.text, one.language) if cleaned.text else None
        answer = answers.put_answer(session, draft, question, None, cleaned, alert)
        if answer is not None:
            answer.answered_at = one.sent
    submission = answers.make_submission(session, draft)
    submission.submitted_at = one.sent
    if one.reference:
        # Under which its sender knows it.
        submission.reference = one.reference
    session.flush()


def undo(session: Session, batch: ImportBatch) -> int:
    """Take a batch back: how many people's answers are gone. Raises Refused when somebody has worked with them."""
    session.refresh(batch, with_for_update=True)
    if batch.state != "loaded":
        raise Refused("wrong_state")
    if why := used(session, batch):
        raise Refused(why)
    drafts = list(session.scalars(sa.select(Draft.id).where(Draft.import_id == batch.id)))
    session.execute(sa.delete(Draft).where(Draft.import_id == batch.id))
    batch.state = "undone"
    session.flush()
    session.expire_all()
    quotas.reopen(session, batch.survey_id)
    return len(drafts)


def used(session: Session, batch: ImportBatch) -> str | None:
    """Why a batch can no longer be taken back: a code of Refused, or None."""
    mine = (
        sa.select(Answer.id)
        .join(Draft, Draft.id == Answer.draft_id)
        .where(Draft.import_id == batch.id)
        .scalar_subquery()
    )
    sent = (
        sa.select(Submission.id)
        .join(Draft, Draft.id == Submission.draft_id)
        .where(Draft.import_id == batch.id)
        .scalar_subquery()
    )
    since = _loaded_at(session, batch)
    consultation = (
        sa.select(Consultation.slug)
        .join(Survey, Survey.consultation_id == Consultation.id)
        .where(Survey.id == batch.survey_id)
        .scalar_subquery()
    )
    for code, statement in (
        ("open_case", sa.select(Disclosure.id).where(Disclosure.answer_id.in_(mine))),
        ("quoted", sa.select(Quotation.id).where(Quotation.answer_id.in_(mine))),
        ("decided", sa.select(Coding.id).where(Coding.answer_id.in_(mine), Coding.decided_at.is_not(None))),
        ("typed_again", sa.select(SecondEntry.id).where(SecondEntry.submission_id.in_(sent))),
        ("reported", sa.select(Report.id).where(Report.consultation_slug == consultation, Report.made_at >= since)),
    ):
        if session.scalar(statement.limit(1)) is not None:
            return code
    return None


def _loaded_at(session: Session, batch: ImportBatch) -> datetime:
    first = session.scalar(sa.select(sa.func.min(Draft.created_at)).where(Draft.import_id == batch.id))
    return first or batch.created_at
