"""YAML that remembers its lines: takes values out of a file and refuses what is wrong, with line and reason.

Nothing here touches a database. Anchors are refused: a few lines of them can stand for millions.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from surveys.plain_yaml import Plain
from surveys.questions import printable

_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
# Characters of a file; the longest questionnaire that ships has about 25,000.
LONGEST_FILE = 1_000_000


class ContentError(ValueError):
    """Content that cannot be loaded; its message is "file, line n: reason"."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(f"{path.name}, line {line}: {reason}")
        self.path, self.line, self.reason = path, line, reason


class Located(dict[str, Any]):
    """A YAML mapping that remembers the line of each key."""

    line = 1

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, int] = {}

    def at(self, key: str) -> int:
        """The line of this key; of the mapping when the key is absent."""
        return self.lines.get(key, self.line)


class _Loader(Plain):
    """A loader whose mappings are Located and refuse a key given twice."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> Located:
    found = Located()
    found.line = node.start_mark.line + 1
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        line = key_node.start_mark.line + 1
        if not isinstance(key, str):
            raise yaml.MarkedYAMLError(problem=f"{key!r} must be quoted", problem_mark=key_node.start_mark)
        if key in found:
            raise yaml.MarkedYAMLError(problem=f"{key} stands twice", problem_mark=key_node.start_mark)
        found[key] = loader.construct_object(value_node, deep=True)
        found.lines[key] = line
    return found


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


class Reader:
    """Takes values out of one file's mappings, or raises ContentError with their line."""

    def __init__(self, path: Path, text: str | None = None) -> None:
        """`text` is the content when it is at hand and not on disk; `path` then only names it."""
        self.path = path
        self._text = text

    def parse(self) -> Any:
        """The file's content."""
        try:
            text = self.path.read_text(encoding="utf-8-sig") if self._text is None else self._text
            if len(text) > LONGEST_FILE:
                raise ContentError(self.path, 1, f"longer than {LONGEST_FILE} characters")
            return yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise ContentError(self.path, line, f"not readable: {error.problem}") from None
        except ContentError:
            raise
        except yaml.reader.ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            raise ContentError(self.path, line, "a character that no text file should have") from None
        except (yaml.YAMLError, ValueError, RecursionError):
            # ValueError: bytes that are no UTF-8, a date that is none, a number of thousands of digits.
            raise ContentError(self.path, 1, "not readable as YAML in UTF-8") from None

    def fail(self, line: int, reason: str) -> ContentError:
        """The error, to be raised."""
        return ContentError(self.path, line, reason)

    def mapping(self, value: Any, allowed: set[str], line: int = 1) -> Located:
        """A mapping with no key but the allowed ones."""
        if not isinstance(value, Located):
            raise self.fail(line, "expected keys and values")
        for key in value:
            if key not in allowed:
                raise self.fail(value.at(key), f"unknown key {key}")
        return value

    def keyed(self, source: Located, key: str) -> Located:
        """A mapping whose keys are anybody's codes; empty when the key is absent."""
        value = source.get(key, Located())
        if not isinstance(value, Located):
            raise self.fail(source.at(key), f"{key} must be keys and values")
        return value

    def items(self, source: Located, key: str) -> list[Any]:
        """A list; empty when the key is absent."""
        value = source.get(key, [])
        if not isinstance(value, list):
            raise self.fail(source.at(key), f"{key} must be a list")
        return value

    def text(self, source: Located, key: str, most: int, *, optional: bool = False) -> str:
        """A text of at most so many characters; not empty unless optional."""
        value = source.get(key, "" if optional else None)
        if not isinstance(value, str) or not (value.strip() or optional):
            raise self.fail(source.at(key), f"{key} must be a text (quote yes, no and numbers)")
        value = printable(value).strip()
        if not value and not optional:
            raise self.fail(source.at(key), f"{key} must be a text")
        if len(value) > most:
            raise self.fail(source.at(key), f"{key} is longer than {most} characters")
        return value

    def code(self, source: Located, key: str = "code") -> str:
        """A stable code: small letters, digits, underscore or hyphen, up to 60."""
        value = source.get(key)
        if not isinstance(value, str) or not _CODE.fullmatch(value):
            raise self.fail(source.at(key), f"{key} must be a code such as happy_area (quoted)")
        return value

    def flag(self, source: Located, key: str) -> bool:
        """true or false; false when absent."""
        value = source.get(key, False)
        if not isinstance(value, bool):
            raise self.fail(source.at(key), f"{key} must be true or false")
        return value

    def whole(self, source: Located, key: str, least: int, most: int, otherwise: int | None = None) -> int:
        """A whole number between two others; `otherwise` when the key is absent."""
        value = source.get(key, otherwise)
        if type(value) is not int or not least <= value <= most:
            raise self.fail(source.at(key), f"{key} must be a whole number from {least} to {most}")
        return value

    def one_of(self, source: Located, key: str, allowed: tuple[str, ...]) -> str:
        """One of the given codes."""
        value = source.get(key)
        if not isinstance(value, str) or value not in allowed:
            raise self.fail(source.at(key), f"{key} must be one of {', '.join(allowed)}")
        return str(value)
