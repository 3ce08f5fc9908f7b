"""What moved between two versions of the Community Voice: figures and themes. Made of published values alone.

Two versions of one consultation are mostly of the same people, so nothing is tested here: that is for two waves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from surveys.analysis.statistics import Figure

UNCODED = "uncoded"


@dataclass(frozen=True)
class Moved:
    """A figure that is not what it was.

    `table` is "took_part", "by" (with the property as `of`), "themes", "groups", "closed", "heard" (with the
    audience, the group, question and audience, or the group of the census as `of`), "adults" or "copies". `kind`:
    "new" (shown for the first time), "gone" (not shown any more), "up", "down", or "base" (the count stayed, of
    another base).
    """

    table: str
    of: str
    code: str
    before: Figure | None
    after: Figure | None
    kind: str


@dataclass(frozen=True)
class Changes:
    """What moved, in the order of the section; how many quotations came and went; the codebooks, where they differ."""

    moved: tuple[Moved, ...]
    quotations_new: int
    quotations_gone: int
    codebooks: tuple[str, str] | None


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """What moved from one version's findings to another's."""
    earlier, later = dict(figures_of(before)), dict(figures_of(after))
    moved = []
    for key in [*later, *(key for key in earlier if key not in later)]:
        first, second = earlier.get(key), later.get(key)
        kind = _kind(first, second)
        if kind:
            moved.append(Moved(*key, first, second, kind))
    quoted, quotes = set(before.get("quotations", [])), set(after.get("quotations", []))
    books = (str(before["codebook"]), str(after["codebook"]))
    return Changes(
        moved=tuple(moved),
        quotations_new=len(quotes - quoted),
        quotations_gone=len(quoted - quotes),
        codebooks=books if books[0] != books[1] else None,
    )


def _kind(before: Figure | None, after: Figure | None) -> str:
    if before is None or after is None:
        return "" if before is after else ("new" if before is None else "gone")
    first, second = before["count"] or 0, after["count"] or 0
    if first == second:
        return "base" if before["base"] != after["base"] else ""
    return "up" if second > first else "down"


def figures_of(findings: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str, str], Figure]]:
    """Every figure that is shown, by table, what it is of, and code."""
    if not findings["took_part"]["suppressed"]:
        yield ("took_part", "", ""), findings["took_part"]
    for dimension, cells in findings["by"].items():
        for code, figure in cells.items():
            if not figure["suppressed"]:
                yield ("by", dimension, code), figure
    for table in findings["themes"]:
        for row in table["rows"]:
            yield ("themes", table["audience"], row["code"]), row["figure"]
        if not table["uncoded"]["suppressed"]:
            yield ("themes", table["audience"], UNCODED), table["uncoded"]
    for group in findings["groups"]:
        if not group["figure"]["suppressed"]:
            yield ("groups", group["group"], ""), group["figure"]
    for table in findings.get("closed") or []:
        for row in table["rows"]:
            yield ("closed", f"{table['question']}/{table['audience']}", row["code"]), row["figure"]
    for table in findings.get("heard") or []:
        for row in table["rows"]:
            yield ("heard", table["group"], row["code"]), row["figure"]
    for row in (findings.get("young_and_adults") or {"rows": []})["rows"]:
        yield ("adults", "", row["code"]), row["second"]
    for row in (findings.get("copies") or {"rows": []})["rows"]:
        yield ("copies", "", row["code"]), row["without"]
