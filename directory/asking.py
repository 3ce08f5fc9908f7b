"""Reads a search as people and machines ask it: plain strings in, a search and what is wrong with it out."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar, get_args

from sqlalchemy.orm import Session

from directory.codes import Access
from directory.filters import Search
from directory.places import Place, PlaceError, find_place
from directory.queries import needs

T = TypeVar("T")

LONGEST_QUERY = 500
"""So many characters of a query are taken; a longer one is refused, not cut."""

OLDEST = 120
"""The greatest age, in years."""

SEVERAL = ("need", "avoid", "access")
"""Fields that take more than one value, by commas; given twice in an address they add up."""

MOST_AVOIDED = 10
"""So many places to avoid are taken."""

LAST_PAGE = 100_000

FARTHEST = 20
"""The greatest distance, in miles: the borough is about ten across."""

CHANNELS = ("in_person", "phone", "online", "outreach")
ACCESS: tuple[str, ...] = get_args(Access)


def one_of_each(several: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return one string a field from an address, in which a field may stand more than once.

    What may be several is joined: a second place to avoid must never be lost in silence. Of the
    others the first counts.
    """
    return {name: ",".join(values) if name in SEVERAL else values[0] for name, values in several.items() if values}


@dataclass
class Asked:
    """A search as it was understood. `errors` says by field what was not, as a code.

    Codes: too_long, not_a_number, out_of_range, unknown_need, unknown_place, outside_borough, too_many,
    not_a_language, not_a_choice, needs_place (a distance from nowhere).
    """

    search: Search = field(default_factory=Search)
    errors: dict[str, str] = field(default_factory=dict)


class _Fault(ValueError):
    """A field cannot be read; its message is the code."""


def read_search(session: Session, raw: Mapping[str, str], *, per_page: int = 20) -> Asked:
    """Return the search that `raw` asks for; a field that is empty or blank asks for nothing.

    Fields: q, need (codes, by commas), age, ward, avoid (wards or postcodes, by commas), spoken, free,
    self_referral, open_to, channel, evenings, women_only, access (codes, by commas), distance (miles from
    `ward`), unknown (`keep` or `leave`), page, per_page. A few small queries a place and one for the needs.
    What cannot be read is in `errors` and not in the search.
    """
    given = {name: value.strip() for name, value in raw.items() if value and value.strip()}
    errors: dict[str, str] = {}

    def read(name: str, reader: Callable[[str], T], default: T) -> T:
        if name not in given:
            return default
        try:
            return reader(given[name])
        except PlaceError as fault:
            errors[name] = fault.code
        except _Fault as fault:
            errors[name] = str(fault)
        return default

    known = {need.code for need in needs(session)} if "need" in given else set()

    def codes(value: str) -> tuple[str, ...]:
        found = tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))
        if not set(found) <= known:
            raise _Fault("unknown_need")
        return found

    def places(value: str) -> tuple[Place, ...]:
        typed = [part.strip() for part in re.split(r"[,;\n]", value) if part.strip()]
        if len(typed) > MOST_AVOIDED:
            raise _Fault("too_many")
        return tuple(find_place(session, part) for part in typed)

    def choices(value: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_choice(part.strip(), *ACCESS) for part in value.split(",") if part.strip()))

    search = Search(
        q=read("q", _query, ""),
        needs=read("need", codes, ()),
        age=read("age", lambda value: _number(value, 0, OLDEST), None),
        ward=read("ward", lambda value: find_place(session, value), None),
        avoid=read("avoid", places, ()),
        spoken=read("spoken", _tag, None),
        free=read("free", _yes, False),
        self_referral=read("self_referral", _yes, False),
        open_to=read("open_to", lambda value: _choice(value, "public", "professionals"), None),
        channel=read("channel", lambda value: _choice(value, *CHANNELS), None),
        evenings=read("evenings", _yes, False),
        women_only=read("women_only", _yes, False),
        access=read("access", choices, ()),
        distance=read("distance", _miles, None),
        keep_unknown=read("unknown", lambda value: _choice(value, "keep", "leave") == "keep", None),
        page=read("page", lambda value: _number(value, 1, LAST_PAGE), 1),
        per_page=read("per_page", lambda value: _number(value, 1, 100), per_page),
    )
    if search.distance is not None and "ward" not in given:
        errors["distance"] = "needs_place"
    return Asked(search, errors)


def _query(value: str) -> str:
    if len(value) > LONGEST_QUERY:
        raise _Fault("too_long")
    return value


def _number(value: str, least: int, most: int) -> int:
    """Read a whole number, also in other digits than ours ("١٤")."""
    if not re.fullmatch(r"[+-]?\d{1,9}", value):
        raise _Fault("not_a_number")
    number = int(value)
    if not least <= number <= most:
        raise _Fault("out_of_range")
    return number


def _miles(value: str) -> float:
    """Read a distance, also with a decimal comma and in other digits than ours."""
    if not re.fullmatch(r"[+-]?\d{1,9}([.,٫]\d{1,3})?", value):
        raise _Fault("not_a_number")
    number = float(re.sub("[,٫]", ".", value))
    if not 0 < number <= FARTHEST:
        raise _Fault("out_of_range")
    return number


def _tag(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z]{2,4})?", value):
        raise _Fault("not_a_language")
    return value.lower()


def _yes(value: str) -> bool:
    word = value.lower()
    if word in ("1", "true", "yes", "on"):
        return True
    if word in ("0", "false", "no", "off"):
        return False
    raise _Fault("not_a_choice")


def _choice(value: str, *choices: str) -> str:
    if value not in choices:
        raise _Fault("not_a_choice")
    return value
