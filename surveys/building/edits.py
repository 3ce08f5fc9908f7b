"""Changes to a survey's content, one function each: they take the content and give a new one, checked by the reader.

Raises BuildError with a code, or surveys.seed.reader.ContentError for what the files' reader refuses.
"""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any, cast

from surveys.building.content import Content, checked
from surveys.questions import TYPES, Asked, possible


class BuildError(Exception):
    """A change that cannot be made; `code` says why, `detail` names what it is about (codes of questions).

    unknown, routing (question, on), no_working_copy, conflict, type_changed (question, was), codebook_changed
    (question), flags_changed (question, option), code_taken (question), empty_page, no_notice, no_agreement, bad_title,
    slug_taken, bad_slug, other_survey (slug); of one question no_words, no_codebook, no_options, no_rows,
    same_words (words).
    """

    def __init__(self, code: str, **detail: str) -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


def suggest_code(words: str, taken: Iterable[str]) -> str:
    """A code made of the words' first letters and digits that nothing has yet: "Happy with your area?" is
    happy_with_your_area. Words without Latin letters give "item"."""
    plain = unicodedata.normalize("NFKD", words[:400]).encode("ascii", "ignore").decode().lower()
    found = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    stem = "_".join(found.split("_")[:5])[:28].strip("_") or "item"
    code, number, used = stem, 2, set(taken)
    while code in used:
        code, number = f"{stem}_{number}", number + 1
    return code


def questions_of(content: Content) -> list[dict[str, Any]]:
    """Every question in order."""
    return [question for page in content["pages"] for question in page["questions"]]


def find_question(content: Content, code: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The question and its page. Raises BuildError("unknown")."""
    for page in content["pages"]:
        for question in page["questions"]:
            if question["code"] == code:
                return question, page
    raise BuildError("unknown")


def find_page(content: Content, code: str) -> dict[str, Any]:
    """The page of this code. Raises BuildError("unknown")."""
    return _find(content["pages"], code)


def routable(content: Content, before: str | None) -> list[dict[str, Any]]:
    """The questions on which another can hang: those with options that come before it (all for a new one)."""
    found = []
    for question in questions_of(content):
        if question["code"] == before:
            break
        if possible(as_asked(question)):
            found.append(question)
    return found


def as_asked(question: dict[str, Any]) -> Asked:
    """A question of the content in the shape that surveys.questions takes."""
    options = [SimpleNamespace(**option) for option in question["options"]]
    return cast(Asked, SimpleNamespace(**(question | {"options": options})))


def set_words(content: Content, **fields: Any) -> Content:
    """Title, summary, minutes, audience or settings of the survey."""
    return _changed(content, lambda new: new.update(fields))


def put_page(content: Content, title: str, code: str | None = None) -> Content:
    """A new page at the end, or another title for the page of this code."""

    def change(new: Content) -> None:
        if code is not None:
            find_page(new, code)["title"] = title
            return
        suggested = suggest_code(title, [page["code"] for page in new["pages"]])
        new["pages"].append({"code": suggested, "title": title, "questions": []})

    if not title.strip() or len(title) > 200:
        raise BuildError("bad_title")
    return _changed(content, change)


def move_page(content: Content, code: str, step: int) -> Content:
    """The page one place earlier (-1) or later (1)."""
    return _changed(content, lambda new: _move(new["pages"], code, step))


def delete_page(content: Content, code: str) -> Content:
    """Without this page and its questions."""
    return _changed(content, lambda new: new["pages"].remove(find_page(new, code)))


def put_question(content: Content, page: str, question: dict[str, Any], code: str | None = None) -> Content:
    """A new question at the end of a page, or another content for the question of this code."""
    _check_filled(question)

    def change(new: Content) -> None:
        if code is None:
            if any(other["code"] == question["code"] for other in questions_of(new)):
                raise BuildError("code_taken", question=question["code"])
            find_page(new, page)["questions"].append(question)
            return
        old, at = find_question(new, code)
        at["questions"][at["questions"].index(old)] = question | {"code": code}

    return _changed(content, change)


def _check_filled(question: dict[str, Any]) -> None:
    """Refuse what a person can put right in the form, by what it is; the files' reader names it in a file's words."""
    asks, rows = TYPES[question["type"]], question["settings"].get("rows", [])
    wrong = {
        "no_words": not question["text"],
        "no_codebook": asks.has_text and not question["codebook_question"],
        "no_options": asks.needs_options and not question["options"],
        "no_rows": asks.has_rows and not rows,
    }
    for problem in (name for name, is_so in wrong.items() if is_so):
        raise BuildError(problem)
    for items in (question["options"], rows):
        seen: set[str] = set()
        for label in (item["label"] for item in items if item["label"]):
            if (said := " ".join(label.split()).casefold()) in seen:
                raise BuildError("same_words", words=label)
            seen.add(said)


def move_question(content: Content, code: str, step: int) -> Content:
    """The question one place earlier (-1) or later (1); over the edge of its page to the next page."""

    def change(new: Content) -> None:
        question, page = find_question(new, code)
        place = page["questions"].index(question)
        if 0 <= place + step < len(page["questions"]):
            _move(page["questions"], code, step)
            return
        at = new["pages"].index(page) + step
        if 0 <= at < len(new["pages"]):
            page["questions"].remove(question)
            new["pages"][at]["questions"].insert(0 if step > 0 else len(new["pages"][at]["questions"]), question)

    return _changed(content, change)


def send_question(content: Content, code: str, page: str) -> Content:
    """The question at the end of another page."""

    def change(new: Content) -> None:
        question, old = find_question(new, code)
        target = find_page(new, page)
        if target is not old:
            old["questions"].remove(question)
            target["questions"].append(question)

    return _changed(content, change)


def delete_question(content: Content, code: str) -> Content:
    """Without this question."""

    def change(new: Content) -> None:
        question, page = find_question(new, code)
        page["questions"].remove(question)

    return _changed(content, change)


def put_notice(content: Content, notice: dict[str, Any], code: str | None = None) -> Content:
    """A new notice at the end, or other words for the notice of this code."""

    def change(new: Content) -> None:
        if code is None:
            suggested = suggest_code(notice["heading"], [other["code"] for other in new["notices"]])
            new["notices"].append(notice | {"code": suggested})
        else:
            _find(new["notices"], code).update(notice)

    return _changed(content, change)


def move_notice(content: Content, code: str, step: int) -> Content:
    """The notice one place earlier (-1) or later (1)."""
    return _changed(content, lambda new: _move(new["notices"], code, step))


def delete_notice(content: Content, code: str) -> Content:
    """Without this notice."""
    return _changed(content, lambda new: new["notices"].remove(_find(new["notices"], code)))


def check_routing(content: Content) -> None:
    """Every question that hangs on another comes after it, and its options are there: so no loop can be made.

    Raises BuildError("routing", question, on).
    """
    asked: dict[str, set[str]] = {}
    for question in questions_of(content):
        rule = question["show_if"]
        if rule and not set(rule["any_of"]) <= asked.get(rule["question"], set()):
            raise BuildError("routing", question=question["code"], on=rule["question"])
        asked[question["code"]] = set(possible(as_asked(question)))


def _changed(content: Content, change: Callable[[Content], object]) -> Content:
    new = copy.deepcopy(content)
    change(new)
    check_routing(new)
    return checked(new)


def _find(items: list[dict[str, Any]], code: str) -> dict[str, Any]:
    found = next((item for item in items if item["code"] == code), None)
    if found is None:
        raise BuildError("unknown")
    return found


def _move(items: list[dict[str, Any]], code: str, step: int) -> None:
    place = items.index(_find(items, code))
    if 0 <= place + step < len(items):
        items.insert(place + step, items.pop(place))
