"""Who is served where: needs by age band by place, and the combinations that nobody serves (SNA 5.2.3, 6.2).

Only services that a person can get into count: active, their way in known, open to the public. What is not
known is counted apart and never as help.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory import queries
from directory.codes import BOROUGH
from directory.facts import DOOR, Facts, Mask
from directory.models import Locality, Service, ServiceArea, Ward
from directory.snapshot import snapshot

AGE_BANDS: Final[dict[str, tuple[int, int]]] = {
    "0-10": (0, 10),
    "11-15": (11, 15),
    "16-17": (16, 17),
    "18-25": (18, 25),
    "26-64": (26, 64),
    "65+": (65, 100),
}
"""Ages in years, both included. The borders are the mapping's: 10 to 17, up to 25, adults (SNA 5.2 to 5.4)."""

ANY_AGE: Final = ""
Missing = Literal["nobody", "not_sure"]


@dataclass(frozen=True)
class Cell:
    """How many services serve a combination. `sure` take the whole age band; `part` only some of its ages;
    of `unknown` the ages are not known: they may serve it."""

    sure: int = 0
    part: int = 0
    unknown: int = 0

    @property
    def may(self) -> int:
        """How many may serve it: ring and ask."""
        return self.part + self.unknown

    @property
    def all(self) -> int:
        """How many serve it, or may."""
        return self.sure + self.may

    @property
    def missing(self) -> Missing | None:
        """`nobody` when nobody serves it, `not_sure` when somebody only may; else None."""
        if self.sure:
            return None
        return "not_sure" if self.may else "nobody"


@dataclass(frozen=True)
class Gap:
    """A combination that nobody serves, or of which nobody can say so: `place` is `barnet` or a locality."""

    need: str
    band: str
    place: str
    missing: Missing


@dataclass(frozen=True)
class DropIns:
    """Where the universal youth drop-ins are (SNA 5.2.3: mostly in the West); `elsewhere` is in no one locality."""

    by_locality: dict[str, int]
    elsewhere: int

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.by_locality.values()) + self.elsewhere


class Coverage:
    """The counts of every combination, from masks over all services. Made once, then only read.

    A place is `barnet` (anywhere in the borough), a locality or a ward. What serves the whole borough serves
    each of them, but a refuge counts only in the borough: it is in no place filter and on no map (contracts.md).
    """

    def __init__(self, facts: Facts, needs: Sequence[str], wards_of: dict[str, list[str]]) -> None:
        self.needs = list(needs)
        self.localities = list(wards_of)
        self.wards = [ward for wards in wards_of.values() for ward in wards]
        self.doors = facts.flag("open_to", "public") & (facts.rank == DOOR)
        self._facts = facts
        self._places: dict[str, Mask] = {BOROUGH: self.doors}
        for locality, wards in wards_of.items():
            for place, within in ((locality, wards), *((ward, [ward]) for ward in wards)):
                self._places[place] = self._serving(within)
        self._ages = {band: self._by_age(*ages) for band, ages in AGE_BANDS.items()}
        nothing = facts.mask()
        self._ages[ANY_AGE] = (facts.mask(True), nothing, nothing)

    @property
    def places(self) -> list[str]:
        """The places of the matrix: the borough, then its localities."""
        return [BOROUGH, *self.localities]

    def cell(self, need: str, band: str = ANY_AGE, place: str = BOROUGH) -> Cell:
        """Return how many serve a need (a code; another one has none), an age band and a place.

        Without a band the ages do not matter. Raises KeyError for a band or place that there is not.
        """
        order = self._facts.needs.get(need)
        if order is None:
            return Cell()
        mask: NDArray[np.bool_] = self._places[place] & (order >= 0)
        return Cell(*(int(np.count_nonzero(mask & ages)) for ages in self._ages[band]))

    def by_ward(self, need: str, band: str = ANY_AGE) -> dict[str, Cell]:
        """Return how many serve a need and age band in each ward."""
        return {ward: self.cell(need, band, ward) for ward in self.wards}

    def gaps(self) -> list[Gap]:
        """Return the combinations that nobody is known to serve, those that nobody at all does first.

        What is missing in the whole borough is named once, not again for each locality. Some combinations
        may need no service (a baby and offending): that is for people to judge.
        """
        found = []
        for need in self.needs:
            for band in AGE_BANDS:
                whole = self.cell(need, band).missing
                if whole:
                    found.append(Gap(need, band, BOROUGH, whole))
                for locality in self.localities:
                    missing = self.cell(need, band, locality).missing
                    if missing and missing != whole:
                        found.append(Gap(need, band, locality, missing))
        return sorted(found, key=lambda gap: gap.missing != "nobody")

    def _serving(self, wards: Iterable[str]) -> Mask:
        serving = self._facts.everywhere.copy()
        for ward in wards:
            serving |= self._facts.flag("ward", ward)
        return serving & ~self._facts.confidential & self.doors

    def _by_age(self, youngest: int, oldest: int) -> tuple[Mask, Mask, Mask]:
        """Return which services take all of these ages, which only some, and of which it is not known."""
        facts = self._facts
        whole = facts.ages_known & (facts.minimum_age <= youngest) & (facts.maximum_age >= oldest)
        some = facts.ages_known & (facts.minimum_age <= oldest) & (facts.maximum_age >= youngest) & ~whole
        return whole, some, ~facts.ages_known


def coverage(session: Session) -> Coverage:
    """Return the coverage as the directory is now. Five small queries when the directory has not changed."""
    wards_of: dict[str, list[str]] = {
        slug: [] for slug in session.scalars(select(Locality.slug).order_by(Locality.slug))
    }
    for ward in session.scalars(select(Ward).order_by(Ward.name)):
        wards_of[ward.locality].append(ward.slug)
    return Coverage(snapshot(session).facts, [need.code for need in queries.needs(session)], wards_of)


def gaps(session: Session) -> list[Gap]:
    """Return the combinations of need, age band and place that nobody is known to serve."""
    return coverage(session).gaps()


def drop_ins(session: Session) -> DropIns:
    """Return where the universal youth drop-ins are that have not ended (SNA 5.2.3). Two queries."""
    locality_of = dict(session.execute(select(Ward.slug, Ward.locality)).tuples().all())
    localities = list(session.scalars(select(Locality.slug).order_by(Locality.slug)))
    areas: dict[str, set[str]] = {}
    rows = (
        select(ServiceArea.service_id, ServiceArea.area)
        .join(Service, Service.id == ServiceArea.service_id)
        .where(Service.drop_in.is_(True), Service.status != "ended", Service.confidential_location.is_(False))
    )
    for service, area in session.execute(rows):
        areas.setdefault(service, set()).add(locality_of.get(area, area))
    count = dict.fromkeys(localities, 0)
    elsewhere = 0
    for of in areas.values():
        if len(of) == 1 and (only := next(iter(of))) in count:
            count[only] += 1
        else:
            elsewhere += 1
    return DropIns(count, elsewhere)
