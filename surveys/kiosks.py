"""Kiosks: a device at an event on which one person after another answers, and a ward walk that may have no connection.

Staff make a kiosk for one event and one questionnaire. Its link holds a token of 144 bits, of which only the hash
is kept. It ends with the event's day, or when staff end it. What a device gathered off line before then may still
come in for a while, also when the survey has closed (surveys.late): people gave those answers, and a device may be
without a connection until the next morning.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from surveys import answers, fair
from surveys.codes import normalise_return_code, return_code_hashes
from surveys.columns import LONDON, now
from surveys.errors import NotAnswerable
from surveys.late import GRACE
from surveys.models import Consultation, Draft, Event, Kiosk, Survey
from surveys.versions import numbered

CHANNEL = "kiosk"
LONGEST_NAME = 100
MINUTES = 2
"""Minutes without a touch until a kiosk asks "are you still there?"; ours, staff may change it."""
FEWEST_MINUTES, MOST_MINUTES = 1, 15
STALE = timedelta(hours=1)
"""A draft that nobody touched for so long is not shown at a kiosk again, script or none: the person has gone."""
LONGEST_KEY = 64


class Refused(ValueError):
    """What was given cannot stand: `problems` has a code by field: empty, too_long, unknown, past, out_of_range."""

    def __init__(self, **problems: str) -> None:
        super().__init__(", ".join(sorted(problems)))
        self.problems = problems


@dataclass(frozen=True)
class Row:
    """A kiosk in staff's list, with how many began and how many sent their answers at it."""

    kiosk: Kiosk
    survey: str
    begun: int
    sent: int


def make(session: Session, event: Event, survey: Survey, *, name: str, by: str | None) -> tuple[Kiosk, str]:
    """A new kiosk and its token, which is told now or never. It ends when the event's day is over in London.

    Raises Refused: an empty or long name, a survey of another consultation or not open, an event that is past.
    """
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise Refused(name="too_long" if name else "empty")
    if survey.consultation_id != event.consultation_id or survey.state != "open":
        raise Refused(survey="unknown")
    ends = datetime.combine(event.held_on + timedelta(days=1), time(), LONDON)
    if ends <= now():
        raise Refused(event="past")
    token = secrets.token_urlsafe(18)
    kiosk = Kiosk(
        survey_id=survey.id, event_id=event.id, name=name, token_hash=_hash(token), expires_at=ends, created_by=by
    )
    session.add(kiosk)
    session.flush()
    return kiosk, token


def by_token(session: Session, token: str) -> Kiosk | None:
    """The kiosk of this token, ended or not; None for a token that is none."""
    if not 10 <= len(token) <= 100:
        return None
    return session.scalar(sa.select(Kiosk).where(Kiosk.token_hash == _hash(token)))


def of_event(session: Session, event: Event, kiosk_id: str) -> Kiosk | None:
    """The event's kiosk of this id, or None."""
    return session.scalar(sa.select(Kiosk).where(Kiosk.id == kiosk_id, Kiosk.event_id == event.id))


def listed(session: Session, event: Event) -> Sequence[Row]:
    """The event's kiosks, the newest first."""
    begun = sa.select(sa.func.count(Draft.id)).where(Draft.kiosk_id == Kiosk.id).correlate(Kiosk)
    rows = session.execute(
        sa.select(
            Kiosk, Survey.slug, begun.scalar_subquery(), begun.where(Draft.state == "submitted").scalar_subquery()
        )
        .join(Survey, Survey.id == Kiosk.survey_id)
        .where(Kiosk.event_id == event.id)
        .order_by(Kiosk.created_at.desc(), Kiosk.id)
    )
    return [Row(*row) for row in rows.tuples()]


def end(session: Session, kiosk: Kiosk) -> None:
    """End a kiosk now; ending it again changes nothing."""
    if kiosk.ended_at is None:
        kiosk.ended_at = now()
        session.flush()


def ended_at(kiosk: Kiosk) -> datetime:
    """When it ended or will end."""
    return min(kiosk.expires_at, kiosk.ended_at or kiosk.expires_at)


def is_open(session: Session, kiosk: Kiosk) -> bool:
    """Whether people may begin at it: not ended, and its survey open."""
    return survey_of(session, kiosk).state == "open" and now() < ended_at(kiosk)


def survey_of(session: Session, kiosk: Kiosk) -> Survey:
    """The questionnaire that is answered at it."""
    return session.get_one(Survey, kiosk.survey_id)


def minutes(consultation: Consultation) -> int:
    """Minutes without a touch until its kiosks ask whether somebody is there."""
    return int(consultation.settings.get("kiosk_minutes") or MINUTES)


def set_minutes(session: Session, consultation: Consultation, value: int) -> None:
    """Change that for all kiosks of a consultation. Raises Refused."""
    if not FEWEST_MINUTES <= value <= MOST_MINUTES:
        raise Refused(minutes="out_of_range")
    fair.put_settings(session, consultation, {"kiosk_minutes": value})


def is_stale(draft: Draft) -> bool:
    """Whether nobody has touched this draft for so long that its person must have gone."""
    return draft.updated_at < now() - STALE


def start(session: Session, kiosk: Kiosk, *, language: str) -> tuple[Draft, str]:
    """A draft of the person who begins at the kiosk, and its return code. Raises NotAnswerable("kiosk_ended")."""
    if not is_open(session, kiosk):
        raise NotAnswerable("kiosk_ended")
    draft, code = answers.start_draft(session, survey_of(session, kiosk), language=language, channel=CHANNEL)
    return _at(session, kiosk, draft), code


def start_once(
    session: Session, kiosk: Kiosk, *, language: str, key: str, return_code: str, version: int | None = None
) -> Draft:
    """The draft of answers that a device kept off line: the same `key` (the device's own) gives the same one again.

    `return_code` is what the device told the person, for it had no connection to ask for one; `version` the number of
    the version that was on its screen: staff may have published another since. The newest where the survey has none
    of that number. Raises NotAnswerable: kiosk_ended (late.GRACE is over), survey_not_open, bad_key, bad_return_code.
    """
    if not key or len(key) > LONGEST_KEY:
        raise NotAnswerable("bad_key")
    if now() > ended_at(kiosk) + GRACE:
        raise NotAnswerable("kiosk_ended")
    known = _by_key(session, kiosk, key)
    if known is not None:
        return known
    if normalise_return_code(return_code) is None:
        raise NotAnswerable("bad_return_code")
    survey = survey_of(session, kiosk)
    shown = numbered(session, survey, version) if version is not None else None
    try:
        with session.begin_nested():
            draft, _code = answers.start_draft(
                session, survey, language=language, channel=CHANNEL, version=shown, client_key=key
            )
            draft.return_code_hash = return_code_hashes(return_code)[0]
            return _at(session, kiosk, draft)
    except IntegrityError:
        # Another request with the same key came in between; or, once in 2^46, somebody has this very code.
        known = _by_key(session, kiosk, key)
        if known is None:
            raise NotAnswerable("bad_return_code") from None
        return known


def _at(session: Session, kiosk: Kiosk, draft: Draft) -> Draft:
    draft.kiosk_id, draft.event_id = kiosk.id, kiosk.event_id
    session.flush()
    return draft


def _by_key(session: Session, kiosk: Kiosk, key: str) -> Draft | None:
    return session.scalar(sa.select(Draft).where(Draft.client_key == key, Draft.kiosk_id == kiosk.id))


def _hash(token: str) -> str:
    """Plain SHA-256: nobody guesses 144 bits, with a key or without."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
