"""The translations of the directory's content: beside their English, who stands behind them, what is out of date.

States (architecture.md): `machine` (nobody has checked it), `checked` (a person has, against this English),
`out_of_date` (the English has changed since; the public sees the English instead).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.changes import record_change, source_text, touch
from directory.codes import SOURCE_LANGUAGE
from directory.fields import CONTACT_FIELDS, TRANSLATED, value_hash
from directory.models import Need, Organization, ReportingRoute, Service, Translation, now
from directory.rules import TEXT_LIMIT, tidy

KINDS: dict[str, type[Any]] = {
    "service": Service,
    "need": Need,
    "organization": Organization,
    "reporting_route": ReportingRoute,
}
"""What can be translated, by entity type."""

_CONTACT_WORDS = tuple(name for name in CONTACT_FIELDS if name in ("name", "text", "hours", "note", "for_whom"))


class TranslationError(ValueError):
    """A translation cannot be kept; `code`: empty, too_long, no_such_field, source_changed, changed_meanwhile."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Pair:
    """A text and its translation: `state` is "missing" where there is none; the hashes are what a page hands back."""

    field: str
    english: str
    source_hash: str
    text: str
    text_hash: str
    state: str
    checked_by: str | None
    updated_at: datetime | None


@dataclass(frozen=True)
class Stale:
    """A translation that is out of date, its record's name, and since when."""

    kind: str
    identity: str
    name: str
    field: str
    language: str
    since: datetime


def record(session: Session, kind: str, identity: str) -> Any | None:
    """Return the record that is translated, or None."""
    if kind not in KINDS or not identity.isascii() or not identity.isprintable():
        return None
    return session.get(KINDS[kind], identity)


def fields_of(kind: str, entry: Any) -> list[str]:
    """Return the names of a record's texts that are shown in other languages and are not empty."""
    names = list(TRANSLATED[kind])
    if kind in ("service", "need"):
        names.append("synonyms")
    if kind == "reporting_route":
        names += [f"steps.{place}" for place in range(len(entry.steps))]
        names += [f"contacts.{place}.{part}" for place in range(len(entry.contacts)) for part in _CONTACT_WORDS]
    return [name for name in names if source_text(entry, name)]


def pairs(session: Session, kind: str, identity: str, entry: Any, language: str) -> list[Pair]:
    """Return every text of a record beside its translation into a language: one query."""
    rows = {
        row.field: row
        for row in session.scalars(
            select(Translation).where(
                Translation.entity_type == kind,
                Translation.entity_id == identity,
                Translation.language == language,
            )
        )
    }
    found = []
    for field in fields_of(kind, entry):
        english, row = source_text(entry, field) or "", rows.get(field)
        text = row.text if row else ""
        found.append(
            Pair(
                field,
                english,
                value_hash(english),
                text,
                value_hash(text),
                row.state if row else "missing",
                row.checked_by if row else None,
                row.updated_at if row else None,
            )
        )
    return found


def save(
    session: Session,
    kind: str,
    identity: str,
    field: str,
    language: str,
    text: str,
    *,
    by: str,
    checked: bool,
    source_hash: str,
    text_hash: str,
) -> None:
    """Keep a translation that a person wrote or checked; the seed never overwrites it afterwards.

    `source_hash` and `text_hash` are those of the English and of the translation that the person saw: nobody
    vouches for words that they did not read. Raises TranslationError.
    """
    entry = record(session, kind, identity)
    if entry is None or language == SOURCE_LANGUAGE or field not in fields_of(kind, entry):
        raise TranslationError("no_such_field")
    if value_hash(source_text(entry, field)) != source_hash:
        raise TranslationError("source_changed")
    kept = tidy(text)
    if not kept:
        raise TranslationError("empty")
    if len(kept) > TEXT_LIMIT:
        raise TranslationError("too_long")
    row = session.scalars(
        select(Translation)
        .where(
            Translation.entity_type == kind,
            Translation.entity_id == identity,
            Translation.field == field,
            Translation.language == language,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    before = row.text if row else ""
    if value_hash(before) != text_hash:
        raise TranslationError("changed_meanwhile")
    if row is None:
        row = Translation(entity_type=kind, entity_id=identity, field=field, language=language)
        session.add(row)
    row.text, row.source_hash, row.updated_at = kept, source_hash, now()
    row.state, row.checked_by = ("checked", by) if checked else ("machine", None)
    if before != kept:
        record_change(session, kind, identity, f"{field}:{language}", before, kept, action="translate", by=by)
    session.flush()
    touch(session)


def text_hash(typed: str) -> str:
    """Return the hash that a text would be kept with, to tell whether anybody changed it."""
    return value_hash(tidy(typed))


def counts(session: Session) -> dict[str, dict[str, int]]:
    """Return how many translations are in which state, by language."""
    rows = session.execute(
        select(Translation.language, Translation.state, func.count()).group_by(Translation.language, Translation.state)
    )
    found: dict[str, dict[str, int]] = {}
    for language, state, number in rows:
        found.setdefault(language, {})[state] = number
    return found


def out_of_date(session: Session, language: str, *, page: int = 1, size: int = 50) -> list[Stale]:
    """Return what is out of date in a language, the longest so first: a fixed number of queries."""
    rows = list(
        session.scalars(
            select(Translation)
            .where(Translation.language == language, Translation.state == "out_of_date")
            .order_by(Translation.updated_at, Translation.id)
            .offset((page - 1) * size)
            .limit(size)
        )
    )
    names: dict[tuple[str, str], str] = {}
    for kind, table in KINDS.items():
        ids = {row.entity_id for row in rows if row.entity_type == kind}
        if ids:
            key = table.code if hasattr(table, "code") else table.id
            label = table.title if kind == "reporting_route" else table.name
            names |= {
                (kind, identity): name for identity, name in session.execute(select(key, label).where(key.in_(ids)))
            }
    return [
        Stale(
            row.entity_type,
            row.entity_id,
            names.get((row.entity_type, row.entity_id), row.entity_id),
            row.field,
            row.language,
            row.updated_at,
        )
        for row in rows
    ]
