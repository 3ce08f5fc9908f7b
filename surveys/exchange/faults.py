"""What can be wrong with a file of answers: always a code, and the row and column where there is one."""

from __future__ import annotations

from dataclasses import dataclass


class FileError(ValueError):
    """A file that cannot be read at all; nothing of it is looked at further.

    `row` counts as a spreadsheet does, from 1; `column` is a heading or a cell's name. Never holds what people wrote.
    """

    def __init__(self, code: str, *, row: int | None = None, column: str = "") -> None:
        where = " ".join(filter(None, [f"row {row}" if row else "", column[:100]]))
        super().__init__(": ".join(filter(None, [code, where])))
        self.code, self.row, self.column = code, row, column[:100]


@dataclass(frozen=True)
class RowFault:
    """What is wrong, or worth a look, in one row: its column as the file calls it, a code, the cell.

    `question` is the code of our question, where it is known. `limit` is the number that a limit allows.
    """

    row: int
    column: str
    code: str
    value: str = ""
    question: str = ""
    limit: float | None = None
