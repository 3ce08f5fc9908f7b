"""Where two sets of people differ: one test a theme, Holm's correction over all, only what is left is said.

Chi-squared (Pearson, without a continuity correction), or Fisher's exact test where an expected cell is under five
(analysis.md). Both are made of published, rounded numbers, so that no p value tells more than the tables do. The
tests are scipy's; like those of `comparison` they are fetched only when a report is made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from surveys.analysis.comparison import LEVEL, holm
from surveys.analysis.findings import DifferenceRow, Differences
from surveys.analysis.statistics import Figure

FEWEST_EXPECTED = 5
"""Under this the chi-squared distribution is no good approximation (Cochran)."""


def share_test(first: tuple[int, int], second: tuple[int, int]) -> tuple[str, float]:
    """Which test was made of two counts with their bases, and its two-sided p.

    Raises ValueError unless 0 <= count <= base and base > 0 in both. When everybody or nobody says it in both there
    is nothing to test and p is 1.
    """
    from scipy.stats import chi2_contingency, fisher_exact

    for count, base in (first, second):
        if base <= 0 or not 0 <= count <= base:
            raise ValueError("a share needs a positive base and a count within it")
    table = [[count, base - count] for count, base in (first, second)]
    columns = [sum(row[place] for row in table) for place in (0, 1)]
    if 0 in columns:
        return "chi_squared", 1.0
    total = sum(columns)
    expected = [sum(row) * column / total for row in table for column in columns]
    if min(expected) < FEWEST_EXPECTED:
        return "fisher", float(fisher_exact(table).pvalue)
    return "chi_squared", float(chi2_contingency(table, correction=False).pvalue)


def differences(first: Mapping[str, Figure], second: Mapping[str, Figure], codes: Sequence[str]) -> Differences:
    """Test each of these codes that both sets publish; return those that differ at p <= 0.05, most sure first."""
    tested: list[tuple[str, Figure, Figure, str, float]] = []
    for code in codes:
        one, other = first.get(code), second.get(code)
        if one is None or other is None or None in (one["count"], one["base"], other["count"], other["base"]):
            continue
        name, p = share_test((one["count"] or 0, one["base"] or 0), (other["count"] or 0, other["base"] or 0))
        tested.append((code, one, other, name, p))
    corrected = holm([row[-1] for row in tested])
    rows = [
        DifferenceRow(
            code=code,
            first=one,
            second=other,
            points=(one["percent"] or 0) - (other["percent"] or 0),
            test=name,
            p=round(p, 4),
        )
        for (code, one, other, name, _raw), p in zip(tested, corrected, strict=True)
        if p <= LEVEL
    ]
    rows.sort(key=lambda row: (row["p"], -abs(row["points"]), row["code"]))
    return Differences(tested=len(tested), rows=rows)
