"""Our own files of answers: which columns they have, how an answer stands in a cell, and JSON read as such a table.

A cell of several choices holds codes with `|` between them, of a ranking in its order, of a grid "row.option". A
question that routing never asked says `(not asked)`; one that was asked and left out is empty; words that only
safeguarding staff may read are `(withheld)`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from surveys.content import QuestionView
from surveys.exchange.faults import FileError
from surveys.exchange.tables import MOST_COLUMNS, MOST_ROWS, Table, table
from surveys.questions import TYPES

FIXED = ("reference", "survey", "version", "audience", "language", "channel", "submitted_at")
CSV_NAME, JSON_NAME = "answers.csv", "answers.jsonl"
# Several choices stand in one cell with this between them; no code holds it.
SEPARATOR = "|"
# Ends the column of the words beside a closed question.
WHY = ".why"
NOT_ASKED, WITHHELD = "(not asked)", "(withheld)"
# A spreadsheet would take a text that begins like this for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def columns_of(question: QuestionView) -> list[tuple[str, str, str]]:
    """The columns of a question: header, question code, and the part of the answer that stands in it."""
    code, kind = question.code, TYPES[question.type]
    if not kind.needs_options:
        return [(code, code, "text" if kind.has_text else "number")]
    return [(code, code, "choices"), *([(code + WHY, code, "text")] if kind.has_text else [])]


def cell(answer: Mapping[str, Any] | None, part: str) -> str:
    """A part of an answer as it stands in a cell; None is an answer to a question that was not asked."""
    if answer is None:
        return NOT_ASKED
    if part == "text" and answer.get("withheld"):
        return WITHHELD
    value = answer.get(part)
    if value is None:
        return ""
    if part == "choices":
        return SEPARATOR.join(value)
    return number_out(value) if part == "number" else text_out(value)


def number_out(value: float) -> str:
    """A number so that it reads back as the same one."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def text_out(text: str) -> str:
    """Somebody's words so that no spreadsheet runs them: what begins like a formula has an apostrophe in front."""
    return f"'{text}" if text.startswith((*FORMULA_STARTS, "'")) or text in (NOT_ASKED, WITHHELD) else text


def text_in(text: str) -> str:
    """The words back again."""
    return text.removeprefix("'")


def is_ours(headings: list[str]) -> bool:
    """Whether these are the headings of one of our own exports."""
    return {"reference", "survey", "channel", "submitted_at"} <= set(headings)


def read_json(data: bytes) -> Table:
    """JSON lines of ours (or a list of the same objects) as the table that our CSV would be.

    Raises FileError: not_json, not_answers with the line.
    """
    rows = []
    headings = dict.fromkeys(FIXED)
    for number, told in enumerate(_objects(data), start=2):
        if number > MOST_ROWS + 2:
            raise FileError("too_many_rows", row=number)
        row = _row(told, number)
        headings |= dict.fromkeys(row)
        if len(headings) > MOST_COLUMNS:
            raise FileError("too_many_columns", row=number)
        rows.append((number, row))
    names = list(headings)
    return table([(1, names), *((number, [row.get(name, "") for name in names]) for number, row in rows)])


def _objects(data: bytes) -> list[Any]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError("encoding", row=data.count(b"\n", 0, error.start) + 1) from error
    try:
        if text.lstrip().startswith("["):
            found = json.loads(text)
            return list(found)
        return [json.loads(line) for line in text.split("\n") if line.strip()]
    except (ValueError, RecursionError) as error:
        raise FileError("not_json") from error


def _row(told: Any, number: int) -> dict[str, str]:
    if not isinstance(told, dict) or not isinstance(told.get("answers"), dict) or "reference" not in told:
        raise FileError("not_answers", row=number)
    row = {name: "" if told.get(name) is None else str(told[name]) for name in FIXED}
    for code, answer in told["answers"].items():
        if not isinstance(answer, dict):
            raise FileError("not_answers", row=number, column=str(code))
        choices, text, figure = answer.get("choices"), answer.get("text"), answer.get("number")
        if choices is not None:
            if not isinstance(choices, list) or not all(isinstance(one, str) for one in choices):
                raise FileError("not_answers", row=number, column=str(code))
            row[code] = SEPARATOR.join(choices)
        if figure is not None:
            if isinstance(figure, bool) or not isinstance(figure, int | float) or abs(figure) > 1e15:
                raise FileError("not_answers", row=number, column=str(code))
            row[code] = number_out(figure)
        if text is not None:
            if not isinstance(text, str):
                raise FileError("not_answers", row=number, column=str(code))
            row[code + (WHY if "choices" in answer else "")] = text_out(text)
    for code in told.get("not_asked") or ():
        row[str(code)] = NOT_ASKED
    return row
