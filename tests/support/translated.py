"""All that is said in a language, by the interface and in the content, to hold words against rules."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
CONTENT = ("directory/seed/translations", "surveys/seed/translations")


def catalogue(language: str) -> list[Message]:
    """Every message of the interface and the chat, its head left out."""
    with (ROOT / "translations" / language / "LC_MESSAGES/messages.po").open("rb") as source:
        return [message for message in read_po(source, locale=language) if message.id]


def words(language: str) -> list[tuple[str, str]]:
    """Every text as (where it stands, text). What people type in a search (synonyms) is theirs and left out."""
    said = [
        (str(message.id), str(form))
        for message in catalogue(language)
        for form in ([message.string] if isinstance(message.string, str) else message.string or [])
    ]
    files = [path for folder in CONTENT for path in sorted((ROOT / folder / language).rglob("*.yaml"))]
    return said + [pair for path in files for pair in _texts(yaml.safe_load(path.read_text("utf-8")), path.name)]


def _texts(found: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(found, dict):
        for name, value in found.items():
            if name != "synonyms":
                yield from _texts(value, f"{where}/{name}")
    elif isinstance(found, list):
        for place, value in enumerate(found):
            yield from _texts(value, f"{where}/{place}")
    elif isinstance(found, str):
        yield where, found
