"""Changes that wait for a second person: nobody alone changes what frightened people rely on.

A draft keeps, beside each new value, the hash of the value that its writer saw. Where the record has
changed since, approving is a conflict until somebody has looked at both and chosen.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory import rules
from directory.changes import apply_values, record_change, touch
from directory.fields import set_value, stable_id, value_hash
from directory.models import ChangeDraft, Service, now
from directory.settings import get as setting

ORIGINS = ("staff", "provider", "import", "revert")

SELF_APPROVAL = "self_approval"
"""The setting (true or false) by which a small team lets people approve what they wrote; off by default."""

NOTE_LIMIT = 2000
"""The greatest length of a note, in characters."""


class DraftError(ValueError):
    """A draft cannot be made or decided; `code` says why.

    nothing_changed, unknown_origin, slug_taken, not_waiting, own, not_own, conflict (with `conflicts`),
    invalid (with `faults`), nothing_left, note_missing, note_too_long, gone.
    """

    def __init__(
        self, code: str, *, conflicts: Collection["Conflict"] = (), faults: Collection[rules.Fault] = ()
    ) -> None:
        super().__init__(code)
        self.code, self.conflicts, self.faults = code, list(conflicts), list(faults)


@dataclass(frozen=True)
class Conflict:
    """A field that has changed since the draft was written: what it is now, what the draft wants; `seen` is
    the hash of what it is now, which whoever chooses the draft's value hands back."""

    field: str
    present: Any
    wanted: Any
    seen: str


def propose(
    session: Session,
    service: Service | None,
    values: dict[str, Any],
    *,
    origin: str,
    by: str | None,
    note: str = "",
    seen: Mapping[str, str] | None = None,
) -> ChangeDraft:
    """Write down a change for a second person to decide on.

    In: plain values by field (`basis.<classification>` for one entry of basis); for a new service (None) also
    `slug`. `origin` is staff, provider, import or revert; `by` the opaque id of who wrote it, if one.
    `seen` has by field the hash of the value that the writer saw (a page may be open for an hour); what they left
    as they saw it is no change of theirs. Without it, what is there now was seen.
    Out: the draft, with only the fields that would become different.
    Raises rules.ChangeError with every fault; DraftError nothing_changed, slug_taken, unknown_origin, note_too_long.
    """
    if origin not in ORIGINS:
        raise DraftError("unknown_origin")
    values = dict(values)
    slug = str(values.pop("slug", ""))
    if service is None and session.scalar(select(Service.id).where(Service.slug == slug)) is not None:
        raise DraftError("slug_taken")
    rules.known(values)
    bases = {field: value_hash(rules.current(service, field)) for field in values} | {
        field: given for field, given in (seen or {}).items() if field in values
    }
    if service is not None:
        values = {
            field: value for field, value in values.items() if value_hash(rules.tidied(field, value)) != bases[field]
        }
        if not values:
            raise DraftError("nothing_changed")
    cleaned = rules.checked(session, service, values, slug=slug)
    different = {
        field: value
        for field, value in cleaned.items()
        if value_hash(value) != bases.get(field, value_hash(rules.current(service, field)))
    }
    if not different:
        raise DraftError("nothing_changed")
    if service is None:
        different["slug"] = slug
    draft = ChangeDraft(
        id=str(uuid4()),
        service_id=service.id if service else None,
        values=different,
        bases={
            field: bases.get(field, value_hash(rules.current(service, field))) for field in different if field != "slug"
        },
        origin=origin,
        note=_note(note),
        proposed_by=by,
    )
    session.add(draft)
    session.flush()
    return draft


def conflicts(service: Service | None, draft: ChangeDraft) -> list[Conflict]:
    """Return the fields of a draft that have changed since it was written and are not what it wants anyway."""
    if service is None:
        return []
    found = []
    for field, wanted in draft.values.items():
        present = rules.current(service, field)
        seen = value_hash(present)
        if seen not in (draft.bases.get(field), value_hash(wanted)):
            found.append(Conflict(field, present, wanted, seen))
    return found


def approve(
    session: Session,
    draft: ChangeDraft,
    by: str,
    *,
    settled: Mapping[str, str] | None = None,
    left: Collection[str] = (),
) -> Service:
    """Let a draft become part of the record; returns the service.

    `settled` names fields in conflict for which the draft's value was chosen, with the hash of the value that
    was looked at; `left` those that stay as they are. Raises DraftError: not_waiting, own (a second person is
    needed), conflict, invalid (the record has changed so that the whole would break a rule), nothing_left, gone.
    """
    _lock(session, draft)
    if by == draft.proposed_by and not self_approval(session):
        raise DraftError("own")
    service = _service(session, draft)
    clashes = conflicts(service, draft)
    chosen = settled or {}
    open_ones = [one for one in clashes if one.field not in left and chosen.get(one.field) != one.seen]
    if open_ones:
        raise DraftError("conflict", conflicts=open_ones)
    # Only a field in conflict can be left out: the rest was proposed as one.
    kept_out = {one.field for one in clashes if one.field in left}
    values = {field: value for field, value in draft.values.items() if field not in kept_out and field != "slug"}
    if not values:
        raise DraftError("nothing_left")
    slug = str(draft.values.get("slug", ""))
    try:
        values = rules.checked(session, service, values, slug=slug)
    except rules.ChangeError as error:
        raise DraftError("invalid", faults=error.faults) from error
    _decide(draft, "approved", by)
    if service is None:
        service = _create(session, slug, values, draft)
    else:
        apply_values(
            session, service, values, by=draft.proposed_by, action=_action(service, draft, values), at=draft.decided_at
        )
    session.flush()
    return service


def reject(session: Session, draft: ChangeDraft, by: str, note: str) -> None:
    """Refuse a draft and say why. Raises DraftError: not_waiting, note_missing, note_too_long."""
    _lock(session, draft)
    if not _note(note):
        raise DraftError("note_missing")
    _decide(draft, "rejected", by, note)
    session.flush()


def withdraw(session: Session, draft: ChangeDraft, by: str) -> None:
    """Take back a draft of one's own. Raises DraftError: not_waiting, not_own."""
    _lock(session, draft)
    if draft.proposed_by != by:
        raise DraftError("not_own")
    _decide(draft, "withdrawn", by)
    session.flush()


def self_approval(session: Session) -> bool:
    """Tell whether people may approve what they wrote themselves."""
    return bool(setting(session, SELF_APPROVAL))


def draft_by_id(session: Session, identity: str) -> ChangeDraft | None:
    """Return one draft, or None."""
    return session.get(ChangeDraft, identity) if identity.isascii() and identity.isprintable() else None


def waiting(session: Session, service: Service | None = None, *, limit: int = 200) -> list[ChangeDraft]:
    """Return the drafts that wait, the oldest first; only those of one service when given."""
    query = select(ChangeDraft).where(ChangeDraft.state == "waiting").order_by(ChangeDraft.created_at, ChangeDraft.id)
    if service is not None:
        query = query.where(ChangeDraft.service_id == service.id)
    return list(session.scalars(query.limit(limit)))


def decided(session: Session, *, limit: int = 50) -> list[ChangeDraft]:
    """Return the drafts that were decided last, the latest first."""
    query = select(ChangeDraft).where(ChangeDraft.state != "waiting").order_by(ChangeDraft.decided_at.desc())
    return list(session.scalars(query.limit(limit)))


def waiting_count(session: Session) -> int:
    """Return how many drafts wait."""
    return session.scalar(select(func.count()).select_from(ChangeDraft).where(ChangeDraft.state == "waiting")) or 0


def _lock(session: Session, draft: ChangeDraft) -> None:
    """Let nobody else decide on this draft meanwhile, and see it as it is now."""
    session.flush()
    session.refresh(draft, with_for_update=True)
    if draft.state != "waiting":
        raise DraftError("not_waiting")


def _service(session: Session, draft: ChangeDraft) -> Service | None:
    """Return the draft's service as it is now, locked; None for a new one."""
    if draft.service_id is None:
        if session.scalar(select(Service.id).where(Service.slug == draft.values.get("slug"))) is not None:
            raise DraftError("slug_taken")
        return None
    service = session.get(Service, draft.service_id, with_for_update=True, populate_existing=True)
    if service is None:
        raise DraftError("gone")
    # Its rows and links too: what this session read before the lock may be older than it.
    session.expire(service)
    return service


def _decide(draft: ChangeDraft, state: str, by: str, note: str = "") -> None:
    draft.state, draft.decided_by, draft.decided_at = state, by, now()
    draft.decision_note = _note(note)


def _note(note: str) -> str:
    text = rules.tidy(note)
    if len(text) > NOTE_LIMIT:
        raise DraftError("note_too_long")
    return text


def _action(service: Service, draft: ChangeDraft, values: dict[str, Any]) -> str:
    """Return what history calls this change."""
    if draft.origin in ("revert", "import"):
        return draft.origin
    if "status" in values and values["status"] != service.status:
        return "reopen" if values["status"] == "active" else "close"
    return "edit"


def _create(session: Session, slug: str, values: dict[str, Any], draft: ChangeDraft) -> Service:
    """Make the service that a draft without one proposes."""
    service = Service(id=stable_id("service", slug), slug=slug, seed_hashes={})
    basis = {field.removeprefix("basis."): value for field, value in values.items() if field.startswith("basis.")}
    with session.no_autoflush:
        for field in rules.EDITABLE:
            set_value(service, field, values.get(field, rules.current(None, field)))
        service.basis = {**service.basis, **basis}
        session.add(service)
    session.flush()
    draft.service_id = service.id
    record_change(
        session, "service", service.id, "name", None, service.name, action="create", by=draft.proposed_by,
        at=draft.decided_at,
    )  # fmt: skip
    touch(session)
    return service
