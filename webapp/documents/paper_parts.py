"""The shape of a survey on paper: what its template is given."""

from dataclasses import dataclass, field

from webapp.documents.leaflet_parts import Code, Part


@dataclass(frozen=True)
class Told:
    """A heading and what stands under it, each in the language that it is in."""

    name: Part
    texts: list[Part]


@dataclass(frozen=True)
class NumberedOption:
    """A box to tick, and the number by which the entry desk types it."""

    number: int
    label: Part


@dataclass(frozen=True)
class PaperQuestion:
    """A question on paper.

    `kind` is how it is answered: "ticks" (boxes), "table" or "rows" (a grid), "ranking" (a box for a place beside each
    option), "number" (one box), "lines" (to write on). `only_if` and `go_to` tell routing in words. `together`: it fits
    on a page for certain, so it is never broken over two.
    """

    number: int
    kind: str
    text: Part
    hint: Part | None
    how: str
    only_if: str | None = None
    options: list[NumberedOption] = field(default_factory=list)
    columns: int = 1
    rows: list[Part] = field(default_factory=list)
    lines: int = 0
    why: Part | None = None
    unit: Part | None = None
    go_to: list[str] = field(default_factory=list)
    together: bool = True


@dataclass(frozen=True)
class Group:
    """Questions that stand together under a heading."""

    title: Part
    questions: list[PaperQuestion]


@dataclass(frozen=True)
class Paper:
    """All that a survey on paper says: a sheet to keep, then the form to give back."""

    title: str
    heading: Part
    summary: Part
    asks: str
    notices: list[str]
    keep: list[Told]
    more: list[Told]
    code: Code | None
    groups: list[Group]
    ends: list[Told]
    form: str
    foot: list[str]
    words: dict[str, str]
    site: str
    large: bool
    language: str
    direction: str
