"""Requests to be rung: taken in with the least that is needed, looked after by staff, forgotten in time."""

import re
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from directory import settings
from webapp.accounts import users
from webapp.accounts.models import as_utc, now
from webapp.post import letters, mail
from webapp.post.flags import gravest_first
from webapp.post.models import CallBack

MESSAGE = ("yes", "no", "text")
"""Whether a message may be left: yes, no, or text only and never ring."""
OUTCOMES = ("spoke", "left_message", "no_answer", "passed_on", "not_wanted")
DESK = ("editor", "safeguarding_lead", "administrator")
"""Who rings back, and may read who wants it."""
LONGEST_NAME, LONGEST_NUMBER, LONGEST_TIME = 60, 30, 120
FEWEST_DIGITS, MOST_DIGITS = 7, 15
"""Digits of a number that can be rung; 15 is the most there are (ITU-T E.164)."""
NOTICE = "call_back"
DAYS = "call_back_days"
GRAVEST = ("emergency", "crisis", "caution")
"""What triage may see in a request, the gravest first."""
_NUMBER = re.compile(r"[+(]?[\d\s().\-]+")


class CallBackError(ValueError):
    """It cannot be done; `code` says why: not_new, not_taken, unknown_outcome."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def number_of(typed: str) -> str | None:
    """Return a number that can be rung as it is kept, digits of any script as 0-9, or None where it is none."""
    text = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in typed.strip())
    digits = sum(sign.isdigit() for sign in text)
    fits = FEWEST_DIGITS <= digits <= MOST_DIGITS and len(text) <= LONGEST_NUMBER and _NUMBER.fullmatch(text)
    return " ".join(text.split()) if fits else None


def ask(
    session: Session,
    identity: str,
    *,
    called: str,
    number: str,
    best_time: str,
    message: str,
    language: str,
    channel: str,
    alert: str | None,
    site: str | None,
) -> CallBack:
    """Keep a request; sent twice with the same id it is kept once. Staff are told by mail that one waits, not whose.

    In: the id that the form was given, what to call the person (may be empty), a number as `number_of` gives it,
    when to ring (may be empty), one of MESSAGE, the language to speak, `page` or `chat`, what triage saw, and the
    site's own address for the notice.
    """
    there = session.get(CallBack, identity)
    if there is not None:
        return there
    tell = not counts(session)["new"] or _is_graver(session, alert)
    made = CallBack(
        id=identity,
        called=called or None,
        number=number,
        best_time=best_time or None,
        message=message if message in MESSAGE else "no",
        language=language,
        channel=channel,
        flag=alert,
        state="new",
    )
    session.add(made)
    session.flush()
    if tell:
        # One mail while requests wait: whoever opens the queue sees the others.
        _tell(session, site, urgent=alert is not None)
    return made


def gravest(*alerts: str | None) -> str | None:
    """Return the gravest of what triage saw, or None where it saw nothing."""
    return next((alert for alert in GRAVEST if alert in alerts), None)


def _is_graver(session: Session, alert: str | None) -> bool:
    """Return whether no request as grave as this waits unopened: else staff have had their urgent mail already."""
    if alert is None:
        return False
    waiting = set(session.scalars(select(CallBack.flag).where(CallBack.state == "new", CallBack.flag.is_not(None))))
    return gravest(alert, *waiting) not in waiting


def listed(session: Session, *, state: str = "open", limit: int = 200) -> list[CallBack]:
    """Return requests: the open ones (or the `done`), the gravest first, then the oldest."""
    query = select(CallBack).where(CallBack.state == "done" if state == "done" else CallBack.state != "done")
    order = CallBack.done_at.desc() if state == "done" else CallBack.created_at
    return list(session.scalars(query.order_by(gravest_first(CallBack.flag, GRAVEST), order, CallBack.id).limit(limit)))


def counts(session: Session) -> dict[str, int]:
    """Return how many requests are new, taken and done."""
    rows = session.execute(select(CallBack.state, func.count()).group_by(CallBack.state)).all()
    found = {str(state): int(number) for state, number in rows}
    return {state: found.get(state, 0) for state in ("new", "taken", "done")}


def by_id(session: Session, identity: str) -> CallBack | None:
    """Return one request, or None; `identity` may be anything that was typed."""
    return session.get(CallBack, identity) if len(identity) == 36 and identity.isascii() else None


def take(session: Session, found: CallBack, by: str) -> None:
    """Take a new request in hand. Raises CallBackError: not_new."""
    found = _locked(session, found)
    if found.state != "new":
        raise CallBackError("not_new")
    found.state, found.handled_by, found.taken_at = "taken", by, now()
    session.flush()


def finish(session: Session, found: CallBack, by: str, outcome: str) -> None:
    """Close a request with what came of it. Raises CallBackError: not_taken, unknown_outcome."""
    found = _locked(session, found)
    if found.state != "taken":
        raise CallBackError("not_taken")
    if outcome not in OUTCOMES:
        raise CallBackError("unknown_outcome")
    found.state, found.outcome, found.handled_by, found.done_at = "done", outcome, by, now()
    session.flush()


def deleted_on(session: Session, found: CallBack) -> datetime | None:
    """Return when name, number and time of a done request are deleted; None while it is open."""
    return None if found.done_at is None else as_utc(found.done_at) + days_kept(session)


def days_kept(session: Session) -> timedelta:
    """Return how long after a request is done its name, number and time are kept."""
    return timedelta(days=settings.get(session, DAYS))


def forget_old(session: Session) -> int:
    """Delete name, number and time of the requests that were done long enough ago; of how many."""
    cleared = session.execute(
        update(CallBack)
        .where(
            CallBack.done_at <= now() - days_kept(session),
            or_(CallBack.called.is_not(None), CallBack.number.is_not(None), CallBack.best_time.is_not(None)),
        )
        .values(called=None, number=None, best_time=None)
    )
    return int(getattr(cleared, "rowcount", 0))


def _locked(session: Session, found: CallBack) -> CallBack:
    query = select(CallBack).where(CallBack.id == found.id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def _tell(session: Session, site: str | None, *, urgent: bool) -> None:
    """Queue one notice for each who may ring back: that somebody waits, never who."""
    subject, body = letter(f"{site.rstrip('/')}/staff/call-backs/" if site else None, urgent=urgent)
    for user in users.everyone(session):
        if user.active and user.roles & set(DESK):
            mail.queue(session, to=user.email, subject=subject, body=body, kind=NOTICE, language="en")


def letter(link: str | None, *, urgent: bool) -> tuple[str, str]:
    """Return subject and body of the notice. Nothing of who asked, or what for."""
    _ = letters.words_in("en")
    subject = _("Somebody asks to be rung")
    if urgent:
        subject = _("Urgent:") + " " + subject
    parts = [
        _("A request waits in the queue of call-backs."),
        _("Read it here: %(link)s") % {"link": link}
        if link
        else _("Sign in to the staff pages and open the queue of call-backs."),
        _("This mail says nothing of what was written. Please do not answer it."),
    ]
    return subject, "\n\n".join(parts) + "\n"
