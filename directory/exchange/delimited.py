"""Reads tables that are texts: CSV in the encodings and with the separators that offices really use."""

import csv
import io
from collections.abc import Iterator

from directory.exchange.faults import FileError, RowFault
from directory.exchange.tables import Table, known, table

SEPARATORS = (",", ";", "\t", "|")


def read_csv(data: bytes, *, strict: bool = False) -> Table:
    """Return the table of a CSV file.

    UTF-8, UTF-16 with its mark, else Windows-1252, which is a guess and noted as one. Raises FileError.
    """
    text, guessed = decoded(data)
    # Spreadsheets of three systems leave three kinds of line ends, at times in one file.
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = table(_rows(text, _separator(text)), strict=strict)
    if guessed:
        found.notes.append(RowFault(found.rows[0][0] - 1, "", "guessed_encoding"))
    return found


def decoded(data: bytes) -> tuple[str, bool]:
    """Return a file's text and whether its encoding is a guess.

    Raises FileError with the line: bad_characters (NUL, half a character), encoding (two encodings in one file).
    """
    if not data.strip():
        raise FileError("empty")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return _without_nul(data.decode("utf-16")), False
        except UnicodeDecodeError as error:
            raise FileError("encoding") from error
    try:
        return _without_nul(data.decode("utf-8-sig")), False
    except UnicodeDecodeError as error:
        first = error.start
    row = data.count(b"\n", 0, first) + 1
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        pass
    else:
        raise FileError("bad_characters", row=row)
    if any(sign > "\x7f" and sign != "\ufffd" for sign in data.decode("utf-8", "replace")):
        # Some of it is UTF-8, some is not: a guess would spoil one of the two.
        raise FileError("encoding", row=row)
    try:
        return _without_nul(data.decode("cp1252")), True
    except UnicodeDecodeError as error:
        raise FileError("encoding", row=data.count(b"\n", 0, error.start) + 1) from error


def _without_nul(text: str) -> str:
    at = text.find("\x00")
    if at >= 0:
        raise FileError("bad_characters", row=text.count("\n", 0, at) + 1)
    return text


def _separator(text: str) -> str:
    """Return the sign that makes most known headings of one of the first lines, else most cells of the first."""
    first = "\n".join(text.lstrip("\n").split("\n")[:5])

    def worth(sign: str) -> tuple[int, int]:
        try:
            rows = list(csv.reader(io.StringIO(first), delimiter=sign))
        except csv.Error:
            return 0, 0
        return max((known(row) for row in rows), default=0), len(rows[0]) if rows else 0

    return max(SEPARATORS, key=worth)


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, cells
    except csv.Error as error:
        raise FileError("bad_quotes", row=number + 1) from error
