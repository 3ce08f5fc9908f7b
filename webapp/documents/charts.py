"""Charts drawn by the server as SVG, each with its table: no script, no inline style (the CSP), no third party.

Bars stand within the rows of their table. A line stands above its table. Both are drawn from left to right and
mirrored as a whole by the style sheet for right-to-left pages, so nothing here knows a direction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10

Value = str | int | float

WIDTH, HEIGHT = 640, 180
"""Of a line chart, in units of its picture; it grows and shrinks with the page."""


@dataclass(frozen=True)
class Bar:
    """A row: its name, the length of its bar, the values of the table's other columns; in units of the chart.

    `low`-`high` is drawn as an interval, `reference` as a mark to compare with (the share among residents).
    `language` is that of the name where it is not the page's.
    """

    name: str
    length: float
    values: Sequence[Value]
    low: float | None = None
    high: float | None = None
    reference: float | None = None
    language: str | None = None


@dataclass(frozen=True)
class BarChart:
    """A table whose rows have bars, all on one scale from nothing to `scale`."""

    code: str
    title: str
    columns: Sequence[str]
    bars: Sequence[Bar]
    notes: Sequence[str] = ()

    @property
    def scale(self) -> float:
        """The length of the longest thing in it, at least 1."""
        ends = [end for bar in self.bars for end in (bar.length, bar.high, bar.reference) if end is not None]
        return round(max([1.0, *ends]), 2)


@dataclass(frozen=True)
class LineChart:
    """Numbers one after the other, such as answers by day: a line, and a table of all of them."""

    code: str
    title: str
    columns: Sequence[str]
    points: Sequence[tuple[str, int]]

    @property
    def top(self) -> int:
        """A round number that the highest point does not pass."""
        highest = max((value for _, value in self.points), default=0)
        step = 10 ** max(0, ceil(log10(max(highest, 1))) - 1)
        return max(1, ceil(highest / step) * step)

    @property
    def path(self) -> str:
        """The points of the line for an SVG polyline; a single number is a level line."""
        values = [value for _, value in self.points]
        if len(values) == 1:
            values = values * 2
        steps = max(len(values) - 1, 1)
        return " ".join(
            f"{round(WIDTH * place / steps, 1):g},{round(HEIGHT - HEIGHT * value / self.top, 1):g}"
            for place, value in enumerate(values)
        )


def counted(code: str, title: str, columns: Sequence[str], rows: Sequence[tuple[str, int]]) -> BarChart:
    """A chart of counts that make a whole: name, number, share of all in whole percent."""
    total = sum(number for _, number in rows)
    return BarChart(
        code, title, columns, [Bar(name, number, (number, f"{round(100 * number / total)}%")) for name, number in rows]
    )
