"""The types of question: what counts as an answer, and how answers are summed up. No widgets.

Every type cleans a value that came from a page, a chat or a file into text, option codes or a
number, or raises InvalidAnswer with a code that the surface puts into words. The types themselves
are in surveys.question_types. Raw values, as the API takes them: an option code; a list of codes
(in the person's own order for a ranking); a text; a number or its digits; {row: option} for a
grid; {"choice": code, "why": text} for a closed question with "why?". None takes an answer away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from surveys.question_types import TYPES
from surveys.question_types.base import (
    Asked,
    AskedOption,
    Cleaned,
    InvalidAnswer,
    QuestionType,
    Said,
    Summary,
    printable,
)
from surveys.question_types.grid import row_codes
from surveys.question_types.words import LONGEST_TEXT

__all__ = [
    "LONGEST_TEXT",
    "TYPES",
    "Asked",
    "AskedOption",
    "Cleaned",
    "InvalidAnswer",
    "QuestionType",
    "Said",
    "Summary",
    "clean",
    "doubt",
    "is_complete",
    "is_shown",
    "possible",
    "printable",
    "raw_value",
    "row_codes",
    "summarise",
    "takes_text",
]


def clean(question: Asked, value: object) -> Cleaned:
    """The value as an answer to this question; InvalidAnswer when it is none."""
    return TYPES[question.type].clean(question, value)


def raw_value(question: Asked, stored: Cleaned) -> Any:
    """The value that `clean` makes this stored answer of, for the API and for files; None for an empty one."""
    return TYPES[question.type].value(question, stored)


def summarise(question: Asked, answers: Iterable[Said]) -> Summary:
    """Many people's answers to this question added up; one sequence of codes (or the number) a person."""
    return TYPES[question.type].summarise(question, answers)


def possible(question: Asked) -> list[str]:
    """Every code that a stored answer can hold ("row.option" in a grid); none for texts and numbers."""
    return TYPES[question.type].possible(question)


def is_complete(question: Asked, choices: Sequence[str]) -> bool:
    """Whether an answer that is not empty says all that a required question needs: a grid needs each row."""
    return TYPES[question.type].complete(question, choices)


def doubt(question: Asked, cleaned: Cleaned) -> str | None:
    """ "unusual" when the answer is possible but should be asked about once; None otherwise."""
    return TYPES[question.type].doubt(question, cleaned)


def takes_text(kind: str) -> bool:
    """Whether a type (a key of TYPES) takes someone's own words, which pass the triage and are coded."""
    return TYPES[kind].has_text


def is_shown(show_if: Mapping[str, Any] | None, chosen: Mapping[str, Sequence[str]]) -> bool:
    """Whether a question with this rule is asked, given the options chosen so far.

    `show_if` is {"question": code, "any_of": [option codes]}; None is always asked. An unanswered
    question on which it hangs means "not asked".
    """
    if show_if is None:
        return True
    return not set(show_if["any_of"]).isdisjoint(chosen.get(show_if["question"], ()))
