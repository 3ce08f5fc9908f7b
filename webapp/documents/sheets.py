"""A table in words, shown as it is on a page, in a CSV file and in a Word document."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import StringIO

from docx.document import Document as DocumentType
from docx.oxml.ns import qn

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet would take a text that begins like this for a formula (OWASP, CSV injection)."""

Value = str | int | float


@dataclass(frozen=True)
class Sheet:
    """A table: its code, what stands above it, the heads of its columns, its rows, and notes to read with it.

    The first value of a row is its head. Numbers stay numbers until they are shown.
    """

    code: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]
    notes: Sequence[str] = field(default_factory=tuple)


def as_csv(sheet: Sheet) -> str:
    """Return a sheet as CSV with a line of heads; the notes stay on the page."""
    output = StringIO()
    writer = csv.writer(output)
    writer.writerow([_safe(str(name)) for name in sheet.columns])
    writer.writerows([[_safe(value) for value in row] for row in sheet.rows])
    return output.getvalue()


def _safe(value: Value) -> Value:
    """Return a value that no spreadsheet runs; a number below zero is a number."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def add_to_document(document: DocumentType, sheet: Sheet, *, level: int = 2) -> None:
    """Add a heading, the table and its notes to a Word document; the heads stand on every page that it takes."""
    document.add_heading(sheet.title, level)
    if sheet.rows:
        table = document.add_table(rows=1, cols=len(sheet.columns), style="Light Grid Accent 1")
        header = table.rows[0]._tr.get_or_add_trPr()
        header.append(header.makeelement(qn("w:tblHeader"), {}))
        _fill(table.rows[0].cells, sheet.columns)
        for row in sheet.rows:
            _fill(table.add_row().cells, row)
    for note in sheet.notes:
        document.add_paragraph(note, style="List Bullet")


def _fill(cells: Iterable[object], values: Iterable[Value]) -> None:
    for cell, value in zip(cells, values, strict=True):
        cell.text = str(value)  # type: ignore[attr-defined]  # python-docx has no types
