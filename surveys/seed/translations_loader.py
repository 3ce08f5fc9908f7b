"""Puts translations of survey content into the database, one row a field and language.

A file `translations/<language>/<slug>.yaml` mirrors the content by code. What it leaves out is
shown in English, marked as English. A text that a person checked is kept; when the English under
a translation changed and the translation did not, the row becomes "out_of_date".
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.models import Translation
from surveys.points import TEXTS
from surveys.seed.reader import ContentError, Located, Reader

# (entity, code, field): what a row is about. The owner and the language stand beside it.
Key = tuple[str, str, str]
# Settings of a question that people read.
SETTING_WORDS = {"why", "unit"}
PARTS = {
    "survey": {"title", "summary", "notices", "pages", "questions"},
    "consultation": set(TEXTS),
}


def source_hash(english: str) -> str:
    """The hash by which a translation knows the English that it was made from."""
    return hashlib.sha256(english.encode()).hexdigest()


def english_texts(entity: str, content: dict[str, Any]) -> dict[Key, str]:
    """Every translatable text of a consultation or survey as read from its file."""
    texts = {(entity, "", field): content[field] for field in ("summary", *TEXTS) if content.get(field)}
    for notice in content.get("notices", []):
        texts["notice", notice["code"], "heading"] = notice["heading"]
        texts["notice", notice["code"], "body"] = notice["body"]
    for page in content.get("pages", []):
        texts["page", page["code"], "title"] = page["title"]
        for question in page["questions"]:
            texts["question", question["code"], "text"] = question["text"]
            if question["hint"]:
                texts["question", question["code"], "hint"] = question["hint"]
            for option in question["options"]:
                code = f"{question['code']}.{option['code']}"
                texts["option", code, "label"] = option["label"]
            for row in question["settings"].get("rows", ()):
                texts["row", f"{question['code']}.{row['code']}", "label"] = row["label"]
            for field in SETTING_WORDS & question["settings"].keys():
                texts["question", question["code"], field] = question["settings"][field]
    return texts


def load_translations(session: Session, folder: Path, owners: dict[str, tuple[str, dict[str, Any]]]) -> int:
    """Load `<language>/<slug>.yaml` for these owners; how many rows are new or changed.

    `owners` maps a slug to its entity and content. Raises ContentError for a code or field that
    the English does not have, and for a file of an unknown slug.
    """
    changed = 0
    for path in sorted(folder.glob("*/*.yaml")):
        language, slug = path.parent.name, path.stem
        if slug not in owners:
            raise ContentError(path, 1, f"no consultation or survey {slug}")
        entity, content = owners[slug]
        english = english_texts(entity, content)
        given: dict[Key, str] = {}
        reader = Reader(path)
        for line, key, text in read_texts(reader, reader.mapping(reader.parse(), PARTS[entity]), entity):
            if key not in english:
                raise ContentError(path, line, f"the English has no {' '.join(filter(None, key))}")
            given[key] = text
        changed += _store(session, slug, language, english, given)
    return changed


def _store(session: Session, owner: str, language: str, english: dict[Key, str], given: dict[Key, str]) -> int:
    rows = {
        (row.entity, row.code, row.field): row
        for row in session.scalars(
            sa.select(Translation).where(Translation.owner == owner, Translation.language == language)
        )
    }
    changed = 0
    for key, text in given.items():
        fingerprint = source_hash(english[key])
        row = rows.get(key)
        if row is None:
            entity, code, field = key
            row = Translation(owner=owner, entity=entity, code=code, field=field, language=language)
            session.add(row)
        elif row.source_hash == fingerprint and (row.text == text or row.state == "checked"):
            continue
        elif row.text == text or row.state == "checked":
            # Another English under the same words: shown until someone looks, and marked.
            if row.state != "out_of_date":
                row.state = "out_of_date"
                changed += 1
            continue
        row.text, row.state, row.source_hash = text, "machine", fingerprint
        changed += 1
    for key in rows.keys() - given.keys():
        if key in english and rows[key].source_hash != source_hash(english[key]):
            rows[key].state = "out_of_date"
    session.flush()
    return changed


def read_texts(
    reader: Reader, source: Located, entity: str, longest: int | None = None
) -> Iterator[tuple[int, Key, str]]:
    """Every text of one language: its line, what it is about, the words. Keys besides PARTS[entity] are passed over.

    `longest` takes the place of the usual most characters of each text. Raises ContentError.
    """
    for field in ("summary", *TEXTS):
        if field in source:
            yield source.at(field), (entity, "", field), reader.text(source, field, longest or TEXTS.get(field, 2000))
    for code, notice in reader.keyed(source, "notices").items():
        for field in reader.mapping(notice, {"heading", "body"}, source.at("notices")):
            yield notice.at(field), ("notice", code, field), reader.text(notice, field, longest or 4000)
    pages = reader.keyed(source, "pages")
    for code in pages:
        yield pages.at(code), ("page", code, "title"), reader.text(pages, code, longest or 200)
    for code, raw in reader.keyed(source, "questions").items():
        question = reader.mapping(raw, {"text", "hint", "options", "rows", "why", "unit"}, source.at("questions"))
        for field in ("text", "hint", "why", "unit"):
            if field in question:
                text = reader.text(question, field, longest or 500)
                yield question.at(field), ("question", code, field), text
        for kind, part in (("option", "options"), ("row", "rows")):
            labels = reader.keyed(question, part)
            for label in labels:
                text = reader.text(labels, label, longest or 200)
                yield labels.at(label), (kind, f"{code}.{label}", "label"), text
