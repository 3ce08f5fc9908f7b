"""Reads what people type for a place: a ward's slug or name, or a postcode, whole or in part."""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Final, Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.models import Postcode, PostcodeDistrict, Ward
from directory.text import tokens

Precision = Literal["postcode", "district", "ward"]

FULL = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?)([0-9][A-Z]{2})")
"""A whole postcode without its space: the last three signs are always the second half."""
_FIRST_HALF = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?")
_BEGUN = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?)\s+[0-9][A-Z]?|([A-Z]{1,2}[0-9][0-9A-Z]?)[0-9][A-Z]")
LONGEST = 60
"""No name of a place is longer, in characters."""
OUTSIDE: Final = "outside"
"""Stands for the ward of an imported postcode that shares a district with the borough but lies beyond its border."""


@dataclass(frozen=True)
class Place:
    """A place in the borough: the wards that it is, or that a postcode touches.

    `precision` says how closely it is known: `postcode` (imported from the national directory), `district`
    (the middle of the postcode's first half and the wards it touches, approximate and inferred) or `ward`.
    `latitude` and `longitude` are degrees (WGS 84), None where no point is known.
    """

    label: str
    wards: tuple[str, ...]
    district: str | None = None
    precision: Precision = "ward"
    # The point follows from the rest: two equal places have the same one.
    latitude: float | None = field(default=None, compare=False)
    longitude: float | None = field(default=None, compare=False)


class PlaceError(ValueError):
    """What was typed is no place that we know; `code` is `unknown_place` or `outside_borough`."""

    def __init__(self, typed: str, code: str) -> None:
        super().__init__(code)
        self.typed, self.code = typed, code


def find_place(session: Session, typed: str) -> Place:
    """Return the place that was typed. Three small queries at most.

    In: a ward's slug or name (small slips forgiven), or a postcode, its first half or its beginning: any
    case, with or without the space, digits of any script. A whole postcode that was imported gives its
    own ward and point; any other gives those of its district (`Place.precision` says which).
    Raises PlaceError: `outside_borough` for a postcode that the borough does not have, else
    `unknown_place`.
    """
    if len(typed) > LONGEST:
        raise PlaceError(typed, "unknown_place")
    code, district = read_postcode(typed)
    if district is not None:
        return _by_postcode(session, typed, code, district)
    return _by_name(session, typed)


def read_postcode(typed: str) -> tuple[str | None, str | None]:
    """Return (the whole postcode without its space, its district); None for what was not typed.

    The code is read, not looked up: it may exist nowhere.
    """
    # Digits of another script are digits; marks that only steer the writing direction are nothing.
    signs = (sign for sign in unicodedata.normalize("NFKC", typed) if unicodedata.category(sign) != "Cf")
    plain = "".join(str(unicodedata.decimal(sign, sign)) for sign in signs).strip().upper()
    compact = re.sub(r"\s+", "", plain)
    if whole := FULL.fullmatch(compact):
        return compact, whole[1]
    # "N1 2" is the beginning of a postcode in N1, not the district N12.
    if begun := _BEGUN.fullmatch(plain):
        return None, begun[1] or begun[2]
    return None, compact if _FIRST_HALF.fullmatch(compact) else None


def _by_postcode(session: Session, typed: str, code: str | None, district: str) -> Place:
    known = session.get(Postcode, code) if code else None
    if known is not None and known.ward == OUTSIDE:
        raise PlaceError(typed, "outside_borough")
    around = session.get(PostcodeDistrict, district)
    if known is not None and (known.ward or around is not None):
        wards = (known.ward,) if known.ward else tuple(around.wards if around else ())
        label = f"{known.code[:-3]} {known.code[-3:]}"
        # A postcode without a point of its own is somewhere in its district.
        point = known if known.latitude is not None or around is None else around
        return Place(label, wards, district, "postcode", point.latitude, point.longitude)
    if around is None:
        raise PlaceError(typed, "outside_borough")
    return Place(district, tuple(around.wards), district, "district", around.latitude, around.longitude)


def _by_name(session: Session, typed: str) -> Place:
    wards = {plain_name(ward.name): ward for ward in session.scalars(select(Ward))}
    name = plain_name(typed)
    ward = wards.get(name)
    if ward is None and len(name) >= 5:
        near = process.extractOne(name, list(wards), scorer=OSA.distance, score_cutoff=2)
        ward = wards[near[0]] if near else None
    if ward is None:
        raise PlaceError(typed, "unknown_place")
    latitude, longitude = _middle(session, ward.slug)
    return Place(ward.name, (ward.slug,), latitude=latitude, longitude=longitude)


def _middle(session: Session, ward: str) -> tuple[float | None, float | None]:
    """Return the middle of a ward's postcodes, or, before any are imported, of the districts that touch it."""
    middle = select(func.avg(Postcode.latitude), func.avg(Postcode.longitude)).where(Postcode.ward == ward)
    latitude, longitude = session.execute(middle).one()
    if latitude is not None and longitude is not None:
        return float(latitude), float(longitude)
    points = [
        (district.latitude, district.longitude)
        for district in session.scalars(select(PostcodeDistrict))
        if ward in district.wards and district.latitude is not None and district.longitude is not None
    ]
    if not points:
        return None, None
    return sum(point[0] for point in points) / len(points), sum(point[1] for point in points) / len(points)


def plain_name(name: str) -> str:
    """Return a name without case, marks and the ways of writing "and"."""
    return " ".join(word for word in tokens(name.replace("-", " ")) if word != "and")
