"""Reads survey content from YAML and refuses what is wrong, with file, line and reason.

What comes out is plain dictionaries with every key present, ready to be compared by hash and
stored. Nothing here touches a database.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from surveys.base import AUDIENCES, SURVEY_STATES
from surveys.questions import TYPES

_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_CODEBOOK = ("Q1", "Q2", "Q3", "Q4", "Q5")
_SETTINGS = {"up_to_n": {"most"}, "free_text": {"longest"}}


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


class _Loader(yaml.SafeLoader):
    """SafeLoader whose mappings are Located and refuse a key given twice."""


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

    def __init__(self, path: Path) -> None:
        self.path = path

    def parse(self) -> Any:
        """The file's content."""
        try:
            with self.path.open(encoding="utf-8") as file:
                return yaml.load(file, Loader=_Loader)  # noqa: S506 - a subclass of SafeLoader
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise ContentError(self.path, line, f"not readable: {error.problem}") from None
        except (yaml.YAMLError, UnicodeDecodeError):
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
        value = value.strip()
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

    def one_of(self, source: Located, key: str, allowed: tuple[str, ...]) -> str:
        """One of the given codes."""
        value = source.get(key)
        if value not in allowed:
            raise self.fail(source.at(key), f"{key} must be one of {', '.join(allowed)}")
        return str(value)


def read_survey(path: Path, places: list[dict[str, Any]]) -> dict[str, Any]:
    """One survey file, checked, as plain dictionaries. `places` are the options of ward questions.

    Raises ContentError.
    """
    reader = Reader(path)
    keys = {"slug", "consultation", "audience", "state", "minutes", "title", "summary"}
    source = reader.mapping(reader.parse(), keys | {"notices", "pages"})
    minutes = source.get("minutes", 10)
    if not isinstance(minutes, int) or not 1 <= minutes <= 120:
        raise reader.fail(source.at("minutes"), "minutes must be a whole number from 1 to 120")
    survey: dict[str, Any] = {
        "slug": reader.code(source, "slug"),
        "consultation": reader.code(source, "consultation"),
        "audience": reader.one_of(source, "audience", AUDIENCES),
        "state": reader.one_of(source, "state", SURVEY_STATES),
        "minutes": minutes,
        "title": reader.text(source, "title", 200),
        "summary": reader.text(source, "summary", 1000),
        "notices": [_notice(reader, raw, source) for raw in reader.items(source, "notices")],
    }
    asked: dict[str, set[str]] = {}
    pages: list[dict[str, Any]] = []
    for raw in reader.items(source, "pages"):
        page = reader.mapping(raw, {"code", "title", "questions"}, source.at("pages"))
        questions = [_question(reader, question, page, places, asked) for question in reader.items(page, "questions")]
        if not questions:
            raise reader.fail(page.line, "a page needs a question")
        pages.append(
            {
                "code": reader.code(page),
                "title": reader.text(page, "title", 200),
                "questions": questions,
            }
        )
    if not pages:
        raise reader.fail(source.line, "a survey needs a page")
    _unique(reader, "page", [page["code"] for page in pages], source.at("pages"))
    _unique(reader, "notice", [n["code"] for n in survey["notices"]], source.at("notices"))
    return survey | {"pages": pages}


def read_places(path: Path) -> list[dict[str, Any]]:
    """Wards, then postcode districts, as options in the order they are offered."""
    reader = Reader(path)
    source = reader.mapping(reader.parse(), {"wards", "districts"})
    wards = [_option(reader, raw, source.at("wards")) for raw in reader.items(source, "wards")]
    districts = [str(code) for code in reader.items(source, "districts")]
    return wards + [{"code": code.lower(), "label": code} | dict.fromkeys(_OPTION_FLAGS, False) for code in districts]


_OPTION_FLAGS = ("exclusive", "positive", "outside_base")


def _notice(reader: Reader, raw: Any, source: Located) -> dict[str, Any]:
    notice = reader.mapping(raw, {"code", "layer", "heading", "body"}, source.at("notices"))
    return {
        "code": reader.code(notice),
        "layer": reader.one_of(notice, "layer", ("short", "full")),
        "heading": reader.text(notice, "heading", 200),
        "body": reader.text(notice, "body", 4000),
    }


def _option(reader: Reader, raw: Any, line: int) -> dict[str, Any]:
    option = reader.mapping(raw, {"code", "label", *_OPTION_FLAGS}, line)
    flags = {flag: reader.flag(option, flag) for flag in _OPTION_FLAGS}
    return {"code": reader.code(option), "label": reader.text(option, "label", 200)} | flags


def _question(
    reader: Reader,
    raw: Any,
    page: Located,
    places: list[dict[str, Any]],
    asked: dict[str, set[str]],
) -> dict[str, Any]:
    """One question; `asked` gathers the options of those before it, for routing."""
    keys = {"code", "type", "text", "hint", "required", "soft_check", "codebook_question"}
    keys |= {"settings", "show_if", "options", "options_from"}
    source = reader.mapping(raw, keys, page.at("questions"))
    kind = reader.one_of(source, "type", tuple(TYPES))
    code = reader.code(source)
    if code in asked:
        raise reader.fail(source.at("code"), f"question {code} stands twice")
    options = [_option(reader, raw, source.at("options")) for raw in reader.items(source, "options")]
    if "options_from" in source:
        reader.one_of(source, "options_from", ("places",))
        options = places + options
    codebook = None
    if kind == "free_text":
        codebook = reader.one_of(source, "codebook_question", _CODEBOOK)
    elif "codebook_question" in source:
        raise reader.fail(source.at("codebook_question"), "only a free_text has one")
    if (kind == "free_text") == bool(options):
        raise reader.fail(source.line, "a free_text has no options, every other type needs them")
    _unique(reader, "option", [option["code"] for option in options], source.line)
    settings = source.get("settings", {})
    for key, value in settings.items():
        if key not in _SETTINGS.get(kind, set()) or type(value) is not int or value < 1:
            raise reader.fail(source.at("settings"), f"setting {key} does not suit {kind}")
    question = {
        "code": code,
        "type": kind,
        "text": reader.text(source, "text", 500),
        "hint": reader.text(source, "hint", 500, optional=True),
        "codebook_question": codebook,
        "required": reader.flag(source, "required"),
        "soft_check": reader.flag(source, "soft_check"),
        "settings": dict(settings),
        "show_if": _show_if(reader, source, asked),
        "options": options,
    }
    asked[code] = {option["code"] for option in options}
    return question


def _show_if(reader: Reader, source: Located, asked: dict[str, set[str]]) -> dict[str, Any] | None:
    if "show_if" not in source:
        return None
    line = source.at("show_if")
    rule = reader.mapping(source["show_if"], {"question", "any_of"}, line)
    question = reader.code(rule, "question")
    wanted = [str(code) for code in reader.items(rule, "any_of")]
    if question not in asked:
        raise reader.fail(line, f"show_if needs an earlier question, {question} is none")
    if not wanted or not set(wanted) <= asked[question]:
        raise reader.fail(line, f"show_if needs options of {question}")
    return {"question": question, "any_of": wanted}


def _unique(reader: Reader, what: str, codes: list[str], line: int) -> None:
    for code in codes:
        if codes.count(code) > 1:
            raise reader.fail(line, f"{what} {code} stands twice")
