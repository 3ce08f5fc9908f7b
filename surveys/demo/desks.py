"""What staff did with the invented answers: codes checked, quotations, disclosures, a published report."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.analysis import campaigns, quoting, report, review, safeguarding
from surveys.analysis.missing import Missing
from surveys.analysis.models import Coding, Disclosure
from surveys.demo import did
from surveys.models import Consultation

CHECKED = 60  # answers whose codes a person looked at and kept
NOTE_CLOSED = "Invented example. Passed on to the Multi-Agency Safeguarding Hub the same day, by phone and in writing."
NOTE_ACTED = "Invented example. Talked through with a colleague; advice asked for, and an answer is due tomorrow."
NOTE_NO_CONCERN = "Invented example. Read by two of us: it speaks of things in general and of no one in danger."


@dataclass(frozen=True)
class Staff:
    """Opaque ids of the invented members of staff."""

    analyst: str
    safeguarding_lead: str


@dataclass
class Wanted:
    """Which answers staff do something with, by id: what is quoted ("approved" or "waiting"), what tells of harm."""

    quotations: dict[str, str] = field(default_factory=dict)
    disclosures: list[str] = field(default_factory=list)


def fill_desks(
    session: Session,
    consultation: Consultation,
    wanted: Wanted,
    staff: Staff,
    *,
    large: bool = False,
    missing: Missing | None = None,
) -> tuple[int, int]:
    """Fill the desks; how many disclosures and quotations there are. Flushes.

    The large consultation is one that is over: nobody waits in the queue any more, and campaigns were looked for.
    """
    _check_codes(session, staff.analyst)
    if large:
        sent = campaigns.sent(session, consultation)
        campaigns.keep(session, consultation, campaigns.find(sent, lambda ids: campaigns.texts(session, ids)))
    quotations = sum(_quote(session, answer, state, staff.analyst) for answer, state in wanted.quotations.items())
    cases = _work_the_queue(session, set(wanted.disclosures), staff.safeguarding_lead)
    if large:
        _empty_the_queue(session, set(wanted.disclosures), staff.safeguarding_lead)
    version = report.make_draft(session, consultation, staff.analyst, missing=missing)
    report.check(session, version, staff.safeguarding_lead)
    report.publish(session, version, staff.analyst)
    did.promise(session, consultation, version.number, staff.analyst)
    return cases, quotations


def _check_codes(session: Session, by: str) -> None:
    """A person agrees with the machine where it was surest; the rest waits on the desk."""
    queued = sa.select(Disclosure.answer_id)
    surest = session.scalars(
        sa.select(Coding)
        .where(Coding.answer_id.not_in(queued))
        .order_by(Coding.lowest_confidence.desc(), Coding.id)
        .limit(CHECKED)
    ).all()
    for coded in surest:
        review.decide(session, coded, [code.code for code in coded.effective], by)


def _quote(session: Session, answer_id: str, state: str, by: str) -> bool:
    """Propose the whole answer, and approve it if that is its state; False when the rules forbid it."""
    coded = session.scalars(sa.select(Coding).where(Coding.answer_id == answer_id)).one()
    code = next((given.code for given in coded.effective), None)
    try:
        quotation = quoting.propose(session, coded, coded.answer.text or "", by, code)
        if state == "approved":
            quoting.decide(session, quotation, by, approve=True)
    except review.NotAllowed:
        return False
    return True


def _work_the_queue(session: Session, told: set[str], by: str) -> int:
    """Of those who told of harm one case goes to its end, one is acted on, one is taken; the others wait.

    One that the machine raised and nobody meant is closed as such, since the queue holds those too.
    """
    waiting = safeguarding.cases(session)
    meant = [case for case in waiting if case.answer_id in told]
    for case, steps in zip(meant, (3, 2, 1), strict=False):
        safeguarding.claim(session, case, by)
        if steps > 1:
            safeguarding.act(session, case, by, NOTE_CLOSED if steps == 3 else NOTE_ACTED)
        if steps == 3:
            safeguarding.close(session, case, by, "referred_mash")
    for case in [case for case in waiting if case.answer_id not in told and case.alert is None][:1]:
        safeguarding.claim(session, case, by)
        safeguarding.act(session, case, by, NOTE_NO_CONCERN)
        safeguarding.close(session, case, by, "no_concern")
    return len(waiting)


def _empty_the_queue(session: Session, told: set[str], by: str) -> None:
    """Every case that is left is taken, acted on and closed."""
    for case in safeguarding.cases(session):
        meant = case.answer_id in told or case.alert is not None
        if case.state == "new":
            safeguarding.claim(session, case, by)
        safeguarding.act(session, case, by, NOTE_CLOSED if meant else NOTE_NO_CONCERN)
        safeguarding.close(session, case, by, "referred_mash" if meant else "no_concern")
