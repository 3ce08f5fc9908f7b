"""Translations of a survey beside its English: what is there, out of date, checked. Flushes, never commits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.building.content import Content, split_places
from surveys.columns import now
from surveys.content import translations
from surveys.models import Translation
from surveys.questions import printable
from surveys.seed.translations_loader import Key, english_texts, source_hash

# Characters of a translation: twice the longest English, for languages that need more room.
LONGEST = 8000


@dataclass(frozen=True)
class Pair:
    """An English text, its translation ("" when there is none), and state: missing, machine, checked, out_of_date."""

    entity: str
    code: str
    field: str
    english: str
    text: str
    state: str

    @property
    def name(self) -> str:
        """What names it in a form; a bar stands in no code."""
        return f"{self.entity}|{self.code}|{self.field}"


def pairs(session: Session, content: Content, language: str) -> list[Pair]:
    """Every text of the content beside its translation; names of wards and postcode districts apart."""
    rows = translations(session, content["slug"], language)
    return [
        Pair(*key, english=english, text=row.text if row else "", state=_state(row, english))
        for key, english in _english(content).items()
        for row in [rows.get(key)]
    ]


def _state(row: Translation | None, english: str) -> str:
    if row is None:
        return "missing"
    return row.state if row.source_hash == source_hash(english) else "out_of_date"


def _english(content: Content) -> dict[Key, str]:
    pages = [
        page
        | {
            "questions": [
                question | {"options": split_places(question["options"])[1]} for question in page["questions"]
            ]
        }
        for page in content["pages"]
    ]
    return english_texts("survey", content | {"pages": pages})


def put(session: Session, content: Content, language: str, given: Mapping[str, str], checked: set[str], by: str) -> int:
    """Keep translations by Pair.name, those in `checked` as read by a person (`by`, an opaque id); how many changed.

    An empty text takes the translation away, so that the English shows. ValueError for a name that the content does
    not have or a text that is too long; nothing is kept then.
    """
    present = {pair.name: pair for pair in pairs(session, content, language)}
    cleaned = {name: printable(text).replace("\r\n", "\n").strip() for name, text in given.items()}
    if not cleaned.keys() <= present.keys() or any(len(text) > LONGEST for text in cleaned.values()):
        raise ValueError("a text that is not there, or too long")
    rows = translations(session, content["slug"], language)
    changed = 0
    for name, text in cleaned.items():
        pair = present[name]
        state = "checked" if name in checked else "machine"
        # Untouched and unticked: an older translation stays out of date until somebody says that it fits.
        if text == pair.text and (pair.state == state or state == "machine"):
            continue
        changed += 1
        row = rows.get((pair.entity, pair.code, pair.field))
        if not text:
            if row is not None:
                session.delete(row)
            continue
        if row is None:
            row = Translation(
                owner=content["slug"], entity=pair.entity, code=pair.code, field=pair.field, language=language
            )
            session.add(row)
        row.text, row.state, row.source_hash = text, state, source_hash(pair.english)
        row.checked_by, row.checked_at = (by, now()) if state == "checked" else (None, None)
    session.flush()
    return changed


def mark_out_of_date(session: Session, content: Content) -> int:
    """After publishing: rows whose English is another now are marked; how many."""
    hashes = {key: source_hash(english) for key, english in english_texts("survey", content).items()}
    marked = 0
    for row in session.scalars(sa.select(Translation).where(Translation.owner == content["slug"])):
        expected = hashes.get((row.entity, row.code, row.field))
        if expected is not None and row.source_hash != expected and row.state != "out_of_date":
            row.state = "out_of_date"
            marked += 1
    session.flush()
    return marked
