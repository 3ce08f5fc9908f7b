"""The directory held ready for searching: made from the database, thrown away when that has changed.

It is only a copy. A process that has none makes one; the revision mark says whether it still holds.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.codes import BOROUGH, SOURCE_LANGUAGE
from directory.index import Entry, TextIndex
from directory.models import (
    DirectoryState,
    Need,
    Organization,
    Service,
    ServiceArea,
    ServiceLanguage,
    ServiceNeed,
    Translation,
    Ward,
)

Mask = NDArray[np.bool_]
KEPT = 3
"""So many snapshots are kept at most: one is in use, others die out after a change."""

DOOR, FOR_PROFESSIONALS, NO_WAY_IN, ENDED = range(4)
"""How good a record is to lead with (domain.md 1): a higher one never stands before a lower one."""


@dataclass
class Snapshot:
    """What filters and ranking need to know of every service, a row each, in the order of their names."""

    ids: list[str]
    text: TextIndex
    rank: NDArray[np.int8]
    minimum_age: NDArray[np.int16]
    maximum_age: NDArray[np.int16]
    ages_known: Mask
    cost: NDArray[np.str_]
    self_referral: NDArray[np.str_]
    open_to: dict[str, Mask]
    needs: dict[str, NDArray[np.int16]]
    languages: dict[str, Mask]
    wards: dict[str, Mask]
    everywhere: Mask
    confidential: Mask

    @property
    def size(self) -> int:
        """How many services there are."""
        return len(self.ids)

    def mask(self, value: bool = False) -> Mask:
        """Return a mask with `value` for every service."""
        return np.full(self.size, value)


_snapshots: OrderedDict[str, Snapshot] = OrderedDict()
_lock = Lock()


def snapshot(session: Session) -> Snapshot:
    """Return the directory as it is now, ready for searching; one small query when nothing has changed."""
    revision = session.scalar(select(DirectoryState.revision).where(DirectoryState.id == 1)) or ""
    with _lock:
        if revision and revision in _snapshots:
            _snapshots.move_to_end(revision)
            return _snapshots[revision]
        made = build(session)
        if revision:
            _snapshots[revision] = made
        while len(_snapshots) > KEPT:
            _snapshots.popitem(last=False)
        return made


def build(session: Session) -> Snapshot:
    """Make a snapshot from the database: a fixed number of queries, however many services there are."""
    services = session.execute(
        select(
            Service.id,
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
            Service.way_in_known,
            Service.status,
            Service.confidential_location,
        ).order_by(Service.name, Service.id)
    ).all()
    row_of = {service.id: row for row, service in enumerate(services)}
    size = len(services)

    def masks() -> defaultdict[str, Mask]:
        return defaultdict(lambda: np.zeros(size, bool))

    open_to, languages, wards = masks(), masks(), masks()
    needs: defaultdict[str, NDArray[np.int16]] = defaultdict(lambda: np.full(size, -1, np.int16))
    everywhere = np.zeros(size, bool)
    for row, service in enumerate(services):
        for whom in service.open_to:
            open_to[whom][row] = True
    for link in session.execute(select(ServiceLanguage.service_id, ServiceLanguage.language)):
        languages[link.language][row_of[link.service_id]] = True
    needs_of: defaultdict[int, list[str]] = defaultdict(list)
    for need_link in session.execute(
        select(ServiceNeed.service_id, ServiceNeed.need, ServiceNeed.sort_order).order_by(
            ServiceNeed.service_id, ServiceNeed.sort_order
        )
    ):
        needs[need_link.need][row_of[need_link.service_id]] = need_link.sort_order
        needs_of[row_of[need_link.service_id]].append(need_link.need)
    wards_of: defaultdict[str, list[str]] = defaultdict(list)
    for ward in session.scalars(select(Ward)):
        wards_of[ward.locality].append(ward.slug)
        wards_of[ward.slug].append(ward.slug)
        wards[ward.slug]  # every ward has its mask, also one that nothing serves
    for area in session.execute(select(ServiceArea.service_id, ServiceArea.area)):
        row = row_of[area.service_id]
        everywhere[row] |= area.area == BOROUGH
        for slug in wards_of[area.area]:
            wards[slug][row] = True
    return Snapshot(
        ids=[service.id for service in services],
        text=TextIndex(_entries(session, services, needs_of)),
        rank=np.array([_rank(service) for service in services], np.int8),
        minimum_age=_column(services, lambda s: 0 if s.minimum_age is None else s.minimum_age),
        maximum_age=_column(services, lambda s: 999 if s.maximum_age is None else s.maximum_age),
        ages_known=np.array([service.ages_known for service in services], bool),
        cost=np.array([service.cost for service in services], str),
        self_referral=np.array([service.self_referral for service in services], str),
        open_to=dict(open_to),
        needs=dict(needs),
        languages=dict(languages),
        wards=dict(wards),
        everywhere=everywhere,
        confidential=np.array([service.confidential_location for service in services], bool),
    )


def _column(services: Any, value: Callable[[Any], int]) -> NDArray[np.int16]:
    return np.array([value(service) for service in services], np.int16)


def _rank(service: Any) -> int:
    """Return how good a record is to lead with."""
    if service.status != "active":
        return ENDED
    if not service.way_in_known:
        return NO_WAY_IN
    return FOR_PROFESSIONALS if service.open_to == ["professionals"] else DOOR


def _entries(session: Session, services: Any, needs_of: dict[int, list[str]]) -> list[Entry]:
    """Return the words of every service, its organisation and its needs, in every language there is."""
    words: defaultdict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
    for row in session.execute(
        select(
            Translation.entity_type,
            Translation.entity_id,
            Translation.field,
            Translation.language,
            Translation.text,
        ).where(Translation.entity_type.in_(("service", "need", "organization")))
    ):
        words[row.entity_type, row.entity_id].append((row.field, row.language, row.text))

    def said(kind: str, identity: str, *fields: str) -> list[tuple[str, str]]:
        found = [(language, body) for field, language, body in words[kind, identity] if field in fields]
        return [(language, line) for language, body in found for line in body.split("\n")]

    def english(*texts: str) -> list[tuple[str, str]]:
        return [(SOURCE_LANGUAGE, body) for body in texts if body]

    shared = {
        need.code: english(need.name, *need.synonyms) + said("need", need.code, "name", "synonyms")
        for need in session.scalars(select(Need))
    }
    names = {
        row.id: english(row.name) + said("organization", row.id, "name")
        for row in session.execute(select(Organization.id, Organization.name))
    }
    return [
        Entry(
            names=english(service.name) + said("service", service.id, "name") + names[service.organization_id],
            phrases=english(*service.synonyms) + said("service", service.id, "synonyms"),
            shared=[shared[need] for need in needs_of.get(row, [])],
            said=english(service.summary, service.who_for) + said("service", service.id, "summary", "who_for"),
            told=english(service.description) + said("service", service.id, "description"),
        )
        for row, service in enumerate(services)
    ]
