"""Comparing two shares: difference, interval, two-proportion test, Holm's correction over a table.

The arithmetic is statsmodels'. It is fetched when a table is compared, because it takes a second and some 60 MB
that no other page needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from surveys.analysis.statistics import wilson

LEVEL = 0.05
"""Marked at p <= 0.05, as the Young People's Perception Survey does (CSS; domain.md §4)."""


@dataclass(frozen=True)
class Share:
    """So many of a base. `count` may be a fraction where a paper prints only the percentage."""

    count: float
    base: float

    @property
    def percent(self) -> float:
        """The share, 0..100."""
        return 100 * self.count / self.base

    @property
    def interval(self) -> tuple[float, float]:
        """Its 95% Wilson score interval, 0..100."""
        low, high = wilson(self.count, self.base)
        return 100 * low, 100 * high


def share_of_percent(percent: float, base: int) -> Share:
    """The share that a printed whole percentage stands for. ValueError unless 0 <= percent <= 100 and base > 0."""
    if base <= 0 or not 0 <= percent <= 100:
        raise ValueError("a share needs a positive base and a percentage within 0 and 100")
    return Share(percent * base / 100, base)


@dataclass(frozen=True)
class Difference:
    """The second share less the first, in points, with its 95% interval (Newcombe) and the p of the pooled z test."""

    points: float
    low: float
    high: float
    p: float


def difference(first: Share, second: Share) -> Difference:
    """How far the second share is from the first; both shares are of different people.

    The two-proportion z test is two-sided with the pooled variance. When everybody or nobody says it in both,
    there is nothing to test and p is 1.
    """
    from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest

    pooled = (first.count + second.count) / (first.base + second.base)
    if pooled <= 0 or pooled >= 1:
        p = 1.0
    else:
        p = float(proportions_ztest([second.count, first.count], [second.base, first.base])[1])
    low, high = confint_proportions_2indep(
        second.count, second.base, first.count, first.base, method="newcomb", compare="diff"
    )
    return Difference(second.percent - first.percent, 100 * float(low), 100 * float(high), p)


def holm(p_values: Sequence[float]) -> list[float]:
    """The p values of a table, corrected by Holm's method for how many there are, in the same order."""
    from statsmodels.stats.multitest import multipletests

    return [float(p) for p in multipletests(list(p_values), alpha=LEVEL, method="holm")[1]] if p_values else []
