"""What was done to a record: changes of one moment together, what differs in each, and the way back."""

import difflib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.fields import value_hash
from directory.models import ChangeDraft, Metadata, Service
from directory.rules import EDITABLE, current
from directory.seed.schema import CLASSIFICATIONS


@dataclass(frozen=True)
class Piece:
    """Some words of a text, and whether they stayed, went or came."""

    kind: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True)
class Difference:
    """What differs between two values: words of a text, entries of a list, or simply before and after."""

    kind: Literal["text", "list", "value"]
    before: Any
    after: Any
    pieces: list[Piece] = field(default_factory=list)
    removed: list[Any] = field(default_factory=list)
    added: list[Any] = field(default_factory=list)
    kept: list[Any] = field(default_factory=list)
    reordered: bool = False


@dataclass(frozen=True)
class Line:
    """One field of a change; `id` names it when it is to be taken back."""

    id: int
    field: str
    difference: Difference


@dataclass(frozen=True)
class Change:
    """What one person did at one moment; `draft` is what was approved, when it went that way."""

    at: datetime
    action: str
    by: str | None
    draft: ChangeDraft | None
    lines: list[Line]


def difference(before: Any, after: Any) -> Difference:
    """Return what differs between two plain values."""
    if isinstance(before, list) and isinstance(after, list):
        removed = [value for value in before if value not in after]
        added = [value for value in after if value not in before]
        kept = [value for value in after if value in before]
        reordered = kept != [value for value in before if value in after]
        return Difference("list", before, after, removed=removed, added=added, kept=kept, reordered=reordered)
    if isinstance(before, str) and isinstance(after, str) and " " in f"{before}{after}".strip():
        return Difference("text", before, after, pieces=words(before, after))
    return Difference("value", before, after)


def words(before: str, after: str) -> list[Piece]:
    """Return two texts as one, word by word: what stayed, what went, what came; spaces belong to their word."""
    old, new = (re.findall(r"\S+\s*|\s+", text) for text in (before, after))
    pieces: list[Piece] = []
    # autojunk would take frequent words of long texts for noise.
    for what, old_from, old_to, new_from, new_to in difflib.SequenceMatcher(
        None, [word.strip() for word in old], [word.strip() for word in new], autojunk=False
    ).get_opcodes():
        if what == "equal":
            pieces.append(Piece("same", "".join(new[new_from:new_to])))
            continue
        if old_to > old_from:
            pieces.append(Piece("removed", "".join(old[old_from:old_to])))
        if new_to > new_from:
            pieces.append(Piece("added", "".join(new[new_from:new_to])))
    return pieces


def changes(session: Session, resource_type: str, resource_id: str, *, page: int = 1, size: int = 20) -> list[Change]:
    """Return the changes of a record, the latest first: `size` moments a page, the lines of each together."""
    moments = list(
        session.scalars(
            _of(select(Metadata.last_action_date), resource_type, resource_id)
            .group_by(Metadata.last_action_date)
            .order_by(func.max(Metadata.id).desc())
            .offset((page - 1) * size)
            .limit(size)
        )
    )
    if not moments:
        return []
    rows = list(
        session.scalars(
            _of(select(Metadata), resource_type, resource_id)
            .where(Metadata.last_action_date.in_(moments))
            .order_by(Metadata.id.desc())
        )
    )
    drafts = {
        draft.decided_at: draft
        for draft in session.scalars(
            select(ChangeDraft).where(ChangeDraft.service_id == resource_id, ChangeDraft.decided_at.in_(moments))
        )
        if draft.state == "approved"
    }
    found = []
    for moment in moments:
        mine = [row for row in rows if row.last_action_date == moment]
        lines = [Line(row.id, row.field_name, difference(*_values(row))) for row in reversed(mine)]
        found.append(Change(moment, mine[0].last_action_type, mine[0].updated_by, drafts.get(moment), lines))
    return found


def count(session: Session, resource_type: str, resource_id: str) -> int:
    """Return at how many moments a record was changed."""
    return (
        session.scalar(_of(select(func.count(func.distinct(Metadata.last_action_date))), resource_type, resource_id))
        or 0
    )


def before_line(session: Session, service: Service, line_id: int) -> dict[str, Any]:
    """Return what takes one line of history back: its field with the value it had before; {} when nothing does."""
    row = session.get(Metadata, line_id) if 0 < line_id < 2**31 else None
    if row is None or row.resource_type != "service" or row.resource_id != service.id:
        return {}
    return _differing(service, {row.field_name: _values(row)[0]})


def before_moment(session: Session, service: Service, line_id: int) -> dict[str, Any]:
    """Return what takes a record back to how it was before the change with this line: all fields since.

    In: the id of any line of the change. Out: plain values by field, only those that differ from today.
    """
    row = session.get(Metadata, line_id) if 0 < line_id < 2**31 else None
    if row is None or row.resource_type != "service" or row.resource_id != service.id:
        return {}
    first = session.scalar(
        _of(select(func.min(Metadata.id)), "service", service.id).where(
            Metadata.last_action_date == row.last_action_date
        )
    )
    since = session.scalars(
        _of(select(Metadata), "service", service.id).where(Metadata.id >= first).order_by(Metadata.id)
    )
    values: dict[str, Any] = {}
    for line in since:
        # The earliest change since then knows what the field was.
        values.setdefault(line.field_name, _values(line)[0])
    return _differing(service, values)


def _differing(service: Service, values: dict[str, Any]) -> dict[str, Any]:
    """Return the values that can be put back and are not there already."""
    return {
        name: value
        for name, value in values.items()
        if value is not None or name in ("minimum_age", "maximum_age", "email", "url", "reporting_route")
        if name in EDITABLE or name.removeprefix("basis.") in CLASSIFICATIONS
        if value_hash(current(service, name)) != value_hash(value)
    }


def _of(query: Any, resource_type: str, resource_id: str) -> Any:
    return query.where(Metadata.resource_type == resource_type, Metadata.resource_id == resource_id)


def _values(row: Metadata) -> Sequence[Any]:
    return json.loads(row.previous_value), json.loads(row.replacement_value)
