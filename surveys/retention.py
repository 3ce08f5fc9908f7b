"""How long answers are kept: drafts that were never sent, and what people wrote once a consultation is over.

Days are settings of a consultation. `answer_days` has no default: the papers name no term, so that until the council
sets one, raw answers stay and the notice says "to be confirmed by the council". What a published report counted stays:
it holds numbers, not answers. A person can have theirs erased at any time with the code (answers.withdraw); what stays
then for an open case about harm goes in the night after the case is closed.

How somebody in danger may be reached is needed as long as staff look after them, and no longer: it goes before the
answers do, `contact_days` after it has served.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys import fair
from surveys.analysis.models import Disclosure
from surveys.columns import local_day, now
from surveys.models import Answer, Consultation, ContactLeft, Draft, SecondEntry, Submission, Survey
from surveys.open_cases import has_open_case

DRAFT_DAYS = 90
"""Days after the last change until answers that were never sent are deleted; ours, the papers name none."""

CONTACT_DAYS = 30
"""Days after the last safeguarding case about the answers was closed until a way to be reached is deleted; where there
is no case, after it was left or sent. Ours: long enough for a case that is closed too soon, the papers name none."""

ENDED = "expired"
"""The state of a draft whose time was over: the row stays without an answer, so that the code finds an explanation."""

_CHUNK = 500


@dataclass(frozen=True)
class Ends:
    """When the raw answers of one survey go: None while it is open or the council has set no term."""

    survey: str
    closed_at: datetime | None
    answers_end_on: date | None
    answers: int


@dataclass(frozen=True)
class Schedule:
    """What goes when, for the notice and the desk. `answer_days` None: to be confirmed by the council."""

    draft_days: int
    answer_days: int | None
    contact_days: int
    drafts: int
    contacts: int
    next_draft_ends_on: date | None
    surveys: Sequence[Ends]
    last_run: datetime | None
    last_drafts: int
    last_answers: int
    last_contacts: int


def draft_days(consultation: Consultation) -> int:
    """Days that an unsent draft is kept after its last change."""
    return int(consultation.settings.get("draft_days") or DRAFT_DAYS)


def answer_days(consultation: Consultation) -> int | None:
    """Days that raw answers are kept after a survey closed; None: the council has yet to say."""
    days = consultation.settings.get("answer_days")
    return int(days) if days else None


def contact_days(consultation: Consultation) -> int:
    """Days that a way to be reached is kept once it has served."""
    return int(consultation.settings.get("contact_days") or CONTACT_DAYS)


def schedule(session: Session, consultation: Consultation) -> Schedule:
    """What goes when, of this consultation."""
    drafts, oldest = session.execute(
        sa.select(sa.func.count(), sa.func.min(Draft.updated_at))
        .join(Survey, Survey.id == Draft.survey_id)
        .where(Survey.consultation_id == consultation.id, Draft.state == "open")
    ).one()
    held = dict(
        session.execute(
            sa.select(Submission.survey_id, sa.func.count(sa.distinct(Submission.id)))
            .join(Answer, Answer.submission_id == Submission.id)
            .group_by(Submission.survey_id)
        )
        .tuples()
        .all()
    )
    kept = answer_days(consultation)
    last = consultation.settings.get("retention", {})
    return Schedule(
        draft_days=draft_days(consultation),
        answer_days=kept,
        contact_days=contact_days(consultation),
        drafts=drafts,
        contacts=session.scalar(sa.select(sa.func.count()).where(ContactLeft.draft_id.in_(_drafts_of(consultation))))
        or 0,
        next_draft_ends_on=local_day(oldest + timedelta(days=draft_days(consultation))) if oldest else None,
        surveys=[
            Ends(
                survey.slug,
                survey.closed_at,
                local_day(survey.closed_at + timedelta(days=kept)) if kept and survey.closed_at else None,
                held.get(survey.id, 0),
            )
            for survey in consultation.surveys
        ],
        last_run=datetime.fromisoformat(last["at"]) if last else None,
        last_drafts=last.get("drafts", 0),
        last_answers=last.get("answers", 0),
        last_contacts=last.get("contacts", 0),
    )


def run(session: Session, moment: datetime) -> tuple[int, int]:
    """Delete what has had its time, in every consultation; how many drafts and how many sent answers' people.

    Safe to run again, and twice at once: what is gone is not found a second time.
    """
    total = [0, 0]
    for consultation in session.scalars(sa.select(Consultation).order_by(Consultation.slug)).all():
        drafts = _end_drafts(session, consultation, moment)
        answers = _delete_answers(session, consultation, moment) + _delete_withdrawn(session, consultation)
        contacts = _delete_contacts(session, consultation, moment)
        done = {
            "at": moment.isoformat(timespec="seconds"),
            "drafts": drafts,
            "answers": answers,
            "contacts": contacts,
        }
        fair.put_settings(session, consultation, {"retention": done})
        total[0] += drafts
        total[1] += answers
    return total[0], total[1]


def has_ended(session: Session, draft: Draft) -> bool:
    """Whether the schedule has taken what this draft held, so that its code opens an explanation only."""
    if draft.state == ENDED:
        return True
    held = sa.select(Answer.id).where(Answer.draft_id == draft.id).limit(1)
    return draft.state == "submitted" and session.scalar(held) is None


def _end_drafts(session: Session, consultation: Consultation, moment: datetime) -> int:
    """Empty drafts that nobody has touched for too long."""
    too_old = moment - timedelta(days=draft_days(consultation))
    old = list(
        session.scalars(
            sa.select(Draft.id)
            .join(Survey, Survey.id == Draft.survey_id)
            .where(
                Survey.consultation_id == consultation.id,
                Draft.state.in_(("open", "changing")),
                Draft.updated_at < too_old,
            )
        )
    )
    for start in range(0, len(old), _CHUNK):
        ids = old[start : start + _CHUNK]
        _erase(session, ids)
        session.execute(sa.update(Draft).where(Draft.id.in_(ids)).values(state=ENDED))
    return len(old)


def _delete_answers(session: Session, consultation: Consultation, moment: datetime) -> int:
    """Delete what people sent to surveys that closed long enough ago; submissions stay as counts, without an answer.

    An answer that tells of harm stays until its case is closed: safeguarding comes before tidiness.
    """
    days = answer_days(consultation)
    if days is None:
        return 0
    open_cases = sa.select(Answer.draft_id).where(has_open_case())
    over = list(
        session.scalars(
            sa.select(Submission.draft_id)
            .join(Survey, Survey.id == Submission.survey_id)
            .where(
                Survey.consultation_id == consultation.id,
                Survey.state == "closed",
                Survey.closed_at < moment - timedelta(days=days),
                sa.exists().where(Answer.draft_id == Submission.draft_id),
                Submission.draft_id.not_in(open_cases),
            )
        )
    )
    for start in range(0, len(over), _CHUNK):
        _erase(session, over[start : start + _CHUNK])
    return len(over)


def _delete_withdrawn(session: Session, consultation: Consultation) -> int:
    """Delete what withdrawn answers left for a case about harm, once none of theirs is open; of how many people."""
    open_cases = sa.select(Answer.draft_id).where(has_open_case())
    over = list(
        session.scalars(
            sa.select(Draft.id)
            .join(Survey, Survey.id == Draft.survey_id)
            .where(
                Survey.consultation_id == consultation.id,
                Draft.state == "withdrawn",
                sa.exists().where(Answer.draft_id == Draft.id),
                Draft.id.not_in(open_cases),
            )
        )
    )
    for start in range(0, len(over), _CHUNK):
        _erase(session, over[start : start + _CHUNK])
    return len(over)


def _delete_contacts(session: Session, consultation: Consultation, moment: datetime) -> int:
    """Delete the ways to be reached that have served; how many.

    None goes while a case about any answer of the same person is open, or before the sweep can have made one.
    """
    ended = moment - timedelta(days=contact_days(consultation))
    about = sa.select(Disclosure.id).join(Answer, Answer.id == Disclosure.answer_id)
    waiting = about.where(
        Answer.draft_id == ContactLeft.draft_id,
        sa.or_(Disclosure.state != "closed", sa.func.coalesce(Disclosure.closed_at, Disclosure.found_at) >= ended),
    )
    just_sent = sa.select(Submission.id).where(
        Submission.draft_id == ContactLeft.draft_id, Submission.submitted_at >= ended
    )
    served = list(
        session.scalars(
            sa.select(ContactLeft.id).where(
                ContactLeft.draft_id.in_(_drafts_of(consultation)),
                ContactLeft.created_at < ended,
                ~waiting.exists(),
                ~just_sent.exists(),
            )
        )
    )
    for start in range(0, len(served), _CHUNK):
        session.execute(sa.delete(ContactLeft).where(ContactLeft.id.in_(served[start : start + _CHUNK])))
    session.flush()
    return len(served)


def _drafts_of(consultation: Consultation) -> sa.Select[tuple[str]]:
    return (
        sa.select(Draft.id).join(Survey, Survey.id == Draft.survey_id).where(Survey.consultation_id == consultation.id)
    )


def _erase(session: Session, draft_ids: Sequence[str]) -> None:
    """Delete answers and all that hangs on them: choices, codes, cases, quotations, second entries, contacts left."""
    session.execute(sa.delete(Answer).where(Answer.draft_id.in_(draft_ids)))
    session.execute(sa.delete(ContactLeft).where(ContactLeft.draft_id.in_(draft_ids)))
    copies = [f"{Draft.COPY_PREFIX}{one}" for one in draft_ids]
    session.execute(sa.delete(Draft).where(Draft.client_key.in_(copies)))
    sent = sa.select(Submission.id).where(Submission.draft_id.in_(draft_ids))
    session.execute(sa.delete(SecondEntry).where(SecondEntry.submission_id.in_(sent)))
    # The group is made of their words (surveys.duplicates).
    session.execute(sa.update(Submission).where(Submission.draft_id.in_(draft_ids)).values(duplicate_group=None))
    session.flush()
    session.expire_all()


def run_now(session: Session) -> tuple[int, int]:
    """`run` at the present moment."""
    return run(session, now())
