"""Texts of consultations and promises in other languages: one row a field and language, as staff edit them.

A text whose English changed since is not shown: what a council promises or decides must not be read in words that are
no longer true. English stands in its place, marked as English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.columns import now
from surveys.content import SOURCE_LANGUAGE, Words
from surveys.models import Translation
from surveys.seed.translations_loader import source_hash

# Control characters that no page, feed or file could show again; line ends and tabs stay.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def tidy(text: str | None) -> str:
    """What was typed, without spaces around it, with plain line ends and nothing that cannot be shown."""
    return _UNPRINTABLE.sub("", text or "").replace("\r\n", "\n").replace("\r", "\n").strip()


def rows_of(session: Session, owner: str, entity: str, code: str, language: str) -> dict[str, Translation]:
    """The rows of one thing in one language, by field."""
    rows = session.scalars(
        sa.select(Translation).where(
            Translation.owner == owner,
            Translation.entity == entity,
            Translation.code == code,
            Translation.language == language,
        )
    )
    return {row.field: row for row in rows}


def words(rows: Mapping[str, Translation], field: str, english: str) -> Words:
    """One text in the language of the rows, else in English; machine-made ones say so in their state."""
    row = rows.get(field)
    if row is None or not row.text or row.state == "out_of_date":
        return Words(english, SOURCE_LANGUAGE, "source")
    return Words(row.text, row.language, row.state)


def put(
    session: Session,
    owner: str,
    entity: str,
    code: str,
    english: Mapping[str, str],
    language: str,
    given: Mapping[str, str],
    *,
    checked_by: str | None,
) -> list[str]:
    """Keep translations by field; the fields that changed. Empty takes one away.

    `checked_by`: who reads the language and stands for it; None marks them as made by a machine.
    """
    rows = rows_of(session, owner, entity, code, language)
    changed = []
    for field, typed in given.items():
        text, row, fingerprint = tidy(typed), rows.get(field), source_hash(english.get(field, ""))
        if not text or not english.get(field):
            if row is not None:
                session.delete(row)
                changed.append(field)
            continue
        state = "checked" if checked_by else "machine"
        if row is None:
            row = Translation(owner=owner, entity=entity, code=code, field=field, language=language)
            session.add(row)
        elif (row.text, row.source_hash, row.state) == (text, fingerprint, state):
            continue
        row.text, row.state, row.source_hash = text, state, fingerprint
        row.checked_by, row.checked_at = checked_by, now() if checked_by else None
        changed.append(field)
    session.flush()
    return changed


def mark_stale(session: Session, owner: str, entity: str, code: str, english: Mapping[str, str]) -> None:
    """Mark translations of another English as out of date, in every language."""
    rows = session.scalars(
        sa.select(Translation).where(Translation.owner == owner, Translation.entity == entity, Translation.code == code)
    )
    for row in rows:
        if row.field in english and row.source_hash != source_hash(english[row.field]):
            row.state = "out_of_date"
    session.flush()
