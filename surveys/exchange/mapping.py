"""How a table is read: what each column is, what texts mean, and what stands in where a row says nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from surveys.crypto import keyed_hashes
from surveys.exchange import ours, shapes
from surveys.exchange.matching import Index
from surveys.exchange.tables import Table

FILE_CHANNEL = "file"
"""Take the channel that each row names."""
CHOOSABLE = ("import", "web", "paper", "event", FILE_CHANNEL)
_VALUE = "survey import value"


@dataclass
class Mapped:
    """How a table is read. `columns`: what each heading is; `values`: what texts mean, by question and keyed hash.

    `agreed`: staff say that whoever is in the file was told what for and agreed; else a column has to say so.
    """

    tool: str = "other"
    columns: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    language: str = "en"
    channel: str = "import"
    agreed: bool = False


def value_hashes(text: str) -> list[str]:
    """Keyed hashes of a text that somebody wrote: a mapping is kept for years, their words are not."""
    return keyed_hashes(_VALUE, text)


def guessed(table: Table, known: Index) -> tuple[str, dict[str, str]]:
    """Whose export it is, and what each column seems to be. A question's whole column is given once."""
    tool = shapes.recognised(table.headings)
    found: dict[str, str] = {}
    for place, heading in enumerate(table.headings):
        if tool == "own":
            found[heading] = _own(heading, known)
            continue
        target = shapes.special(heading)
        if target is None and shapes.is_personal([row[place] for _number, row in table.rows]):
            target = shapes.PERSONAL
        if target is None or (target == shapes.LANGUAGE and tool not in ("limesurvey", "microsoft_forms")):
            target = known.target(heading) or target or ""
        repeated = target in found.values() and target != shapes.PERSONAL
        found[heading] = "" if repeated else target
    return tool, found


def _own(heading: str, known: Index) -> str:
    fixed = {"reference": shapes.IDENTITY, "submitted_at": shapes.ENDED, "language": shapes.LANGUAGE,
             "channel": shapes.CHANNEL, "version": shapes.VERSION}  # fmt: skip
    if heading in ours.FIXED:
        return fixed.get(heading, "")
    return heading if heading.partition(".")[0] in known.labels else ""


def without_persons(table: Table, columns: Mapping[str, str]) -> Table:
    """The table with the cells of personal columns emptied: they are not even kept for a look."""
    gone = {place for place, heading in enumerate(table.headings) if columns.get(heading) == shapes.PERSONAL}
    rows = [(number, ["" if place in gone else cell for place, cell in enumerate(row)]) for number, row in table.rows]
    return Table(table.headings, rows, table.notes)
