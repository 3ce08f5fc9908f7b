"""Opens a file of answers that somebody wants to bring in: what kind it is, and the table that it holds."""

from __future__ import annotations

from surveys.exchange import archive, ours
from surveys.exchange.delimited import read_csv
from surveys.exchange.faults import FileError
from surveys.exchange.tables import Table
from surveys.exchange.workbook import read_xlsx

MOST_BYTES = 10 * 1024 * 1024
"""The greatest size of a file, in bytes."""
_OTHERS = (
    b"\xd0\xcf\x11\xe0",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
    b"{\\rtf",
    b"$FL2",
    b"\x1f\x8b",
)


def read(data: bytes) -> Table:
    """The table of a file. What kind it is, its first bytes say.

    CSV, XLSX, and our own exports: JSON lines, and the ZIP with answers and data dictionary.
    Raises FileError: too_large, empty, wrong_type, and those of each format.
    """
    if len(data) > MOST_BYTES:
        raise FileError("too_large")
    if not data.strip():
        raise FileError("empty")
    if data.startswith(b"PK"):
        files = archive.opened(data, "wrong_type")
        names = files.namelist()
        if archive.CONTENT in names:
            return read_xlsx(data)
        if ours.JSON_NAME in names:
            return ours.read_json(_small(archive.unpacked(files, ours.JSON_NAME, "wrong_type")))
        if ours.CSV_NAME in names:
            return read_csv(_small(archive.unpacked(files, ours.CSV_NAME, "wrong_type")))
        raise FileError("wrong_type")
    if data.startswith(_OTHERS):
        raise FileError("wrong_type")
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start in (b"{", b"["):
        return ours.read_json(data)
    if start == b"<":
        raise FileError("wrong_type")
    return read_csv(data)


def _small(data: bytes) -> bytes:
    if len(data) > MOST_BYTES:
        raise FileError("too_large")
    return data
