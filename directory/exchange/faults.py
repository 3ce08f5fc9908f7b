"""What can be wrong with a file: always a code, and the row and column where there is one."""

from dataclasses import dataclass


class FileError(ValueError):
    """A file that cannot be read at all; nothing of it is looked at further.

    `row` counts as a spreadsheet does, from 1; `column` is a heading or a cell's name; `detail` is what was found.
    """

    def __init__(self, code: str, *, row: int | None = None, column: str = "", detail: str = "") -> None:
        where = " ".join(filter(None, [f"row {row}" if row else "", column]))
        super().__init__(": ".join(filter(None, [code, where, detail[:100]])))
        self.code, self.row, self.column, self.detail = code, row, column, detail[:100]


class CellError(ValueError):
    """A cell that says nothing we understand; `code` is one of rules.Fault's, or our own."""

    def __init__(self, code: str, value: str = "") -> None:
        super().__init__(code)
        self.code, self.value = code, value[:100]


@dataclass(frozen=True)
class RowFault:
    """What is wrong, or worth a look, in one row: its column as the file calls it, our field, a code, the cell."""

    row: int
    column: str
    code: str
    field: str = ""
    value: str = ""
