"""What somebody looks for, and which services pass each filter."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from directory.distance import METRES_A_MILE, distances
from directory.facts import YES, Facts, Mask
from directory.places import Place

KEEPS_UNKNOWN = {
    "age": True,
    "distance": True,
    "spoken": False,
    "free": False,
    "self_referral": False,
    "open_to": False,
    "channel": False,
    "evenings": False,
    "women_only": False,
    "access": False,
}
"""Whether a filter keeps services of which its answer is not known, unless the search says otherwise.

Most services do not print their ages or where they meet, and their people can say by telephone: those
stay. Who asks for "free" must not meet a bill, who needs a lift must not meet stairs: those go.
"""

RELAXABLE = (
    "spoken",
    "self_referral",
    "evenings",
    "channel",
    "free",
    "distance",
    "ward",
    "age",
    "need",
)
"""Filters that a near miss may fail.

Never: the words, the places to avoid, who it is open to, women only, and what somebody's body needs to
get in.
"""


@dataclass(frozen=True)
class Search:
    """What somebody looks for. Everything is optional; what is given applies together.

    `distance` is in miles from `ward`; with it a service need not serve that ward, only be near enough.
    `access` codes must all be met.
    """

    q: str = ""
    needs: tuple[str, ...] = ()
    age: int | None = None
    ward: Place | None = None
    avoid: tuple[Place, ...] = ()
    spoken: str | None = None
    free: bool = False
    self_referral: bool = False
    open_to: str | None = None
    keep_unknown: bool | None = None
    page: int = 1
    per_page: int = 20
    channel: str | None = None
    evenings: bool = False
    women_only: bool = False
    access: tuple[str, ...] = ()
    distance: float | None = None

    @property
    def filters(self) -> list[str]:
        """Return the names of the filters that are set."""
        given = {
            "need": bool(self.needs),
            "age": self.age is not None,
            "ward": self.ward is not None and self.distance is None,
            "distance": self.ward is not None and self.distance is not None,
            "avoid": bool(self.avoid),
            "spoken": self.spoken is not None,
            "free": self.free,
            "self_referral": self.self_referral,
            "open_to": self.open_to is not None,
            "channel": self.channel is not None,
            "evenings": self.evenings,
            "women_only": self.women_only,
            "access": bool(self.access),
        }
        return [name for name, is_given in given.items() if is_given]

    def keeps_unknown(self, name: str) -> bool:
        """Return whether a filter keeps services of which its answer is not known."""
        return KEEPS_UNKNOWN[name] if self.keep_unknown is None else self.keep_unknown

    def value(self, name: str) -> str:
        """Return the value that a filter of one value asks for; "1" for those that are only on or off."""
        return {"spoken": self.spoken, "open_to": self.open_to, "channel": self.channel}.get(name) or YES


def passing(facts: Facts, wanted: Search, name: str) -> Mask:
    """Return which services pass one filter."""
    match name:
        case "need":
            mask = facts.mask()
            for code in wanted.needs:
                if code in facts.needs:
                    mask |= facts.needs[code] >= 0
            return mask
        case "age":
            age = wanted.age or 0
            mask = facts.ages_known & (facts.minimum_age <= age) & (facts.maximum_age >= age)
            unknown = ~facts.ages_known
        case "ward":
            # A refuge is out of every place filter (contracts.md).
            return serving(facts, wanted.ward) & ~facts.confidential
        case "avoid":
            return ~_only_in(facts, wanted.avoid) & ~facts.confidential
        case "distance":
            metres = distances(facts, wanted.ward) if wanted.ward else np.full(facts.size, np.inf)
            mask = metres <= (wanted.distance or 0) * METRES_A_MILE
            # Where it meets is not known: then it must at least serve that place.
            unknown = np.isinf(metres) & serving(facts, wanted.ward) & ~facts.confidential
        case "access":
            mask = np.logical_and.reduce([facts.flag(name, code) for code in wanted.access])
            unknown = facts.unknown[name]
        case _:
            mask, unknown = facts.flag(name, wanted.value(name)), facts.unknown[name]
    return mask | unknown if wanted.keeps_unknown(name) else mask


def serving(facts: Facts, place: Place | None) -> Mask:
    """Return which services serve a place: the whole borough, or one of its wards."""
    mask = facts.everywhere.copy()
    for ward in place.wards if place else ():
        mask |= facts.flag("ward", ward)
    return mask


def _only_in(facts: Facts, places: Sequence[Place]) -> Mask:
    """Return which services are nowhere but in these places.

    SNA 5.2.3: some young people do not feel safe crossing into another ward. A service that has other
    places too stays.
    """
    avoided = {ward for place in places for ward in place.wards}
    inside, outside = facts.mask(), facts.everywhere.copy()
    for ward, mask in facts.flags["ward"].items():
        if ward in avoided:
            inside |= mask
        else:
            outside |= mask
    return inside & ~outside
