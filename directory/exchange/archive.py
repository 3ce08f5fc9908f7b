"""Opens zip files that strangers may have made: bounded in files, size and ratio, and never by a path in them."""

import lzma
import re
import zipfile
import zlib
from io import BytesIO

from directory.exchange.faults import FileError

MOST_FILES = 1000
MOST_BYTES = 120 * 1024 * 1024
"""So many bytes a file may hold when it is unpacked, all together."""
MOST_RATIO = 250
"""So many times its packed size a part may be."""
_BROKEN = (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError, RuntimeError, KeyError)
_PACKED = (zlib.error, lzma.LZMAError)


def opened(data: bytes, code: str) -> zipfile.ZipFile:
    """Return the archive, looked at before anything is unpacked.

    Raises FileError: `code` when it is no archive, `too_large_inside`, `path_inside`, `encrypted`.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        parts = archive.infolist()
    except _BROKEN as error:
        raise FileError(code) from error
    if len(parts) > MOST_FILES or sum(part.file_size for part in parts) > MOST_BYTES:
        raise FileError("too_large_inside")
    for part in parts:
        if part.file_size > MOST_RATIO * max(part.compress_size, 1) and part.file_size > 1_000_000:
            raise FileError("too_large_inside", detail=part.filename)
        if part.filename.startswith(("/", "\\")) or ".." in re.split(r"[\\/]", part.filename) or ":" in part.filename:
            raise FileError("path_inside", detail=part.filename)
        if part.flag_bits & 1:
            raise FileError("encrypted")
    return archive


def unpacked(archive: zipfile.ZipFile, name: str, code: str) -> bytes:
    """Return one part; raises FileError `code` when it is damaged."""
    try:
        return archive.read(name)
    except (*_BROKEN, *_PACKED) as error:
        raise FileError(code, detail=name) from error
