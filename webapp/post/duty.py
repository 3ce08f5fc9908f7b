"""Notices about the safeguarding queue: that something waits, since when and whether it is urgent. Never what it says.

One mail for each who is told, however many cases came at once: an import may bring a hundred. A mail knows the notices
that it carries, so that one that is given up is seen on its cases and the next level is told.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from babel.dates import format_datetime
from sqlalchemy.orm import Session

from directory import settings
from surveys.analysis import coding, duty, safeguarding
from surveys.analysis.duty import Hours, Waiting
from surveys.analysis.listening_models import DisclosureNotice
from surveys.analysis.models import Disclosure
from surveys.base import URGENT
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

    Due are: cases that nobody has taken, at each step; words that a person added to a case; and whatever a mail told
    of that had to be given up. ``site`` is the site's own address (SITE_URL); without it a notice says where to look
    instead of a link.
    """
    moment = moment or now()
    coding.queue_alerts(session)
    waiting, added = duty.untold(session, moment, hours(session)), safeguarding.words_to_tell(session)
    lost = _undelivered(session)
    if not (waiting or added or lost):
        return 0
    this = _Round(session, site, moment)
    return this.of_steps(waiting) + this.of_words(added) + this.instead_of(lost)


def _undelivered(session: Session) -> list[DisclosureNotice]:
    """The notices of which a mail was given up and nobody has seen to it."""
    lost = {pair for one in mail.given_up(session, KIND) for pair in (one.cases or {}).items()}
    known = duty.notices(session, [case_id for case_id, _step in lost])
    return [
        one for rows in known.values() for one in rows if (one.disclosure_id, one.step) in lost and not one.undelivered
    ]


class _Round:
    """One look at the queue: whom each level reaches at this moment, and at which addresses."""

    def __init__(self, session: Session, site: str | None, moment: datetime) -> None:
        self.session, self.site, self.moment = session, site, moment
        self.people = reached(session, moment)
        self.addresses = {user.id: user.email for user in staff(session)}
        self.addresses |= {turn.key: turn.address for turn in duty.turns(session) if turn.address}

    def of_steps(self, waiting: Mapping[int, Sequence[Waiting]]) -> int:
        """Tell of cases that nobody has taken; how many mails."""
        before = duty.notices(self.session, [one.case.id for cases in waiting.values() for one in cases])
        sent = 0
        for step, cases in sorted(waiting.items(), reverse=True):
            theirs: dict[str, list[tuple[Waiting, int]]] = {}
            for one in cases:
                told = [key for notice in before.get(one.case.id, ()) for key in notice.told]
                level, keys = duty.choose(self.people, step, told)
                duty.note(self.session, one.case, step, level, keys)
                for key in keys:
                    theirs.setdefault(key, []).append((one, step))
            sent += self._send(theirs)
        return sent

    def of_words(self, added: Iterable[tuple[Disclosure, bool]], subject: str | None = None) -> int:
        """Tell whoever has a case that the person wrote more; who is on duty where nobody has, or it became graver."""
        _ = letters.words_in("en")
        subject = subject or _("More was written in a safeguarding case")
        sent = 0
        for case, raised in added:
            holder = case.claimed_by if case.claimed_by in self.addresses else None
            if holder:
                sent += self._of_one(case, "holder", [holder], subject)
            if raised or not holder:
                level, keys = duty.choose(self.people, 0, ())
                others = [key for key in keys if key != holder]
                if others or not holder:
                    sent += self._of_one(case, level, others, subject)
            safeguarding.words_told(self.session, case)
        return sent

    def instead_of(self, lost: Iterable[DisclosureNotice]) -> int:
        """Tell the next level of what a mail did not bring, where it is still news; how many mails."""
        _ = letters.words_in("en")
        subject = _("A mail about a safeguarding case did not arrive. Please look at the case")
        waiting = {one.case.id: one for one in duty.waiting(self.session, self.moment, hours(self.session))}
        theirs: dict[str, list[tuple[Waiting, int]]] = {}
        sent = 0
        for notice in lost:
            notice.undelivered = True
            case = self.session.get_one(Disclosure, notice.disclosure_id)
            if case.id not in waiting and (notice.step >= 0 or case.state == "closed"):
                continue  # somebody has taken it, or is done with it
            told = [key for one in duty.notices(self.session, [case.id])[case.id] for key in one.told]
            level, keys = duty.choose_instead(self.people, notice.level, told)
            if case.id not in waiting:
                sent += self._of_one(case, level, keys, subject)
                continue
            made = duty.note_beside(self.session, case, level, keys)
            for key in keys:
                theirs.setdefault(key, []).append((waiting[case.id], made.step))
        return sent + self._send(theirs)

    def _of_one(self, case: Disclosure, level: str, keys: Sequence[str], subject: str) -> int:
        if case.alert in URGENT:
            subject = letters.words_in("en")("Urgent:") + " " + subject
        made = duty.note_beside(self.session, case, level, keys)
        for key in keys:
            _send_of_one(self.session, self.addresses[key], case, made.step, subject, self.site)
        return len(keys)

    def _send(self, theirs: Mapping[str, Sequence[tuple[Waiting, int]]]) -> int:
        """One mail for each who is told, of cases with the number of their notice; how many mails."""
        link = f"{self.site.rstrip('/')}/staff/safeguarding/" if self.site else None
        for key, ones in theirs.items():
            step = max(duty.step_of(one, self.moment) for one, _number in ones)
            subject, body = letter([one for one, _number in ones], step, link)
            mail.queue(
                self.session,
                to=self.addresses[key],
                subject=subject,
                body=body,
                kind=KIND,
                language="en",
                about=ones[0][0].case.id if len(ones) == 1 else None,
                cases={one.case.id: number for one, number in ones},
            )
        return len(theirs)


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
    case = session.get_one(Disclosure, case_id)
    made = duty.note_beside(session, case, "holder", [user.id])
    _ = letters.words_in("en")
    _send_of_one(session, user.email, case, made.step, _("A safeguarding case was handed on to you"), site)


def tell_of_raised(session: Session, cases: Iterable[Disclosure], site: str | None) -> None:
    """Tell who has a case, and who is on duty, that its paper form says worse than was typed. ``site`` as for ``tell``.

    One that nobody was told of yet, or that was closed and waits again, the next round of ``tell`` brings to them.
    """
    _ = letters.words_in("en")
    known = [
        case
        for case in cases
        if case.state != "new" or any(one.step >= 0 for one in duty.notices(session, [case.id]).get(case.id, ()))
    ]
    _Round(session, site, now()).of_words(
        ((case, True) for case in known), _("A safeguarding case is more urgent than it was")
    )


def _send_of_one(session: Session, to: str, case: Disclosure, step: int, subject: str, site: str | None) -> None:
    """One mail about one case: why somebody should look, and where. Nothing of what it says."""
    _ = letters.words_in("en")
    parts = [
        _("Read it here: %(link)s") % {"link": f"{site.rstrip('/')}/staff/safeguarding/{case.id}"}
        if site
        else _("Sign in to the staff pages and open the safeguarding queue."),
        _("This mail says nothing of what was written. Please do not answer it."),
    ]
    body = "\n\n".join(parts) + "\n"
    mail.queue(
        session, to=to, subject=subject, body=body, kind=KIND, language="en", about=case.id, cases={case.id: step}
    )


def on_duty_now(session: Session, moment: datetime) -> set[str]:
    """The ids of the members of staff whom the roster has on duty at a moment."""
    return {turn.staff_id for turn in duty.on_duty(duty.turns(session), moment) if turn.staff_id}


def _moment(moment: datetime) -> str:
    return format_datetime(moment, "EEEE d MMMM y, HH:mm", locale="en_GB")
