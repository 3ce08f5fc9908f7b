"""Loads the seed's translations: one row a field and language, never over what a person has checked."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.fields import TRANSLATED, stable_id, value_hash
from directory.models import Need, Organization, ReportingRoute, Service, Translation, now
from directory.seed.content import Content, Words

Key = tuple[str, str, str]
"""Entity type, entity id, field."""


def load_words(session: Session, content: Content) -> int:
    """Put the translations of `content` in place and return how many rows changed.

    A row that a person checked, or whose text was edited since the seed gave it, stays. A row whose
    English is no longer what it translates is out of date.
    """
    here = _english_here(session)
    seeds = _english_of_seed(content)
    changed = 0
    for language, words in content.words.items():
        rows = {
            (row.entity_type, row.entity_id, row.field): row
            for row in session.scalars(select(Translation).where(Translation.language == language))
        }
        for key, text in _texts(words):
            if key in seeds:
                row, new = _put(session, language, key, text, seeds[key], rows.get(key))
                rows[key] = row
                changed += new
        for key, row in rows.items():
            current = row.source_hash == value_hash(here.get(key))
            state = ("checked" if row.checked_by else "machine") if current else "out_of_date"
            if row.state != state:
                row.state = state
                changed += 1
    session.flush()
    return changed


def _put(
    session: Session, language: str, key: Key, text: str, source: str, row: Translation | None
) -> tuple[Translation, int]:
    """Put one text in place; returns its row, and 1 when something changed."""
    seed_hash, source_hash = value_hash(text), value_hash(source)
    if row is None:
        entity_type, entity_id, field = key
        row = Translation(
            entity_type=entity_type,
            entity_id=entity_id,
            field=field,
            language=language,
            text=text,
            state="machine",
            source_hash=source_hash,
            seed_hash=seed_hash,
        )
        session.add(row)
        return row, 1
    edited = row.checked_by is not None or value_hash(row.text) != row.seed_hash
    if edited or (row.seed_hash == seed_hash and row.source_hash == source_hash):
        return row, 0
    # The seed's English and its translations travel together: together they are right.
    row.text, row.seed_hash, row.source_hash, row.updated_at = text, seed_hash, source_hash, now()
    return row, 1


def _texts(words: Words) -> Iterator[tuple[Key, str]]:
    """Yield every translated text with the field it is for."""
    for slug, service in words.services.items():
        yield from _plain("service", stable_id("service", slug), service)
    for code, need in words.needs.items():
        yield from _plain("need", code, need)
    for slug, organisation in words.organisations.items():
        yield from _plain("organization", stable_id("organization", slug), organisation)
    for code, route in words.routes.items():
        yield from _plain("reporting_route", code, route)
        for index, step in enumerate(route.steps or []):
            yield ("reporting_route", code, f"steps.{index}"), step
        for index, contact in enumerate(route.contacts or []):
            for name, text in contact.model_dump(exclude_none=True).items():
                if text:
                    yield ("reporting_route", code, f"contacts.{index}.{name}"), text


def _plain(kind: str, identity: str, entry: Any) -> Iterator[tuple[Key, str]]:
    """Yield the translated fields of one entry; synonyms as one text, a line each."""
    for field in TRANSLATED[kind]:
        if text := getattr(entry, field):
            yield (kind, identity, field), text
    if synonyms := getattr(entry, "synonyms", None):
        yield (kind, identity, "synonyms"), "\n".join(synonyms)


def _english_here(session: Session) -> dict[Key, str]:
    """Return the English of every field that can be translated, as the database has it now."""
    found: dict[Key, str] = {}
    for service in session.scalars(select(Service)):
        found |= _english("service", service.id, service)
    for need in session.scalars(select(Need)):
        found |= _english("need", need.code, need)
    for organization in session.scalars(select(Organization)):
        found |= _english("organization", organization.id, organization)
    for route in session.scalars(select(ReportingRoute)):
        found |= _english("reporting_route", route.code, route)
    return found


def _english_of_seed(content: Content) -> dict[Key, str]:
    """Return the English of every field that can be translated, as the seed has it."""
    found: dict[Key, str] = {}
    for service in content.services:
        found |= _english("service", stable_id("service", service.slug), service)
    for need in content.needs:
        found |= _english("need", need.code, need)
    for organisation in content.organisations:
        found |= _english("organization", stable_id("organization", organisation.slug), organisation)
    for route in content.routes:
        found |= _english("reporting_route", route.route, route)
    return found


def _english(kind: str, identity: str, record: Any) -> dict[Key, str]:
    """Return the English of one record, be it a row or an entry of the seed: both name things alike."""
    found = {(kind, identity, field): getattr(record, field) for field in TRANSLATED[kind]}
    if hasattr(record, "synonyms"):
        found[kind, identity, "synonyms"] = "\n".join(record.synonyms)
    for index, step in enumerate(getattr(record, "steps", [])):
        found[kind, identity, f"steps.{index}"] = step
    for index, contact in enumerate(getattr(record, "contacts", [])):
        for name in ("name", "text", "hours", "note", "for_whom"):
            found[kind, identity, f"contacts.{index}.{name}"] = getattr(contact, name) or ""
    return found
