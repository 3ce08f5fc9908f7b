"""Who looks after the safeguarding queue and when: the roster, the hours promised, and who is told when nobody looks.

Notices carry no content; they are written in webapp.post.duty. Here is only whom, when and why. Hours on the roster
are London's; moments in and out are UTC. The law and the papers name no number of hours: every one is a setting.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.analysis.listening_models import DUTIES, DisclosureNotice, DutyTurn
from surveys.analysis.models import Disclosure
from surveys.base import URGENT
from surveys.columns import LONDON, local_day, now
from surveys.models import Answer, Consultation, Draft, Survey

STEPS = ("entered", "overdue", "long_overdue")
"""Told when a case comes in; when nobody has taken it in the hours promised; when twice the hours have gone."""
LEVELS = ("duty", "escalation", "safeguarding_lead", "administrator")
"""Who is told, in this order: the roster's two duties, then everyone with the role."""
SETTINGS = ("claim_hours", "urgent_claim_hours")
"""The names of a consultation's own hours in Consultation.settings."""
_AHEAD = 60  # days that are looked through for the next turn


class NotATurn(ValueError):
    """The line cannot stand on the roster; ``code`` says why: who, address, weekdays, hours, days."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Hours:
    """Whole hours within which a case is to be taken: an ordinary one, and an urgent one."""

    ordinary: int
    urgent: int


@dataclass(frozen=True)
class Waiting:
    """A case that nobody has taken: until when it should be, and whether that moment is over."""

    case: Disclosure
    due: datetime
    overdue: bool
    urgent: bool


def turns(session: Session) -> list[DutyTurn]:
    """The roster, those on duty first."""
    rows = session.scalars(sa.select(DutyTurn))
    return sorted(rows, key=lambda one: (DUTIES.index(one.duty), one.first_day or date.min, one.starts, one.id))


def add_turn(
    session: Session,
    *,
    duty: str,
    staff_id: str | None,
    address: str | None,
    weekdays: Iterable[int],
    starts: time,
    ends: time,
    first_day: date | None,
    last_day: date | None,
    by: str | None,
) -> DutyTurn:
    """Put a line on the roster: a member of staff or a mailbox, never both. Raises NotATurn.

    ``weekdays``: 0 is Monday. The same time twice is the whole day; an earlier end is on the next day.
    """
    address = (address or "").strip() or None
    if duty not in DUTIES or bool(staff_id) == bool(address):
        raise NotATurn("who")
    if address is not None and (address.count("@") != 1 or " " in address or len(address) > 254 or address[-1] == "@"):
        raise NotATurn("address")
    days = sorted(set(weekdays))
    if not days or not set(days) <= set(range(7)):
        raise NotATurn("weekdays")
    if first_day and last_day and last_day < first_day:
        raise NotATurn("days")
    turn = DutyTurn(
        duty=duty,
        staff_id=staff_id,
        address=address,
        weekdays="".join(map(str, days)),
        starts=starts,
        ends=ends,
        first_day=first_day,
        last_day=last_day,
        made_by=by,
    )
    session.add(turn)
    session.flush()
    return turn


def remove_turn(session: Session, turn_id: str) -> bool:
    """Take a line off the roster; whether it was there."""
    turn = session.get(DutyTurn, turn_id)
    if turn is None:
        return False
    session.delete(turn)
    session.flush()
    return True


def _stretch(turn: DutyTurn, day: date) -> tuple[datetime, datetime] | None:
    """From when to when a line holds that begins on this day; None on a day that is not its own."""
    if str(day.weekday()) not in turn.weekdays:
        return None
    if (turn.first_day and day < turn.first_day) or (turn.last_day and day > turn.last_day):
        return None
    end_day = day if turn.ends > turn.starts else day + timedelta(days=1)
    return datetime.combine(day, turn.starts, LONDON), datetime.combine(end_day, turn.ends, LONDON)


def on_duty(roster: Sequence[DutyTurn], moment: datetime, duty: str = "duty") -> list[DutyTurn]:
    """The lines of a duty that hold at a moment; also one that began yesterday evening."""
    today = local_day(moment)
    found = []
    for turn in roster:
        stretches = [_stretch(turn, day) for day in (today - timedelta(days=1), today)]
        if turn.duty == duty and any(one and one[0] <= moment < one[1] for one in stretches):
            found.append(turn)
    return found


def _stretches(roster: Sequence[DutyTurn], since: datetime) -> Iterator[tuple[datetime, datetime]]:
    """When somebody is on duty from a moment on, without overlaps, as far ahead as we look."""
    first = local_day(since) - timedelta(days=1)
    reached = since
    for ahead in range(_AHEAD):
        found = (_stretch(turn, first + timedelta(days=ahead)) for turn in roster if turn.duty == "duty")
        for begins, ends in sorted(one for one in found if one):
            if ends > reached:
                yield max(begins, reached), ends
                reached = ends


def next_read(roster: Sequence[DutyTurn], moment: datetime) -> datetime | None:
    """When the queue is read next: the moment itself while somebody is on duty; None when no turn is coming."""
    begins = next((begins for begins, _ends in _stretches(roster, moment)), None)
    return begins.astimezone(moment.tzinfo) if begins else None


def due(roster: Sequence[DutyTurn], found_at: datetime, hours: int, *, urgent: bool) -> datetime:
    """Until when a case is to be taken. For an urgent one every hour counts.

    For another only the hours in which the roster has somebody on duty; without a roster, or where it ends before
    that, every hour counts for it too.
    """
    whole = found_at + timedelta(hours=hours)
    if urgent:
        return whole
    left = timedelta(hours=hours)
    for begins, ends in _stretches(roster, found_at):
        # Differences of moments in UTC: a night in which the clocks change has seven hours, or nine.
        length = ends.astimezone(found_at.tzinfo) - begins.astimezone(found_at.tzinfo)
        if length >= left:
            return begins.astimezone(found_at.tzinfo) + left
        left -= length
    return whole


def hours_of(settings: Mapping[str, object], default: Hours) -> Hours:
    """The hours of a consultation: its own where it has them, else the council's."""
    own = [settings.get(name) for name in SETTINGS]
    ordinary, urgent = (value if isinstance(value, int) else None for value in own)
    return Hours(ordinary or default.ordinary, urgent or default.urgent)


def waiting(session: Session, moment: datetime, default: Hours) -> list[Waiting]:
    """Cases that nobody has taken: those over their time first, the urgent before the others, then by when due."""
    roster, found = turns(session), []
    for case, settings in session.execute(
        sa.select(Disclosure, Consultation.settings)
        .join(Answer, Answer.id == Disclosure.answer_id)
        # By the draft: what was taken back meanwhile has no submission.
        .join(Draft, Draft.id == Answer.draft_id)
        .join(Survey, Survey.id == Draft.survey_id)
        .join(Consultation, Consultation.id == Survey.consultation_id)
        .where(Disclosure.state == "new")
    ):
        found.append(_waiting(case, hours_of(settings or {}, default), roster, moment))
    return sorted(found, key=lambda one: (not one.overdue, not one.urgent, one.due, one.case.id))


def _waiting(case: Disclosure, hours: Hours, roster: Sequence[DutyTurn], moment: datetime) -> Waiting:
    urgent = case.alert in URGENT
    until = due(roster, case.found_at, hours.urgent if urgent else hours.ordinary, urgent=urgent)
    return Waiting(case, until, moment >= until, urgent)


def step_of(one: Waiting, moment: datetime) -> int:
    """Which of STEPS a waiting case has reached."""
    if not one.overdue:
        return 0
    return 2 if moment >= one.due + (one.due - one.case.found_at) else 1


def untold(session: Session, moment: datetime, default: Hours) -> dict[int, list[Waiting]]:
    """Waiting cases of which nobody was told at the step that they have reached, by step."""
    told = dict(
        session.execute(
            sa.select(DisclosureNotice.disclosure_id, sa.func.max(DisclosureNotice.step)).group_by(
                DisclosureNotice.disclosure_id
            )
        )
        .tuples()
        .all()
    )
    found: dict[int, list[Waiting]] = {}
    for one in waiting(session, moment, default):
        step = step_of(one, moment)
        if step > told.get(one.case.id, -1):
            found.setdefault(step, []).append(one)
    return found


def choose(people: Mapping[str, Sequence[str]], step: int, told: Iterable[str]) -> tuple[str, list[str]]:
    """The level that is told at a step, and who of it. ``people``: whom each of LEVELS reaches now.

    A case that comes in goes to who is on duty, else to the next level with anybody. Later steps begin one level
    higher each and pass by whoever was told before; where nobody else is left, they are told again.
    """
    known = set(told)
    for level in LEVELS[step:]:
        fresh = [one for one in people.get(level, ()) if one not in known]
        if fresh:
            return level, list(dict.fromkeys(fresh))
    for level in reversed(LEVELS):
        if people.get(level):
            return level, list(dict.fromkeys(people[level]))
    return "nobody", []


def choose_instead(people: Mapping[str, Sequence[str]], failed: str, told: Iterable[str]) -> tuple[str, list[str]]:
    """Who is told in place of a level that a mail did not reach: the next with anybody who was not told before.

    Then those below it; never the same again, so that addresses which all fail come to an end.
    """
    known, above = set(told), LEVELS.index(failed) + 1 if failed in LEVELS else 0
    for level in (*LEVELS[above:], *LEVELS[:above]):
        fresh = [one for one in people.get(level, ()) if one not in known]
        if fresh:
            return level, list(dict.fromkeys(fresh))
    return "nobody", []


def note(session: Session, case: Disclosure, step: int, level: str, told: Sequence[str]) -> DisclosureNotice:
    """Write on the case that it was told of. Never twice for a step: the database holds that."""
    notice = DisclosureNotice(disclosure_id=case.id, step=step, level=level, told=list(told), at=now())
    session.add(notice)
    session.flush()
    return notice


def note_beside(session: Session, case: Disclosure, level: str, told: Sequence[str]) -> DisclosureNotice:
    """Write on the case what was told of it beside the steps of waiting, which it leaves as they are."""
    session.refresh(case, with_for_update=True)  # of two at once the second counts on
    return note(session, case, _beside(session, case), level, told)


def _beside(session: Session, case: Disclosure) -> int:
    """The next number below those of the steps of waiting that no notice of the case has."""
    lowest = sa.select(sa.func.min(DisclosureNotice.step)).where(DisclosureNotice.disclosure_id == case.id)
    return min(session.scalar(lowest) or 0, 0) - 1


def begin_again(session: Session, case: Disclosure) -> None:
    """Let a case wait as if it had just come in: what was told at each step stays on it, beside the steps."""
    for told in notices(session, [case.id]).get(case.id, ()):
        if told.step >= 0:
            told.step = _beside(session, case)
            session.flush()


def notices(session: Session, case_ids: Sequence[str]) -> dict[str, list[DisclosureNotice]]:
    """What was told of each of these cases, in the order in which it was."""
    found: dict[str, list[DisclosureNotice]] = {}
    for row in session.scalars(
        sa.select(DisclosureNotice)
        .where(DisclosureNotice.disclosure_id.in_(case_ids))
        .order_by(DisclosureNotice.at, DisclosureNotice.id)
    ):
        found.setdefault(row.disclosure_id, []).append(row)
    return found
