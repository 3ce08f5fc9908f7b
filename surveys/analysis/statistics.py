"""Figures that may be published: intervals, and counts that give no person away (analysis.md, disclosure control).

Counts under ten are suppressed and the rest rounded to five; where one hidden cell could be worked out from a
total, a second is hidden; percentages come from the rounded numbers, so they tell no more than the counts.
"""

from collections.abc import Mapping
from math import sqrt
from typing import TypedDict

MINIMUM = 10
ROUNDING = 5
_Z95 = 1.959963984540054


class Figure(TypedDict):
    """One number for the public. Shares are whole percent; ``low``-``high`` is the 95% interval of the share."""

    count: int | None
    base: int | None
    percent: int | None
    low: int | None
    high: int | None
    suppressed: bool


def wilson(count: float, base: float, z: float = _Z95) -> tuple[float, float]:
    """The Wilson score interval of a share, as fractions 0..1.

    Raises ValueError unless 0 <= count <= base and base > 0.
    """
    if base <= 0 or not 0 <= count <= base:
        raise ValueError("a share needs a positive base and a count within it")
    share = count / base
    middle = (share + z * z / (2 * base)) / (1 + z * z / base)
    half = z * sqrt(share * (1 - share) / base + z * z / (4 * base * base)) / (1 + z * z / base)
    return max(0.0, middle - half), min(1.0, middle + half)


def round_to(count: int, step: int = ROUNDING) -> int:
    """The nearest multiple of ``step``; halves go up."""
    return step * ((count + step // 2) // step) if step > 1 else count


def figure(count: int, base: int, *, minimum: int = MINIMUM, rounding: int = ROUNDING, hide: bool = False) -> Figure:
    """A count of a base for the public; hidden when it or its base is under ``minimum``, or ``hide`` says so."""
    if base < minimum:
        return Figure(count=None, base=None, percent=None, low=None, high=None, suppressed=True)
    shown_base = round_to(base, rounding)
    if hide or count < minimum:
        return Figure(count=None, base=shown_base, percent=None, low=None, high=None, suppressed=True)
    shown = min(round_to(count, rounding), shown_base)
    low, high = wilson(shown, shown_base)
    return Figure(
        count=shown,
        base=shown_base,
        percent=round(100 * shown / shown_base),
        low=round(100 * low),
        high=round(100 * high),
        suppressed=False,
    )


def bounds(count: int, *, minimum: int = MINIMUM, rounding: int = ROUNDING) -> tuple[int, int]:
    """The least and the most people that a published count stands for."""
    if rounding <= 1:
        return count, count
    return max(minimum, count - rounding // 2), count + rounding - 1 - rounding // 2


def hidden_cells(
    counts: Mapping[str, int], *, minimum: int = MINIMUM, floors: Mapping[str, int] | None = None
) -> set[str]:
    """Which cells of a set that adds up to a shown total must be hidden.

    Every cell from one to under ``minimum``; when that leaves a single hidden cell, or hidden cells that together
    stay under ``minimum``, the smallest of the others too, since the total less the shown cells would give them away.
    An empty cell needs no such cover, for there is nobody in it, and gives none. Nor do people of whom an earlier
    published version told already: ``floors`` says how many it told of at least, by cell.
    """
    known = floors or {}

    def cover(key: str) -> int:
        return max(0, counts[key] - known.get(key, 0))

    hidden = {key for key, count in counts.items() if 0 < count < minimum}
    others = sorted((key for key in counts if counts[key] >= minimum), key=lambda key: (key in known, counts[key], key))
    while hidden and others:
        covering = [cover(key) for key in hidden if cover(key)]
        if len(covering) > 1 and sum(covering) >= minimum:
            break
        hidden.add(others.pop(0))
    return hidden


def partition(
    counts: Mapping[str, int],
    *,
    minimum: int = MINIMUM,
    rounding: int = ROUNDING,
    floors: Mapping[str, int] | None = None,
) -> dict[str, Figure]:
    """Figures of groups that together make the whole, such as people by channel; ``floors`` as in hidden_cells."""
    total = sum(counts.values())
    hidden = hidden_cells(counts, minimum=minimum, floors=floors)
    return {
        key: figure(count, total, minimum=minimum, rounding=rounding, hide=key in hidden)
        for key, count in counts.items()
    }
