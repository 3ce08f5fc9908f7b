"""The records as exports hold them: one at a time, so that memory does not grow with the directory.

Whom staff write to (ProviderContact) is in no export; of a refuge no place and no area but the borough (contracts.md).
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.fields import SERVICE_FIELDS, organisation_fields, value_of
from directory.models import Organization, Service
from directory.queries import services_by_id

CHUNK = 200


def services(session: Session) -> Iterator[Service]:
    """Return every service by name, read whole, a few hundred at a time and let go of again."""
    ids = list(session.scalars(select(Service.id).order_by(Service.name, Service.id)))
    for start in range(0, len(ids), CHUNK):
        chunk = services_by_id(session, ids[start : start + CHUNK])
        yield from chunk
        for service in chunk:
            if service not in session.dirty:
                session.expunge(service)


def record(service: Service) -> dict[str, Any]:
    """Return a service as plain values; `null` is what is not known."""
    values = {name: value_of(service, name) for name in SERVICE_FIELDS}
    values["areas"] = service.areas
    if service.confidential_location:
        values["locations"] = []
    return {
        "id": service.id,
        "slug": service.slug,
        "organisation": service.organization.slug,
        **values,
        "assured_date": service.assured_date.isoformat() if service.assured_date else None,
        "last_modified": service.last_modified.isoformat(),
    }


def organisations(session: Session) -> list[dict[str, Any]]:
    """Return every organisation as plain values."""
    rows = session.scalars(select(Organization).order_by(Organization.slug))
    return [{"slug": row.slug, **{name: getattr(row, name) for name in organisation_fields()}} for row in rows]
