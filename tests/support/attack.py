"""An attacker on published figures: everything that is known as linear bounds, and what a hidden cell can then be.

Independent of the code that hides: it knows the product's printed rules (counts under ten are hidden, others rounded
to five), which categories there are, and that whole is the sum of parts. Solved by scipy's HiGHS.
"""

from collections.abc import Hashable, Iterable, Mapping

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from surveys.analysis.statistics import MINIMUM

Cell = Hashable
NARROWEST = MINIMUM - 2
"""A hidden cell may be narrowed to "one to nine", which the page says of it anyway, and no further."""


class Attack:
    """Bounds of cells and linear relations between them."""

    def __init__(self) -> None:
        self.cells: dict[Cell, int] = {}
        self.low: list[float] = []
        self.high: list[float] = []
        self.rows: list[dict[int, float]] = []
        self.limits: list[float] = []
        self._matrix: csr_matrix | None = None

    def cell(self, name: Cell, low: float = 0, high: float = np.inf) -> int:
        """The cell of this name, with what is known of it; told again, the narrower counts."""
        if name not in self.cells:
            self.cells[name] = len(self.low)
            self.low.append(0)
            self.high.append(np.inf)
        place = self.cells[name]
        self.low[place] = max(self.low[place], low)
        self.high[place] = min(self.high[place], high)
        return place

    def at_most(self, terms: Iterable[tuple[float, Cell]], limit: float = 0) -> None:
        """The sum of factor times cell is at most `limit`."""
        row: dict[int, float] = {}
        for factor, name in terms:
            place = self.cell(name)
            row[place] = row.get(place, 0) + factor
        self.rows.append(row)
        self.limits.append(limit)

    def equal(self, terms: Iterable[tuple[float, Cell]]) -> None:
        """The sum of factor times cell is nought."""
        held = list(terms)
        self.at_most(held)
        self.at_most([(-factor, name) for factor, name in held])

    def whole(self, total: Cell, parts: Iterable[Cell]) -> None:
        """`total` is the sum of `parts`."""
        self.equal([(-1, total), *((1, part) for part in parts)])

    def range_of(self, name: Cell) -> tuple[float, float]:
        """The least and the most that a cell can be."""
        if self._matrix is None or self._matrix.shape != (len(self.rows), len(self.low)):
            entries = [(value, row, place) for row, terms in enumerate(self.rows) for place, value in terms.items()]
            values, rows, places = zip(*entries, strict=True)
            self._matrix = csr_matrix((values, (rows, places)), shape=(len(self.rows), len(self.low)))
        ends = []
        for sign in (1, -1):
            goal = np.zeros(len(self.low))
            goal[self.cells[name]] = sign
            bounds = list(zip(self.low, self.high, strict=True))
            solved = linprog(goal, A_ub=self._matrix, b_ub=self.limits, bounds=bounds, method="highs")
            if solved.status == 3:  # unbounded
                ends.append(np.inf)
            else:
                assert solved.status == 0, (solved.status, solved.message)
                ends.append(sign * solved.fun)
        return ends[0], ends[1]


def pinned(attack: Attack, truth: Mapping[Cell, int]) -> list[str]:
    """The small cells that are narrowed further than the rule allows. Fails where the attacker takes what is not so."""
    found = []
    for cell, count in truth.items():
        if cell in attack.cells:
            if 0 < count < MINIMUM:
                low, high = attack.range_of(cell)
                assert low - 1e-6 <= count <= high + 1e-6, (cell, count, low, high)
                if high - low < NARROWEST - 1e-6:
                    found.append(f"{cell}: {count} is known to be {low:.1f} to {high:.1f}")
            else:
                place = attack.cells[cell]
                assert attack.low[place] <= count <= attack.high[place], (cell, count)
    return found
