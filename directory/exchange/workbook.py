"""Reads XLSX workbooks: values only, no formula is run, nothing outside the file is asked for."""

import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from directory.exchange import archive as archives
from directory.exchange.columns import guess
from directory.exchange.faults import FileError
from directory.exchange.tables import MOST_COLUMNS, MOST_ROWS, Table, table

OWN_SHEETS = ("phones", "schedules", "locations", "organisations")
_MERGED = re.compile(rb'<mergeCell [^>]*ref="([A-Z]+)(\d+)(?::[A-Z]+(\d+))?"')
_UNCOUNTED = re.compile(
    rb'<c [^>]*?r="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)


def read_xlsx(data: bytes) -> Table:
    """Return the table of a workbook: the sheet `services`, else the first one that has anything.

    Formulas count by the value that was saved with them. Raises FileError, also for merged cells below the
    headings, and formulas that were never worked out.
    """
    archive = archives.opened(data, "not_xlsx")
    _look_inside(archive)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(BytesIO(data), read_only=True, data_only=True)
            sheets = {sheet.title: sheet for sheet in book.worksheets if sheet.sheet_state == "visible"}
            main = next((name for name in sheets if name.strip().casefold() == "services"), None)
            title, found = (main, _table(sheets[main])) if main else _first(sheets)
            if main:
                own = {name.strip().casefold(): sheet for name, sheet in sheets.items()}
                found.sheets = {
                    name: _table(own[name], strict=True) for name in OWN_SHEETS if name in own and _has_rows(own[name])
                }
        _whole(archive, title, book, found)
        return found
    except FileError:
        raise
    except (InvalidFileException, KeyError, ValueError, TypeError, OSError, AttributeError, IndexError) as error:
        raise FileError("not_xlsx") from error
    except SyntaxError as error:  # what XML parsers raise
        raise FileError("not_xlsx") from error


def _look_inside(archive: ZipFile) -> None:
    """Refuse what is no workbook, and XML that declares entities of its own."""
    names = archive.namelist()
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise FileError("not_xlsx")
    for name in names:
        if name.endswith((".xml", ".rels")):
            part = archives.unpacked(archive, name, "not_xlsx")
            if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
                raise FileError("not_xlsx", detail=name)


def _first(sheets: dict[str, Any]) -> tuple[str, Table]:
    """Return the first sheet that holds anything."""
    for title, sheet in sheets.items():
        try:
            return title, _table(sheet)
        except FileError as error:
            if error.code != "empty":
                raise
    raise FileError("empty")


def _has_rows(sheet: Any) -> bool:
    rows = sheet.iter_rows(max_row=2, max_col=MOST_COLUMNS, values_only=True)
    return sum(1 for row in rows if any(cell is not None for cell in row)) > 1


def _table(sheet: Any, *, strict: bool = False) -> Table:
    headings: list[str] = []

    def rows() -> Iterator[tuple[int, list[str]]]:
        values = sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True)
        for number, cells in enumerate(values, start=1):
            if number > 4 * MOST_ROWS:
                raise FileError("too_many_rows", row=number)
            texts = [_text(cell, number, headings[at] if at < len(headings) else "") for at, cell in enumerate(cells)]
            if not headings and sum(1 for text in texts if guess(text.strip())) >= 2:
                headings.extend(text.strip() for text in texts)
            yield number, texts

    return table(rows(), strict=strict)


def _text(value: Any, row: int, column: str) -> str:
    """Return a cell's value as a text: days as ISO 8601, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime | date):
        if guess(column) in ("ages", "minimum_age", "maximum_age"):
            # A spreadsheet takes "11-17" for a day in November.
            raise FileError("age_became_a_date", row=row, column=column, detail=f"{value:%d %B %Y}")
        return (value.date() if isinstance(value, datetime) else value).isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, float | int):
        return str(int(value)) if float(value).is_integer() else repr(value)
    text = str(value)
    if text.startswith("#") and text in ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"):
        raise FileError("formula_error", row=row, column=column, detail=text)
    return text


def _whole(archive: ZipFile, title: str, book: Any, found: Table) -> None:
    """Refuse merged cells in the rows, and formulas without a value: both would read as empty cells."""
    place = [sheet.title for sheet in book.worksheets].index(title) + 1
    name = f"xl/worksheets/sheet{place}.xml"
    if name not in archive.namelist():
        return
    part = archives.unpacked(archive, name, "not_xlsx")
    first = found.rows[0][0]
    for column, top, bottom in _MERGED.findall(part):
        if int(bottom or top) >= first:
            raise FileError("merged_cells", row=int(top), column=column.decode())
    for column, row in _UNCOUNTED.findall(part):
        if int(row) >= first:
            raise FileError("formula_without_value", row=int(row), column=column.decode())
