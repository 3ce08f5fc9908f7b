"""Imports the borough's postcodes from the ONS Postcode Directory: a stream of 2.7 million rows, few of them kept.

What is kept of a row: the postcode, its ward and its point. Rows of other boroughs stay out, except those
that share a postcode district with this one: they are kept as lying outside, so that a neighbour in the next
borough is told so. Ward codes (GSS) stand in no paper of the project: they come with the ONS file of ward names.
"""

import csv
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from directory import settings
from directory.changes import touch
from directory.models import Postcode, Ward
from directory.places import FULL, OUTSIDE, plain_name

BARNET: Final = "E09000003"
"""The borough's code in the national register of areas (GSS)."""

CHUNK = 1_000
"""So many postcodes are removed at a time."""
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


class Kept(NamedTuple):
    """A row to keep: the code of its ward (None where it lies outside the borough), its point, its line."""

    ward: str | None
    latitude: float | None
    longitude: float | None
    line: int


class PostcodeFileError(ValueError):
    """A file cannot be used, and nothing of it was kept.

    Codes: `missing_columns` (`names` says which), `not_csv`, `none_of_the_borough`.
    """

    def __init__(self, code: str, names: Iterable[str] = ()) -> None:
        self.code, self.names = code, sorted(names)
        super().__init__(f"{code}: {', '.join(self.names)}" if self.names else code)


@dataclass
class Reading:
    """What was read of a file: the rows to keep by postcode, and how many there were of what.

    `faults` counts the rows that are not as they should be: `short_row`, `not_a_postcode` (both left out),
    `no_point`, `unknown_ward` (both kept without it); `lines` names the first of each.
    """

    rows: dict[str, Kept] = field(default_factory=dict)
    read: int = 0
    ended: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    lines: dict[str, list[int]] = field(default_factory=dict)

    @property
    def inside(self) -> int:
        """Return how many postcodes lie in the borough."""
        return sum(row.ward is not None for row in self.rows.values())

    @property
    def outside(self) -> int:
        """Return how many lie beyond its border, in a district that it shares."""
        return len(self.rows) - self.inside

    def fault(self, code: str, line: int) -> None:
        """Count a fault of a row."""
        self.faults[code] += 1
        if len(self.lines.setdefault(code, [])) < SHOWN:
            self.lines[code].append(line)


@dataclass(frozen=True)
class Imported:
    """How many postcodes became new, different, or went."""

    new: int
    changed: int
    removed: int


def read_ward_names(lines: Iterable[str]) -> dict[str, str]:
    """Return the names of wards by their code, from the ONS file "Ward names and codes".

    Raises PostcodeFileError.
    """
    rows = _rows(lines)
    columns = _columns(next(rows, []), _NAMES)
    last = max(columns.values())
    return {row[columns["code"]].strip(): row[columns["name"]].strip() for row in rows if len(row) > last}


def read_postcodes(
    lines: Iterable[str], districts: Collection[str], *, progress: Callable[[int], None] = lambda _rows: None
) -> Reading:
    """Read the directory's CSV (the whole country's, or that of some postcode areas), and keep what is ours.

    In: its lines, the codes of the borough's districts, and whom to tell of every 100,000 rows. Needs no
    database, so that the site can be written to meanwhile; memory does not grow with the rows of elsewhere.
    Raises PostcodeFileError.
    """
    rows = _rows(lines)
    columns = _columns(next(rows, []), _COLUMNS)
    last, ended = max(columns.values()), columns.get("ended")
    reading = Reading()
    for line, row in enumerate(rows, start=2):
        if not row:
            continue
        reading.read += 1
        if reading.read % EVERY == 0:
            progress(reading.read)
        if len(row) <= last:
            reading.fault("short_row", line)
            continue
        code = row[columns["postcode"]].replace(" ", "").upper()
        inside = row[columns["borough"]].strip() == BARNET
        # A quick look first: nearly all rows are of somewhere else.
        if not inside and code[:-3] not in districts:
            continue
        if ended is not None and row[ended].strip():
            reading.ended += 1
        elif not FULL.fullmatch(code):
            reading.fault("not_a_postcode", line)
        else:
            point = _point(row[columns["latitude"]], row[columns["longitude"]])
            if point is None:
                reading.fault("no_point", line)
            latitude, longitude = point or (None, None)
            ward = row[columns["ward"]].strip() if inside else None
            reading.rows[code] = Kept(ward, latitude, longitude, line)
    if not reading.inside:
        raise PostcodeFileError("none_of_the_borough")
    return reading


def import_postcodes(session: Session, reading: Reading, ward_names: Mapping[str, str] | None = None) -> Imported:
    """Put the postcodes that were read in place of those known.

    In: also the names of wards by code; without them the codes learnt from an earlier import serve. A ward
    that is not known stays empty (a fault of the reading): `find_place` then takes the wards that the district
    touches. Postcodes of the areas in the file (NW, EN) that are not in it are removed; those of other areas
    stay. A second import of the same file changes nothing. Flushes, never commits.
    """
    wards = _Wards(session, ward_names or {})
    wanted = {code: _values(code, row, wards, reading) for code, row in reading.rows.items()}
    columns = Postcode.__table__.columns
    known = {row.code: dict(row._mapping) for row in session.execute(select(*columns))}
    areas = {_area(code) for code in wanted}
    new = [row for code, row in wanted.items() if code not in known]
    changed = [row for code, row in wanted.items() if code in known and known[code] != row]
    gone = [code for code in known if code not in wanted and _area(code) in areas]
    if new:
        session.execute(insert(Postcode), new)
    if changed:
        session.execute(update(Postcode), changed)
    for start in range(0, len(gone), CHUNK):
        session.execute(delete(Postcode).where(Postcode.code.in_(gone[start : start + CHUNK])))
    settings.put(session, "ward_codes", wards.learnt, by=None)
    if new or changed or gone:
        touch(session)
    session.flush()
    return Imported(len(new), len(changed), len(gone))


def _values(code: str, row: Kept, wards: "_Wards", reading: Reading) -> dict[str, Any]:
    """Return a postcode as the table keeps it."""
    ward: str | None = OUTSIDE
    if row.ward is not None:
        ward = wards.slug(row.ward)
        if ward is None:
            reading.fault("unknown_ward", row.line)
    return {"code": code, "ward": ward, "latitude": row.latitude, "longitude": row.longitude}


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


def _point(latitude: str, longitude: str) -> tuple[float, float] | None:
    """Return a point in degrees; ONS writes 99.999999 where it knows none. Outside Great Britain is a slip."""
    try:
        north, east = float(latitude), float(longitude)
    except ValueError:
        return None
    return (north, east) if 49 < north < 61 and -9 < east < 2.5 else None


def _area(code: str) -> str:
    """Return the letters that a postcode begins with: NW of NW95ZZ."""
    return re.split(r"\d", code, maxsplit=1)[0]
