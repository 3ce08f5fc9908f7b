"""Themes counted again without the copies of campaigns: letters of which many people sent almost the same words.

Both counts leave by the rules of disclosure control. The two together tell how many people sent nothing but copies
on a theme, so a theme stands here only where those are enough people to be told of (analysis.md).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from surveys.analysis.findings import CopyRow, WithoutCopies
from surveys.analysis.statistics import Figure
from surveys.analysis.tables import Rules


def without_copies(
    people: Collection[str],
    without: Mapping[str, set[str]],
    said: Mapping[str, set[str]],
    everyone: Mapping[str, Figure],
    rules: Rules,
) -> WithoutCopies | None:
    """Themes whose count the copies change, those most changed first; None where there are none that may be told.

    `people` are those of the tables, `said` their codes and `everyone` the published figures of all. `without` has
    the codes of those who wrote something besides a copy.
    """
    kept = {person: without[person] for person in people if person in without}
    gone = len(people) - len(kept)
    if 0 < gone < rules.minimum:
        return None
    rows: list[tuple[int, CopyRow]] = []
    for code, figure in everyone.items():
        if not code or figure["suppressed"]:
            continue
        count = sum(code in said[person] for person in people)
        left = sum(code in codes for codes in kept.values())
        if count - left >= rules.minimum and left >= rules.minimum:
            row = CopyRow(code=code, figure=figure, without=rules.figure(left, len(kept)))
            rows.append(((row["without"]["count"] or 0) - (figure["count"] or 0), row))
    rows.sort(key=lambda one: (one[0], one[1]["code"]))
    return WithoutCopies(base=rules.figure(len(kept), len(kept)), rows=[row for _by, row in rows]) if rows else None
