"""Writes a version of the codebook as a file, and reads a file as the themes of a draft: all of it or nothing."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from surveys.analysis.codebook_rules import LONGEST_TEXT, MOST_THEMES, faults
from surveys.analysis.codebook_themes import FIELDS, ThemeData, tidied
from surveys.analysis.codebook_versions import code_of
from surveys.codebook_exchange import qdc
from surveys.codebook_exchange.columns import PLAIN, BadValue, Row, known, texts_of, values_of
from surveys.exchange.delimited import decoded, read_csv
from surveys.exchange.faults import FileError, RowFault
from surveys.exchange.ours import text_in, text_out

FORMATS = ("csv", "json", "qdc")
MIMETYPES = {"csv": "text/csv", "json": "application/json", "qdc": "application/xml"}
MOST_BYTES = 5 * 1024 * 1024


@dataclass
class Plan:
    """What a file would make of the codebook: its themes, or every fault with its row (in a QDC file: its line)."""

    themes: list[ThemeData] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)


def write(kind: str, themes: Sequence[ThemeData], groups: Mapping[str, Mapping[str, str]], label: str) -> bytes:
    """The themes as a file of one of FORMATS."""
    if kind == "qdc":
        return qdc.write(themes)
    if kind == "json":
        return (
            json.dumps(
                {"version": label, "groups": groups, "themes": [theme.values() for theme in themes]},
                ensure_ascii=False,
                indent=1,
            )
            + "\n"
        ).encode()
    rows = [texts_of(theme) for theme in themes]
    by_language = sorted({column for row in rows for column in row} - set(PLAIN))
    output = io.StringIO()
    writer = csv.writer(output)
    headings = [PLAIN[0], *by_language, *PLAIN[1:]]
    writer.writerow(headings)
    # No spreadsheet may run what somebody wrote as a formula: surveys.exchange.ours says how.
    writer.writerows([[text_out(row.get(column, "")) for column in headings] for row in rows])
    return b"\xef\xbb\xbf" + output.getvalue().encode()


def read(data: bytes) -> list[Row]:
    """The rows of a file, each theme as columns. Its first bytes say what it is. Raises FileError.

    Codes: too_large, empty, wrong_type, not_json, not_codebook, unknown_column, no_rows, too_many_rows, those of
    surveys.exchange.delimited and of surveys.codebook_exchange.qdc.
    """
    if len(data) > MOST_BYTES:
        raise FileError("too_large")
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if not start:
        raise FileError("empty")
    if data.startswith((b"PK", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf")):
        raise FileError("wrong_type")
    if start == b"<" or data.startswith((b"\xff\xfe<", b"\xfe\xff\x00<")):
        rows = qdc.read(data)
    elif start in (b"{", b"["):
        rows = _json_rows(data)
    else:
        rows = _csv_rows(data)
    if not rows:
        raise FileError("no_rows")
    if len(rows) > MOST_THEMES:
        raise FileError("too_many_rows", row=rows[MOST_THEMES].number)
    return rows


def _csv_rows(data: bytes) -> list[Row]:
    table = read_csv(data)
    if not {"code", "name_en"} & set(table.headings):
        raise FileError("not_codebook")
    for heading in table.headings:
        if not known(heading):
            raise FileError("unknown_column", column=heading)
    whole = set(PLAIN) <= set(table.headings)
    return [
        Row(number, {name: text_in(cell) for name, cell in zip(table.headings, cells, strict=True)}, whole)
        for number, cells in table.rows
    ]


def _json_rows(data: bytes) -> list[Row]:
    try:
        whole = json.loads(decoded(data)[0])
    except (ValueError, RecursionError) as error:
        if isinstance(error, FileError):
            raise
        raise FileError("not_json", row=getattr(error, "lineno", None)) from error
    given = whole.get("themes") if isinstance(whole, dict) else whole
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise FileError("not_codebook")
    return [
        Row(number, _as_columns(one, number), set(FIELDS) <= one.keys()) for number, one in enumerate(given, start=1)
    ]


def _as_columns(theme: dict[str, Any], number: int) -> dict[str, str]:
    """An object of JSON as the columns that a table would have."""
    found: dict[str, str] = {}
    for key, value in theme.items():
        if key in ("names", "phrases") and isinstance(value, dict):
            stem = "name" if key == "names" else key
            found |= {f"{stem}_{tag}": _text(one, number, key) for tag, one in value.items()}
        elif key == "bare" and isinstance(value, dict):
            lines = [
                f"{question}: {line}" for question, few in value.items() for line in _text(few, number, key).split("\n")
            ]
            found["bare"] = "\n".join(lines)
        elif known(key):
            found[key] = _text(value, number, key)
        else:
            raise FileError("unknown_column", row=number, column=key)
    return found


def _text(value: Any, number: int, key: str) -> str:
    if value is None or isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, str):
        text = value
    elif isinstance(value, list) and all(isinstance(one, str) for one in value):
        text = "\n".join(" ".join(one.split()) for one in value)
    else:
        raise FileError("bad_value", row=number, column=key)
    if any("\ud800" <= sign <= "\udfff" or sign == "\x00" for sign in text):
        raise FileError("bad_characters", row=number, column=key)
    return text


def plan(base: Sequence[ThemeData], groups: Mapping[str, Any], rows: Sequence[Row], *, family: str = "") -> Plan:
    """What the rows make of the version in force. Themes that the file does not have stay as they are.

    ``family`` is for new themes of a file that does not say theirs, and whose parent has none.
    """
    there = {theme.code: theme for theme in base}
    made: dict[str, ThemeData] = {}
    number_of: dict[str, int] = {}
    found = Plan()
    codes = _codes_of(rows, base)
    by_key = {row.key: code for row, code in zip(rows, codes, strict=True) if row.key}
    for row, code in zip(rows, codes, strict=True):
        if code in made:
            found.faults.append(RowFault(row.number, "code", "twice", code))
            continue
        before = None if row.whole else there.get(code)
        try:
            values = values_of(row.columns, before)
        except BadValue as bad:
            found.faults.append(RowFault(row.number, bad.column, bad.code, bad.text))
            continue
        if values.get("parent") in by_key:
            values["parent"] = by_key[values["parent"]]
        if before is None and not values.get("family"):
            parent = values.get("parent") or ""
            above = made.get(parent) or there.get(parent)
            values["family"] = above.family if above else family
        whole = (before.values() if before else {"code": code}) | values
        made[code], number_of[code] = tidied(ThemeData(**whole)), row.number
    found.themes = _in_order(base, made)
    every = {theme.code: theme for theme in found.themes}
    for code, theme in made.items():
        if theme == there.get(code):
            continue
        others = {one: other for one, other in every.items() if one != code}
        found.faults += [
            RowFault(number_of[code], fault.field, fault.code, fault.text, limit=LONGEST_TEXT)
            for fault in faults(theme, groups, others)
        ]
    found.faults.sort(key=lambda fault: fault.row)
    return found


def _codes_of(rows: Sequence[Row], base: Sequence[ThemeData]) -> list[str]:
    """The code of each row; one that has none is known by the English name of a theme, else it gets a new code."""
    by_name = {theme.names["en"].casefold(): theme.code for theme in base}
    return [
        row.columns.get("code", "").strip()
        or by_name.get(" ".join(row.columns.get("name_en", "").split()).casefold())
        or code_of(row.columns.get("name_en", ""))
        for row in rows
    ]


def _in_order(base: Sequence[ThemeData], made: Mapping[str, ThemeData]) -> list[ThemeData]:
    """The file's order where it holds every theme; else each keeps its place and what is new comes last."""
    if all(theme.code in made for theme in base):
        return list(made.values())
    kept = [made.get(theme.code, theme) for theme in base]
    there = {theme.code for theme in base}
    return kept + [theme for code, theme in made.items() if code not in there]
