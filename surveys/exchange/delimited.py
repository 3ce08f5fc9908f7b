"""Reads tables that are texts: CSV in the encodings and with the separators that offices really use."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from surveys.exchange.faults import FileError, RowFault
from surveys.exchange.tables import MOST_SIGNS, Table, table

SEPARATORS = (",", ";", "\t", "|")


def read_csv(data: bytes) -> Table:
    """The table of a CSV file: UTF-8, UTF-16 with its mark, else Windows-1252, which is a guess and noted as one.

    Raises FileError.
    """
    text, guessed = decoded(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = table(_rows(text, _separator(text)))
    if guessed:
        found.notes.append(RowFault(1, "", "guessed_encoding"))
    return found


def decoded(data: bytes) -> tuple[str, bool]:
    """A file's text and whether its encoding is a guess.

    Raises FileError with the line: bad_characters (NUL, half a character), encoding (two encodings in one file).
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return _without_nul(data.decode("utf-16")), False
        except UnicodeDecodeError as error:
            raise FileError("encoding") from error
    try:
        return _without_nul(data.decode("utf-8-sig")), False
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        pass
    else:
        raise FileError("bad_characters", row=row)
    if b"\x00" in data:
        raise FileError("bad_characters", row=data.count(b"\n", 0, data.index(b"\x00")) + 1)
    if any(sign > "\x7f" and sign != "\ufffd" for sign in data.decode("utf-8", "replace")):
        # Some of it is UTF-8, some is not: a guess would spoil one of the two.
        raise FileError("encoding", row=row)
    try:
        return data.decode("cp1252"), True
    except UnicodeDecodeError as error:
        raise FileError("encoding", row=data.count(b"\n", 0, error.start) + 1) from error


def _without_nul(text: str) -> str:
    at = text.find("\x00")
    if at >= 0:
        raise FileError("bad_characters", row=text.count("\n", 0, at) + 1)
    return text


def _separator(text: str) -> str:
    """The sign that parts the headings: the one that makes most cells of the first line, outside quotation marks."""
    start = text.lstrip("\n")[:20_000]

    def cells(sign: str) -> int:
        try:
            return len(next(csv.reader(io.StringIO(start), delimiter=sign), []))
        except csv.Error:
            return 0

    return max(SEPARATORS, key=cells)


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, cells
    except csv.Error as error:
        too_long = "field larger" in str(error) or csv.field_size_limit() < MOST_SIGNS
        raise FileError("too_long" if too_long else "bad_quotes", row=number + 1) from error
