"""Opens a file that somebody wants to bring in: what kind it is, and what it holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from directory.exchange import incoming, json_in, tabular
from directory.exchange.archive import opened
from directory.exchange.cells import Names
from directory.exchange.columns import guesses
from directory.exchange.delimited import read_csv
from directory.exchange.faults import FileError
from directory.exchange.incoming import Incoming
from directory.exchange.tables import Table
from directory.exchange.workbook import read_xlsx

MOST_BYTES = 10 * 1024 * 1024
"""The greatest size of a file, in bytes."""

Kind = Literal["csv", "xlsx", "json", "hsds", "hsds-tabular"]


@dataclass
class Mapped:
    """How a table is read: the field of each heading, what stands in where a row says nothing, and empty cells.

    `same` has by row number the slug of the record that it is, or `new`.
    """

    columns: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)
    clear: bool = False


@dataclass
class Opened:
    """A file that could be read: a table to be mapped, or services that need no mapping."""

    kind: Kind
    table: Table | None = None
    services: list[dict[str, Any]] = field(default_factory=list)
    organisations: list[dict[str, Any]] = field(default_factory=list)

    @property
    def ours(self) -> bool:
        """Whether every heading is one that our own exports have: then nobody has to map it."""
        from_us = self.table is not None and {"slug", "name", "basis"} <= set(self.table.headings)
        return from_us and all(guesses([heading])[heading] for heading in self.table.headings) if self.table else False

    def rows(self, mapped: Mapped, names: Names) -> list[Incoming]:
        """Return its records as plain values of ours."""
        if self.table is not None:
            return incoming.from_table(self.table, mapped.columns, mapped.defaults, names, clear=mapped.clear)
        if self.kind == "json":
            return incoming.from_ours(self.services, self.organisations)
        return incoming.from_hsds(self.services, names)


def read(data: bytes, name: str) -> Opened:
    """Return what a file holds. What it is, its first bytes say; its name only helps with texts.

    Raises FileError: too_large, empty, wrong_type, and those of each format.
    """
    if len(data) > MOST_BYTES:
        raise FileError("too_large")
    if not data.strip():
        raise FileError("empty")
    if data.startswith(b"PK"):
        if "[Content_Types].xml" in opened(data, "wrong_type").namelist():
            return Opened("xlsx", table=read_xlsx(data))
        return Opened("hsds-tabular", services=tabular.read(data))
    if data.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"{\\rtf")):
        raise FileError("wrong_type")
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if name.lower().endswith((".json", ".ndjson", ".jsonl")) or start in (b"{", b"["):
        services, kind = json_in.read_json(data)
        organisations = json_in.organisations_of(data) if kind == "json" else []
        return Opened("json" if kind == "json" else "hsds", services=services, organisations=organisations)
    if start == b"<":
        raise FileError("wrong_type")
    return Opened("csv", table=read_csv(data))


def mapped(told: Mapping[str, Any]) -> Mapped:
    """Return a mapping from a JSON object (`columns`, `defaults`, `same`, `clear`); raises FileError bad_mapping."""
    columns, defaults, same = (told.get(name, {}) for name in ("columns", "defaults", "same"))
    for part in (columns, defaults, same):
        if not isinstance(part, dict) or not all(isinstance(text, str) for text in part.values()):
            raise FileError("bad_mapping")
    return Mapped(dict(columns), dict(defaults), dict(same), told.get("clear") is True)
