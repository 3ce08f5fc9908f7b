"""The directory as an import sees it: read once, asked for every row."""

import tomllib
from collections import defaultdict
from difflib import SequenceMatcher
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory import queries, rules
from directory.codes import BOROUGH, UNKNOWN
from directory.exchange import hsds_in
from directory.exchange.cells import Names, key
from directory.hsds import Reference, service_whole
from directory.models import Organization, Service
from directory.rules import Fault
from directory.seed.schema import ServiceSeed

SIMILAR = 0.82
"""From this likeness of two names (0 to 1) on, a person is asked whether they are the same service."""
_LANGUAGES = Path(__file__).parents[2] / "translations" / "languages.toml"
_COMMON = frozenset("and the of for in a to service services project programme barnet support team hub s".split())
_BOROUGH_WORDS = ("barnet", "borough wide", "boroughwide", "all of barnet", "whole borough", "all barnet",
                  "london borough of barnet", "across barnet", "all wards", "borough", "pan barnet")  # fmt: skip


class World:
    """Records, organisations and names of the directory; a fixed number of queries."""

    def __init__(self, session: Session) -> None:
        """Read it, every record whole."""
        self._session = session
        self.services = queries.all_services(session)
        self.by_id = {service.id: service for service in self.services}
        self.by_slug = {service.slug: service for service in self.services}
        self.organisations = {row.slug: row for row in session.scalars(select(Organization))}
        self.organisation_ids = {row.id: row for row in self.organisations.values()}
        self.organisation_names: dict[str, Organization] = {}
        for row in sorted(self.organisations.values(), key=lambda one: one.slug):
            self.organisation_names.setdefault(key(row.name), row)
        needs, wards, localities = queries.needs(session), queries.wards(session), queries.localities(session)
        self.needs = {need.code for need in needs}
        self.wards = {ward.slug for ward in wards}
        self.areas = {BOROUGH, *self.wards, *(locality.slug for locality in localities)}
        named = {key(place.name): place.slug for place in localities} | {key(ward.name): ward.slug for ward in wards}
        slugs = {key(slug): slug for slug in self.areas}
        listed = _languages()
        self.names = Names(
            needs={key(need.name): need.code for need in needs} | {key(need.code): need.code for need in needs},
            areas=named | slugs | dict.fromkeys(map(key, _BOROUGH_WORDS), BOROUGH),
            languages=listed | {key(tag): tag for tag in listed.values()},
        )
        self._by_name: defaultdict[str, list[Service]] = defaultdict(list)
        self._by_word: defaultdict[str, list[Service]] = defaultdict(list)
        for service in self.services:
            self._by_name[key(service.name)].append(service)
            for word in _words(service.name):
                self._by_word[word].append(service)

    @cached_property
    def reference(self) -> Reference:
        """What a record is told with in HSDS; read when it is first asked for."""
        return Reference(self._session)

    def in_hsds(self, service: Service) -> dict[str, Any]:
        """Return what HSDS can say of a record, as an import would read it back."""
        return hsds_in.values(service_whole(service, self.reference), self.names)[0]

    def named(self, name: str, organisation: str) -> Service | None:
        """Return the one record of exactly this name; of several, the one of this organisation (slug)."""
        found = self._by_name.get(key(name), [])
        if len(found) == 1:
            return found[0]
        mine = [service for service in found if service.organization.slug == organisation]
        return mine[0] if len(mine) == 1 else None

    def similar(self, name: str) -> Service | None:
        """Return the record whose name is most like this one, when it is like enough to ask."""
        counted: defaultdict[str, int] = defaultdict(int)
        for word in _words(name):
            found = self._by_word.get(word, [])
            # A word of half the directory says nothing, and would make every row cost the whole directory.
            if len(found) <= 50:
                for service in found:
                    counted[service.id] += 1
        best = sorted(counted, key=lambda identity: (-counted[identity], identity))[:5]
        likely = [(likeness(name, self.by_id[identity].name), identity) for identity in best]
        score, identity = max(likely, default=(0.0, ""))
        return self.by_id[identity] if score >= SIMILAR else None

    def held(self, service: Service | None, slug: str, values: dict[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
        """Return values as a record keeps them, and every rule they break: those of rules.checked.

        In: plain values, `basis.<classification>` for one entry; the organisation need not be there yet.
        The rules ask the database for every record; here what is referred to was read before.
        """
        given = {name: rules.tidied(name, value) for name, value in values.items()}
        if "way_in" in given and "way_in_known" not in given:
            given["way_in_known"] = bool(given["way_in"])
        whole = {name: rules.current(service, name) for name in rules.EDITABLE}
        whole |= {name: value for name, value in given.items() if "." not in name}
        entries = {name.removeprefix("basis."): value for name, value in given.items() if "." in name}
        if isinstance(whole["basis"], dict):
            whole["basis"] = {**whole["basis"], **entries}
        whole["languages"] = whole["languages"] or [UNKNOWN]
        whole["slug"] = slug
        try:
            faults = rules.too_long(Service, given) + self._references(given)
            model = ServiceSeed.model_validate(whole)
        except ValidationError as error:
            return {}, list(dict.fromkeys([*map(rules.fault_of, error.errors()), *faults]))
        if faults:
            return {}, faults
        kept = model.model_dump(mode="json")
        kept["languages"] = [tag for tag in kept["languages"] if tag != UNKNOWN]
        return {name: kept["basis"][name[6:]] if name.startswith("basis.") else kept[name] for name in given}, []

    def _references(self, given: dict[str, Any]) -> list[Fault]:
        faults = []
        for name, known in (("needs", self.needs), ("areas", self.areas)):
            entries = given.get(name)
            # What is no list of texts is the schema's to refuse.
            for row, entry in enumerate(entries if isinstance(entries, list) else []):
                if isinstance(entry, str) and entry not in known:
                    faults.append(Fault(name, "not_a_choice", row))
        places = given.get("locations")
        for row, place in enumerate(places if isinstance(places, list) else []):
            if isinstance(place, dict) and place.get("ward") and place["ward"] not in self.wards:
                faults.append(Fault("locations", "not_a_choice", row, "ward"))
        return faults


def likeness(one: str, other: str) -> float:
    """Return how like two names are, from 0 to 1: by their letters, or because one holds the other."""
    first, second = set(_words(one)), set(_words(other))
    shorter, longer = sorted((key(one).replace(" ", ""), key(other).replace(" ", "")), key=len)
    if (len(shorter) >= 6 and shorter in longer) or (len(first & second) >= 2 and (first <= second or second <= first)):
        return 0.9
    return SequenceMatcher(None, key(one), key(other), autojunk=False).ratio()


def _words(name: str) -> list[str]:
    words = [word for word in dict.fromkeys(key(name).split()) if word not in _COMMON]
    return words or key(name).split()


@cache
def _languages() -> dict[str, str]:
    listed = tomllib.loads(_LANGUAGES.read_text(encoding="utf-8"))
    return {key(str(language["english_name"])): tag for tag, language in listed["languages"].items()}
