"""Answers as an SPSS file (.sav): numbers with variable and value labels, and the kinds of missing told apart.

A choice is a number from 1 in the order of the options. Several choices are a variable an option (1 chosen, 0 not), a
grid a variable a row, a ranking a variable an option with its place. Missing: -1 not asked, -2 left empty, -3 prefer
not to say; numbers, which may be negative themselves, have -999999991 to -999999993 instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from surveys.content import QuestionView
from surveys.exchange.ours import FIXED, NOT_ASKED, WHY, WITHHELD
from surveys.exchange.rows import Versions
from surveys.exchange.variables import MISSING, PREFER_NOT, spss_name
from surveys.questions import TYPES

NOT_ASKED_CODE, SKIPPED_CODE, PREFER_NOT_CODE = -1, -2, -3
_NUMBER_BASE = -999_999_990
_LONGEST_LABEL = 255
"""Bytes that SPSS shows of a label at most are 256 for variables and 120 for values; the dictionary has them whole."""
_LONGEST_VALUE = 120
_Answer = Mapping[str, Any] | None


@dataclass
class _Column:
    """A variable of the file: how it is called, and how its value comes from the answer to its question."""

    name: str
    label: str
    question: str
    read: Callable[[_Answer], Any]
    values: dict[float, str] = field(default_factory=dict)
    missing: list[Any] = field(default_factory=list)
    measure: str = "nominal"


def write(rows: Iterable[Mapping[str, Any]], versions: Versions, told: Mapping[str, str], path: Path) -> int:
    """Write the rows of surveys.exchange.rows to a .sav file; how many. `told` as variables.lines takes it."""
    import pandas as pd  # type: ignore[import-untyped]  # here: 60 MB for this alone
    import pyreadstat

    columns = _columns(versions, told)
    fixed: dict[str, list[Any]] = {name: [] for name in FIXED}
    data: dict[str, list[Any]] = {column.name: [] for column in columns}
    number = 0
    for row in rows:
        number += 1
        for name in FIXED:
            fixed[name].append(row[name])
        for column in columns:
            answer = None if column.question in row["not_asked"] else row["answers"].get(column.question, {})
            data[column.name].append(column.read(answer))
    fixed["version"] = [float(version) for version in fixed["version"]]
    moments = [datetime.fromisoformat(one).replace(tzinfo=None, microsecond=0) for one in fixed["submitted_at"]]
    frame = pd.DataFrame({**fixed, **data, "submitted_at": pd.Series(moments, dtype="datetime64[ns]")})
    labels = {name: told.get(name, name) for name in FIXED} | {column.name: column.label for column in columns}
    pyreadstat.write_sav(
        frame,
        path,
        column_labels={name: _short(label, _LONGEST_LABEL) for name, label in labels.items()},
        variable_value_labels={
            column.name: {value: _short(label, _LONGEST_VALUE) for value, label in column.values.items()}
            for column in columns
            if column.values
        },
        missing_ranges={column.name: column.missing for column in columns if column.missing},
        variable_measure={column.name: column.measure for column in columns},
    )
    return number


def _columns(versions: Versions, told: Mapping[str, str]) -> list[_Column]:
    taken = {name.casefold() for name in FIXED}
    found: list[_Column] = []
    for question in versions.questions:
        for column in _of(question, told):
            column.name = spss_name(column.name, taken)
            found.append(column)
    return found


def _of(question: QuestionView, told: Mapping[str, str]) -> list[_Column]:
    kind, code, text = question.type, question.code, str(question.text)
    numbers = {option.code: float(place) for place, option in enumerate(question.options, start=1)}
    gone = {float(-place): told.get(name, name) for place, name in enumerate(MISSING, start=1)}
    for option in question.options:
        if option.code.startswith(PREFER_NOT):
            numbers[option.code] = float(PREFER_NOT_CODE)
            gone[float(PREFER_NOT_CODE)] = str(option.label)
    values = {numbers[option.code]: str(option.label) for option in question.options} | gone
    missing = [{"lo": float(PREFER_NOT_CODE), "hi": float(NOT_ASKED_CODE)}]

    def column(name: str, label: str, read: Callable[[_Answer], Any], labels: Mapping[float, str] = values) -> _Column:
        measure = "ordinal" if kind in ("scale", "age_band", "ranking", "grid") else "nominal"
        return _Column(name, label, code, read, dict(labels), list(missing), measure)

    if kind == "free_text":
        return [_Column(code, text, code, _words)]
    if kind == "number":
        gone = {float(_NUMBER_BASE - place): told.get(name, name) for place, name in enumerate(MISSING[:2], start=1)}
        last = [{"lo": float(_NUMBER_BASE - 3), "hi": float(_NUMBER_BASE - 1)}]
        return [_Column(code, text, code, _figure, gone, last, "scale")]
    if kind == "grid":
        return [
            column(f"{code}_{row.code}", f"{text} {row.label}", _row_of(row.code, numbers)) for row in question.rows
        ]
    if kind == "ranking":
        places = {0.0: told.get("not_ranked", "not ranked")} | gone
        return [
            column(f"{code}_{option.code}", f"{text} {option.label}", _place_of(option.code), places)
            for option in question.options
        ]
    if kind in ("multiple", "up_to_n"):
        ticks = {0.0: told.get("no", "no"), 1.0: told.get("yes", "yes")} | gone
        return [
            column(f"{code}_{option.code}", f"{text} {option.label}", _tick_of(option.code), ticks)
            for option in question.options
        ]
    found = [column(code, text, _one_of(numbers))]
    if TYPES[kind].has_text:
        found.append(_Column(code + WHY, f"{text} {question.why}".strip(), code, _words))
    return found


def _gone(answer: _Answer, part: str) -> float | None:
    """The number for an answer that is not there, or None where there is one."""
    if answer is None:
        return float(NOT_ASKED_CODE)
    return None if answer.get(part) else float(SKIPPED_CODE)


def _words(answer: _Answer) -> str:
    if answer is None:
        return NOT_ASKED
    return WITHHELD if answer.get("withheld") else str(answer.get("text") or "")


def _figure(answer: _Answer) -> float:
    if answer is None:
        return float(_NUMBER_BASE + NOT_ASKED_CODE)
    value = answer.get("number")
    return float(_NUMBER_BASE + SKIPPED_CODE) if value is None else float(value)


def _one_of(numbers: Mapping[str, float]) -> Callable[[_Answer], Any]:
    def read(answer: _Answer) -> Any:
        gone = _gone(answer, "choices")
        return gone if gone is not None or answer is None else numbers.get(answer["choices"][0])

    return read


def _tick_of(option: str) -> Callable[[_Answer], float]:
    def read(answer: _Answer) -> float:
        gone = _gone(answer, "choices")
        if gone is not None or answer is None:
            return float(gone or 0)
        if option not in answer["choices"] and any(code.startswith(PREFER_NOT) for code in answer["choices"]):
            return float(PREFER_NOT_CODE)
        return float(option in answer["choices"])

    return read


def _place_of(option: str) -> Callable[[_Answer], float]:
    def read(answer: _Answer) -> float:
        gone = _gone(answer, "choices")
        if gone is not None or answer is None:
            return float(gone or 0)
        return float(answer["choices"].index(option) + 1 if option in answer["choices"] else 0)

    return read


def _row_of(row: str, numbers: Mapping[str, float]) -> Callable[[_Answer], Any]:
    def read(answer: _Answer) -> Any:
        if answer is None:
            return float(NOT_ASKED_CODE)
        for code in answer.get("choices", ()):
            at, _dot, option = code.partition(".")
            if at == row:
                return numbers.get(option)
        return float(SKIPPED_CODE)

    return read


def _short(text: str, most: int) -> str:
    """A label in so many bytes of UTF-8, cut between characters."""
    return text.encode()[:most].decode(errors="ignore")
