"""Is a new model worse than the one in force? Counts of bot/workbench.py in, codes of what is worse out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MEASURES = ("right", "among")
"""Right at once, and right among the three topics that would be offered."""
SLACK = 2
"""Messages that one language may lose: less than one standard error of 75 at 83% right, 3.3 (docs/workbench.md). All
languages together may lose none."""


@dataclass(frozen=True)
class Row:
    """One language's counts before and after: how many messages, and of them (before, after) by measure."""

    language: str
    n: int
    right: tuple[int, int]
    among: tuple[int, int]
    worse: bool


def worse(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return what is worse, in codes; empty when the new model may take over.

    `right`, `among`: in all languages together it gets fewer; `danger`: fewer messages of danger are understood as
    such; a language's tag: it loses more than SLACK there; `incomparable`: not measured on the same messages.
    """
    if _basis(before) != _basis(after):
        return ["incomparable"]
    found = [measure for measure in MEASURES if _total(after, measure) < _total(before, measure)]
    if after["danger"]["right"] < before["danger"]["right"]:
        found.append("danger")
    return found + [row.language for row in rows(before, after) if row.worse]


def rows(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Row]:
    """Return a row for each language of both, in the order of their tags."""
    found = []
    for language in sorted(set(before["languages"]) & set(after["languages"])):
        old, new = before["languages"][language], after["languages"][language]
        lost = max(old[measure] - new[measure] for measure in MEASURES)
        right, among = ((int(old[measure]), int(new[measure])) for measure in MEASURES)
        found.append(Row(language, int(old["n"]), right, among, lost > SLACK))
    return found


def totals(before: Mapping[str, Any], after: Mapping[str, Any]) -> Row:
    """Return the row of all languages together; it is worse when it loses a single message."""
    right, among = ((_total(before, measure), _total(after, measure)) for measure in MEASURES)
    lost = right[1] < right[0] or among[1] < among[0]
    return Row("", _total(before, "n"), right, among, lost)


def _total(side: Mapping[str, Any], name: str) -> int:
    return sum(int(one[name]) for one in side["languages"].values())


def _basis(side: Mapping[str, Any]) -> tuple[dict[str, int], int]:
    return {language: int(one["n"]) for language, one in side["languages"].items()}, int(side["danger"]["n"])
