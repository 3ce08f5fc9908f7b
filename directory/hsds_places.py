"""Where services are, as far as it is known: what becomes a service_at_location of the feed.

The papers print no address. A place that staff entered is served as it stands; without one, a service
that works from a ward or locality has a place there whose address is to be confirmed, and help by phone
or online has a virtual place. A service of the whole borough whose place nobody knows has none, and a
refuge never has one (contracts.md).
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.codes import BOROUGH
from directory.fields import stable_id
from directory.models import Postcode, PostcodeDistrict, Service
from directory.places import FULL, Place, PlaceError, find_place, read_postcode
from directory.queries import localities, wards

BOROUGH_NAME = "London Borough of Barnet"
EARTH = 6_371_000.0
"""Mean radius of the earth, in metres."""
_FROM_AFAR = frozenset(["phone", "online"])


class HasPoint(Protocol):
    """A row with a point, in degrees (WGS 84), or none."""

    @property
    def latitude(self) -> float | None:
        """Degrees north."""

    @property
    def longitude(self) -> float | None:
        """Degrees east."""


class Entered(HasPoint, Protocol):
    """What of a location that staff entered says where it is: a row, whole or only these columns."""

    @property
    def id(self) -> str:
        """The UUID of the location."""

    @property
    def location_type(self) -> str:
        """`physical`, `postal` or `virtual`."""

    @property
    def ward(self) -> str | None:
        """The ward it lies in."""

    @property
    def precision(self) -> str:
        """How far its point can be trusted."""


@dataclass(frozen=True)
class Point:
    """A point in degrees (WGS 84) that stands for a ward; `of` names the postcode districts it is the middle of."""

    latitude: float
    longitude: float
    of: str


@dataclass(frozen=True)
class Spot:
    """A service at a location.

    `area` is the ward or locality it is in; `middle_of` says what the point is the middle of, where it is
    only approximate. What staff entered of it else stands in the row of its location.
    """

    service_id: str
    location_id: str
    kind: Literal["entered", "area", "virtual"]
    area: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    middle_of: str | None = None

    @property
    def id(self) -> str:
        """The UUID of the service_at_location."""
        return stable_id("service_at_location", f"{self.service_id}/{self.location_id}")


class Areas:
    """The wards and localities: names, which lies in which, and a point for each ward."""

    def __init__(self, session: Session) -> None:
        """Read them: five queries, however many services there are."""
        self.locality_of: dict[str, str] = {}
        self.names: dict[str, str] = {BOROUGH: BOROUGH_NAME}
        self.localities = {row.slug: row.name for row in localities(session)}
        self.names.update(self.localities)
        for ward in wards(session):
            self.names[ward.slug] = ward.name
            self.locality_of[ward.slug] = ward.locality
        self.points = _points(session)

    def around(self, place: Place) -> set[str]:
        """Return the areas that serve a place: the borough, its wards and their localities."""
        return {BOROUGH, *place.wards, *(self.locality_of[ward] for ward in place.wards if ward in self.locality_of)}

    def named(self, word: str) -> list[str]:
        """Return the areas below the borough whose name holds this word, whatever its case."""
        wanted = word.casefold()
        return [slug for slug, name in self.names.items() if slug != BOROUGH and wanted in name.casefold()]

    def speaks_of_a_place(self, text: str) -> bool:
        """Return whether a text names a ward, a locality or a postcode: what a refuge is never found by."""
        words = text.casefold().replace("-", " ").split()
        spaced = f" {' '.join(words)} "
        names = (name for slug, name in self.names.items() if slug != BOROUGH)
        if any(f" {name.casefold()} " in spaced for name in names):
            return True
        pairs = [f"{first} {second}" for first, second in zip(words, words[1:], strict=False)]
        return any(read_postcode(part) != (None, None) for part in [*words, *pairs])


def _points(session: Session) -> dict[str, Point]:
    """Return a point for each ward: the middle of its imported postcodes, else of the districts it touches."""
    touching: defaultdict[str, list[tuple[str, float, float]]] = defaultdict(list)
    for district in session.scalars(select(PostcodeDistrict).order_by(PostcodeDistrict.code)):
        if district.latitude is not None and district.longitude is not None:
            for ward in district.wards:
                touching[ward].append((district.code, district.latitude, district.longitude))
    points = {ward: _middle(found) for ward, found in touching.items()}
    rows = session.execute(
        select(Postcode.ward, func.avg(Postcode.latitude), func.avg(Postcode.longitude))
        .where(Postcode.ward.is_not(None), Postcode.latitude.is_not(None), Postcode.longitude.is_not(None))
        .group_by(Postcode.ward)
    )
    for ward, latitude, longitude in rows:
        points[ward] = Point(round(float(latitude), 4), round(float(longitude), 4), "the ward")
    return points


def _middle(districts: list[tuple[str, float, float]]) -> Point:
    count = len(districts)
    latitude = round(sum(north for _, north, _ in districts) / count, 4)
    longitude = round(sum(east for _, _, east in districts) / count, 4)
    return Point(latitude, longitude, " and ".join(code for code, _, _ in districts))


def spots(
    service_id: str,
    *,
    confidential: bool,
    channels: Iterable[str],
    area_slugs: Iterable[str],
    rows: Sequence[Entered],
    areas: Areas,
) -> list[Spot]:
    """Return the places of one service, in a fixed order; of a refuge none, whatever its record holds."""
    if confidential:
        return []
    if rows:
        return [_entered(service_id, row, areas) for row in rows]
    known = set(channels)
    only_from_afar = bool(known) and known <= _FROM_AFAR
    found = []
    for slug in area_slugs:
        if slug == BOROUGH or slug not in areas.names or only_from_afar:
            continue
        place = stable_id("location", f"{service_id}/area/{slug}")
        found.append(Spot(service_id, place, "area", slug, *_about(areas, slug)))
    if known & _FROM_AFAR:
        found.append(Spot(service_id, stable_id("location", f"{service_id}/virtual"), "virtual"))
    return found


def _entered(service_id: str, row: Entered, areas: Areas) -> Spot:
    """Return the place that staff entered, with the middle of its ward where they gave no point."""
    if row.latitude is not None and row.longitude is not None:
        middle = _about(areas, row.ward)[2] or "the ward" if row.precision == "ward" else None
        return Spot(service_id, row.id, "entered", row.ward, row.latitude, row.longitude, middle)
    if row.location_type == "virtual":
        return Spot(service_id, row.id, "entered", row.ward)
    return Spot(service_id, row.id, "entered", row.ward, *_about(areas, row.ward))


def _about(areas: Areas, area: str | None) -> tuple[float | None, float | None, str | None]:
    """Return the point of a ward and what it is the middle of; a locality is too wide to have one."""
    point = areas.points.get(area or "")
    return (point.latitude, point.longitude, point.of) if point else (None, None, None)


def spots_of(service: Service, areas: Areas) -> list[Spot]:
    """Return the places of a service that has been read whole."""
    return spots(
        service.id,
        confidential=service.confidential_location,
        channels=service.channels,
        area_slugs=service.areas,
        rows=service.location_rows,
        areas=areas,
    )


def postcode_place(session: Session, typed: str) -> Place | None:
    """Return the place of a postcode, or of its first half; None for anything else, so that it finds nothing.

    A ward's name is no postcode here.
    """
    code, district = read_postcode(typed[:60])
    if code is None and district is None:
        return None
    if code is not None and not FULL.fullmatch(code):
        return None
    try:
        return find_place(session, typed)
    except PlaceError:
        return None


def within(place: Place, spot: HasPoint, metres: float) -> bool:
    """Return whether a point lies within so many metres of a place; what has no point never does."""
    if None in (place.latitude, place.longitude, spot.latitude, spot.longitude):
        return False
    return haversine(place, spot) <= metres


def haversine(one: HasPoint, other: HasPoint) -> float:
    """Return the distance of two points in metres, along a great circle. Both must have a point."""
    north, south = math.radians(one.latitude or 0), math.radians(other.latitude or 0)
    half_north = (south - north) / 2
    half_east = math.radians((other.longitude or 0) - (one.longitude or 0)) / 2
    square = math.sin(half_north) ** 2 + math.cos(north) * math.cos(south) * math.sin(half_east) ** 2
    return 2 * EARTH * math.asin(math.sqrt(min(1.0, square)))


def serves(spot: Spot, service_areas: Iterable[str], around: set[str]) -> bool:
    """Return whether a service at this place serves somewhere, told as the areas of `Areas.around`."""
    wanted = [spot.area] if spot.kind == "area" else service_areas
    return any(slug in around for slug in wanted)
