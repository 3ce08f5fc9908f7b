"""A theme as named texts, as it stands in a row of a table: every format is written from these and read into them.

A list has one entry a line. A column that a file does not have changes nothing; one that is there and empty empties.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveys.analysis.codebook_themes import TEXTS, ThemeData

YES = "yes"
YES_WORDS, NO_WORDS = frozenset({"yes", "y", "true", "1"}), frozenset({"", "no", "n", "false", "0"})
FLAGS = ("retired", "new_since_2023", "alone")
WORDS = ("family", "group", "parent", "finding_2023")
BY_LANGUAGE = {"name": "names", "phrases": "phrases"}
PLAIN = ("code", *FLAGS, *WORDS, *TEXTS, "bare", "examples")


@dataclass(frozen=True)
class Row:
    """A theme of a file: the row or line that it begins on, its columns, and whether these are all that it has.

    Of one that is not ``whole``, what the file does not say stays as it was. By its ``key`` another row may name it as
    its parent, where the file has no codes.
    """

    number: int
    columns: dict[str, str]
    whole: bool = False
    key: str = ""


class BadValue(ValueError):
    """A text that means nothing in its column; ``code`` is unknown_column, not_yes_or_no or no_question."""

    def __init__(self, column: str, code: str, text: str = "") -> None:
        super().__init__(code)
        self.column, self.code, self.text = column, code, text


def known(column: str) -> bool:
    """Whether a heading is one of ours."""
    kind, _, tag = column.partition("_")
    return column in PLAIN or (kind in BY_LANGUAGE and tag.replace("-", "").isalnum())


def texts_of(theme: ThemeData) -> dict[str, str]:
    """The columns of a theme that hold something, in their order."""
    found = {"code": theme.code}
    found |= {name: YES for name in FLAGS if getattr(theme, name)}
    found |= {name: getattr(theme, name) for name in (*WORDS, *TEXTS) if getattr(theme, name)}
    found |= {f"name_{tag}": name for tag, name in theme.names.items()}
    found |= {f"phrases_{tag}": "\n".join(few) for tag, few in theme.phrases.items()}
    if theme.bare:
        found["bare"] = "\n".join(f"{question}: {text}" for question, few in theme.bare.items() for text in few)
    if theme.examples:
        found["examples"] = "\n".join(theme.examples)
    return found


def values_of(texts: Mapping[str, str], base: ThemeData | None) -> dict[str, Any]:
    """The values of a theme that these columns give, on those that it has already. Raises BadValue."""
    values: dict[str, Any] = {}
    names, phrases = dict(base.names if base else {}), dict(base.phrases if base else {})
    for column, text in texts.items():
        kind, _, tag = column.partition("_")
        if column in FLAGS:
            values[column] = _flag(column, text)
        elif column in WORDS:
            values[column] = text.strip() or None
        elif column in TEXTS:
            values[column] = text
        elif column == "examples":
            values[column] = text.splitlines()
        elif column == "bare":
            values[column] = _bare(text)
        elif kind == "name" and tag:
            names[tag] = text
        elif kind == "phrases" and tag:
            phrases[tag] = text.splitlines()
        elif column != "code":
            raise BadValue(column, "unknown_column")
    return values | {"names": names, "phrases": phrases}


def _flag(column: str, text: str) -> bool:
    word = text.strip().lower()
    if word not in YES_WORDS | NO_WORDS:
        raise BadValue(column, "not_yes_or_no", text[:60])
    return word in YES_WORDS


def _bare(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in filter(str.strip, text.splitlines()):
        question, colon, phrase = line.partition(":")
        if not colon:
            raise BadValue("bare", "no_question", line[:60])
        found.setdefault(question.strip(), []).append(phrase)
    return found
