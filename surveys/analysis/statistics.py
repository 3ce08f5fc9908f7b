"""Figures that may be published: intervals, and counts that give no person away (analysis.md, disclosure control).

Counts under ten are suppressed and the rest rounded to five; where one hidden cell could be worked out from a
total, a second is hidden; percentages come from the rounded numbers, so they tell no more than the counts.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class Earlier:
    """What the version before told of a set of cells: how many people at least each that it showed has.

    ``rest``: how many at least those together that it did not show, which are cells of ``among`` (None: any).
    """

    floors: Mapping[str, int] = field(default_factory=dict)
    rest: int = 0
    among: Collection[str] | None = None

    @classmethod
    def of(
        cls,
        total: int | None,
        shown: Mapping[str, int],
        among: Collection[str] | None = None,
        *,
        minimum: int = MINIMUM,
        rounding: int = ROUNDING,
    ) -> "Earlier":
        """From published counts of the whole (None: hidden) and of the cells that were shown."""
        ends = {key: bounds(count, minimum=minimum, rounding=rounding) for key, count in shown.items()}
        least = bounds(total, minimum=minimum, rounding=rounding)[0] if total is not None else 0
        return cls(
            {key: low for key, (low, _high) in ends.items()}, least - sum(high for _low, high in ends.values()), among
        )

    def hid(self, cells: Collection[str]) -> set[str]:
        """The cells of these that were not shown."""
        return {key for key in (cells if self.among is None else self.among) if key not in self.floors}

    def gives_away(self, cells: Collection[str], most: Mapping[str, int]) -> bool:
        """Whether a cell that was hidden is known better by what is shown now: ``most`` people of each such cell.

        People only join, so a cell had no more then than it has now. What was hidden together, less the others' most
        of now, is the least that one had; more than one person is more than was said of it.
        """
        was = self.hid(cells)
        return any(
            self.rest - sum(most[other] for other in was - {key}) > 1
            for key in was
            if all(other in most for other in was - {key})
        )


def hidden_cells(
    counts: Mapping[str, int],
    *,
    minimum: int = MINIMUM,
    rounding: int = ROUNDING,
    earlier: Earlier | None = None,
    within: Sequence[tuple[Collection[str], Earlier]] = (),
    bases: Mapping[str, int] | None = None,
) -> set[str]:
    """Which cells of a set that adds up to a shown total must be hidden.

    Every cell from one to under ``minimum``; when that leaves a single hidden cell, or hidden cells that together
    stay under ``minimum``, the smallest of the others too, since the total less the shown cells would give them away.
    An empty cell needs no such cover, for there is nobody in it, and gives none. Nor do people of whom an ``earlier``
    published version told already; and what it hid stays hidden while showing it would tell what it hid.
    ``within`` has sets of cells whose sum another table tells, with what the version before told of them: each of them
    has to cover its own. ``bases`` are of how
    many people each cell is, where that is told: more than those it cannot cover.
    """
    told = earlier or Earlier()

    def ends(count: int) -> tuple[int, int]:
        return bounds(round_to(count, rounding), minimum=minimum, rounding=rounding)

    def bare(hidden: set[str]) -> bool:
        unseen = {key for key, count in counts.items() if count < minimum} | hidden
        if bases is None or not hidden:
            return False
        least = ends(sum(counts.values()))[0] - sum(ends(counts[key])[1] for key in counts if key not in unseen)
        room = {key: ends(bases[key])[1] for key in unseen}
        return any(least - sum(room.values()) + room[key] > 1 for key in hidden if counts[key] < minimum)

    def cover(hidden: set[str], cells: Collection[str]) -> set[str]:
        others = sorted(
            (key for key in cells if counts.get(key, 0) >= minimum and key not in hidden),
            key=lambda key: (key in told.floors, counts[key], key),
        )
        while hidden and others:
            covering = [left for key in hidden if (left := max(0, counts[key] - told.floors.get(key, 0)))]
            if len(covering) > 1 and sum(covering) >= minimum and not bare(hidden):
                break
            hidden = {*hidden, others.pop(0)}
        return hidden

    def covered(hidden: set[str]) -> set[str]:
        for cells, _told in within:
            hidden = hidden | cover(hidden & set(cells), cells)
        return cover(hidden, counts)

    hidden = covered({key for key, count in counts.items() if 0 < count < minimum})
    for cells, before in [(counts, told), *within]:
        most = {key: ends(count)[1] for key, count in counts.items() if count >= minimum and key not in hidden}
        if before.gives_away(cells, most):
            hidden = covered(hidden | (before.hid(cells) & set(most)))
    return hidden


def covers(
    counts: Mapping[str, int], hidden: Collection[str], *, minimum: int = MINIMUM, earlier: Earlier | None = None
) -> bool:
    """Whether the hidden cells hide one another below a shown total; if not, the total has to be hidden too.

    People of whom an ``earlier`` version told hide nobody: 15 people, ten of them told before, leave a few bare. Nor do
    those whom it told of together hide a cell that was in no total then, such as an audience that was too small.
    """
    told = earlier or Earlier()
    few = [key for key in hidden if 0 < counts[key] < minimum]
    left = sum(max(0, counts[key] - told.floors.get(key, 0)) for key in hidden)
    came = told.among is not None and any(key not in told.among for key in few)
    if came and all(key in hidden or not counts.get(key) for key in told.hid(counts)):
        left -= max(0, told.rest)
    return not few or left >= minimum


def partition(
    counts: Mapping[str, int],
    *,
    minimum: int = MINIMUM,
    rounding: int = ROUNDING,
    earlier: Earlier | None = None,
    within: Sequence[tuple[Collection[str], Earlier]] = (),
) -> dict[str, Figure]:
    """Figures of groups that together make the whole, such as people by channel; the rest as in hidden_cells."""
    total = sum(counts.values())
    hidden = hidden_cells(counts, minimum=minimum, rounding=rounding, earlier=earlier, within=within)
    return {
        key: figure(count, total, minimum=minimum, rounding=rounding, hide=key in hidden)
        for key, count in counts.items()
    }
