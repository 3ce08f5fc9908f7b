"""The directory by the groupings of the mapping (SNA 5.1 to 5.5): each service once, what is not known too."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from directory.codes import BOROUGH, UNKNOWN

Answer = Callable[[Any], str]
"""What a service (a record, or a row with its fields) says to a question."""

YES: Final = "yes"
NO: Final = "no"
INFERRED: Final = "inferred"
NEITHER: Final = "neither"
SEVERAL: Final = "several"
"""The locality of a service that is in more than one of them, but not in all the borough."""

__all__ = [
    "INFERRED",
    "NEITHER",
    "NO",
    "SEVERAL",
    "UNKNOWN",
    "YES",
    "Answer",
    "Basis",
    "Breakdown",
    "Part",
    "bases",
    "breakdowns",
]


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


def _focus(service: Any) -> str:
    """The focus is two yes/no flags: about three services have neither (66 + 64 - 36 = 94)."""
    flags = (service.preventative, service.reactive)
    if UNKNOWN in flags:
        return UNKNOWN
    return {(YES, YES): "both", (YES, NO): "preventative", (NO, YES): "reactive"}.get(flags, NEITHER)


@dataclass(frozen=True)
class Basis:
    """What one classification rests on, over all services: stated in a paper, inferred by us, not known."""

    classification: str
    stated: int
    inferred: int
    unknown: int


def breakdowns(
    services: Sequence[Any],
    areas: Mapping[str, Sequence[str]],
    localities: Sequence[str],
    locality_of: Mapping[str, str],
) -> list[Breakdown]:
    """Return the services by locality, sector, focus, domain, approach, reach and the year their funding ends.

    `areas` are slugs by the id of the service, `localities` slugs; `locality_of` says in which a ward lies.
    """

    def locality(service: Any) -> str:
        """Where it is; a refuge never says more than the borough (contracts.md)."""
        if service.confidential_location or BOROUGH in areas[service.id]:
            return BOROUGH
        found = {area if area in localities else locality_of.get(area, UNKNOWN) for area in areas[service.id]}
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


def _breakdown(dimension: str, basis: str, answer: Answer, order: Sequence[str], services: Sequence[Any]) -> Breakdown:
    rows: dict[str, list[Any]] = {code: [] for code in order}
    for service in services:
        rows.setdefault(answer(service), []).append(service)
    unknown = rows.pop(UNKNOWN, [])
    shown = list(rows.items()) if order else sorted(rows.items())
    return Breakdown(dimension, [_part(code, of, basis) for code, of in [*shown, (UNKNOWN, unknown)]])


def _part(code: str, services: Sequence[Any], basis: str) -> Part:
    known = [] if code == UNKNOWN or not basis else [service.basis.get(basis) for service in services]
    return Part(code, len(services), known.count("stated"), known.count(INFERRED))


def bases(services: Sequence[Any]) -> list[Basis]:
    """Return of every classification how often it is stated, inferred and not known."""
    names = sorted({name for service in services for name in service.basis})
    found = []
    for name in names:
        said = [service.basis.get(name) for service in services]
        stated, inferred = said.count("stated"), said.count(INFERRED)
        found.append(Basis(name, stated, inferred, len(said) - stated - inferred))
    return found
