"""Reads and writes the fields of a record as plain values, lists of child rows included.

One place for it, so that the loader, the editing by staff and the export speak of the same values.
"""

import hashlib
import json
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from directory.codes import UNKNOWN
from directory.models import (
    Location,
    Organization,
    Phone,
    ReportingRoute,
    RouteContact,
    Schedule,
    Service,
    ServiceArea,
    ServiceLanguage,
    ServiceNeed,
)

SERVICE_FIELDS = [
    "name",
    "summary",
    "description",
    "who_for",
    "way_in",
    "way_in_known",
    "minimum_age",
    "maximum_age",
    "ages_known",
    "cost",
    "cost_note",
    "open_to",
    "self_referral",
    "channels",
    "women_only",
    "preventative",
    "reactive",
    "domain",
    "approach",
    "sector",
    "funder",
    "funded_statutory",
    "deliverer",
    "delivered_statutory",
    "funding_end",
    "temporary_funding",
    "reach",
    "cohort",
    "drop_in",
    "offers",
    "audience_under_25_or_adults",
    "email",
    "url",
    "ring",
    "confidential_location",
    "status",
    "status_note",
    "what_happens",
    "accessibility",
    "access_note",
    "reporting_route",
    "synonyms",
    "sources",
    "basis",
    "note",
    "needs",
    "areas",
    "languages",
    "phones",
    "schedules",
    "locations",
]
"""Every field of a service that content sets, beside its slug and organisation."""

ROWS: dict[str, tuple[type[Any], str, tuple[str, ...]]] = {
    "schedules": (
        Schedule,
        "schedule_rows",
        ("kind", "byday", "opens_at", "closes_at", "valid_from", "valid_to", "description"),
    ),
    "locations": (
        Location,
        "location_rows",
        (
            "name",
            "location_type",
            "address_1",
            "city",
            "postal_code",
            "ward",
            "latitude",
            "longitude",
            "precision",
            "note",
        ),
    ),
}
"""Fields that are lists of whole rows: their table, the relationship, and the columns that content sets."""

CONTACT_FIELDS = ("name", "phone", "text", "email", "url", "all_hours", "hours", "note", "for_whom")
"""What content sets of a contact of a reporting route."""

TRANSLATED = {
    "service": (
        "name",
        "summary",
        "description",
        "who_for",
        "cost_note",
        "way_in",
        "what_happens",
        "access_note",
        "status_note",
    ),
    "need": ("name", "description"),
    "organization": ("name", "description"),
    "reporting_route": ("title", "for_what", "when_closed"),
}
"""The fields that are shown in other languages; steps and contacts of a route come besides."""


def stable_id(kind: str, slug: str) -> str:
    """Return the id of a record: a UUID (version 5) of its slug, the same after every load."""
    return str(uuid5(NAMESPACE_URL, f"barnet-directory/{kind}/{slug}"))


def value_hash(value: Any) -> str:
    """Return the SHA-256 of a plain value, to tell later whether it is still the same."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def value_of(record: Any, field: str) -> Any:
    """Return a field of a record as a plain value (lists of child rows as lists)."""
    if isinstance(record, Service):
        if field == "areas":
            return [link.area for link in record.area_links]
        if field == "phones":
            return [
                {"number": phone.number, "label": phone.label, "all_hours": phone.all_hours} for phone in record.phones
            ]
        if field in ROWS:
            _kind, rows, columns = ROWS[field]
            return [{name: _plain(getattr(row, name)) for name in columns} for row in getattr(record, rows)]
        if field == "organisation":
            return record.organization.slug
    if isinstance(record, ReportingRoute) and field == "contacts":
        return [{name: getattr(row, name) for name in CONTACT_FIELDS} for row in record.contacts]
    return getattr(record, field)


def set_value(record: Any, field: str, value: Any) -> None:
    """Give a record's field a plain value, child rows included."""
    if isinstance(record, Service) and field in ("needs", "areas", "languages", "phones", *ROWS):
        _set_rows(record, field, value)
    elif isinstance(record, ReportingRoute) and field == "contacts":
        _set_contacts(record, value)
    elif field == "organisation":
        record.organization_id = stable_id("organization", value)
    else:
        setattr(record, field, value)


def _set_rows(service: Service, field: str, values: list[Any]) -> None:
    """Make the child rows of a list field agree with `values`, keeping the rows that stay."""
    if field == "phones":
        service.phones = [_phone(service, order, **value) for order, value in enumerate(values)]
        return
    if field in ROWS:
        _set_whole_rows(service, field, values)
        return
    kind, links = {
        "needs": (ServiceNeed, service.need_links),
        "areas": (ServiceArea, service.area_links),
        "languages": (ServiceLanguage, service.language_links),
    }[field]
    key = {"needs": "need", "areas": "area", "languages": "language"}[field]
    present: dict[str, Any] = {getattr(link, key): link for link in links}  # type: ignore[attr-defined]
    wanted = [value for value in values if value != UNKNOWN]
    rows = []
    for order, value in enumerate(wanted):
        row: Any = present.get(value) or kind(service_id=service.id, **{key: value})
        row.sort_order = order
        rows.append(row)
    setattr(service, {"needs": "need_links", "areas": "area_links", "languages": "language_links"}[field], rows)


def _set_whole_rows(service: Service, field: str, values: list[dict[str, Any]]) -> None:
    """Make opening hours or locations those of `values`, the row at each place in the list kept with its id."""
    kind, name, columns = ROWS[field]
    present = {row.id: row for row in getattr(service, name)}
    rows = []
    for order, value in enumerate(values):
        identity = stable_id(kind.__tablename__, f"{service.slug}/{order}")
        row = present.get(identity) or kind(id=identity)
        for column in columns:
            given = value.get(column, _default(kind, column))
            isday = column in ("valid_from", "valid_to") and given
            setattr(row, column, date.fromisoformat(given) if isday else given)
        row.sort_order = order
        rows.append(row)
    setattr(service, name, rows)


def _set_contacts(route: ReportingRoute, values: list[dict[str, Any]]) -> None:
    """Make the contacts of a route those of `values`, the row at each place in the list kept with its id."""
    present = {row.id: row for row in route.contacts}
    rows = []
    for order, value in enumerate(values):
        identity = stable_id("contact", f"{route.code}/{order}")
        row = present.get(identity) or RouteContact(id=identity)
        for name in CONTACT_FIELDS:
            setattr(row, name, value[name])
        row.sort_order = order
        rows.append(row)
    route.contacts = rows


def _default(kind: type[Any], column: str) -> Any:
    """Return what a column of a row holds when a value leaves it out."""
    given = kind.__table__.columns[column].default
    if given is None:
        return None
    return [] if given.is_callable else given.arg


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _phone(service: Service, order: int, number: str, label: str, all_hours: bool) -> Phone:
    """Return the row of a number: the one that is there, or a new one."""
    for phone in service.phones:
        if phone.number == number:
            phone.label, phone.all_hours, phone.sort_order = label, all_hours, order
            return phone
    return Phone(
        id=stable_id("phone", f"{service.slug}/{number}"),
        number=number,
        label=label,
        all_hours=all_hours,
        sort_order=order,
    )


def organisation_fields() -> tuple[str, ...]:
    """Return the fields of an organisation that content sets."""
    return tuple(
        column.key for column in Organization.__table__.columns if column.key not in ("id", "slug", "seed_hashes")
    )
