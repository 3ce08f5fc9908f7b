"""Changes of the directory by staff, each with its history; and the mark that tells caches of them."""

import json
import re
from typing import Any
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory.fields import set_value, value_hash, value_of
from directory.models import DirectoryState, Metadata, Service, Translation, now

EDITABLE = ("summary", "description", "way_in", "phones")
"""What staff edit in the thin version."""

LIMITS = {"summary": 220, "description": 5000, "way_in": 2000}
"""The greatest length of a text, in characters."""


class ChangeError(ValueError):
    """A change is not possible; `field` and `code` say which and why."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field, self.code = field, code


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
) -> None:
    """Write one line of history (HSDS metadata); `by` is the opaque id of the staff member, if one."""
    session.add(
        Metadata(
            resource_type=resource_type,
            resource_id=resource_id,
            field_name=field,
            previous_value=json.dumps(before, ensure_ascii=False),
            replacement_value=json.dumps(after, ensure_ascii=False),
            last_action_type=action,
            updated_by=by,
        )
    )


def edit_service(session: Session, service: Service, values: dict[str, Any], *, by: str) -> list[str]:
    """Change fields of a service and return the names of those that became different.

    In: plain values by field name (only EDITABLE; `phones` as lists of number, label, all_hours) and
    the opaque id of who did it. Translations of a changed text become out of date.
    Raises ChangeError: not_editable, empty, too_long, not_a_number.
    """
    changed = []
    for field, value in values.items():
        value = _checked(field, value)
        before = value_of(service, field)
        if before == value:
            continue
        record_change(session, "service", service.id, field, before, value, action="update", by=by)
        set_value(service, field, value)
        changed.append(field)
    if "way_in" in changed:
        service.way_in_known = bool(service.way_in)
    if changed:
        service.last_modified = now()
        _outdate(session, "service", service.id, service, changed)
        touch(session)
    session.flush()
    return changed


def _checked(field: str, value: Any) -> Any:
    """Return a value fit to be kept, or raise ChangeError."""
    if field not in EDITABLE:
        raise ChangeError(field, "not_editable")
    if field == "phones":
        for phone in value:
            if not re.fullmatch(r"\+?[0-9][0-9 ]{1,18}", phone["number"]):
                raise ChangeError(field, "not_a_number")
        return value
    text = str(value).replace("\x00", "").strip()
    if not text and field != "way_in":
        raise ChangeError(field, "empty")
    if len(text) > LIMITS[field]:
        raise ChangeError(field, "too_long")
    return text


def _outdate(session: Session, kind: str, identity: str, record: Any, fields: list[str]) -> None:
    """Mark the translations of changed texts as out of date, unless the text is again what they translate."""
    rows = session.scalars(
        select(Translation).where(
            Translation.entity_type == kind,
            Translation.entity_id == identity,
            Translation.field.in_(fields),
        )
    )
    for row in rows:
        if row.source_hash != value_hash(value_of(record, row.field)):
            row.state = "out_of_date"
        elif row.state == "out_of_date":
            row.state = "checked" if row.checked_by else "machine"


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


def check_translation(session: Session, kind: str, identity: str, field: str, language: str, *, by: str) -> bool:
    """Note that a person has checked a translation; returns whether there was one."""
    result = session.execute(
        update(Translation)
        .where(
            Translation.entity_type == kind,
            Translation.entity_id == identity,
            Translation.field == field,
            Translation.language == language,
        )
        .values(state="checked", checked_by=by, updated_at=now())
    )
    touch(session)
    return bool(getattr(result, "rowcount", 0))
