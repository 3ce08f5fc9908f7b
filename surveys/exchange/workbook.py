"""Reads XLSX workbooks: values only, no formula is run, nothing outside the file is asked for."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from surveys.exchange import archive as archives
from surveys.exchange.faults import FileError
from surveys.exchange.tables import MOST_COLUMNS, MOST_ROWS, Table, table

OWN_SHEET = "answers"
_MERGED = re.compile(rb'<mergeCell [^>]*ref="([A-Z]+)(\d+)(?::[A-Z]+(\d+))?"')
_ERRORS = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!")
# A formula whose result was never saved: it would read as an empty cell, an answer that somebody did give.
_UNCOUNTED = re.compile(
    rb'<c [^>]*?r="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)


def read_xlsx(data: bytes) -> Table:
    """The table of a workbook: the sheet `answers`, else the first visible one that has anything.

    Formulas count by the value that was saved with them. Raises FileError, also for merged cells below the headings,
    and formulas that were never worked out.
    """
    archive = archives.opened(data, "not_xlsx")
    _look_inside(archive)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(BytesIO(data), read_only=True, data_only=True)
            try:
                sheet, found = _first(book)
                _refuse_merged(archives.unpacked(archive, sheet._worksheet_path, "not_xlsx"), found)
                return found
            finally:
                book.close()
    except FileError:
        raise
    except (InvalidFileException, KeyError, ValueError, TypeError, OSError, AttributeError, IndexError) as error:
        raise FileError("not_xlsx") from error
    except SyntaxError as error:  # what XML parsers raise
        raise FileError("not_xlsx") from error


def _look_inside(archive: ZipFile) -> None:
    """Refuse what is no workbook, XML that declares entities of its own, and formulas without a value."""
    names = archive.namelist()
    if archives.CONTENT not in names or not any(name.startswith("xl/") for name in names):
        raise FileError("not_xlsx")
    for name in names:
        if name.endswith((".xml", ".rels")):
            part = archives.unpacked(archive, name, "not_xlsx")
            if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
                raise FileError("not_xlsx")
            if name.startswith("xl/worksheets/") and (found := _UNCOUNTED.search(part)):
                raise FileError("formula_without_value", column=found[1].decode())


def _first(book: Any) -> tuple[Any, Table]:
    """The sheet that holds the answers, and its table."""
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    sheets.sort(key=lambda sheet: sheet.title.strip().casefold() != OWN_SHEET)
    for sheet in sheets:
        try:
            return sheet, table(_rows(sheet))
        except FileError as error:
            if error.code != "empty":
                raise
    raise FileError("empty")


def _refuse_merged(part: bytes, found: Table) -> None:
    """Refuse merged cells below the headings: all but the first would read as empty, answers that somebody did give."""
    first = found.rows[0][0]
    for column, top, bottom in _MERGED.findall(part):
        if int(bottom or top) >= first:
            raise FileError("merged_cells", row=int(top), column=column.decode())


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True), start=1):
        if number > 4 * MOST_ROWS:
            raise FileError("too_many_rows", row=number)
        yield number, [_text(cell, number) for cell in cells]


def _text(value: Any, row: int) -> str:
    """A cell's value as a text: moments as ISO 8601, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        # Spreadsheets count days as fractions: half a second of error is no second.
        rounded = (value + timedelta(milliseconds=500)).replace(microsecond=0)
        return rounded.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time | timedelta):
        return str(value)
    if isinstance(value, float | int):
        return str(int(value)) if float(value).is_integer() else repr(value)
    text = str(value)
    if text in _ERRORS:
        raise FileError("formula_error", row=row)
    return text
