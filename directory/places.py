"""Reads what people type for a place: a ward's slug or name, or a postcode."""

import re
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.models import PostcodeDistrict, Ward
from directory.text import tokens

_POSTCODE = re.compile(r"^([A-Z]{1,2}[0-9]{1,2}[A-Z]?)([0-9][A-Z]{2})?$")
LONGEST = 60
"""No name of a place is longer, in characters."""


@dataclass(frozen=True)
class Place:
    """A place in the borough: the wards that it is, or that a postcode touches (inferred)."""

    label: str
    wards: tuple[str, ...]
    district: str | None = None


class PlaceError(ValueError):
    """What was typed is no place that we know; `code` is `unknown_place` or `outside_borough`."""

    def __init__(self, typed: str, code: str) -> None:
        super().__init__(code)
        self.typed, self.code = typed, code


def find_place(session: Session, typed: str) -> Place:
    """Return the place that was typed. One query.

    In: a ward's slug or name (small slips forgiven), or a postcode or its first half, spaces or not.
    Raises PlaceError: `outside_borough` for a postcode that the borough does not have, else
    `unknown_place`.
    """
    compact = re.sub(r"\s+", "", typed).upper()
    if (match := _POSTCODE.match(compact)) is not None and len(compact) <= 8:
        district = session.get(PostcodeDistrict, match.group(1))
        if district is None:
            raise PlaceError(typed, "outside_borough")
        return Place(district.code, tuple(district.wards), district.code)
    if len(typed) > LONGEST:
        raise PlaceError(typed, "unknown_place")
    wards = {_plain(ward.name): ward for ward in session.scalars(select(Ward))}
    name = _plain(typed)
    ward = wards.get(name)
    if ward is None and len(name) >= 5:
        near = process.extractOne(name, list(wards), scorer=OSA.distance, score_cutoff=2)
        ward = wards[near[0]] if near else None
    if ward is None:
        raise PlaceError(typed, "unknown_place")
    return Place(ward.name, (ward.slug,))


def _plain(name: str) -> str:
    """Return a name without case, marks and the ways of writing "and"."""
    return " ".join(word for word in tokens(name.replace("-", " ")) if word != "and")
