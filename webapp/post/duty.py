"""Notices about the safeguarding queue: that something waits, since when and whether it is urgent. Never what it says.

One mail for each who is told, however many cases came at once: an import may bring a hundred.
"""

from collections.abc import Sequence
from datetime import datetime

from babel.dates import format_datetime
from sqlalchemy.orm import Session

from directory import settings
from surveys.analysis import coding, duty
from surveys.analysis.duty import Hours, Waiting
from surveys.columns import LONDON
from webapp.accounts import users
from webapp.accounts.models import User, now
from webapp.post import letters, mail

KIND = "safeguarding"
ROLES = ("safeguarding_lead", "administrator")
"""Who can open the queue; only they can be on duty by account."""


def hours(session: Session) -> Hours:
    """The council's own hours, for consultations that have none of their own."""
    return Hours(settings.get(session, "claim_hours"), settings.get(session, "urgent_claim_hours"))


def staff(session: Session) -> list[User]:
    """The accounts that can be on duty."""
    return [user for user in users.everyone(session) if user.active and user.roles & set(ROLES)]


def reached(session: Session, moment: datetime) -> dict[str, list[str]]:
    """Whom each level of duty.LEVELS reaches at a moment, as opaque words; accounts that were closed reach nobody."""
    roster, people = duty.turns(session), staff(session)
    open_ids = {user.id for user in people}
    found = {
        level: [one.key for one in duty.on_duty(roster, moment, level) if one.address or one.staff_id in open_ids]
        for level in duty.DUTIES
    }
    return found | {role: [user.id for user in people if role in user.roles] for role in ROLES}


def tell(session: Session, site: str | None, moment: datetime | None = None) -> int:
    """Queue whatever the danger check marked, and send the notices that are due; how many mails.

    ``site`` is the site's own address (SITE_URL); without it a notice says where to look instead of a link.
    """
    moment = moment or now()
    coding.queue_alerts(session)
    waiting = duty.untold(session, moment, hours(session))
    if not waiting:
        return 0
    people = reached(session, moment)
    addresses = {user.id: user.email for user in staff(session)}
    addresses |= {turn.key: turn.address for turn in duty.turns(session) if turn.address}
    before = duty.notices(session, [one.case.id for cases in waiting.values() for one in cases])
    sent = 0
    for step, cases in sorted(waiting.items(), reverse=True):
        theirs: dict[str, list[Waiting]] = {}
        for one in cases:
            told = [key for notice in before.get(one.case.id, ()) for key in notice.told]
            level, keys = duty.choose(people, step, told)
            duty.note(session, one.case, step, level, keys)
            for key in keys:
                theirs.setdefault(key, []).append(one)
        for key, ones in theirs.items():
            _send(session, addresses[key], ones, step, site)
        sent += len(theirs)
    return sent


def _send(session: Session, to: str, cases: Sequence[Waiting], step: int, site: str | None) -> None:
    link = f"{site.rstrip('/')}/staff/safeguarding/" if site else None
    subject, body = letter(cases, step, link)
    about = cases[0].case.id if len(cases) == 1 else None
    mail.queue(session, to=to, subject=subject, body=body, kind=KIND, language="en", about=about)


def letter(cases: Sequence[Waiting], step: int, link: str | None) -> tuple[str, str]:
    """Subject and body of a notice: how many wait, since when, urgent or not, and where. Nothing of what they say."""
    _ = letters.words_in("en")
    urgent = sum(one.urgent for one in cases)
    if step:
        subject = _("Nobody has taken a case in the safeguarding queue")
    else:
        subject = _("A case waits in the safeguarding queue")
    if urgent:
        subject = _("Urgent:") + " " + subject
    oldest = min(one.case.found_at for one in cases).astimezone(LONDON)
    until = min(one.due for one in cases).astimezone(LONDON)
    parts = [
        _("Waiting: %(number)s. Urgent: %(urgent)s.") % {"number": len(cases), "urgent": urgent},
        _("Since: %(moment)s.") % {"moment": _moment(oldest)},
        _("It should have been taken by: %(moment)s.") % {"moment": _moment(until)}
        if step
        else _("To be taken by: %(moment)s.") % {"moment": _moment(until)},
        _("Read it here: %(link)s") % {"link": link}
        if link
        else _("Sign in to the staff pages and open the safeguarding queue."),
        _("This mail says nothing of what was written. Please do not answer it."),
    ]
    return subject, "\n\n".join(parts) + "\n"


def tell_of_hand_over(session: Session, user: User, case_id: str, site: str | None) -> None:
    """Tell a member of staff that a case is theirs now. ``site`` as for ``tell``; nothing of what it says."""
    _ = letters.words_in("en")
    parts = [
        _("Read it here: %(link)s") % {"link": f"{site.rstrip('/')}/staff/safeguarding/{case_id}"}
        if site
        else _("Sign in to the staff pages and open the safeguarding queue."),
        _("This mail says nothing of what was written. Please do not answer it."),
    ]
    subject = _("A safeguarding case was handed on to you")
    body = "\n\n".join(parts) + "\n"
    mail.queue(session, to=user.email, subject=subject, body=body, kind=KIND, language="en", about=case_id)


def on_duty_now(session: Session, moment: datetime) -> set[str]:
    """The ids of the members of staff whom the roster has on duty at a moment."""
    return {turn.staff_id for turn in duty.on_duty(duty.turns(session), moment) if turn.staff_id}


def _moment(moment: datetime) -> str:
    return format_datetime(moment, "EEEE d MMMM y, HH:mm", locale="en_GB")
