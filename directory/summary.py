"""The mapping's figures: what SNA 5 publishes beside what the directory itself gives.

The two are shown side by side; the data are not bent until they agree (domain.md 1).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.models import Service

Unit = Literal["count", "percent"]
YES, UNKNOWN = "yes", "unknown"


@dataclass(frozen=True)
class Figure:
    """One statement of the mapping.

    `published` is as printed, in `unit`, of `published_of` services. `computed` services of `base` in the
    directory meet it; of `unknown` more the papers do not say; `inferred` of the computed rest on a
    classification that we inferred.
    """

    code: str
    source: str
    published: int
    unit: Unit
    published_of: int | None
    computed: int
    base: int
    unknown: int
    inferred: int

    @property
    def percent(self) -> int | None:
        """The computed share of the base in percent, rounded half up; None when the base is empty."""
        return int(self.computed * 100 / self.base + 0.5) if self.base else None

    @property
    def agrees(self) -> bool:
        """Whether the two are the same, allowing for the paper's uneven rounding (at most one off)."""
        if self.unit == "count":
            return self.published == self.computed
        return self.percent is not None and abs(self.published - self.percent) <= 1


Answer = Callable[[Service], str]


def _flag(*fields: str) -> Answer:
    """Return yes when every field says yes, no when one says no, else unknown."""

    def answer(service: Service) -> str:
        values = [getattr(service, field) for field in fields]
        if "no" in values:
            return "no"
        return YES if all(value == YES for value in values) else UNKNOWN

    return answer


def _offers(what: str) -> Answer:
    def answer(service: Service) -> str:
        if what in service.offers:
            return YES
        return UNKNOWN if service.basis.get("offers") == UNKNOWN else "no"

    return answer


def _statutory(service: Service) -> str:
    """Statutory funded or delivered: two facts, either of them is enough (SNA 5.1)."""
    values = [service.funded_statutory, service.delivered_statutory]
    if YES in values:
        return YES
    return UNKNOWN if UNKNOWN in values else "no"


def _targeted_vcs(service: Service) -> str:
    if service.sector != "vcs":
        return "no"
    return UNKNOWN if service.reach == UNKNOWN else YES if service.reach == "targeted" else "no"


def _drop_in(service: Service) -> str:
    return YES if service.drop_in else "no"


# code, where it is printed, what is printed, its unit, of how many, over which services, the answer, its basis
_STATEMENTS: list[tuple[str, str, int, Unit, int | None, str, Answer, str]] = [
    ("services", "SNA 5.1", 53, "count", None, "all", lambda _: YES, ""),
    ("preventative", "SNA 5.1", 66, "percent", 53, "all", _flag("preventative"), "preventative"),
    ("reactive", "SNA 5.1", 64, "percent", 53, "all", _flag("reactive"), "reactive"),
    ("both", "SNA 5.1", 36, "percent", 53, "all", _flag("preventative", "reactive"), "reactive"),
    ("statutory", "SNA 5.1", 30, "count", 53, "all", _statutory, "funder"),
    ("statutory_reactive", "SNA 5.1", 83, "percent", 30, "statutory", _flag("reactive"), "reactive"),
    ("statutory_preventative", "SNA 5.1", 50, "percent", 30, "statutory", _flag("preventative"), "preventative"),
    (
        "statutory_both",
        "SNA 5.1",
        36,
        "percent",
        30,
        "statutory",
        _flag("preventative", "reactive"),
        "reactive",
    ),
    ("mentoring", "SNA 5.2.3", 56, "percent", 53, "all", _offers("mentoring"), "offers"),
    ("emotional_support", "SNA 5.2.3", 43, "percent", 53, "all", _offers("emotional_support"), "offers"),
    ("information_education", "SNA 5.2.3", 43, "percent", 53, "all", _offers("information_education"), "offers"),
    ("targeted_vcs", "SNA 5.2.6", 5, "count", 53, "all", _targeted_vcs, "reach"),
    ("drop_ins", "SNA 5.2.3", 7, "count", 53, "all", _drop_in, ""),
    (
        "statutory_under_25_or_adults",
        "SNA 5.4",
        56,
        "percent",
        30,
        "statutory",
        _flag("audience_under_25_or_adults"),
        "ages",
    ),
    (
        "statutory_temporary_funding",
        "SNA 6.2",
        70,
        "percent",
        30,
        "statutory",
        _flag("temporary_funding"),
        "funding_end",
    ),
]


def mapping_summary(session: Session) -> list[Figure]:
    """Return every figure that the mapping publishes beside the computed one. One query."""
    services = list(session.scalars(select(Service)))
    statutory = [service for service in services if service.sector == "statutory"]
    figures = []
    for code, source, published, unit, of, base, answer, basis in _STATEMENTS:
        over = statutory if base == "statutory" else services
        figures.append(_figure(code, source, published, unit, of, over, answer, basis))
    return figures


def _figure(
    code: str,
    source: str,
    published: int,
    unit: Unit,
    of: int | None,
    over: Iterable[Service],
    answer: Answer,
    basis: str,
) -> Figure:
    answers = [(service, answer(service)) for service in over]
    meets = [service for service, said in answers if said == YES]
    return Figure(
        code=code,
        source=source,
        published=published,
        unit=unit,
        published_of=of,
        computed=len(meets),
        base=len(answers),
        unknown=sum(said == UNKNOWN for _, said in answers),
        inferred=sum(service.basis.get(basis) == "inferred" for service in meets) if basis else 0,
    )
