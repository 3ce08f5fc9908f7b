"""Needs, organisations and reporting routes as staff change them: at once, each change with its history.

A code never changes its meaning and is never used again: a need that is given up is merged into another,
its row stays, and the setting queries.RETIRED_NEEDS says where its services went.
"""

from typing import Any

from pydantic import BaseModel, ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory import queries, rules
from directory.changes import apply_values, outdate, record_change, touch
from directory.fields import organisation_fields, set_value, stable_id, value_hash, value_of
from directory.models import Need, Organization, ReportingRoute, Service, ServiceNeed, Setting, now
from directory.rules import ChangeError, Fault
from directory.seed.schema import NeedSeed, OrganisationSeed, RouteSeed

NEED_FIELDS = ("name", "description", "synonyms")
ROUTE_FIELDS = ("title", "for_what", "when_closed", "steps", "contacts", "source")


def services_by_need(session: Session) -> dict[str, int]:
    """Return how many services meet each need."""
    rows = session.execute(select(ServiceNeed.need, func.count()).group_by(ServiceNeed.need))
    return dict(rows.tuples().all())


def save_need(session: Session, code: str, values: dict[str, Any], *, new: bool, by: str) -> list[str]:
    """Add or change a need; returns the fields that became different.

    Raises ChangeError: taken (the code was used before), gone (there is no such need), and those of the schema.
    """
    need = session.get(Need, code) if code.isascii() else None
    if new and need is not None:
        raise ChangeError([Fault("code", "taken")])
    if not new and need is None:
        raise ChangeError([Fault("code", "gone")])
    kept = _held(NeedSeed, Need, {"code": code, **values})
    if need is None:
        last = session.scalar(select(func.max(Need.sort_order)))
        need = Need(code=code, sort_order=(last or 0) + 1, seed_hashes={}, name="", description="", synonyms=[])
        session.add(need)
    return _apply(session, need, code, {name: kept[name] for name in NEED_FIELDS}, by)


def move_need(session: Session, code: str, *, up: bool, by: str) -> None:
    """Move a need one place up or down in the order."""
    needs = queries.needs(session)
    place = next((place for place, need in enumerate(needs) if need.code == code), None)
    other = None if place is None else place + (-1 if up else 1)
    if place is None or other is None or not 0 <= other < len(needs):
        return
    needs[place], needs[other] = needs[other], needs[place]
    moment = now()
    for order, need in enumerate(needs):
        if need.sort_order != order:
            if need.code == code:
                record_change(
                    session, "need", code, "sort_order", need.sort_order, order, action="edit", by=by, at=moment
                )
            need.sort_order = order
    touch(session)


def retire_need(session: Session, code: str, into: str, *, by: str) -> int:
    """Give a need up: its services get the other one in its place, and the other one is found by its words too.

    Returns how many services were moved. Raises ChangeError: gone, same.
    """
    gone = queries.retired_needs(session)
    need = session.get(Need, code)
    target = session.get(Need, into) if into.isascii() and into.isprintable() else None
    if need is None or target is None or code in gone or into in gone:
        raise ChangeError([Fault("into", "gone")])
    if code == into:
        raise ChangeError([Fault("into", "same")])
    moment = now()
    services = list(session.scalars(select(Service).where(Service.need_links.any(need=code)).order_by(Service.id)))
    for service in services:
        replaced = list(dict.fromkeys(into if one == code else one for one in service.needs))
        apply_values(session, service, {"needs": replaced}, by=by, action="merge", at=moment)
    found_by = list(dict.fromkeys([*target.synonyms, need.name.lower(), *need.synonyms]))
    _apply(session, target, into, {"synonyms": found_by}, by)
    _apply(session, need, code, {"synonyms": []}, by)
    record_change(session, "need", code, "merged_into", None, into, action="merge", by=by, at=moment)
    # What had been merged into this one goes on to the other.
    value = {old: into if new == code else new for old, new in gone.items()} | {code: into}
    setting = session.get(Setting, queries.RETIRED_NEEDS) or Setting(name=queries.RETIRED_NEEDS)
    setting.value, setting.updated_by, setting.updated_at = value, by, moment
    session.add(setting)
    touch(session)
    return len(services)


def organisations(session: Session) -> list[tuple[Organization, int]]:
    """Return every organisation by name, with how many services it runs."""
    numbers = select(Service.organization_id, func.count().label("number")).group_by(Service.organization_id).subquery()
    rows = session.execute(
        select(Organization, func.coalesce(numbers.c.number, 0))
        .outerjoin(numbers, numbers.c.organization_id == Organization.id)
        .order_by(Organization.name, Organization.id)
    )
    return [(organisation, number) for organisation, number in rows]


def organisation_by_slug(session: Session, slug: str) -> Organization | None:
    """Return one organisation, or None."""
    return session.scalars(select(Organization).where(Organization.slug == slug)).first() if slug.isascii() else None


def save_organisation(session: Session, slug: str, values: dict[str, Any], *, new: bool, by: str) -> list[str]:
    """Add or change an organisation; returns the fields that became different.

    Raises ChangeError: taken, gone, and those of the schema.
    """
    found = organisation_by_slug(session, slug)
    if new and found is not None:
        raise ChangeError([Fault("slug", "taken")])
    if not new and found is None:
        raise ChangeError([Fault("slug", "gone")])
    kept = _held(OrganisationSeed, Organization, {"slug": slug, **values})
    if found is None:
        found = Organization(id=stable_id("organization", slug), slug=slug, seed_hashes={})
        for name in organisation_fields():
            setattr(found, name, None if name == "url" else "")
        session.add(found)
    return _apply(session, found, found.id, {name: kept[name] for name in organisation_fields()}, by)


def save_route(session: Session, route: ReportingRoute, values: dict[str, Any], *, by: str) -> list[str]:
    """Change a reporting route and its contacts; returns the fields that became different.

    In: any of ROUTE_FIELDS, and `assured_date` (a date or None). Raises ChangeError with every fault.
    """
    assured = values.pop("assured_date", route.assured_date)
    whole = {name: value_of(route, name) for name in ROUTE_FIELDS} | values
    kept = _held(
        RouteSeed,
        ReportingRoute,
        {
            **whole,
            "route": route.code,
            "order": route.sort_order,
            "emergency": route.emergency,
            "service": route.service_slug,
        },
    )
    changed = _apply(session, route, route.code, {name: kept[name] for name in values}, by)
    if assured != route.assured_date:
        before = route.assured_date.isoformat() if route.assured_date else None
        after = assured.isoformat() if assured else None
        record_change(session, "reporting_route", route.code, "assured_date", before, after, action="assure", by=by)
        route.assured_date = assured
        changed.append("assured_date")
        session.flush()
    return changed


def _held(model: type[BaseModel], table: type[Any], values: dict[str, Any]) -> dict[str, Any]:
    """Return values that the schema of the seed and the columns take, or raise ChangeError."""
    tidied = {name: rules.tidied(name, value) for name, value in values.items()}
    faults = rules.too_long(table, tidied)
    try:
        kept = model.model_validate(tidied)
    except ValidationError as error:
        faults += [rules.fault_of(one) for one in error.errors()]
    if faults:
        raise ChangeError(dict.fromkeys(faults))
    return kept.model_dump(mode="json")


def _apply(session: Session, record: Any, identity: str, values: dict[str, Any], by: str) -> list[str]:
    """Put values in place with their history; returns the fields that became different."""
    kind, moment = record.__tablename__, now()
    changed = []
    for name, value in values.items():
        before = value_of(record, name)
        if value_hash(before) == value_hash(value):
            continue
        record_change(session, kind, identity, name, before, value, action="edit", by=by, at=moment)
        set_value(record, name, value)
        changed.append(name)
    if changed:
        session.flush()
        outdate(session, kind, identity, record)
        touch(session)
    return changed
