"""Reads survey content from YAML and refuses what is wrong, with file, line and reason.

What comes out is plain dictionaries with every key present, ready to be compared by hash and
stored. Nothing here touches a database.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from surveys.base import AUDIENCES, SURVEY_STATES
from surveys.questions import TYPES, Asked, possible
from surveys.seed.located import ContentError, Located, Reader
from surveys.seed.settings import read_settings, read_survey_settings

__all__ = ["CODEBOOK_QUESTIONS", "ContentError", "Located", "Reader", "read_places", "read_survey", "survey_of"]
CODEBOOK_QUESTIONS = ("Q1", "Q2", "Q3", "Q4", "Q5")
# More than any questionnaire needs, and few enough to show.
MOST_OPTIONS = 150
MOST_PAGES = 60
MOST_QUESTIONS = 200


def read_survey(path: Path, places: list[dict[str, Any]], text: str | None = None) -> dict[str, Any]:
    """One survey file, checked, as plain dictionaries. `places` are the options of ward questions.

    `text` is the content when it is not on disk (an upload, the builder's own); `path` then only
    names it. "settings" is among the keys only where the file says something. Raises ContentError.
    """
    reader = Reader(path, text)
    return survey_of(reader, reader.parse(), places)


def survey_of(
    reader: Reader, raw: Any, places: list[dict[str, Any]], beside: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """The survey in a parsed file that may hold other keys `beside` it, which the caller reads. Raises ContentError."""
    keys = {"slug", "consultation", "audience", "state", "minutes", "title", "summary"}
    source = reader.mapping(raw, keys | {"settings", "notices", "pages"} | beside)
    survey: dict[str, Any] = {
        "slug": reader.code(source, "slug"),
        "consultation": reader.code(source, "consultation"),
        "audience": reader.one_of(source, "audience", AUDIENCES),
        "state": reader.one_of(source, "state", SURVEY_STATES),
        "minutes": reader.whole(source, "minutes", 1, 120, 10),
        "title": reader.text(source, "title", 200),
        "summary": reader.text(source, "summary", 1000),
        "notices": [_notice(reader, raw, source) for raw in reader.items(source, "notices")],
    }
    settings = read_survey_settings(reader, source)
    if settings:
        survey["settings"] = settings
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
    if len(pages) > MOST_PAGES or len(asked) > MOST_QUESTIONS:
        raise reader.fail(source.at("pages"), f"more than {MOST_PAGES} pages or {MOST_QUESTIONS} questions")
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
    asks = TYPES[kind]
    codebook = None
    if asks.has_text:
        codebook = reader.one_of(source, "codebook_question", CODEBOOK_QUESTIONS)
    elif "codebook_question" in source:
        raise reader.fail(source.at("codebook_question"), "only a free_text or closed_why has one")
    if asks.needs_options != bool(options):
        raise reader.fail(source.line, f"a {kind} needs options" if asks.needs_options else f"a {kind} has no options")
    if len(options) > MOST_OPTIONS:
        raise reader.fail(source.at("options"), f"more than {MOST_OPTIONS} options")
    _unique(reader, "option", [option["code"] for option in options], source.line)
    question = {
        "code": code,
        "type": kind,
        "text": reader.text(source, "text", 500),
        "hint": reader.text(source, "hint", 500, optional=True),
        "codebook_question": codebook,
        "required": reader.flag(source, "required"),
        "soft_check": reader.flag(source, "soft_check"),
        "settings": read_settings(reader, source, kind, options),
        "show_if": _show_if(reader, source, asked),
        "options": options,
    }
    asked[code] = set(possible(_as_asked(question)))
    return question


def _as_asked(question: dict[str, Any]) -> Asked:
    """A question as it was read, in the shape that surveys.questions takes."""
    options = [SimpleNamespace(**option) for option in question["options"]]
    return cast(Asked, SimpleNamespace(**(question | {"options": options})))


def _show_if(reader: Reader, source: Located, asked: dict[str, set[str]]) -> dict[str, Any] | None:
    if "show_if" not in source:
        return None
    line = source.at("show_if")
    rule = reader.mapping(source["show_if"], {"question", "any_of"}, line)
    question = reader.code(rule, "question")
    wanted = [str(code)[:200] for code in reader.items(rule, "any_of")]
    if question not in asked:
        raise reader.fail(line, f"show_if needs an earlier question, {question} is none")
    if not asked[question]:
        raise reader.fail(line, f"show_if needs a question with options, {question} has none")
    if not wanted or not set(wanted) <= asked[question]:
        raise reader.fail(line, f"show_if needs options of {question}")
    return {"question": question, "any_of": wanted}


def _unique(reader: Reader, what: str, codes: list[str], line: int) -> None:
    for code in codes:
        if codes.count(code) > 1:
            raise reader.fail(line, f"{what} {code} stands twice")
