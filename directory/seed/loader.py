"""Loads the seed into the database: as often as one likes, with the same ids, keeping what staff edited.

Of every field the record remembers the hash of the value that the seed last gave it. A field that
still has that value follows the seed; a field that has another was edited and stays.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.changes import record_change, touch
from directory.fields import SERVICE_FIELDS, organisation_fields, set_value, stable_id, value_hash, value_of
from directory.models import (
    Locality,
    Need,
    Organization,
    PostcodeDistrict,
    ReportingRoute,
    Service,
    Ward,
    now,
)
from directory.seed import schema
from directory.seed.content import Content, gather
from directory.seed.words import load_words

SEED_FOLDER = Path(__file__).parent


@dataclass
class Loaded:
    """What a load did: how many records there are, which changed, and which edits were kept."""

    counts: dict[str, int] = field(default_factory=dict)
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)
    not_in_seed: list[str] = field(default_factory=list)
    translations: int = 0


def load(session: Session, folder: Path = SEED_FOLDER) -> Loaded:
    """Load the seed below `folder`; flushes, never commits.

    Raises SeedError (file, line, reason of every fault) before anything is changed.
    """
    content = gather(folder)
    loaded = Loaded()
    _load_places(session, content)
    for order, need in enumerate(content.needs):
        values = {**need.model_dump(exclude={"code"}), "sort_order": order}
        _put(session, Need, need.code, {"code": need.code}, values, loaded)
    session.flush()
    for organisation in content.organisations:
        values = {name: getattr(organisation, name) for name in organisation_fields()}
        key = {"id": stable_id("organization", organisation.slug), "slug": organisation.slug}
        _put(session, Organization, organisation.slug, key, values, loaded)
    session.flush()
    for service in content.services:
        key = {"id": stable_id("service", service.slug), "slug": service.slug}
        _put(session, Service, service.slug, key, _service_values(service), loaded)
    session.flush()
    for route in content.routes:
        _put(session, ReportingRoute, route.route, {"code": route.route}, _route_values(route), loaded)
    session.flush()
    loaded.translations = load_words(session, content)
    slugs = {service.slug for service in content.services}
    loaded.not_in_seed = [slug for slug in session.scalars(select(Service.slug)) if slug not in slugs]
    loaded.counts = {
        "services": len(content.services),
        "organisations": len(content.organisations),
        "needs": len(content.needs),
        "routes": len(content.routes),
        "wards": len(content.places.wards),
    }
    if session.info.pop("directory_changed", False) or loaded.translations:
        touch(session)
    session.flush()
    return loaded


def _service_values(service: schema.ServiceSeed) -> dict[str, Any]:
    """Return a service's fields as the record keeps them."""
    values = service.model_dump(mode="json")
    values["languages"] = [tag for tag in values["languages"] if tag != "unknown"]
    return {name: values[name] for name in [*SERVICE_FIELDS, "organisation"]}


def _route_values(route: schema.RouteSeed) -> dict[str, Any]:
    """Return a reporting route's own fields as the record keeps them."""
    values = route.model_dump(exclude={"route", "order", "service"})
    return {**values, "sort_order": route.order, "service_slug": route.service}


def _put(
    session: Session, kind: type[Any], slug: str, key: dict[str, str], values: dict[str, Any], loaded: Loaded
) -> None:
    """Make one record agree with the seed, except for the fields that staff edited since."""
    identity = next(iter(key.values()))
    record = session.get(kind, identity)
    hashes = {name: value_hash(value) for name, value in values.items()}
    if record is None:
        record = kind(**key)
        with session.no_autoflush:
            for name, value in values.items():
                set_value(record, name, value)
            record.seed_hashes = hashes
            session.add(record)
        loaded.created.append(slug)
        session.info["directory_changed"] = True
        return
    changed = False
    known = dict(record.seed_hashes or {})
    for name, value in values.items():
        current = value_of(record, name)
        if value_hash(current) == hashes[name]:
            continue
        if name in known and value_hash(current) != known[name]:
            loaded.kept.append((slug, name))
            continue
        record_change(session, kind.__tablename__, identity, name, current, value, action="import", by=None)
        set_value(record, name, value)
        changed = True
    if known != hashes:
        # An edited field keeps the hash it was edited from: were the seed to catch up with the
        # edit later, the field would follow the seed again, and that is right.
        record.seed_hashes = hashes
    if changed:
        loaded.updated.append(slug)
        session.info["directory_changed"] = True
        if isinstance(record, Service):
            record.last_modified = now()


def _load_places(session: Session, content: Content) -> None:
    """Put localities, wards and postcode districts in place."""
    for locality in content.places.localities:
        session.merge(Locality(slug=locality.slug, name=locality.name))
    session.flush()
    for ward in content.places.wards:
        session.merge(Ward(slug=ward.slug, name=ward.name, locality=ward.locality, inferred=ward.inferred))
    for district in content.places.districts:
        session.merge(
            PostcodeDistrict(
                code=district.code,
                latitude=district.latitude,
                longitude=district.longitude,
                wards=content.district_wards.get(district.code, []),
            )
        )
    if session.dirty or session.new:
        session.info["directory_changed"] = True
    session.flush()
