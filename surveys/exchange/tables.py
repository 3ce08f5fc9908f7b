"""A table that was read: headings and rows as texts, whatever file it came from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from surveys.exchange.faults import FileError, RowFault

MOST_ROWS = 20_000
MOST_COLUMNS = 600
"""A survey of 60 questions with a column for each option has about 400."""
MOST_SIGNS = 32_767
"""So many characters a cell has at most: those of a spreadsheet."""
_TWO_LINES = " - "


@dataclass
class Table:
    """Headings, each once, and rows with their number as a spreadsheet counts them; `notes` are worth a look."""

    headings: list[str]
    rows: list[tuple[int, list[str]]]
    notes: list[RowFault] = field(default_factory=list)


def table(rows: Iterable[tuple[int, Sequence[str]]]) -> Table:
    """Make a table of numbered rows; the first that has anything are the headings.

    Some tools write headings in two lines, the question and its options: those become "question - option".
    A heading that is there twice gets " (2)". Cells keep their inner blanks and line ends, for they are what people
    wrote. Raises FileError: empty, no_rows, too_many_rows, too_many_columns, too_long, bad_characters,
    cell_without_heading.
    """
    kept: list[tuple[int, list[str]]] = []
    for number, given in rows:
        cells = [cell.strip() for cell in given]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        if len(cells) > MOST_COLUMNS:
            raise FileError("too_many_columns", row=number)
        if len(kept) > MOST_ROWS + 1:
            raise FileError("too_many_rows", row=number)
        _look(number, cells)
        kept.append((number, cells))
    if not kept:
        raise FileError("empty")
    headings, body = _headings(kept)
    if not body:
        raise FileError("no_rows", row=kept[0][0])
    if len(body) > MOST_ROWS:
        raise FileError("too_many_rows", row=body[MOST_ROWS][0])
    width = len(headings)
    for number, cells in body:
        if any(cells[width:]):
            raise FileError("cell_without_heading", row=number, column=f"#{width + 1}")
    return Table(headings, [(number, cells[:width] + [""] * (width - len(cells))) for number, cells in body])


def _look(number: int, cells: list[str]) -> None:
    for place, cell in enumerate(cells, start=1):
        if len(cell) > MOST_SIGNS:
            raise FileError("too_long", row=number, column=f"#{place}")
        if "\x00" in cell or any("\ud800" <= sign <= "\udfff" for sign in cell):
            raise FileError("bad_characters", row=number, column=f"#{place}")


def _headings(kept: list[tuple[int, list[str]]]) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The headings, of one line or of two, and the rows below them."""
    first, body = kept[0][1], kept[1:]
    second = body[0][1] if body else []
    # A second line of headings begins with an empty cell, where every answer has its number, and fills gaps above.
    gaps = [place for place, text in enumerate(second) if text and (place >= len(first) or not first[place])]
    if len(first) > 1 and second and not second[0] and first[0] and gaps:
        width = max(len(first), len(second))
        upper = first + [""] * (width - len(first))
        lower = second + [""] * (width - len(second))
        joined, above = [], ""
        for top, bottom in zip(upper, lower, strict=True):
            above = top or above
            joined.append(f"{above}{_TWO_LINES}{bottom}" if bottom else top)
        first, body = joined, body[1:]
    return _unique(first), body


def _unique(headings: list[str]) -> list[str]:
    found: list[str] = []
    for place, heading in enumerate(headings, start=1):
        plain = name = " ".join(heading.split()) or f"#{place}"
        number = 1
        while name in found:
            number += 1
            name = f"{plain} ({number})"
        found.append(name)
    return found
