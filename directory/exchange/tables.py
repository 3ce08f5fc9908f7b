"""A table that was read: headings and rows as texts, whatever file it came from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from directory.exchange.columns import guess
from directory.exchange.faults import FileError, RowFault

MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_SIGNS = 32_767
"""So many characters a cell has at most: those of a spreadsheet."""
_LOOK = 10


@dataclass
class Table:
    """Headings, and rows with their number as a spreadsheet counts them; `notes` are worth a look.

    `sheets` are further tables by name (phones, schedules, locations, organisations) whose rows name a service.
    """

    headings: list[str]
    rows: list[tuple[int, list[str]]]
    notes: list[RowFault] = field(default_factory=list)
    sheets: dict[str, "Table"] = field(default_factory=dict)

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Return every row by its headings."""
        for number, cells in self.rows:
            yield number, dict(zip(self.headings, cells, strict=False))


def table(rows: Iterable[tuple[int, list[str]]], *, strict: bool = False) -> Table:
    """Make a table of numbered rows: find the headings, refuse what cannot be understood.

    A line above the headings (a title) is passed over: of the first ten rows, the headings are the one with most
    names that we know; `strict`: they are the first line, as in every table of a standard.
    Raises FileError: empty, no_rows, header_twice, header_again, too_many_rows, too_many_columns, too_long,
    bad_characters.
    """
    kept: list[tuple[int, list[str]]] = []
    for number, cells in rows:
        cells = [cell.strip() for cell in cells]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        if len(cells) > MOST_COLUMNS:
            raise FileError("too_many_columns", row=number)
        if len(kept) > MOST_ROWS + _LOOK:
            raise FileError("too_many_rows", row=number)
        kept.append((number, cells))
    if not kept:
        raise FileError("empty")
    place = 0 if strict else max(range(min(_LOOK, len(kept))), key=lambda at: (known(kept[at][1]), -at))
    number, headings = kept[place]
    folded = [heading.casefold() for heading in headings]
    for at, heading in enumerate(headings):
        if heading and folded.index(heading.casefold()) != at:
            raise FileError("header_twice", row=number, column=heading)
    body = kept[place + 1 :]
    if not body:
        raise FileError("no_rows", row=number)
    if len(body) > MOST_ROWS:
        raise FileError("too_many_rows", row=body[MOST_ROWS][0])
    width = len(headings)
    for row, cells in body:
        if [cell.casefold() for cell in cells] == folded:
            raise FileError("header_again", row=row)
        for at, cell in enumerate(cells):
            column = headings[at] if at < width and headings[at] else f"#{at + 1}"
            if at >= width and cell:
                raise FileError("cell_without_heading", row=row, column=column, detail=cell)
            if len(cell) > MOST_SIGNS:
                raise FileError("too_long", row=row, column=column)
            if "\x00" in cell or any("\ud800" <= sign <= "\udfff" for sign in cell):
                raise FileError("bad_characters", row=row, column=column)
    return Table(headings, [(row, cells + [""] * (width - len(cells))) for row, cells in body])


def known(cells: list[str]) -> int:
    """Return how many of these cells are headings that we know."""
    return len({guess(cell) for cell in cells} - {""})
