"""Search over the services: words, filters, near misses, and why each one is there.

What does not fit is never among the hits or in the total (contracts.md, `GET /api/v1/services`).
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from directory.distance import distances
from directory.facts import FOR_PROFESSIONALS, Mask
from directory.filters import KEEPS_UNKNOWN, RELAXABLE, Search, passing
from directory.matching import Found, Rows
from directory.reasons import Why, reasons
from directory.snapshot import Snapshot, snapshot

__all__ = ["KEEPS_UNKNOWN", "Hit", "Result", "Search", "Why", "search"]

MOST_PER_PAGE = 100
NEAREST = 5
"""So many near misses are offered at most."""

TIERS = 5
"""With a place, what is nearer stands first among hits whose words fit about as well: in so many steps."""


@dataclass(frozen=True)
class Hit:
    """A service that was found: its id, why it is there, and its distance in metres from the place asked for."""

    id: str
    why: tuple[Why, ...]
    distance: int | None = None


@dataclass
class Result:
    """A page of hits. `nearest` fits when what `relaxed` names is set aside.

    `facets` says by filter and value how many hits there would be if that value were chosen instead, the
    other filters as they are. `outside` is the code of what was asked for that the directory does not hold.
    """

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    page: int = 1
    pages: int = 0
    nearest: list[Hit] = field(default_factory=list)
    relaxed: list[str] = field(default_factory=list)
    corrected: dict[str, str] = field(default_factory=dict)
    general: bool = False
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    outside: str | None = None


@dataclass
class _Asked:
    """A search on its way: what fits the words, which services pass each filter, and how far they are."""

    data: Snapshot
    wanted: Search
    words: Found
    text: Mask
    masks: dict[str, Mask]
    metres: NDArray[np.float64] | None

    def fits(self, without: str = "") -> Mask:
        """Return which services fit, one filter set aside if it is named."""
        masks = [mask for name, mask in self.masks.items() if name != without]
        return np.logical_and.reduce([self.text, *masks]) if masks else self.text

    def hit(self, row: int) -> Hit:
        """Return a hit with its reasons."""
        known = self.metres is not None and np.isfinite(self.metres[row])
        metres = float(self.metres[row]) if self.metres is not None and known else None
        said = self.data.text.words_of(row, self.words.reading.terms)
        why = reasons(self.data.facts, self.wanted, self.masks, row, said, metres)
        return Hit(self.data.facts.ids[row], why, None if metres is None else round(metres))


def search(session: Session, wanted: Search) -> Result:
    """Return the page of services that fit, the best first.

    One small query when the directory has not changed since this process last looked. A page beyond
    the last is empty. A record without a way in, or that is paused or has ended, never leads: it stands
    after all others, and where there are no others it is only among the nearest.
    """
    data = snapshot(session)
    asked = _read(data, wanted)
    fits = asked.fits()
    total = int(np.count_nonzero(fits))
    result = Result(page=wanted.page, corrected=asked.words.reading.corrected, general=asked.words.general)
    result.facets = _facets(asked, fits)
    if total and data.facts.rank[int(fits.argmax())] > FOR_PROFESSIONALS:
        # Only records that nobody can turn to fit: they are told of, but not as help.
        result.nearest = [asked.hit(row) for row in _first(asked, fits, NEAREST)]
        result.relaxed = ["way_in"]
        return result
    size = min(max(wanted.per_page, 1), MOST_PER_PAGE)
    result.total = total
    result.pages = -(-total // size)
    end = min(wanted.page * size, total)
    start = (wanted.page - 1) * size
    if start < end:
        result.hits = [asked.hit(row) for row in _first(asked, fits, end)[start:]]
    if not total:
        _add_nearest(asked, result)
        result.outside = None if result.nearest else asked.words.reading.outside
    return result


def _read(data: Snapshot, wanted: Search) -> _Asked:
    """Return what the words match and who passes each filter."""
    facts = data.facts
    if wanted.q.strip():
        words = data.text.find(wanted.q)
        text = facts.mask()
        text[words.rows] = True
        if len(words.rows) and not (facts.rank[words.rows] <= FOR_PROFESSIONALS).any():
            # Nothing that fits well has a way in: what fits less well but has one may lead.
            text[words.weak[facts.rank[words.weak] <= FOR_PROFESSIONALS]] = True
    else:
        words, text = Found(), facts.mask(True)
    masks = {name: passing(facts, wanted, name) for name in wanted.filters}
    metres = distances(facts, wanted.ward) if wanted.ward and len(facts.located) else None
    return _Asked(data, wanted, words, text, masks, metres)


def _facets(asked: _Asked, fits: Mask) -> dict[str, dict[str, int]]:
    """Return the counts beside the filters."""

    def base(name: str) -> Mask:
        # Choosing a ward while a distance is asked for moves the place: both filters are about it.
        place = "distance" if name == "ward" and "distance" in asked.masks else name
        return asked.fits(place) if place in asked.masks else fits

    return asked.data.facets.counts(base, asked.wanted.keeps_unknown)


def _first(asked: _Asked, fits: Mask, count: int) -> Rows:
    """Return the first `count` rows that fit: doors first, then by words, nearness and what surely fits.

    One whole number a row holds everything that counts, the first in its highest bits, so that the best
    are found without sorting the rest: rank (3 bits), words (16), distance in units of 50 m (12), age not
    sure (1), place of the need (8), whole borough (1), the row itself (21).
    """
    facts, wanted = asked.data.facts, asked.wanted
    rows = np.flatnonzero(fits)
    worded = bool(wanted.q.strip()) and not asked.words.general
    plain = not (worded or wanted.needs or wanted.ward or wanted.age is not None or wanted.open_to == "professionals")
    if plain:
        return rows[:count]  # rows are in the order of rank and name already
    rank = facts.rank[rows].astype(np.int64)
    if wanted.open_to == "professionals":
        rank[rank <= FOR_PROFESSIONALS] = 0
    key = rank << 59
    if worded:
        scores = asked.words.scores[rows]
        best = scores.max() or 1.0
        steps = TIERS if asked.metres is not None else 0xFFFF
        key |= (steps - np.round(scores / best * steps)).astype(np.int64) << 43
    if asked.metres is not None:
        key |= np.minimum(asked.metres[rows] / 50, 0xFFF).astype(np.int64) << 31
    if wanted.age is not None:
        key |= (~facts.ages_known[rows]).astype(np.int64) << 30
    if wanted.needs:
        orders = [facts.needs[code][rows] for code in wanted.needs if code in facts.needs]
        if orders:
            foremost = np.stack([np.where(order < 0, 0xFF, order) for order in orders]).min(axis=0)
            key |= foremost.astype(np.int64) << 22
    if wanted.ward:
        key |= facts.everywhere[rows].astype(np.int64) << 21
    key |= rows
    if count < len(key):
        key = np.partition(key, count)[:count]
    return np.sort(key) & 0x1FFFFF


def _add_nearest(asked: _Asked, result: Result) -> None:
    """Add the services that miss as little as possible, and say what they miss."""
    facts = asked.data.facts
    hard = asked.text & (facts.rank <= FOR_PROFESSIONALS)
    soft = {name: mask for name, mask in asked.masks.items() if name in RELAXABLE}
    for name, mask in asked.masks.items():
        if name not in soft:
            hard &= mask
    if "ward" in soft or "distance" in soft:
        hard &= ~facts.confidential
    missed = np.zeros(facts.size, np.int64)
    for mask in soft.values():
        missed += ~mask
    # Without words a service that misses every filter is not near to anything.
    reachable = hard & (missed > 0) & ((missed < len(soft)) if not asked.wanted.q.strip() else True)
    if not reachable.any():
        return
    fewest = missed[reachable].min()
    rows = _first(asked, reachable & (missed == fewest), NEAREST)
    result.nearest = [asked.hit(row) for row in rows]
    result.relaxed = [name for name, mask in soft.items() if not mask[rows].all()]
