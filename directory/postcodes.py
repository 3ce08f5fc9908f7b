"""Imports the borough's postcodes from the ONS Postcode Directory: a stream of 2.7 million rows, few of them kept.

What is kept of a row: the postcode, its ward and its point. Rows of other boroughs stay out, except those
that share a postcode district with this one: they are kept as lying outside, so that a neighbour in the next
borough is told so. Ward codes (GSS) stand in no paper of the project: they come with the ONS file of ward names.
"""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from directory import settings
from directory.changes import touch
from directory.models import Postcode, PostcodeDistrict, Ward
from directory.places import FULL, OUTSIDE, plain_name

BARNET: Final = "E09000003"
"""The borough's code in the national register of areas (GSS)."""

CHUNK = 1_000
"""So many kept rows are written at a time."""
EVERY = 100_000
"""So often, in rows read, is progress told."""
SHOWN = 5
"""So many line numbers are named for each kind of fault."""

# Names of the columns as ONS writes them: until early 2025, and since then with the year in them.
_COLUMNS: Final = {
    "postcode": r"pcds|pcd8|pcd2|pcd7|pcd",
    "borough": r"oslaua|laua|lad\d\dcd",
    "ward": r"osward|ward|wd\d\dcd",
    "latitude": r"lat",
    "longitude": r"long",
    "ended": r"doterm",
}
_NAMES: Final = {"code": r"wd\d\dcd", "name": r"wd\d\dnm"}
_OPTIONAL: Final = {"ended"}

Row = dict[str, Any]


class PostcodeFileError(ValueError):
    """A file cannot be used, and nothing of it was kept.

    Codes: `missing_columns` (`names` says which), `not_csv`, `none_of_the_borough`.
    """

    def __init__(self, code: str, names: Iterable[str] = ()) -> None:
        self.code, self.names = code, sorted(names)
        super().__init__(f"{code}: {', '.join(self.names)}" if self.names else code)


@dataclass
class Imported:
    """What an import did, in rows and postcodes.

    `faults` counts the rows of the borough that are not as they should be: `short_row`, `not_a_postcode`
    (both left out), `no_point`, `unknown_ward` (both kept without it); `lines` names the first of each.
    """

    read: int = 0
    inside: int = 0
    outside: int = 0
    ended: int = 0
    new: int = 0
    changed: int = 0
    removed: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    lines: dict[str, list[int]] = field(default_factory=dict)

    def fault(self, code: str, line: int) -> None:
        """Count a fault of a row."""
        self.faults[code] += 1
        if len(self.lines.setdefault(code, [])) < SHOWN:
            self.lines[code].append(line)


def read_ward_names(lines: Iterable[str]) -> dict[str, str]:
    """Return the names of wards by their code, from the ONS file "Ward names and codes".

    Raises PostcodeFileError.
    """
    rows = _rows(lines)
    columns = _columns(next(rows, []), _NAMES)
    last = max(columns.values())
    return {row[columns["code"]].strip(): row[columns["name"]].strip() for row in rows if len(row) > last}


def import_postcodes(
    session: Session,
    lines: Iterable[str],
    ward_names: Mapping[str, str] | None = None,
    *,
    progress: Callable[[int], None] = lambda _rows: None,
) -> Imported:
    """Put the postcodes of the borough in place of those known; memory does not grow with the file.

    In: the lines of the directory's CSV (the whole country's, or that of some postcode areas), and the names
    of wards by code; without them the codes learnt from an earlier import serve. A ward that is not known
    stays empty: `find_place` then takes the wards that the district touches. Postcodes of the areas in the
    file (NW, EN) that are not in it are removed; those of other areas stay. A second import of the same
    file changes nothing. Flushes, never commits. Raises PostcodeFileError: roll back then.
    """
    done = Imported()
    wards = _Wards(session, ward_names or {})
    districts = set(session.scalars(select(PostcodeDistrict.code)))
    rows = _rows(lines)
    columns = _columns(next(rows, []), _COLUMNS)
    seen: set[str] = set()
    kept = _kept(rows, columns, districts, wards, done, progress)
    while chunk := {row["code"]: row for row in islice(kept, CHUNK)}:
        seen |= chunk.keys()
        _write(session, chunk, done)
    if not done.inside:
        raise PostcodeFileError("none_of_the_borough")
    done.removed = _remove_others(session, seen)
    settings.put(session, "ward_codes", wards.learnt, by=None)
    if done.new or done.changed or done.removed:
        touch(session)
    session.flush()
    return done


class _Wards:
    """Finds the slug of a ward by its national code."""

    def __init__(self, session: Session, names: Mapping[str, str]) -> None:
        slugs = {plain_name(ward.name): ward.slug for ward in session.scalars(select(Ward))}
        # All wards of the country are in the names file: "Hendon" is in Sunderland too. Only codes that stand
        # in rows of this borough are looked up, and only those are learnt.
        self._named = {code: slugs.get(plain_name(name)) for code, name in names.items()}
        self.learnt: dict[str, str] = dict(settings.get(session, "ward_codes"))

    def slug(self, code: str) -> str | None:
        found = self._named.get(code)
        if found:
            self.learnt[code] = found
        return found or self.learnt.get(code)


def _rows(lines: Iterable[str]) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines)
    except csv.Error as fault:
        raise PostcodeFileError("not_csv") from fault


def _columns(header: list[str], wanted: Mapping[str, str]) -> dict[str, int]:
    """Return where the columns stand; of several that fit, the one named first."""
    names = [name.strip().lstrip("\ufeff").lower() for name in header]
    found: dict[str, int] = {}
    for column, patterns in wanted.items():
        for pattern in patterns.split("|"):
            place = next((place for place, name in enumerate(names) if re.fullmatch(pattern, name)), None)
            if place is not None:
                found[column] = place
                break
    if missing := wanted.keys() - found.keys() - _OPTIONAL:
        raise PostcodeFileError("missing_columns", missing)
    return found


def _kept(
    rows: Iterator[list[str]],
    columns: Mapping[str, int],
    districts: set[str],
    wards: _Wards,
    done: Imported,
    progress: Callable[[int], None],
) -> Iterator[Row]:
    """Return the rows to keep, counting all others."""
    last, ended = max(columns.values()), columns.get("ended")
    postcode, borough = columns["postcode"], columns["borough"]
    for line, row in enumerate(rows, start=2):
        if not row:
            continue
        done.read += 1
        if done.read % EVERY == 0:
            progress(done.read)
        if len(row) <= last:
            done.fault("short_row", line)
            continue
        code = row[postcode].replace(" ", "").upper()
        inside = row[borough].strip() == BARNET
        # A quick look first: nearly all rows are of somewhere else.
        if not inside and code[:-3] not in districts:
            continue
        if ended is not None and row[ended].strip():
            done.ended += 1
        elif not FULL.fullmatch(code):
            done.fault("not_a_postcode", line)
        else:
            yield _read(row, code, inside, line, columns, wards, done)


def _read(
    row: list[str], code: str, inside: bool, line: int, columns: Mapping[str, int], wards: _Wards, done: Imported
) -> Row:
    ward: str | None = OUTSIDE
    if inside:
        done.inside += 1
        ward = wards.slug(row[columns["ward"]].strip())
        if ward is None:
            done.fault("unknown_ward", line)
    else:
        done.outside += 1
    point = _point(row[columns["latitude"]], row[columns["longitude"]])
    if point is None:
        done.fault("no_point", line)
    latitude, longitude = point or (None, None)
    return {"code": code, "ward": ward, "latitude": latitude, "longitude": longitude}


def _point(latitude: str, longitude: str) -> tuple[float, float] | None:
    """Return a point in degrees; ONS writes 99.999999 where it knows none. Outside Great Britain is a slip."""
    try:
        north, east = float(latitude), float(longitude)
    except ValueError:
        return None
    return (north, east) if 49 < north < 61 and -9 < east < 2.5 else None


def _write(session: Session, chunk: dict[str, Row], done: Imported) -> None:
    """Insert what is new and update what differs."""
    table = Postcode.__table__
    known = {
        row.code: dict(row._mapping)
        for row in session.execute(select(*table.columns).where(Postcode.code.in_(chunk.keys())))
    }
    new = [row for code, row in chunk.items() if code not in known]
    changed = [row for code, row in chunk.items() if code in known and known[code] != row]
    if new:
        session.execute(insert(Postcode), new)
    if changed:
        session.execute(update(Postcode), changed)
    done.new += len(new)
    done.changed += len(changed)


def _remove_others(session: Session, seen: set[str]) -> int:
    """Remove postcodes of the areas in the file that are not in it; returns how many."""
    areas = {_area(code) for code in seen}
    gone = [code for code in session.scalars(select(Postcode.code)) if code not in seen and _area(code) in areas]
    for start in range(0, len(gone), CHUNK):
        session.execute(delete(Postcode).where(Postcode.code.in_(gone[start : start + CHUNK])))
    return len(gone)


def _area(code: str) -> str:
    """Return the letters that a postcode begins with: NW of NW95ZZ."""
    return re.split(r"\d", code, maxsplit=1)[0]
