"""What an import would do, before anything is done: new, changed, unchanged, absent, and every fault with its row."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy.orm import Session

from directory.exchange.cells import key
from directory.exchange.completing import complete, refuge, sources, stated
from directory.exchange.faults import RowFault
from directory.exchange.incoming import Incoming
from directory.exchange.reading import Mapped, Opened
from directory.exchange.world import World
from directory.fields import value_hash
from directory.models import Service
from directory.rules import Fault, current, fault_of
from directory.seed.schema import OrganisationSeed


@dataclass(frozen=True)
class Line:
    """One field of a step: what it is and what it would be."""

    field: str
    before: Any
    after: Any


@dataclass
class Step:
    """What a row does: a new record (`service` is None), or changes to one; no lines, no change."""

    row: int
    slug: str
    name: str
    service: Service | None
    organisation: str
    lines: list[Line]
    id: str = ""
    assured_date: str = ""

    @property
    def values(self) -> dict[str, Any]:
        """The new values by field."""
        return {line.field: line.after for line in self.lines}


@dataclass
class Unsure:
    """A row whose name is much like that of a record: a person says whether they are the same."""

    row: int
    name: str
    like: Service


@dataclass
class Plan:
    """An import in full. It can be carried out when `ready`: without faults and open questions."""

    new: list[Step] = field(default_factory=list)
    changed: list[Step] = field(default_factory=list)
    unchanged: list[Step] = field(default_factory=list)
    absent: list[Service] = field(default_factory=list)
    unsure: list[Unsure] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)
    notes: list[RowFault] = field(default_factory=list)
    organisations: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def ready(self) -> bool:
        """Whether nothing stands in its way."""
        return not self.faults and not self.unsure

    @property
    def digest(self) -> str:
        """A hash of all that would be done: what was confirmed is what is done."""
        steps = [[step.slug, step.row, [[line.field, line.before, line.after] for line in step.lines]]
                 for step in [*self.new, *self.changed]]  # fmt: skip
        told = json.dumps([steps, self.organisations, [one.slug for one in self.absent]], sort_keys=True, default=str)
        return sha256(told.encode("utf-8", "replace")).hexdigest()


def prepare(session: Session, opened: Opened, mapped: Mapped, source: str) -> Plan:
    """Return what bringing in a file would do to the directory as it is now; nothing is written."""
    world = World(session)
    return plan(world, opened.rows(mapped, world.names), source=source, same=mapped.same)


def plan(world: World, rows: list[Incoming], *, source: str, same: Mapping[str, str] | None = None) -> Plan:
    """Return what bringing in these rows would do.

    In: `source` says where they are from (a file's name and day); `same` has by row number the slug of the record
    that it is, or `new`, where a person was asked.
    """
    made = Plan()
    taken: dict[str, int] = {}
    slugs = set(world.by_slug) | {one.slug for one in rows if one.slug}
    for one in rows:
        made.notes += one.notes
        made.faults += one.faults
        organisation = _organisation(world, one, made)
        service, unsure = _match(world, one, organisation, (same or {}).get(str(one.row)))
        if unsure is not None:
            made.unsure.append(Unsure(one.row, one.name, unsure))
            taken.setdefault(unsure.id, one.row)
            continue
        if service is None and not one.name.strip():
            made.faults.append(RowFault(one.row, one.columns.get("name", "name"), "empty", "name"))
            continue
        mark = service.id if service else uuid_or_nothing(one.id) or one.slug or f"{key(one.name)} {organisation}"
        if mark in taken:
            made.faults.append(
                RowFault(one.row, one.columns.get("name", "name"), "row_twice", "name", str(taken[mark]))
            )
            continue
        taken[mark] = one.row
        if one.faults:
            continue
        if found := list(refuge(service, one)):
            made.faults += found
            continue
        slug = service.slug if service else one.slug or _free(slugify(one.name), slugs)
        slugs.add(slug)
        _step(world, made, one, service, slug, organisation, source)
    made.absent = [one for one in world.services if one.id not in taken and one.status != "ended"]
    return made


def uuid_or_nothing(text: str) -> str:
    """Return a UUID as it is usually written; "" for anything else."""
    try:
        return str(UUID(text))
    except ValueError:
        return ""


def slugify(name: str) -> str:
    """Return the address of a page from a name: small letters and digits, joined by hyphens."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("'", "").replace("\u2019", ""))
    words = re.sub(r"[^a-z0-9]+", "-", "".join(sign for sign in plain if not unicodedata.combining(sign)))
    return words[:80].strip("-") or "service"


def _free(slug: str, taken: set[str]) -> str:
    number, found = 1, slug
    while found in taken:
        number += 1
        found = f"{slug}-{number}"
    return found


def _organisation(world: World, one: Incoming, made: Plan) -> str:
    """Return the slug of a row's organisation, a planned one where the directory has none; "" when none is told."""
    told = one.organisation
    slug, name = told.get("slug", ""), told.get("name", "")
    held = world.organisations.get(slug) or world.organisation_ids.get(told.get("id", ""))
    held = held or (world.organisation_names.get(key(name)) if name else None)
    if held is not None:
        return held.slug
    if not slug and not name:
        return ""
    slug = slug or slugify(name)
    if slug not in made.organisations:
        made.organisations[slug] = found = {
            "name": name or slug,
            "sector": told.get("sector") or one.values.get("sector") or "",
            "description": told.get("description") or name or slug,
            "url": told.get("url") or None,
            "source": told.get("source") or "import",
        }
        try:
            OrganisationSeed.model_validate({"slug": slug, **found})
        except ValidationError as error:
            for fault in dict.fromkeys(map(fault_of, error.errors())):
                target = "sector" if fault.field == "sector" else f"organisation_{fault.field}"
                column = one.columns.get(target, target)
                made.faults.append(RowFault(one.row, column, fault.code, target, str(found.get(fault.field) or "")))
        found["id"] = uuid_or_nothing(told.get("id", ""))
    return slug


def _match(world: World, one: Incoming, organisation: str, said: str | None) -> tuple[Service | None, Service | None]:
    """Return the record that a row is, and the one that it may be and a person has to say."""
    if said == "new":
        return None, None
    if said and said in world.by_slug:
        return world.by_slug[said], None
    known = world.by_id.get(one.id) or world.by_slug.get(one.slug)
    known = known or (world.named(one.name, organisation) if one.name else None)
    if known is not None or one.slug or not one.name:
        return known, None
    return None, world.similar(one.name)


def _step(
    world: World, made: Plan, one: Incoming, service: Service | None, slug: str, organisation: str, source: str
) -> None:
    """Add what a row does to the plan, or what is wrong with it."""
    if service is not None and one.hsds:
        # HSDS says less than a record: what it would say of this one anyway is no change of it.
        present = world.in_hsds(service)
        one.values = {name: value for name, value in one.values.items() if present.get(name) != value}
    values = dict(one.values)
    if organisation:
        values["organisation"] = organisation
    if "sources" in values and not values["sources"]:
        del values["sources"]
    if "basis" not in values:
        values |= stated(one)
    if service is None:
        values = complete(values, one, source)
    kept, faults = world.held(service, slug, values)
    if faults:
        made.faults += [_placed(one, fault) for fault in faults]
        return
    lines = [Line(name, current(service, name), after) for name, after in kept.items()]
    lines = [line for line in lines if service is None or value_hash(line.before) != value_hash(line.after)]
    if service is not None and lines and "sources" not in kept:
        before = current(service, "sources")
        lines.append(Line("sources", before, sources(before, source)))
    name = str(kept.get("name") or (service.name if service else ""))
    step = Step(one.row, slug, name, service, organisation, lines, uuid_or_nothing(one.id), one.assured_date)
    (made.new if service is None else made.changed if lines else made.unchanged).append(step)


def _placed(one: Incoming, fault: Fault) -> RowFault:
    """Return a rule's fault with the row and the column of the file."""
    also = {"minimum_age": "ages", "maximum_age": "ages", "ages_known": "ages", "locations": "place_postcode",
            "schedules": "hours", "organisation": "organisation_name"}  # fmt: skip
    column = one.columns.get(fault.field) or one.columns.get(also.get(fault.field, "")) or fault.field
    value = one.values.get(fault.field)
    if isinstance(value, list) and fault.row is not None and fault.row < len(value):
        value = value[fault.row]
        if isinstance(value, dict) and fault.part:
            value = value.get(fault.part, "")
    # The schema cannot tell a blank from a wrong word; a reader can.
    blank = fault.field in ("organisation", "sector") and not value
    return RowFault(
        one.row, column, "empty" if blank else fault.code, fault.field, "" if value is None else str(value)[:100]
    )
