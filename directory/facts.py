"""What filters need to know of every service, a row each: made from the database in a fixed number of queries.

Rows stand in the order in which they lead (rank, then name), so that a list without words needs no sorting.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.codes import BOROUGH, UNKNOWN
from directory.models import (
    Location,
    Phone,
    Schedule,
    Service,
    ServiceArea,
    ServiceLanguage,
    ServiceNeed,
    Ward,
    local_day,
)

Mask = NDArray[np.bool_]
YES = "1"

DOOR, FOR_PROFESSIONALS, NO_WAY_IN, PAUSED, ENDED = range(5)
"""How good a record is to lead with (domain.md 1): a higher one never stands before a lower one."""

EVENING = "17:00"
"""What closes later than this is open in the evening, local time."""

WEEKEND = {"SA", "SU"}


@dataclass
class Facts:
    """Columns over all services. `flags` holds masks by filter and value; `unknown` those that say nothing."""

    ids: list[str]
    rank: NDArray[np.int8]
    minimum_age: NDArray[np.int16]
    maximum_age: NDArray[np.int16]
    ages_known: Mask
    everywhere: Mask
    confidential: Mask
    flags: dict[str, dict[str, Mask]]
    unknown: dict[str, Mask]
    needs: dict[str, NDArray[np.int16]]
    """By need: its place among the needs of each service, from 0; -1 where the service has not this need."""
    located: NDArray[np.int32]
    """The row of each place where a service meets people; `degrees` are its latitude and longitude."""
    degrees: NDArray[np.float64]

    @property
    def size(self) -> int:
        """How many services there are."""
        return len(self.ids)

    def mask(self, value: bool = False) -> Mask:
        """Return a mask with `value` for every service."""
        return np.full(self.size, value)

    def flag(self, name: str, value: str) -> Mask:
        """Return which services have this value of a filter; none when nobody has it."""
        return self.flags[name].get(value, self.mask())


def rank_of(service: Any) -> int:
    """Return how good a record is to lead with."""
    if service.status == "ended":
        return ENDED
    if service.status != "active":
        return PAUSED
    if not service.way_in_known:
        return NO_WAY_IN
    return FOR_PROFESSIONALS if service.open_to == ["professionals"] else DOOR


def rows(session: Session) -> list[Any]:
    """Return what facts and words need of every service, in the order of the rows. One query."""
    services = session.execute(
        select(
            Service.id,
            Service.slug,
            Service.name,
            Service.summary,
            Service.description,
            Service.who_for,
            Service.synonyms,
            Service.organization_id,
            Service.minimum_age,
            Service.maximum_age,
            Service.ages_known,
            Service.cost,
            Service.self_referral,
            Service.open_to,
            Service.channels,
            Service.women_only,
            Service.accessibility,
            Service.way_in_known,
            Service.status,
            Service.confidential_location,
        )
    ).all()
    return sorted(services, key=lambda service: (rank_of(service), service.name, service.id))


def build(session: Session, services: list[Any]) -> Facts:
    """Make the columns; `services` are the `rows`. Seven queries, however many services there are."""
    size = len(services)
    row_of = {service.id: row for row, service in enumerate(services)}
    flags: dict[str, defaultdict[str, Mask]] = {
        name: defaultdict(lambda: np.zeros(size, bool))
        for name in (
            "free",
            "self_referral",
            "open_to",
            "channel",
            "women_only",
            "access",
            "spoken",
            "evenings",
            "ward",
        )
    }
    known = {name: np.zeros(size, bool) for name in flags}

    def note(name: str, row: int, values: Iterable[str]) -> None:
        for value in values:
            if value != UNKNOWN:
                flags[name][value][row] = True
                known[name][row] = True

    for row, service in enumerate(services):
        note("free", row, [YES if service.cost == "free" else service.cost])
        note("self_referral", row, [_yes(service.self_referral)])
        note("women_only", row, [_yes(service.women_only)])
        note("open_to", row, service.open_to)
        note("channel", row, service.channels)
        note("access", row, service.accessibility)
    for link in session.execute(select(ServiceLanguage.service_id, ServiceLanguage.language)):
        note("spoken", row_of[link.service_id], [link.language])
    for service_id, value in _evenings(session):
        note("evenings", row_of[service_id], [value])
    needs: defaultdict[str, NDArray[np.int16]] = defaultdict(lambda: np.full(size, -1, np.int16))
    for need in session.execute(select(ServiceNeed.service_id, ServiceNeed.need, ServiceNeed.sort_order)):
        needs[need.need][row_of[need.service_id]] = need.sort_order
    confidential = np.array([service.confidential_location for service in services], bool)
    everywhere = _areas(session, row_of, flags["ward"], size)
    located, degrees = _located(session, row_of, confidential)
    return Facts(
        ids=[service.id for service in services],
        rank=np.array([rank_of(service) for service in services], np.int8),
        minimum_age=np.array([service.minimum_age or 0 for service in services], np.int16),
        maximum_age=np.array([999 if s.maximum_age is None else s.maximum_age for s in services], np.int16),
        ages_known=np.array([service.ages_known for service in services], bool),
        everywhere=everywhere,
        confidential=confidential,
        flags={name: dict(values) for name, values in flags.items()},
        unknown={name: ~mask for name, mask in known.items() if name != "ward"},
        needs=dict(needs),
        located=located,
        degrees=degrees,
    )


def _yes(value: str) -> str:
    return YES if value == "yes" else value


def _areas(session: Session, row_of: dict[str, int], wards: defaultdict[str, Mask], size: int) -> Mask:
    """Note in `wards` what each service serves, and return which serve the whole borough."""
    wards_of: defaultdict[str, list[str]] = defaultdict(list)
    for ward in session.scalars(select(Ward)):
        wards_of[ward.locality].append(ward.slug)
        wards_of[ward.slug].append(ward.slug)
        wards[ward.slug]  # every ward has its mask, also one that nothing serves
    everywhere = np.zeros(size, bool)
    for area in session.execute(select(ServiceArea.service_id, ServiceArea.area)):
        row = row_of[area.service_id]
        everywhere[row] |= area.area == BOROUGH
        for slug in wards_of[area.area]:
            wards[slug][row] = True
    return everywhere


def _evenings(session: Session) -> Iterable[tuple[str, str]]:
    """Yield of each service whose hours are known whether it is open after 17:00 or at the weekend.

    A number that is answered at all hours says so too. Hours that are over do not count.
    """
    today = local_day()
    open_rows = select(
        Schedule.service_id, Schedule.byday, Schedule.opens_at, Schedule.closes_at, Schedule.valid_to
    ).where(Schedule.kind == "opening")
    for hours in session.execute(open_rows):
        if hours.valid_to is None or hours.valid_to >= today:
            late = hours.closes_at is not None and (
                hours.closes_at > EVENING or (hours.opens_at is not None and hours.closes_at <= hours.opens_at)
            )
            yield hours.service_id, YES if late or WEEKEND & set(hours.byday) else "0"
    for phone in session.execute(select(Phone.service_id).where(Phone.all_hours.is_(True))):
        yield phone.service_id, YES


def _located(
    session: Session, row_of: dict[str, int], confidential: Mask
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Return where services meet people. A refuge is never among them (contracts.md)."""
    found = [
        (row_of[place.service_id], place.latitude, place.longitude)
        for place in session.execute(
            select(Location.service_id, Location.latitude, Location.longitude).where(
                Location.latitude.is_not(None), Location.longitude.is_not(None)
            )
        )
        if not confidential[row_of[place.service_id]]
    ]
    degrees = np.array([(latitude, longitude) for _row, latitude, longitude in found], float)
    return np.array([row for row, *_degrees in found], np.int32), degrees.reshape(-1, 2)
