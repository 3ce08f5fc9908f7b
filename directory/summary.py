"""The mapping's figures: what SNA 5 publishes beside what the directory itself gives.

The two are shown side by side; the data are not bent until they agree (domain.md 1).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.breakdowns import INFERRED, NO, UNKNOWN, YES, Answer, Basis, Breakdown, bases, breakdowns
from directory.models import Locality, Service, ServiceArea, Ward

Unit = Literal["count", "percent"]
Base = Literal["all", "statutory"]


@dataclass(frozen=True)
class Share:
    """So many of so many: `computed` of `base` services meet a statement."""

    computed: int
    base: int

    @property
    def percent(self) -> float | None:
        """The share in percent, to one decimal; None when there is nothing to take a share of."""
        return round(self.computed * 100 / self.base, 1) if self.base else None


@dataclass(frozen=True)
class Figure:
    """One statement of the mapping.

    `published` is as printed, in `unit`, of `published_of` services. In the directory `share` meets it; of
    `unknown` more the papers do not say. Of those that meet it `stated` rest on what a paper states and
    `inferred` on what we inferred; where the two do not make the whole, the record gives no basis. `of_all`
    is the same over all services, where the paper says "of the total projects" (SNA 5.1).
    """

    code: str
    source: str
    published: int
    unit: Unit
    published_of: int | None
    share: Share
    unknown: int
    stated: int
    inferred: int
    of_all: Share | None = None

    @property
    def computed(self) -> int:
        """How many services meet the statement."""
        return self.share.computed

    @property
    def base(self) -> int:
        """Of how many services."""
        return self.share.base

    @property
    def difference(self) -> float | None:
        """The computed figure less the published one: services, or percentage points; None without a base."""
        if self.unit == "count":
            return self.computed - self.published
        percent = self.share.percent
        return None if percent is None else round(percent - self.published, 1)

    @property
    def could_reach(self) -> float:
        """The figure if everything that is not known met the statement, in `unit`."""
        most = self.computed + self.unknown
        if self.unit == "count":
            return most
        return Share(most, self.base).percent or 0.0

    @property
    def agrees(self) -> bool:
        """Whether the two are the same, whichever way the paper rounded (56.6 is printed 56, 35.8 is 36)."""
        if self.unit == "count":
            return self.published == self.computed
        percent = self.share.percent
        return percent is not None and abs(percent - self.published) < 1


@dataclass(frozen=True)
class Summary:
    """All of it: the figures, the breakdowns, and what each classification rests on."""

    figures: list[Figure]
    breakdowns: list[Breakdown]
    bases: list[Basis]
    neither_focus: int


def _flag(*fields: str) -> Answer:
    """Return yes when every field says yes, no when one says no, else unknown."""

    def answer(service: Any) -> str:
        values = [getattr(service, field) for field in fields]
        if NO in values:
            return NO
        return YES if all(value == YES for value in values) else UNKNOWN

    return answer


def _offers(what: str) -> Answer:
    def answer(service: Any) -> str:
        if what in service.offers:
            return YES
        return UNKNOWN if service.basis.get("offers") == UNKNOWN else NO

    return answer


def _statutory(service: Any) -> str:
    """Statutory funded or delivered: two facts, either of them is enough (SNA 5.1)."""
    values = [service.funded_statutory, service.delivered_statutory]
    if YES in values:
        return YES
    return UNKNOWN if UNKNOWN in values else NO


def _targeted_vcs(service: Any) -> str:
    if service.sector != "vcs":
        return NO
    return UNKNOWN if service.reach == UNKNOWN else YES if service.reach == "targeted" else NO


def _drop_in(service: Any) -> str:
    return YES if service.drop_in else NO


@dataclass(frozen=True)
class _Statement:
    """What the mapping prints, over which services, how a service answers it, and on which basis."""

    code: str
    source: str
    published: int
    unit: Unit
    of: int | None
    base: Base
    answer: Answer
    basis: tuple[str, ...]
    of_the_total: bool = False


_BOTH = _flag("preventative", "reactive")
STATEMENTS = (
    _Statement("services", "SNA 5.1", 53, "count", None, "all", lambda _: YES, ()),
    _Statement("preventative", "SNA 5.1", 66, "percent", 53, "all", _flag("preventative"), ("preventative",)),
    _Statement("reactive", "SNA 5.1", 64, "percent", 53, "all", _flag("reactive"), ("reactive",)),
    _Statement("both", "SNA 5.1", 36, "percent", 53, "all", _BOTH, ("preventative", "reactive")),
    _Statement("statutory", "SNA 5.1", 30, "count", 53, "all", _statutory, ("funder", "deliverer")),
    _Statement("statutory_reactive", "SNA 5.1", 83, "percent", 30, "statutory", _flag("reactive"), ("reactive",)),
    _Statement(
        "statutory_preventative", "SNA 5.1", 50, "percent", 30, "statutory", _flag("preventative"), ("preventative",)
    ),
    _Statement(
        "statutory_both",
        "SNA 5.1",
        36,
        "percent",
        30,
        "statutory",
        _BOTH,
        ("preventative", "reactive"),
        of_the_total=True,
    ),
    _Statement("mentoring", "SNA 5.2.3", 56, "percent", 53, "all", _offers("mentoring"), ("offers",)),
    _Statement("emotional_support", "SNA 5.2.3", 43, "percent", 53, "all", _offers("emotional_support"), ("offers",)),
    _Statement(
        "information_education", "SNA 5.2.3", 43, "percent", 53, "all", _offers("information_education"), ("offers",)
    ),
    _Statement("targeted_vcs", "SNA 5.2.6", 5, "count", 53, "all", _targeted_vcs, ("reach",)),
    _Statement("drop_ins", "SNA 5.2.3", 7, "count", 53, "all", _drop_in, ()),
    _Statement(
        "statutory_under_25_or_adults",
        "SNA 5.4",
        56,
        "percent",
        30,
        "statutory",
        _flag("audience_under_25_or_adults"),
        ("ages",),
    ),
    _Statement(
        "statutory_temporary_funding",
        "SNA 6.2",
        70,
        "percent",
        30,
        "statutory",
        _flag("temporary_funding"),
        ("funding_end",),
    ),
)
"""What the mapping prints, as printed (domain.md 1, with its sections)."""


def summary(session: Session) -> Summary:
    """Return the whole summary of the mapping from the directory as it is now. Four queries."""
    services = _records(session)
    areas: dict[str, list[str]] = {service.id: [] for service in services}
    for service_id, area in session.execute(select(ServiceArea.service_id, ServiceArea.area)):
        areas[service_id].append(area)
    localities = list(session.scalars(select(Locality.slug).order_by(Locality.slug)))
    locality_of = dict(session.execute(select(Ward.slug, Ward.locality)).tuples().all())
    return Summary(
        figures=_figures(services),
        breakdowns=breakdowns(services, areas, localities, locality_of),
        bases=bases(services),
        neither_focus=sum(service.preventative == NO and service.reactive == NO for service in services),
    )


def mapping_summary(session: Session) -> list[Figure]:
    """Return every figure that the mapping publishes beside the computed one. One query."""
    return _figures(_records(session))


def _records(session: Session) -> Sequence[Any]:
    """Return of every service what the mapping asks for: whole records would take much longer to read."""
    return session.execute(
        select(
            Service.id,
            Service.sector,
            Service.preventative,
            Service.reactive,
            Service.funded_statutory,
            Service.delivered_statutory,
            Service.offers,
            Service.reach,
            Service.drop_in,
            Service.audience_under_25_or_adults,
            Service.temporary_funding,
            Service.funding_end,
            Service.domain,
            Service.approach,
            Service.confidential_location,
            Service.basis,
        )
    ).all()


def _figures(services: Sequence[Any]) -> list[Figure]:
    statutory = [service for service in services if service.sector == "statutory"]
    return [_figure(one, statutory if one.base == "statutory" else services, len(services)) for one in STATEMENTS]


def _figure(statement: _Statement, over: Iterable[Service], everything: int) -> Figure:
    answers = [(service, statement.answer(service)) for service in over]
    meets = [service for service, said in answers if said == YES]
    rests = [_rests_on(service, statement) for service in meets]
    return Figure(
        code=statement.code,
        source=statement.source,
        published=statement.published,
        unit=statement.unit,
        published_of=statement.of,
        share=Share(len(meets), len(answers)),
        unknown=sum(said == UNKNOWN for _, said in answers),
        stated=rests.count("stated"),
        inferred=rests.count(INFERRED),
        of_all=Share(len(meets), everything) if statement.of_the_total else None,
    )


def _rests_on(service: Any, statement: _Statement) -> str:
    """Return what an answer rests on: of several classifications the weakest counts.

    "Statutory funded or delivered" rests on whichever of the two says so.
    """
    names = statement.basis
    if not names:
        return ""
    if statement.code == "statutory":
        names = ("funder",) if service.funded_statutory == YES else ("deliverer",)
    said = {service.basis.get(name, UNKNOWN) for name in names}
    return next((basis for basis in (UNKNOWN, INFERRED) if basis in said), "stated")
