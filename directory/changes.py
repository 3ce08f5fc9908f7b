"""Changes of the directory, each with its history; and the mark that tells caches of them."""

import json
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.fields import set_value, value_hash, value_of
from directory.models import DirectoryState, Metadata, Service, Translation, now
from directory.rules import EDITABLE, ChangeError, Fault, checked, current

__all__ = [
    "EDITABLE",
    "ChangeError",
    "Fault",
    "apply_values",
    "edit_service",
    "history",
    "outdate",
    "record_change",
    "source_text",
    "touch",
]


def touch(session: Session) -> None:
    """Give the directory a new revision mark, so that search indexes made earlier are not used again."""
    state = session.get(DirectoryState, 1)
    if state is None:
        session.add(DirectoryState(id=1, revision=str(uuid4())))
    else:
        state.revision = str(uuid4())
    session.flush()


def record_change(
    session: Session,
    resource_type: str,
    resource_id: str,
    field: str,
    before: Any,
    after: Any,
    *,
    action: str,
    by: str | None,
    at: datetime | None = None,
) -> None:
    """Write one line of history (HSDS metadata); `by` is the opaque id of the staff member, if one.

    Lines with the same moment `at` are one change of several fields.
    """
    session.add(
        Metadata(
            resource_type=resource_type,
            resource_id=resource_id,
            field_name=field,
            previous_value=json.dumps(before, ensure_ascii=False),
            replacement_value=json.dumps(after, ensure_ascii=False),
            last_action_type=action,
            last_action_date=at or now(),
            updated_by=by,
        )
    )


def edit_service(
    session: Session, service: Service, values: dict[str, Any], *, by: str | None, action: str = "edit"
) -> list[str]:
    """Check and make a change at once, without a second person, and return the fields that became different.

    For commands and tests; staff and providers go through directory.drafts.
    Raises ChangeError with every fault.
    """
    return apply_values(session, service, checked(session, service, values), by=by, action=action)


def apply_values(
    session: Session,
    service: Service,
    values: dict[str, Any],
    *,
    by: str | None,
    action: str,
    at: datetime | None = None,
) -> list[str]:
    """Put checked plain values in place; returns the names of the fields that became different.

    Each change is written down, the translations of changed texts are marked out of date, and the search
    index is told.
    """
    moment = at or now()
    changed = []
    for field, value in values.items():
        before = current(service, field)
        if value_hash(before) == value_hash(value):
            continue
        record_change(session, "service", service.id, field, before, value, action=action, by=by, at=moment)
        if field.startswith("basis."):
            service.basis = {**service.basis, field.removeprefix("basis."): value}
        else:
            set_value(service, field, value)
        changed.append(field)
    if changed:
        service.last_modified = moment
        session.flush()
        if "organisation" in changed:
            session.expire(service, ["organization"])
        outdate(session, "service", service.id, service)
        touch(session)
    return changed


def source_text(record: Any, field: str) -> str | None:
    """Return the English that a translation of `field` stands for; None when the record has no such text.

    A translation may be of one step or of one part of one contact of a route (`steps.0`, `contacts.1.hours`),
    or of all synonyms, a line each.
    """
    name, _, rest = field.partition(".")
    if not rest:
        value = value_of(record, name)
        return "\n".join(value) if isinstance(value, list) else value
    place, _, part = rest.partition(".")
    rows = getattr(record, name, [])
    if not place.isdigit() or int(place) >= len(rows):
        return None
    return (getattr(rows[int(place)], part) or "") if part else rows[int(place)]


def outdate(session: Session, kind: str, identity: str, record: Any) -> None:
    """Mark translations whose English has changed as out of date, and no longer so when it is the same again."""
    rows = session.scalars(
        select(Translation).where(Translation.entity_type == kind, Translation.entity_id == identity)
    )
    for row in rows:
        if row.source_hash != value_hash(source_text(record, row.field)):
            if row.state != "out_of_date":
                row.state, row.updated_at = "out_of_date", now()
        elif row.state == "out_of_date":
            row.state = "checked" if row.checked_by else "machine"
    session.flush()


def history(session: Session, resource_type: str, resource_id: str, limit: int = 100) -> list[Metadata]:
    """Return the changes of one record, the latest first."""
    return list(
        session.scalars(
            select(Metadata)
            .where(Metadata.resource_type == resource_type, Metadata.resource_id == resource_id)
            .order_by(Metadata.id.desc())
            .limit(limit)
        )
    )
