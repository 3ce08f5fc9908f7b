"""What the builder's pages send, read into the shape of the survey files; and why a change was refused, in words."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from surveys.building.content import OPTION_FLAGS, places
from surveys.building.edits import BuildError, suggest_code
from surveys.questions import TYPES, printable
from surveys.seed.reader import ContentError

Sent = MultiDict[str, str]
# Empty lines for new options under those that are there.
SPARE = 3
TYPE_NAMES = {
    "single": _l("One choice"),
    "multiple": _l("Several choices"),
    "up_to_n": _l("Up to so many choices (top three)"),
    "scale": _l("Scale"),
    "grid": _l("Grid: several lines with the same answers"),
    "ranking": _l("Ranking"),
    "number": _l("Number"),
    "free_text": _l("Own words"),
    "closed_why": _l("One choice with “why?”"),
    "ward": _l("Ward or postcode district"),
    "age_band": _l("Age band"),
    "agreement": _l("Agreement to take part"),
}
MODES = {"online": _l("On line"), "in_person": _l("In person"), "mixed": _l("Both"), "": _l("Not said")}
SAMPLINGS = {
    "open": _l("Open: everyone may answer"),
    "quota": _l("Sample with quotas"),
    "random": _l("Random sample"),
    "": _l("Not said"),
}
_REFUSALS = {
    "unknown": _l("This is not there any more. A colleague may have deleted it."),
    "conflict": _l(
        "A colleague changed this survey since you opened the page. Look at it again, then make your change."
    ),
    "code_taken": _l("The code “%(question)s” is taken by another question of this survey. Choose another."),
    "routing": _l(
        "“%(question)s” is asked only after an answer to “%(on)s”. So “%(on)s” has to come before it and have that "
        "answer."
    ),
    "type_changed": _l(
        "The code “%(question)s” was published as another type (%(was)s). Answers are compared by code, so its meaning "
        "stays. Give the new question a new code."
    ),
    "codebook_changed": _l(
        "“%(question)s” was published for another question of the codebook. Give the new question a new code."
    ),
    "flags_changed": _l(
        "The answer “%(option)s” of “%(question)s” was published with another meaning (counts as positive, or stands "
        "outside the base). Give the new answer a new code. Other words for it are fine."
    ),
    "empty_page": _l("A page has no question. Add one, or delete the page."),
    "no_notice": _l(
        "Add a notice that is read first: what is kept, who sees it, and why the law allows it. A survey that is made "
        "as a copy brings its notices."
    ),
    "no_agreement": _l("People have to agree before they answer: there must be an agreement that is always required."),
    "bad_title": _l("Write a title of 200 characters or fewer"),
    "bad_slug": _l("Write an address of small letters, numbers and hyphens, like residents-2027 (60 or fewer)"),
    "slug_taken": _l("This address is taken. Choose another."),
    "other_survey": _l(
        "This file is of another survey (%(slug)s). Its slug and consultation have to be this survey's."
    ),
    "no_words": _l("Write the question."),
    "no_codebook": _l("Choose the question of the codebook by which the words are coded."),
    "no_options": _l("Write the answers that people choose from."),
    "no_rows": _l("Write the lines that each take one of the answers."),
    "same_words": _l("“%(words)s” stands twice. People could not tell the two apart."),
    "no_working_copy": _l("There is nothing to go back to: this survey was never published."),
}


def refusal(error: BuildError | ContentError) -> str:
    """Why a change was refused, in a sentence that says what to do."""
    if isinstance(error, ContentError):
        # The reader of the files says it in English, for a file's author as for this page.
        return _("This cannot be saved: %(reason)s.", reason=error.reason)
    return str(_REFUSALS[error.code]) % error.detail


def text(sent: Sent, name: str) -> str:
    """One line or box, without what no page could show."""
    return printable(sent.get(name, "")).replace("\r\n", "\n").strip()


def _number(sent: Sent, name: str) -> Any:
    """A number where it is one, else what was typed, which the reader then refuses by name."""
    typed = text(sent, name)
    for kind in (int, float):
        try:
            return kind(typed) if len(typed) < 20 else typed
        except ValueError:
            continue
    return typed


def read_items(sent: Sent, kind: str, *, flags: bool) -> list[dict[str, Any]]:
    """The lines of options or rows as they were sent, empty ones too; `kind` begins their names."""
    labels, codes = sent.getlist(f"{kind}_label"), sent.getlist(f"{kind}_code")
    found: list[dict[str, Any]] = []
    for place, label in enumerate(labels):
        code = codes[place] if place < len(codes) else ""
        item: dict[str, Any] = {"code": printable(code).strip(), "label": printable(label).strip()}
        if flags:
            item |= {flag: str(place) in sent.getlist(f"{kind}_{flag}") for flag in OPTION_FLAGS}
        found.append(item)
    return found


def filled(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines that say something, each with a code: its own, else one made of its words."""
    kept = [item for item in items if item["label"] or item["code"]]
    taken = [item["code"] for item in kept if item["code"]]
    for item in kept:
        if not item["code"]:
            item["code"] = suggest_code(item["label"], taken)
            taken.append(item["code"])
    return kept


def rearranged(items: list[dict[str, Any]], how: str) -> list[dict[str, Any]]:
    """The lines after a button: "up:3", "down:3", "remove:3" or "more"."""
    verb, _colon, number = how.partition(":")
    place = int(number) if number.isdecimal() and len(number) < 4 else -1
    moved = list(items)
    if verb == "more":
        return moved + [{"code": "", "label": ""} | dict.fromkeys(OPTION_FLAGS, False) for _ in range(SPARE)]
    if not 0 <= place < len(moved):
        return moved
    item = moved.pop(place)
    if verb == "remove":
        return moved
    moved.insert(max(place + (1 if verb == "down" else -1), 0), item)
    return moved


def read_question(sent: Sent, kind: str, code: str, *, keep_empty: bool = False) -> dict[str, Any]:
    """A question as it was sent; `keep_empty` keeps empty lines, for showing the form again."""
    tidy = (lambda items: items) if keep_empty else filled
    asks = TYPES[kind]
    options = tidy(read_items(sent, "option", flags=True)) if asks.needs_options else []
    if kind == "ward" and "places" in sent and not keep_empty:
        options = places() + options
    settings: dict[str, Any] = {}
    for name in asks.settings - {"rows", "whole"}:
        if text(sent, name):
            settings[name] = text(sent, name) if name in {"why", "unit"} else _number(sent, name)
    if kind == "number":
        settings["whole"] = "parts" not in sent
    if asks.has_rows:
        settings["rows"] = tidy(read_items(sent, "row", flags=False))
    on = text(sent, "show_on")
    return {
        "code": code,
        "type": kind,
        "text": text(sent, "text"),
        "hint": text(sent, "hint"),
        "codebook_question": text(sent, "codebook_question") or None if asks.has_text else None,
        "required": "required" in sent,
        "soft_check": "soft_check" in sent,
        "settings": settings,
        "show_if": {"question": on, "any_of": sent.getlist("show_any")} if on else None,
        "options": options,
    }


def empty_question(kind: str) -> dict[str, Any]:
    """A question of this type with nothing in it but a line or two to fill."""
    blank = {"code": "", "label": ""} | dict.fromkeys(OPTION_FLAGS, False)
    question = read_question(MultiDict(), kind, "", keep_empty=True)
    question["options"] = [dict(blank) for _ in range(5)] if TYPES[kind].needs_options and kind != "ward" else []
    if TYPES[kind].has_rows:
        question["settings"]["rows"] = [{"code": "", "label": ""} for _ in range(SPARE)]
    return question
