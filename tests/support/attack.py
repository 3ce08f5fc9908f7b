"""An attacker on published figures: everything that is known as linear bounds, and what a hidden cell can then be.

Independent of the code that hides: it knows the product's printed rules (counts under ten are hidden, others rounded
to five), which categories there are, and that whole is the sum of parts. Solved by scipy's HiGHS.
"""

from collections.abc import Hashable, Iterable

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

Cell = Hashable


class Attack:
    """Bounds of cells and linear relations between them."""

    def __init__(self) -> None:
        self.cells: dict[Cell, int] = {}
        self.low: list[float] = []
        self.high: list[float] = []
        self.rows: list[dict[int, float]] = []
        self.limits: list[float] = []

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
        if not hasattr(self, "_matrix"):
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
