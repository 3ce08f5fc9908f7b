"""Writes the directory into files: CSV, XLSX, our own JSON, HSDS JSON and the HSDS tabular package."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any, Literal, get_args

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory import hsds
from directory.exchange import records, tabular
from directory.exchange.cells import defused, to_text
from directory.exchange.columns import ORGANISATION
from directory.exchange.vocabulary import CHOICES, ROW_PARTS
from directory.export import export
from directory.fields import SERVICE_FIELDS, organisation_fields
from directory.models import Service
from directory.text import printable

Format = Literal["json", "csv", "xlsx", "hsds", "hsds-tabular"]
FORMATS: tuple[Format, ...] = get_args(Format)
ENDINGS: dict[str, str] = {"json": "json", "csv": "csv", "xlsx": "xlsx", "hsds": "json", "hsds-tabular": "zip"}
PUBLIC = ("hsds", "hsds-tabular")
"""The formats that hold nothing but what the public reads anyway; the others have notes for staff too."""

OWN_SHEETS = ("phones", "schedules", "locations")
_HEAD = ("id", "slug", "name", "organisation")
COLUMNS = (*_HEAD, *(name for name in SERVICE_FIELDS if name != "name"), "assured_date")
"""The columns of a service in CSV; `organisation_...` follow."""

_MOST_SIGNS = 32_000


def write(session: Session, kind: Format, target: IO[bytes], dictionary: Mapping[str, tuple[str, str]]) -> None:
    """Write the directory in one of FORMATS.

    In: `dictionary` has by column what it is and how it is written, in words (the words are the surface's).
    """
    if kind == "json":
        target.write((json.dumps(export(session), indent=2, ensure_ascii=False) + "\n").encode())
    elif kind == "csv":
        _csv(session, target)
    elif kind == "xlsx":
        _xlsx(session, target, dictionary)
    elif kind == "hsds":
        _hsds(session, target)
    else:
        reference = hsds.Reference(session)
        taxonomies = reference.vocabulary.taxonomies
        terms = [(hsds.taxonomy_values(one), hsds.taxonomy_values(one, nested=True).get("taxonomy_terms", []))
                 for one in taxonomies]  # fmt: skip
        tabular.write(target, (hsds.service_whole(one, reference) for one in records.services(session)), terms)


def _csv(session: Session, target: IO[bytes]) -> None:
    """One row a service, every list in one cell."""
    told = {row["slug"]: row for row in records.organisations(session)}
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*COLUMNS, *ORGANISATION])
    for service in records.services(session):
        held = records.record(service)
        organisation = told[held["organisation"]]
        cells = [to_text(name, held[name]) for name in COLUMNS]
        cells += [to_text(name, organisation[name]) for name in organisation_fields()]
        writer.writerow([defused(cell) for cell in cells])
    text.flush()
    text.detach()


def _xlsx(session: Session, target: IO[bytes], dictionary: Mapping[str, tuple[str, str]]) -> None:
    """A sheet of services, one that explains the columns, and one each for what a service has several of."""
    book = Workbook(write_only=True)
    columns = [name for name in COLUMNS if name not in OWN_SHEETS]
    main = _sheet(book, "services", columns)
    words = _sheet(book, "dictionary", ["column", "what it is", "how it is written", "codes"])
    for name in [*columns, *OWN_SHEETS]:
        label, hint = dictionary.get(name, ("", ""))
        words.append(_cells([name, label, hint, ", ".join(CHOICES.get(name, ROW_PARTS.get(name, ())))]))
    told = _sheet(book, "organisations", ["slug", *organisation_fields()])
    for row in records.organisations(session):
        told.append(_cells([to_text(name, value) for name, value in row.items()]))
    inner = {name: _sheet(book, name, ["service", *ROW_PARTS[name]]) for name in OWN_SHEETS}
    for service in records.services(session):
        held = records.record(service)
        main.append(_cells([_value(name, held[name]) for name in columns]))
        for name, sheet in inner.items():
            for row in held[name]:
                parts = [_part(row[part]) for part in ROW_PARTS[name]]
                sheet.append(_cells([held["slug"], *parts]))
    book.save(target)


def _sheet(book: Any, title: str, headings: list[str]) -> Any:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "D2" if title == "services" else "A2"
    for place in range(len(headings)):
        sheet.column_dimensions[_letters(place)].width = 28
    cells = []
    for heading in headings:
        cell = WriteOnlyCell(sheet, value=heading)
        cell.font, cell.alignment = Font(bold=True), Alignment(vertical="top")
        cells.append(cell)
    sheet.append(cells)
    return sheet


def _letters(place: int) -> str:
    return (chr(64 + place // 26) if place >= 26 else "") + chr(65 + place % 26)


def _value(name: str, value: Any) -> str | int | None:
    """Return a number as a number, so that it can be sorted, anything else as text."""
    return value if isinstance(value, int) and not isinstance(value, bool) else to_text(name, value)


def _part(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else to_text("", value)


def _cells(values: Sequence[str | int | None]) -> list[str | int | None]:
    """Return cells that no spreadsheet runs, without signs that XML does not know."""
    return [defused(printable(value))[:_MOST_SIGNS] or None if isinstance(value, str) else value for value in values]


def _hsds(session: Session, target: IO[bytes]) -> None:
    """Every service in full as `/api/hsds/services/{id}` gives it, in the envelope of its lists."""
    total = session.scalar(select(func.count()).select_from(Service)) or 0
    head = {"total_items": total, "total_pages": 1, "page_number": 1, "size": total,
            "first_page": True, "last_page": True, "empty": not total}  # fmt: skip
    target.write(json.dumps(head)[:-1].encode() + b', "contents": [')
    for place, told in enumerate(hsds_services(session)):
        target.write((",\n" if place else "\n").encode() + json.dumps(told, ensure_ascii=False).encode())
    target.write(b"\n]}\n")


def hsds_services(session: Session) -> Iterator[dict[str, Any]]:
    """Return every service in full, one after another."""
    reference = hsds.Reference(session)
    return (hsds.service_whole(service, reference) for service in records.services(session))
