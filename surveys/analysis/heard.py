"""Who was heard, for the public: residents who answered beside who lives here, through disclosure control.

The desk's own page (surveys.analysis.representation) counts exactly; here every verdict is made of the rounded
figure that stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping

from surveys.analysis.census import Baseline, Group
from surveys.analysis.findings import Heard, HeardRow
from surveys.analysis.representation import MINIMUM as FEWEST
from surveys.analysis.residents import category_of
from surveys.analysis.statistics import Earlier, Figure, partition, wilson
from surveys.analysis.tables import Rules


def heard(
    said: Mapping[str, Mapping[str, set[str]]],
    baseline: Baseline,
    rules: Rules,
    before: Mapping[str, Earlier] | None = None,
) -> list[Heard]:
    """One table for each group of the baseline. `said`: by question and resident, what they said of themselves.

    `before` is what the version before told, by group.
    """
    told = before or {}
    return [
        _table(group, said.get(group.question, {}), baseline, rules, told.get(group.code)) for group in baseline.groups
    ]


def _table(
    group: Group, answers: Mapping[str, set[str]], baseline: Baseline, rules: Rules, earlier: Earlier | None
) -> Heard:
    counts = dict.fromkeys((category.code for category in group.categories), 0)
    for options in answers.values():
        stands_for = category_of(group, min(options))
        if stands_for is not None:
            counts[stands_for] += 1
    base, year = sum(counts.values()), baseline.newest.year
    residents = sum(category.counts[year] for category in group.categories)
    shown = partition(counts, minimum=rules.minimum, rounding=rules.rounding, earlier=earlier)
    rows = [
        HeardRow(
            code=category.code,
            name=category.name,
            figure=shown[category.code],
            residents_percent=round(100 * category.counts[year] / residents),
            verdict=_verdict(shown[category.code], 100 * category.counts[year] / residents),
        )
        for category in group.categories
        if not shown[category.code]["suppressed"]
    ]
    return Heard(group=group.code, source=baseline.source, year=year, base=rules.figure(base, base), rows=rows)


def _verdict(figure: Figure, here: float) -> str:
    count, base = figure["count"], figure["base"]
    if count is None or base is None or base < FEWEST:
        return "too_few"
    low, high = (100 * end for end in wilson(count, base))
    if high < here:
        return "fewer"
    return "more" if low > here else "as_expected"
