"""The data dictionary of a survey: what each column of an export is, its codes, its labels, its kinds of missing.

Returns codes and the questionnaire's own words; what the dictionary's headings are called belongs to the surface.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from surveys.content import QuestionView
from surveys.exchange.ours import FIXED, NOT_ASKED, WHY, WITHHELD
from surveys.exchange.rows import Versions
from surveys.questions import TYPES

MISSING = ("not_asked", "skipped", "prefer_not", "withheld")
"""Why an answer is not there: routing or the version did not ask; asked and left empty; the person would not say."""
PREFER_NOT = "prefer_not"
"""Option codes that begin so stand for "prefer not to say"."""
HEADINGS = ("variable", "question", "text", "type", "code", "label", "missing", "versions")


@dataclass(frozen=True)
class Variable:
    """A column of an export. `values` has label by code; of a grid the codes are "row.option".

    `missing` has for each kind of MISSING what stands in the cell then; a kind that cannot be is left out.
    """

    name: str
    question: str
    text: str
    type: str
    values: Mapping[str, str]
    missing: Mapping[str, str]
    versions: tuple[int, ...]


def variables(versions: Versions) -> list[Variable]:
    """Every column of a CSV or XLSX export of this survey, in its order."""
    found = [Variable(name, "", "", "fixed", {}, {}, ()) for name in FIXED]
    for question in versions.questions:
        numbers = tuple(versions.numbers(question.code))
        missing = {"not_asked": NOT_ASKED, "skipped": ""}
        values = codes(question)
        if question.type == "free_text":
            missing["withheld"] = WITHHELD
        refused = [code for code in values if code.startswith(PREFER_NOT)]
        if refused:
            missing["prefer_not"] = refused[0]
        text = str(question.text)
        found.append(Variable(question.code, question.code, text, question.type, values, missing, numbers))
        if TYPES[question.type].needs_options and TYPES[question.type].has_text:
            gone = {"not_asked": NOT_ASKED, "skipped": "", "withheld": WITHHELD}
            why = f"{text} {question.why}".strip()
            found.append(Variable(question.code + WHY, question.code, why, "free_text", {}, gone, numbers))
    return found


def codes(question: QuestionView) -> dict[str, str]:
    """The label of every code that an answer can hold."""
    if question.rows:
        return {
            f"{row.code}.{option.code}": f"{row.label}: {option.label}"
            for row in question.rows
            for option in question.options
        }
    return {option.code: str(option.label) for option in question.options}


def lines(versions: Versions, told: Mapping[str, str]) -> list[list[str]]:
    """The dictionary as a table under HEADINGS: a line a code, and one for a variable that has none.

    `told` puts into words what a fixed column is (by its name) and what a kind of missing means (by its code).
    """
    found = []
    for one in variables(versions):
        asked_in = ", ".join(str(number) for number in one.versions)
        text = one.text or told.get(one.name, "")
        missing = "; ".join(
            f"{told.get(kind, kind)}: {mark or told.get('empty', 'empty')}" for kind, mark in one.missing.items()
        )
        for code, label in one.values.items() or [("", "")]:
            found.append([one.name, one.question, text, one.type, code, label, missing, asked_in])
    return found


def spss_name(name: str, taken: set[str]) -> str:
    """A name that SPSS takes (a letter first; letters, digits, _ and .; 64 bytes), other than those taken."""
    made = re.sub(r"[^A-Za-z0-9_.]", "_", name)
    made = (made if made[:1].isalpha() else f"v_{made}")[:60].rstrip(".")
    number, found = 1, made
    while found.casefold() in taken:
        number += 1
        found = f"{made[:56]}_{number}"
    taken.add(found.casefold())
    return found
