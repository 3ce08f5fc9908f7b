"""Answers of a survey as files for staff: CSV, XLSX, JSON lines, SPSS, each with its data dictionary."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, Literal, TextIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from sqlalchemy.orm import Session

from surveys.exchange import spss
from surveys.exchange.ours import CSV_NAME, FIXED, FORMULA_STARTS, JSON_NAME, cell, columns_of
from surveys.exchange.rows import Versions, rows, versions_of
from surveys.exchange.variables import HEADINGS, lines
from surveys.models import Survey

Format = Literal["csv", "xlsx", "json", "sav"]
FORMATS: tuple[Format, ...] = ("xlsx", "csv", "sav", "json")
ENDINGS = {"csv": "zip", "xlsx": "xlsx", "json": "zip", "sav": "zip"}
"""What the file with the data dictionary ends in."""
DICTIONARY = "dictionary.csv"


def write_json(session: Session, survey: Survey, output: TextIO, *, masked: bool = False) -> int:
    """Write one JSON object a line; how many."""
    number = 0
    for row in rows(session, survey, masked=masked):
        output.write(json.dumps(row, ensure_ascii=False) + "\n")
        number += 1
    return number


def write_csv(session: Session, survey: Survey, output: TextIO, *, masked: bool = False) -> int:
    """Write a header and one line a submission; how many submissions.

    A column a question; a closed question with "why?" has a second, "code.why".
    """
    writer = csv.writer(output)
    number = -1  # the header is none
    for line in _table(session, survey, versions_of(session, survey), masked):
        writer.writerow(line)
        number += 1
    return number


def write_xlsx(
    session: Session, survey: Survey, output: BinaryIO, told: Mapping[str, str], *, masked: bool = False
) -> int:
    """Write a workbook with the sheets `answers` and `dictionary`; how many submissions. `told` as in write."""
    versions = versions_of(session, survey)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("answers")
    number = -1  # the header is none
    for line in _table(session, survey, versions, masked):
        sheet.append([_as_text(sheet, text) for text in line])
        number += 1
    second = book.create_sheet("dictionary")
    for line in _dictionary(versions, told):
        second.append([_as_text(second, text) for text in line])
    book.save(output)
    return number


def write_sav(
    session: Session, survey: Survey, output: BinaryIO, told: Mapping[str, str], *, masked: bool = False
) -> int:
    """Write an SPSS file; how many submissions. `told` as in write."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.sav"
        number = spss.write(rows(session, survey, masked=masked), versions_of(session, survey), told, path)
        output.write(path.read_bytes())
    return number


def write(
    session: Session,
    survey: Survey,
    kind: Format,
    output: BinaryIO,
    told: Mapping[str, str],
    *,
    masked: bool = False,
) -> int:
    """Write answers and their data dictionary: a workbook with two sheets, else a ZIP with two files; how many rows.

    `told` has words by code: fixed columns, kinds of missing, "yes", "no", "not_ranked", "empty".
    """
    if kind == "xlsx":
        return write_xlsx(session, survey, output, told, masked=masked)
    made = io.BytesIO()
    if kind == "sav":
        number = write_sav(session, survey, made, told, masked=masked)
    else:
        text = io.StringIO(newline="")
        number = (write_csv if kind == "csv" else write_json)(session, survey, text, masked=masked)
        # The mark lets a spreadsheet see that it is UTF-8.
        made.write(text.getvalue().encode("utf-8-sig" if kind == "csv" else "utf-8"))
    name = {"csv": CSV_NAME, "json": JSON_NAME, "sav": "answers.sav"}[kind]
    dictionary = io.StringIO(newline="")
    csv.writer(dictionary).writerows(_dictionary(versions_of(session, survey), told))
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, made.getvalue())
        archive.writestr(DICTIONARY, dictionary.getvalue().encode("utf-8-sig"))
    return number


def _table(session: Session, survey: Survey, versions: Versions, masked: bool) -> Any:
    """The header, then a line a submission."""
    columns = [column for question in versions.questions for column in columns_of(question)]
    yield [*FIXED, *(header for header, _code, _part in columns)]
    for row in rows(session, survey, masked=masked):
        gone, answers = set(row["not_asked"]), row["answers"]
        cells = [cell(None if code in gone else answers.get(code, {}), part) for _header, code, part in columns]
        yield [*(str(row[name]) for name in FIXED), *cells]


def _dictionary(versions: Versions, told: Mapping[str, str]) -> list[list[str]]:
    return [list(HEADINGS), *([_plain(text) for text in line] for line in lines(versions, told))]


def _plain(text: str) -> str:
    """Words of the questionnaire that a spreadsheet would take for a formula have an apostrophe in front."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _as_text(sheet: Any, text: str) -> WriteOnlyCell:
    """A cell that is a text whatever it looks like: nobody's words become a formula, a number or an error."""
    made = WriteOnlyCell(sheet, value=text)
    made.data_type = "s"
    return made
