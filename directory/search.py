"""Search over the services: words, filters, near misses, and why each one is there.

What does not fit is never among the hits or in the total (contracts.md, `GET /api/v1/services`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from sqlalchemy.orm import Session

from directory.index import Found, Rows, Scores
from directory.places import Place
from directory.snapshot import ENDED, NO_WAY_IN, Mask, Snapshot, snapshot

MOST_PER_PAGE = 100
NEAREST = 5
"""So many near misses are offered at most."""

KEEPS_UNKNOWN = {"age": True, "spoken": False, "free": False, "self_referral": False, "open_to": False}
"""Whether a filter keeps services of which its answer is not known, unless the search says otherwise.

Most services do not print their ages, and their people can say by telephone: those stay. Who asks for
"free" must not meet a bill: those go.
"""

RELAXABLE = ("spoken", "self_referral", "free", "ward", "age", "need")
"""Filters that a near miss may fail. Never: the words, the places to avoid, and who it is open to."""


@dataclass(frozen=True)
class Search:
    """What somebody looks for. Everything is optional; what is given applies together."""

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

    @property
    def filters(self) -> list[str]:
        """Return the names of the filters that are set."""
        given = {
            "need": bool(self.needs),
            "age": self.age is not None,
            "ward": self.ward is not None,
            "avoid": bool(self.avoid),
            "spoken": self.spoken is not None,
            "free": self.free,
            "self_referral": self.self_referral,
            "open_to": self.open_to is not None,
        }
        return [name for name, is_given in given.items() if is_given]

    def keeps_unknown(self, name: str) -> bool:
        """Return whether a filter keeps services of which its answer is not known."""
        return KEEPS_UNKNOWN[name] if self.keep_unknown is None else self.keep_unknown


@dataclass(frozen=True)
class Why:
    """A reason for a hit, as a code and its value; the surface turns it into words.

    Codes: words, need, age, age_unknown, ward, borough, free, cost_unknown, self_referral,
    self_referral_unknown, spoken, spoken_unknown, open_to, open_to_unknown; for near misses
    not_age, not_ward, not_need, not_free, not_self_referral, not_spoken, no_way_in, ended.
    """

    code: str
    value: str = ""


@dataclass(frozen=True)
class Hit:
    """A service that was found: its id, and why it is there."""

    id: str
    why: tuple[Why, ...]


@dataclass
class Result:
    """A page of hits. `nearest` fits when what `relaxed` names is set aside."""

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    page: int = 1
    pages: int = 0
    nearest: list[Hit] = field(default_factory=list)
    relaxed: list[str] = field(default_factory=list)
    corrected: dict[str, str] = field(default_factory=dict)
    general: bool = False


def search(session: Session, wanted: Search) -> Result:
    """Return the page of services that fit, the best first.

    One small query when the directory has not changed since this process last looked. A page beyond
    the last is empty. A record without a way in, or that has ended, never leads: it stands after all
    others, and where there are no others it is only among the nearest.
    """
    data = snapshot(session)
    scores, text_mask, words = _by_words(data, wanted.q)
    masks = {name: _mask(data, wanted, name) for name in wanted.filters}
    fits = text_mask.copy()
    for mask in masks.values():
        fits &= mask
    rows = _ordered(data, wanted, fits, scores)
    result = Result(page=wanted.page, corrected=words.corrected, general=words.general)
    if len(rows) and data.rank[rows[0]] >= NO_WAY_IN:
        # Only records that nobody can turn to fit: they are told of, but not as help.
        result.nearest = [_hit(data, wanted, masks, row, words) for row in rows[:NEAREST]]
        result.relaxed = ["way_in"]
        return result
    size = min(max(wanted.per_page, 1), MOST_PER_PAGE)
    result.total = len(rows)
    result.pages = -(-len(rows) // size)
    start = (wanted.page - 1) * size
    result.hits = [_hit(data, wanted, masks, row, words) for row in rows[start : start + size]]
    if not len(rows):
        _add_nearest(data, wanted, masks, text_mask, scores, words, result)
    return result


def _by_words(data: Snapshot, query: str) -> tuple[Scores, Mask, Found]:
    """Return scores, who matches, and what was read in the query."""
    if not query.strip():
        everyone = np.arange(data.size)
        return np.zeros(data.size), data.mask(True), Found(everyone, np.zeros(data.size), [])
    found = data.text.find(query)
    matches = data.mask()
    matches[found.rows] = True
    if not (data.rank[found.rows] < NO_WAY_IN).any():
        # Nothing that fits well has a way in: what fits less well but has one may lead.
        matches[found.weak[data.rank[found.weak] < NO_WAY_IN]] = True
    return found.scores, matches, found


def _mask(data: Snapshot, wanted: Search, name: str) -> Mask:
    """Return which services pass one filter."""
    match name:
        case "need":
            mask = data.mask()
            for code in wanted.needs:
                if code in data.needs:
                    mask |= data.needs[code] >= 0
            return mask
        case "age":
            age = wanted.age or 0
            mask = data.ages_known & (data.minimum_age <= age) & (data.maximum_age >= age)
            unknown = ~data.ages_known
        case "ward":
            # A refuge is out of every place filter (contracts.md).
            return _serves(data, wanted.ward) & ~data.confidential
        case "avoid":
            return ~_only_in(data, wanted.avoid) & ~data.confidential
        case "spoken":
            spoken = wanted.spoken or ""
            mask = data.languages.get(spoken, data.mask()).copy()
            known = data.mask()
            for speaks in data.languages.values():
                known |= speaks
            unknown = ~known
        case "free":
            mask, unknown = data.cost == "free", data.cost == "unknown"
        case "self_referral":
            mask, unknown = data.self_referral == "yes", data.self_referral == "unknown"
        case _:
            mask = data.open_to.get(wanted.open_to or "", data.mask()).copy()
            unknown = data.open_to.get("unknown", data.mask())
    return mask | unknown if wanted.keeps_unknown(name) else mask


def _serves(data: Snapshot, place: Place | None) -> Mask:
    """Return which services serve a place: the whole borough, or one of its wards."""
    mask = data.everywhere.copy()
    for ward in place.wards if place else ():
        mask |= data.wards.get(ward, data.mask())
    return mask


def _only_in(data: Snapshot, places: Sequence[Place]) -> Mask:
    """Return which services are nowhere but in these places.

    SNA 5.2.3: some young people do not feel safe crossing into another ward. A service that has other
    places too stays.
    """
    avoided = {ward for place in places for ward in place.wards}
    inside, outside = data.mask(), data.everywhere.copy()
    for ward, mask in data.wards.items():
        if ward in avoided:
            inside |= mask
        else:
            outside |= mask
    return inside & ~outside


def _ordered(data: Snapshot, wanted: Search, fits: Mask, scores: Scores) -> Rows:
    """Return the rows that fit, doors first, then by score, then what surely takes that age, then what is near."""
    rows = np.flatnonzero(fits)
    if not len(rows):
        return rows
    foremost = np.zeros(data.size, np.int16)
    if wanted.needs:
        orders = [data.needs[code] for code in wanted.needs if code in data.needs]
        if orders:
            stacked = np.stack([np.where(order < 0, 99, order) for order in orders])
            foremost = stacked.min(axis=0).astype(np.int16)
    far = data.everywhere if wanted.ward else data.mask()
    rank = data.rank
    if wanted.open_to == "professionals":
        rank = np.where(rank < NO_WAY_IN, 0, rank)
    unsure = ~data.ages_known if wanted.age is not None else data.mask()
    # lexsort: the last key is the first to count; rows are in the order of names already.
    order = np.lexsort((rows, far[rows], foremost[rows], unsure[rows], -scores[rows], rank[rows]))
    return rows[order]


def _add_nearest(
    data: Snapshot,
    wanted: Search,
    masks: dict[str, Mask],
    text_mask: Mask,
    scores: Scores,
    words: Found,
    result: Result,
) -> None:
    """Add the services that miss as little as possible, and say what they miss."""
    hard = text_mask & (data.rank < NO_WAY_IN)
    soft = {name: mask for name, mask in masks.items() if name in RELAXABLE}
    for name, mask in masks.items():
        if name not in soft:
            hard &= mask
    if "ward" in masks:
        hard &= ~data.confidential
    missed = np.zeros(data.size, np.int64)
    for mask in soft.values():
        missed += ~mask
    # Without words a service that misses every filter is not near to anything.
    reachable = hard & (missed > 0) & ((missed < len(soft)) if not wanted.q.strip() else True)
    if not reachable.any():
        return
    fewest = missed[reachable].min()
    rows = _ordered(data, wanted, reachable & (missed == fewest), scores)[:NEAREST]
    result.nearest = [_hit(data, wanted, masks, row, words) for row in rows]
    result.relaxed = [name for name, mask in soft.items() if not mask[rows].all()]


def _hit(data: Snapshot, wanted: Search, masks: dict[str, Mask], row: int, words: Found) -> Hit:
    """Return a hit with its reasons."""
    said = data.text.words_of(row, words.terms)
    why = [Why("words", ", ".join(said[:4]))] if said else []
    for name, mask in masks.items():
        if not mask[row]:
            why.append(Why(f"not_{name}"))
            continue
        match name:
            case "need":
                codes = [code for code in wanted.needs if code in data.needs]
                why += [Why("need", code) for code in codes if data.needs[code][row] >= 0]
            case "age":
                known = bool(data.ages_known[row])
                why.append(Why("age", str(wanted.age)) if known else Why("age_unknown"))
            case "ward":
                place = wanted.ward.label if wanted.ward else ""
                why.append(Why("borough" if data.everywhere[row] else "ward", place))
            case "free":
                why.append(Why("free" if data.cost[row] == "free" else "cost_unknown"))
            case "self_referral":
                known = data.self_referral[row] == "yes"
                why.append(Why("self_referral" if known else "self_referral_unknown"))
            case "spoken":
                speaks = data.languages.get(wanted.spoken or "", data.mask())[row]
                why.append(Why("spoken", wanted.spoken or "") if speaks else Why("spoken_unknown"))
            case "open_to":
                known = bool(data.open_to.get(wanted.open_to or "", data.mask())[row])
                why.append(Why("open_to" if known else "open_to_unknown", wanted.open_to or ""))
    if data.rank[row] >= NO_WAY_IN:
        why.append(Why("ended" if data.rank[row] == ENDED else "no_way_in"))
    return Hit(data.ids[row], tuple(why))
