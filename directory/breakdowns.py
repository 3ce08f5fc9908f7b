"""The directory by the groupings of the mapping (SNA 5.1 to 5.5): each service once, what is not known too."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from directory.codes import BOROUGH, UNKNOWN
from directory.models import Service

Answer = Callable[[Service], str]

YES: Final = "yes"
NO: Final = "no"
INFERRED: Final = "inferred"
NEITHER: Final = "neither"
SEVERAL: Final = "several"
"""The locality of a service that is in more than one of them, but not in all the borough."""

__all__ = ["INFERRED", "NEITHER", "NO", "SEVERAL", "UNKNOWN", "YES", "Answer", "Breakdown", "Part", "breakdowns"]


_APPROACHES = (
    "family_environments",
    "early_education",
    "caring_adults_activities",
    "protective_environments",
    "lessen_harm",
    "transitional_support_18_25",
    "offender_management",
)
"""The approaches of the Centers for Disease Control, in the paper's order (SNA 5.2 to 5.5)."""


@dataclass(frozen=True)
class Part:
    """One row of a breakdown: how many services, and what their classification rests on."""

    code: str
    count: int
    stated: int
    inferred: int


@dataclass(frozen=True)
class Breakdown:
    """The services by one classification; every service stands in one row, the unknown ones too."""

    dimension: str
    rows: list[Part]

    @property
    def total(self) -> int:
        """How many services there are."""
        return sum(row.count for row in self.rows)


def _focus(service: Service) -> str:
    """The focus is two yes/no flags: about three services have neither (66 + 64 - 36 = 94)."""
    flags = (service.preventative, service.reactive)
    if UNKNOWN in flags:
        return UNKNOWN
    return {(YES, YES): "both", (YES, NO): "preventative", (NO, YES): "reactive"}.get(flags, NEITHER)


def breakdowns(services: Sequence[Service], localities: Sequence[str], locality_of: dict[str, str]) -> list[Breakdown]:
    """Return the services by locality, sector, focus, domain, approach, reach and the year their funding ends.

    `services` come with their areas; `localities` are slugs, `locality_of` says in which a ward lies.
    """

    def locality(service: Service) -> str:
        """Where it is; a refuge never says more than the borough (`Service.areas`)."""
        areas = service.areas
        if BOROUGH in areas:
            return BOROUGH
        found = {area if area in localities else locality_of.get(area, UNKNOWN) for area in areas}
        return UNKNOWN if not found else found.pop() if len(found) == 1 else SEVERAL

    tables: list[tuple[str, str, Answer, Sequence[str]]] = [
        ("locality", "areas", locality, (BOROUGH, *localities, SEVERAL)),
        ("sector", "", lambda service: service.sector, ("statutory", "vcs")),
        ("focus", "reactive", _focus, ("preventative", "reactive", "both", NEITHER)),
        ("domain", "domain", lambda service: service.domain, ("individual", "relationship", "community", "societal")),
        ("approach", "approach", lambda service: service.approach, _APPROACHES),
        ("reach", "reach", lambda service: service.reach, ("universal", "targeted")),
        ("funding_end", "funding_end", lambda service: _year(service.funding_end), ()),
    ]
    return [_breakdown(name, basis, answer, order, services) for name, basis, answer, order in tables]


def _year(funding_end: str) -> str:
    """The year in which funding ends, from a year, month or day as it was printed."""
    return funding_end[:4] if funding_end[:4].isdecimal() else UNKNOWN


def _breakdown(
    dimension: str, basis: str, answer: Answer, order: Sequence[str], services: Sequence[Service]
) -> Breakdown:
    rows: dict[str, list[Service]] = {code: [] for code in order}
    for service in services:
        rows.setdefault(answer(service), []).append(service)
    unknown = rows.pop(UNKNOWN, [])
    shown = list(rows.items()) if order else sorted(rows.items())
    return Breakdown(dimension, [_part(code, of, basis) for code, of in [*shown, (UNKNOWN, unknown)]])


def _part(code: str, services: Sequence[Service], basis: str) -> Part:
    known = [] if code == UNKNOWN or not basis else [service.basis.get(basis) for service in services]
    return Part(code, len(services), known.count("stated"), known.count(INFERRED))
