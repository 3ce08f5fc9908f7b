"""The shapes of the Community Voice in words: rows, tables, sentences with their tables, parts of the section."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from surveys.analysis.statistics import Figure
from webapp.documents.charts import BarChart
from webapp.documents.words import Named


@dataclass(frozen=True)
class Row:
    """A line of a table: its code, its name and its figure."""

    code: str
    name: Named
    figure: Figure


@dataclass(frozen=True)
class Table:
    """A table with a heading. ``base`` is how many people it is of; ``hidden`` counts rows too small to show."""

    code: str
    title: str
    rows: list[Row]
    base: Figure
    hidden: int


@dataclass(frozen=True)
class Line:
    """A sentence. One with a number carries its base; `table` is the code of the table that it is taken from.

    `theme` and `audience` say which answers stand behind it, for staff ("" where there are none of one theme).
    `share` is the share that it tells, in whole percent, where it tells one: it is drawn beside it.
    """

    text: str
    table: str = ""
    theme: str = ""
    audience: str = ""
    share: int | None = None


@dataclass(frozen=True)
class Part:
    """A part of the section: a heading, what it says, its charts with their tables, and what to know of them."""

    code: str
    title: str
    lines: Sequence[Line] = ()
    charts: Sequence[BarChart] = ()
    notes: Sequence[str] = field(default_factory=tuple)
