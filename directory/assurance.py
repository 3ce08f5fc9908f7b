"""Keeping records true: who checked a record and when, which are due, and the questions put to providers.

A record is assured when a person has said that it is still right: its provider, or the council after ringing.
Staff are told 90 days after the last check, the public 180 days after it (issue 3, "Keeping it true").
"""

from datetime import date, timedelta
from typing import Literal
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory import drafts
from directory.changes import record_change, touch
from directory.contacts import contacts
from directory.models import AssuranceRequest, ChangeDraft, ProviderContact, ReportingRoute, Service, local_day, now
from directory.settings import get as setting

Assurer = Literal["provider", "council"]
Standing = Literal["fresh", "due", "stale", "never"]
RequestState = Literal["open", "confirmed", "changed", "expired", "cancelled"]

DUE_DAYS = 90
"""Days after a check when the next one is due, unless the setting `check_every_days` says otherwise."""
STALE_DAYS = 180
"""Days after a check from which the public is told, in a calm line."""
EXPIRES_DAYS = 30
"""Days for which a question to a provider can be answered."""
REMIND_AFTER_DAYS = (7, 14)
"""Days after the question when the provider is reminded; so many reminders there are at most."""
ASKED_LENGTH = 100
"""Longest description of who was asked on the phone, in characters."""


class AssuranceError(ValueError):
    """It cannot be done; `code` says why: ended, no_contact, already_asked, not_open, not_said."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def standing(service: Service, today: date | None = None) -> Standing:
    """Return how fresh the last check of a service is on `today` (London's when not given)."""
    return standing_of(service.assured_date, service.next_check, today)


def standing_of(assured: date | None, next_check: date | None, today: date | None = None) -> Standing:
    """Return how fresh a check of this day is; `next_check` may bring "due" nearer or put it off."""
    today = today or local_day()
    if assured is None:
        return "never"
    if assured + timedelta(days=STALE_DAYS) <= today:
        return "stale"
    return "due" if (next_check or assured + timedelta(days=DUE_DAYS)) <= today else "fresh"


def check_every(session: Session) -> int:
    """Return after how many days a record is to be checked again."""
    return int(setting(session, "check_every_days"))


def assure(
    session: Session, service: Service, *, by: str | None, assurer: Assurer, asked: str = "", today: date | None = None
) -> None:
    """Note that a service's record was found right today, and when to look again.

    In: the staff member's opaque id, or None when the provider answered; `asked` is the role of whoever was
    asked, never a name. Open questions to the provider are cancelled: nobody is reminded of what is done.
    """
    today = today or local_day()
    before = {"date": service.assured_date.isoformat() if service.assured_date else None, "assurer": service.assurer}
    after = {"date": today.isoformat(), "assurer": assurer} | ({"asked": asked[:ASKED_LENGTH]} if asked else {})
    record_change(session, "service", service.id, "assured_date", before, after, action="assure", by=by)
    service.assured_date, service.assured_by, service.assurer = today, by, assurer
    service.next_check = today + timedelta(days=check_every(session))
    service.last_modified = now()
    cancel(session, service)
    touch(session)
    session.flush()


def assure_by_phone(session: Session, service: Service, *, by: str, asked: str) -> None:
    """Note that a member of staff rang and found the record right. Raises AssuranceError: not_said, ended."""
    asked = " ".join(asked.replace("\x00", "").split())
    if not asked or len(asked) > ASKED_LENGTH:
        raise AssuranceError("not_said")
    if service.ended:
        raise AssuranceError("ended")
    assure(session, service, by=by, assurer="council", asked=asked)


def assure_route(session: Session, route: ReportingRoute, *, by: str, today: date | None = None) -> None:
    """Note that the numbers of a reporting route were rung today and answer as the page says."""
    before = route.assured_date.isoformat() if route.assured_date else None
    route.assured_date = today or local_day()
    record_change(
        session,
        "reporting_route",
        route.code,
        "assured_date",
        before,
        route.assured_date.isoformat(),
        action="assure",
        by=by,
    )
    touch(session)
    session.flush()


def ask_provider(
    session: Session, service: Service, *, by: str, today: date | None = None
) -> tuple[AssuranceRequest, ProviderContact]:
    """Put the question "is this still right?" to a service's first contact; the surface sends the mail.

    Asked twice at once it is put once. Raises AssuranceError: ended, no_contact, already_asked.
    """
    today = today or local_day()
    # Whoever asks at the same moment waits here, and then finds the question.
    session.execute(select(Service.id).where(Service.id == service.id).with_for_update())
    if service.ended:
        raise AssuranceError("ended")
    whom = next((contact for contact in contacts(session, service) if contact.email), None)
    if whom is None:
        raise AssuranceError("no_contact")
    query = select(AssuranceRequest.id).where(
        AssuranceRequest.service_id == service.id,
        AssuranceRequest.state == "sent",
        AssuranceRequest.expires_on >= today,
    )
    if session.scalars(query).first() is not None:
        raise AssuranceError("already_asked")
    request = AssuranceRequest(
        id=str(uuid4()),
        service_id=service.id,
        contact_id=whom.id,
        asked_by=by,
        asked_at=now(),
        expires_on=today + timedelta(days=EXPIRES_DAYS),
        reminders=0,
        state="sent",
    )
    session.add(request)
    session.flush()
    return request, whom


def cancel(session: Session, service: Service) -> int:
    """Take back the open questions about a service; how many there were. Their links stop working."""
    taken = session.execute(
        update(AssuranceRequest)
        .where(AssuranceRequest.service_id == service.id, AssuranceRequest.state == "sent")
        .values(state="cancelled")
    )
    return int(getattr(taken, "rowcount", 0))


def request_by_id(session: Session, identity: str) -> AssuranceRequest | None:
    """Return one question, or None."""
    return session.get(AssuranceRequest, identity)


def requests_of(session: Session, service: Service, limit: int = 20) -> list[AssuranceRequest]:
    """Return the questions put about a service, the latest first."""
    query = select(AssuranceRequest).where(AssuranceRequest.service_id == service.id)
    return list(session.scalars(query.order_by(AssuranceRequest.asked_at.desc()).limit(limit)))


def state_of(request: AssuranceRequest, today: date | None = None) -> RequestState:
    """Return where a question stands: `open`, or why it cannot be answered any more."""
    if request.state == "sent":
        return "open" if (today or local_day()) <= request.expires_on else "expired"
    return request.state  # type: ignore[return-value]  # the column holds these codes only


def answer_confirm(session: Session, request: AssuranceRequest, *, today: date | None = None) -> None:
    """The provider says that the record is still right. Raises AssuranceError: not_open."""
    service = _close(session, request, "confirmed", today)
    assure(session, service, by=None, assurer="provider", today=today)


def answer_change(
    session: Session, request: AssuranceRequest, values: dict[str, object], note: str, *, today: date | None = None
) -> ChangeDraft:
    """The provider proposes a change: a draft that the council's editors decide on. Nothing is public yet.

    In: plain values by field name, and a note for the editors. Raises AssuranceError: not_open; and what
    `directory.drafts.propose` raises, after which the caller undoes what was begun.
    """
    service = _close(session, request, "changed", today)
    return drafts.propose(session, service, values, origin="provider", by=None, note=note)


def answer_note(session: Session, request: AssuranceRequest, *, today: date | None = None) -> None:
    """The provider wrote what no field holds: the surface keeps the words. Raises AssuranceError: not_open."""
    _close(session, request, "changed", today)


def _close(session: Session, request: AssuranceRequest, state: str, today: date | None) -> Service:
    """Answer a question once, however often the button was pressed; return its service."""
    query = select(AssuranceRequest).where(AssuranceRequest.id == request.id).with_for_update()
    locked = session.scalars(query.execution_options(populate_existing=True)).one()
    service = session.get(Service, locked.service_id)
    if service is None or state_of(locked, today) != "open":
        raise AssuranceError("not_open")
    locked.state, locked.answered_at = state, now()
    session.flush()
    return service


def reminders_due(session: Session, *, today: date | None = None) -> list[AssuranceRequest]:
    """Return the open questions whose provider is to be reminded today: after 7 and after 14 days."""
    today = today or local_day()
    query = select(AssuranceRequest).where(
        AssuranceRequest.state == "sent",
        AssuranceRequest.expires_on >= today,
        AssuranceRequest.reminders < len(REMIND_AFTER_DAYS),
    )
    return [
        request
        for request in session.scalars(query.order_by(AssuranceRequest.asked_at).with_for_update())
        if today >= local_day(request.asked_at) + timedelta(days=REMIND_AFTER_DAYS[request.reminders])
    ]


def note_reminder(session: Session, request: AssuranceRequest) -> None:
    """Note that a reminder is on its way; one that comes late counts for those before it."""
    days = (local_day() - local_day(request.asked_at)).days
    request.reminders = max(request.reminders + 1, sum(1 for after in REMIND_AFTER_DAYS if days >= after))
    request.last_reminder_at = now()
    session.flush()


def expire(session: Session, *, today: date | None = None) -> int:
    """Close the questions whose time is over; how many."""
    closed = session.execute(
        update(AssuranceRequest)
        .where(AssuranceRequest.state == "sent", AssuranceRequest.expires_on < (today or local_day()))
        .values(state="expired")
    )
    return int(getattr(closed, "rowcount", 0))
