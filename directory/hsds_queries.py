"""What the Open Referral feed asks of the directory: filters that all apply together, and stable pages.

Every function makes a fixed number of queries, however many services there are. Lists are in the order of
their names, equal names in the order of their ids, so that nothing is seen twice or missed between pages.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, Text, and_, cast, false, func, or_, select
from sqlalchemy.orm import Session, joinedload, subqueryload

from directory.hsds import Reference
from directory.hsds_places import Spot, postcode_place, serves, spots, within
from directory.models import Location, Organization, Service, ServiceArea, ServiceNeed
from directory.queries import services_by_id

T = TypeVar("T")


BELONGING = (
    Service.need_links,
    Service.area_links,
    Service.language_links,
    Service.phones,
    Service.schedule_rows,
    Service.location_rows,
)
"""The rows that belong to a service."""

WHERE = (
    Location.service_id,
    Location.id,
    Location.location_type,
    Location.ward,
    Location.latitude,
    Location.longitude,
    Location.precision,
)
"""The columns of a location that say where it is."""


@dataclass(frozen=True)
class Wanted:
    """What is asked for; everything given applies together. Ids are UUIDs, `proximity` is in metres.

    `postcode` alone asks for what serves it, with `proximity` for what is at most so far from its middle.
    """

    search: str = ""
    taxonomy_term_id: str | None = None
    taxonomy_id: str | None = None
    organization_id: str | None = None
    modified_after: datetime | None = None
    postcode: str | None = None
    proximity: float | None = None

    @property
    def by_place(self) -> bool:
        """Whether a place is asked for, be it one that nobody knows: a distance from nowhere finds nothing."""
        return self.postcode is not None or self.proximity is not None


@dataclass(frozen=True)
class Page(Generic[T]):
    """A part of a list: the rows from `start` on, and how many there are in all."""

    total: int
    rows: list[T]


def services(session: Session, wanted: Wanted, reference: Reference, start: int, size: int) -> Page[Service]:
    """Return a page of services with their organisations only."""
    query = _services(session, wanted, reference)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    ids = list(session.scalars(query.offset(start).limit(size)))
    rows = select(Service).options(joinedload(Service.organization)).where(Service.id.in_(ids))
    return Page(total, _in_order(ids, session.scalars(rows)))


def whole_services(session: Session, wanted: Wanted, reference: Reference, start: int, size: int) -> Page[Service]:
    """Return a page of services with all that belongs to them."""
    query = _services(session, wanted, reference)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    return Page(total, services_by_id(session, list(session.scalars(query.offset(start).limit(size)))))


def dates(session: Session, wanted: Wanted, reference: Reference, start: int, size: int) -> Page[tuple[str, datetime]]:
    """Return a page of the ids of services and when each was last modified."""
    query = _services(session, wanted, reference)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.execute(query.add_columns(Service.last_modified).offset(start).limit(size))
    return Page(total, [(row[0], row[1]) for row in rows])


def located(session: Session, wanted: Wanted, reference: Reference) -> list[Spot]:
    """Return every service_at_location that is wanted, in order; small rows only, to cut pages from."""
    conditions = _conditions(wanted, reference)
    place = postcode_place(session, wanted.postcode or "") if wanted.by_place else None
    if wanted.by_place and place is None:
        return []
    chosen = select(Service.id).where(*conditions, Service.confidential_location.is_(False))
    areas_of: defaultdict[str, list[str]] = defaultdict(list)
    links = select(ServiceArea.service_id, ServiceArea.area).where(ServiceArea.service_id.in_(chosen))
    for identity, area in session.execute(links.order_by(ServiceArea.service_id, ServiceArea.sort_order)):
        areas_of[identity].append(area)
    rows_of: defaultdict[str, list[Any]] = defaultdict(list)
    entered = select(*WHERE).where(Location.service_id.in_(chosen))
    for row in session.execute(entered.order_by(Location.service_id, Location.sort_order, Location.id)):
        rows_of[row.service_id].append(row)
    around = reference.areas.around(place) if place else set()
    found = []
    names = select(Service.id, Service.channels).where(Service.id.in_(chosen)).order_by(Service.name, Service.id)
    for identity, channels in session.execute(names):
        for spot in spots(
            identity,
            confidential=False,
            channels=channels or [],
            area_slugs=areas_of[identity],
            rows=rows_of[identity],
            areas=reference.areas,
        ):
            near = place is None or wanted.proximity is None or within(place, spot, wanted.proximity)
            if near and (place is None or wanted.proximity is not None or serves(spot, areas_of[identity], around)):
                found.append(spot)
    return found


def organizations(session: Session, wanted: Wanted, reference: Reference, start: int, size: int) -> Page[Organization]:
    """Return a page of organisations: words are looked for in their own texts, the rest in what they run."""
    query = _organizations(session, wanted, reference)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    return Page(total, list(session.scalars(query.offset(start).limit(size))))


def last_changes(session: Session, ids: Iterable[str]) -> dict[str, datetime]:
    """Return when each of these services was last modified."""
    rows = session.execute(select(Service.id, Service.last_modified).where(Service.id.in_(list(ids))))
    return {row[0]: row[1] for row in rows}


def last_changes_of(session: Session, ids: Iterable[str]) -> dict[str, datetime]:
    """Return when a service of each organisation was last modified; one without services is left out."""
    latest = func.max(Service.last_modified)
    query = select(Service.organization_id, latest).where(Service.organization_id.in_(list(ids)))
    return {row[0]: row[1] for row in session.execute(query.group_by(Service.organization_id))}


def services_of(session: Session, ids: Iterable[str], *, whole: bool, by_place: bool) -> dict[str, list[Service]]:
    """Return the services of organisations by the organisation's id; `whole` reads all that belongs to them.

    `by_place`: the organisations were found by a place, so that their refuges stay out.
    """
    query = select(Service).where(Service.organization_id.in_(list(ids))).order_by(Service.name, Service.id)
    if by_place:
        query = query.where(Service.confidential_location.is_(False))
    if whole:
        # An organisation may run thousands: loading by lists of ids would make more queries the more there are.
        query = query.options(joinedload(Service.organization), *(subqueryload(part) for part in BELONGING))
    found: defaultdict[str, list[Service]] = defaultdict(list)
    for service in session.scalars(query):
        found[service.organization_id].append(service)
    return found


def by_place(wanted: Wanted, reference: Reference) -> bool:
    """Return whether a place is asked for, by a filter or by name."""
    return wanted.by_place or reference.areas.speaks_of_a_place(" ".join(words_of(wanted.search)))


def words_of(text: str) -> list[str]:
    """Return the words of a search, each once. Signs that a database cannot hold part words like spaces."""
    plain = "".join(" " if unicodedata.category(sign).startswith("C") else sign for sign in text)
    return list(dict.fromkeys(plain.casefold().split()))


def _organizations(session: Session, wanted: Wanted, reference: Reference) -> Select[tuple[Organization]]:
    """Return the selection of the organisations that are wanted, in order."""
    query = select(Organization).order_by(Organization.name, Organization.id)
    for word in words_of(wanted.search):
        texts = (Organization.name, Organization.description)
        query = query.where(or_(*(text.icontains(word, autoescape=True) for text in texts)))
    filters = replace(wanted, search="", organization_id=None)
    if wanted.organization_id is not None:
        query = query.where(Organization.id == wanted.organization_id)
    if filters != Wanted():
        chosen = _services(session, filters, reference).order_by(None)
        fitting = select(Service.organization_id).where(Service.id.in_(chosen))
        query = query.where(Organization.id.in_(fitting))
    return query


def _services(session: Session, wanted: Wanted, reference: Reference) -> Select[tuple[str]]:
    """Return the selection of the ids that are wanted, in order."""
    query = select(Service.id).where(*_conditions(wanted, reference)).order_by(Service.name, Service.id)
    if not wanted.by_place:
        return query
    # Out of every place filter: a refuge is never found by one (contracts.md).
    query = query.where(Service.confidential_location.is_(False))
    place = postcode_place(session, wanted.postcode or "")
    if place is None:
        return query.where(false())
    if wanted.proximity is not None:
        near = {spot.service_id for spot in located(session, wanted, reference)}
        return query.where(Service.id.in_(sorted(near)))
    return query.where(Service.area_links.any(ServiceArea.area.in_(sorted(reference.areas.around(place)))))


def _conditions(wanted: Wanted, reference: Reference) -> list[ColumnElement[bool]]:
    """Return what a service must be, but for place. An id that nothing has fits nothing."""
    found: list[ColumnElement[bool]] = []
    vocabulary = reference.vocabulary
    if wanted.taxonomy_term_id is not None:
        term = vocabulary.term(wanted.taxonomy_term_id)
        found.append(vocabulary.has_any([term] if term else []))
    if wanted.taxonomy_id is not None:
        taxonomy = vocabulary.taxonomy(wanted.taxonomy_id)
        found.append(vocabulary.has_any(taxonomy.terms if taxonomy else []))
    if wanted.organization_id is not None:
        found.append(Service.organization_id == wanted.organization_id)
    if wanted.modified_after is not None:
        found.append(Service.last_modified >= wanted.modified_after)
    words = words_of(wanted.search)
    found += [_says(word, reference) for word in words]
    if by_place(wanted, reference):
        found.append(Service.confidential_location.is_(False))
    return found


def _says(word: str, reference: Reference) -> ColumnElement[bool]:
    """Return the condition that a record has this word: in its texts, its organisation, its needs or its areas."""
    texts: Sequence[Any] = (
        Service.name,
        Service.summary,
        Service.description,
        Service.who_for,
        cast(Service.synonyms, Text),
    )
    found: list[ColumnElement[bool]] = [text.icontains(word, autoescape=True) for text in texts]
    found.append(Service.organization.has(Organization.name.icontains(word, autoescape=True)))
    if needs := reference.vocabulary.needs_named(word):
        found.append(Service.need_links.any(ServiceNeed.need.in_(needs)))
    public = Service.confidential_location.is_(False)
    named = Location.name.icontains(word, autoescape=True)
    found.append(and_(public, Service.location_rows.any(named)))
    if areas := reference.areas.named(word):
        found.append(and_(public, Service.area_links.any(ServiceArea.area.in_(areas))))
    return or_(*found)


def _in_order(ids: list[str], rows: Iterable[Service]) -> list[Service]:
    """Return rows in the order of their ids."""
    by_id = {row.id: row for row in rows}
    return [by_id[identity] for identity in ids if identity in by_id]
