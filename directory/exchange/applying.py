"""Carries an import out, all of it or nothing, and takes it back. Every change of it has the same moment in history."""

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from directory.changes import apply_values, record_change, touch
from directory.exchange.incoming import day
from directory.exchange.plan import Plan, Step
from directory.exchange.world import World
from directory.fields import set_value, stable_id, value_hash
from directory.models import (
    DirectoryState,
    Metadata,
    Organization,
    ReportingRoute,
    Service,
    Shortlist,
    ShortlistEntry,
    Translation,
    now,
)
from directory.rules import current

KIND = "import"
"""Under which name the history keeps an import as one action."""


class ImportRefused(ValueError):
    """An import cannot be carried out or taken back; `code`: not_ready, changed_meanwhile, undone, gone."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Undone:
    """What taking an import back did; `left` are slugs of records that were changed again since."""

    restored: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def lock(session: Session) -> None:
    """Let nobody change the directory until this transaction ends: each change moves this mark."""
    if session.get(DirectoryState, 1, with_for_update=True, populate_existing=True) is None:
        touch(session)


def apply(
    session: Session,
    plan: Plan,
    *,
    source: str,
    by: str | None,
    proposed_by: str | None = None,
    absent: str = "leave",
    absent_slugs: Collection[str] | None = None,
) -> str:
    """Carry out a plan that is ready; returns the id of the import in the history.

    In: `absent` says what becomes of records that the file does not have: leave, paused or ended (of
    `absent_slugs` only, when given); never are they deleted. Raises ImportRefused not_ready.
    """
    if not plan.ready or absent not in ("leave", "paused", "ended"):
        raise ImportRefused("not_ready")
    moment, identity = now(), str(uuid4())
    for slug, told in plan.organisations.items():
        _organisation(session, slug, told, source, by, moment)
    session.flush()
    for step in plan.new:
        _create(session, step, by, moment)
    session.flush()
    for step in plan.changed:
        if step.service is not None:
            apply_values(session, step.service, step.values, by=by, action="import", at=moment)
    closed = [one for one in plan.absent if absent != "leave" and (absent_slugs is None or one.slug in absent_slugs)]
    for service in closed:
        apply_values(session, service, {"status": absent}, by=by, action="import", at=moment)
    told = {
        "source": source,
        "new": len(plan.new),
        "changed": len(plan.changed),
        "unchanged": len(plan.unchanged),
        "closed": len(closed),
        "proposed_by": proposed_by,
    }
    record_change(session, KIND, identity, "file", None, told, action="import", by=by, at=moment)
    touch(session)
    return identity


def _organisation(
    session: Session, slug: str, told: dict[str, Any], source: str, by: str | None, moment: datetime
) -> None:
    made = Organization(
        id=told["id"] or stable_id("organization", slug),
        slug=slug,
        name=told["name"],
        # The schema of organisations has no unknown sector either; plan.faults has refused a row without one.
        sector=told["sector"],
        description=told["description"],
        url=told["url"],
        source=told["source"] or f"{KIND}: {source}",
        seed_hashes={},
    )
    session.add(made)
    record_change(session, "organization", made.id, "name", None, made.name, action="import", by=by, at=moment)


def _create(session: Session, step: Step, by: str | None, moment: datetime) -> None:
    service = Service(id=step.id or stable_id("service", step.slug), slug=step.slug, seed_hashes={})
    organization = session.scalars(select(Organization).where(Organization.slug == step.organisation)).one()
    with session.no_autoflush:
        for name, value in step.values.items():
            if name != "organisation":
                set_value(service, name, value)
        service.organization_id = organization.id
        service.assured_date = day(step.assured_date)
        service.created_at = service.last_modified = moment
        session.add(service)
    record_change(session, "service", service.id, "name", None, service.name, action="create", by=by, at=moment)


def imports(session: Session, *, limit: int = 20) -> list[tuple[Metadata, dict[str, Any], bool]]:
    """Return the imports that were carried out, the latest first: line of history, what it says, whether undone."""
    rows = session.scalars(
        select(Metadata)
        .where(Metadata.resource_type == KIND, Metadata.field_name == "file")
        .order_by(Metadata.id.desc())
        .limit(limit)
    ).all()
    undone = set(
        session.scalars(
            select(Metadata.resource_id).where(Metadata.resource_type == KIND, Metadata.field_name == "undone")
        )
    )
    return [(row, json.loads(row.replacement_value), row.resource_id in undone) for row in rows]


def undo(session: Session, identity: str, *, by: str | None) -> Undone:
    """Take an import back: each field that is still as the import left it becomes what it was before.

    A record that the import made and nobody has touched since goes again; what was changed since stays and is
    told. Raises ImportRefused: gone, undone.
    """
    lock(session)
    found = {row.field_name: row for row in session.scalars(
        select(Metadata).where(Metadata.resource_type == KIND, Metadata.resource_id == identity))}  # fmt: skip
    if "file" not in found:
        raise ImportRefused("gone")
    if "undone" in found:
        raise ImportRefused("undone")
    moment = found["file"].last_action_date
    lines = session.scalars(
        select(Metadata)
        .where(Metadata.last_action_date == moment, Metadata.resource_type == "service")
        .where(Metadata.last_action_type.in_(("import", "create")))
        .order_by(Metadata.id)
    )
    by_service: defaultdict[str, list[Metadata]] = defaultdict(list)
    for line in lines:
        by_service[line.resource_id].append(line)
    world, done, at = World(session), Undone(), now()
    for service_id, mine in by_service.items():
        service = world.by_id.get(service_id)
        if service is None:
            continue
        if mine[0].last_action_type == "create":
            gone = _remove(session, service, mine[0], by, at)
            (done.removed if gone else done.left).append(service.slug)
        else:
            _restore(session, world, service, mine, done, by, at)
    session.flush()
    _organisations_back(session, moment, by, at)
    told = {"restored": len(done.restored), "removed": len(done.removed), "left": done.left}
    record_change(session, KIND, identity, "undone", None, told, action="revert", by=by, at=at)
    touch(session)
    return done


def _restore(
    session: Session, world: World, service: Service, lines: list[Metadata], done: Undone, by: str | None, at: datetime
) -> None:
    back = {}
    for line in lines:
        before, after = json.loads(line.previous_value), json.loads(line.replacement_value)
        if value_hash(current(service, line.field_name)) == value_hash(after):
            back[line.field_name] = before
    kept, faults = world.held(service, service.slug, back)
    if faults or len(back) < len(lines):
        done.left.append(service.slug)
    if kept and not faults:
        apply_values(session, service, kept, by=by, action="revert", at=at)
        done.restored.append(service.slug)


def _remove(session: Session, service: Service, line: Metadata, by: str | None, at: datetime) -> bool:
    """Delete a record that the import made, unless somebody has worked with it since."""
    later = session.scalar(
        select(Metadata.id).where(
            Metadata.resource_type == "service", Metadata.resource_id == service.id, Metadata.id > line.id
        )
    )
    named = session.scalar(select(ReportingRoute.code).where(ReportingRoute.service_slug == service.slug))
    # A champion's list is kept until its owner lets go of it; a visitor's list may lose the record.
    listed = session.scalar(
        select(ShortlistEntry.service_id)
        .join(Shortlist, Shortlist.id == ShortlistEntry.shortlist_id)
        .where(ShortlistEntry.service_id == service.id, Shortlist.owner.is_not(None))
    )
    if later or named or listed or service.assurer:
        return False
    session.execute(
        delete(Translation).where(Translation.entity_type == "service", Translation.entity_id == service.id)
    )
    session.execute(delete(ShortlistEntry).where(ShortlistEntry.service_id == service.id))
    record_change(session, "service", service.id, "name", service.name, None, action="revert", by=by, at=at)
    session.delete(service)
    session.flush()
    return True


def _organisations_back(session: Session, moment: datetime, by: str | None, at: datetime) -> None:
    """Delete the organisations that the import made and that run nothing now."""
    ids = session.scalars(
        select(Metadata.resource_id).where(
            Metadata.resource_type == "organization",
            Metadata.last_action_date == moment,
            Metadata.last_action_type == "import",
        )
    ).all()
    for organization in session.scalars(select(Organization).where(Organization.id.in_(ids))):
        runs = session.scalar(select(Service.id).where(Service.organization_id == organization.id))
        if runs is None:
            name = organization.name
            record_change(session, "organization", organization.id, "name", name, None, action="revert", by=by, at=at)
            session.delete(organization)
    session.flush()
