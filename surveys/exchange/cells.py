"""What the cells of one row say of one question, as the value that surveys.questions.clean takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from surveys.exchange import ours
from surveys.exchange.matching import PLACE, WHY, Labels, fold
from surveys.questions import TYPES

YES = frozenset({"y", "yes", "1", "true", "x", "checked", "ticked", "selected", "tak", "نعم"})
YES |= {"✓", "✔", "☑"}
NO = frozenset({"n", "no", "0", "false", "not selected", "unchecked", "not checked", "not ticked", "nie", "لا", ""})
NOTHING = frozenset({"", "n a", "na", "not answered", "no response", "no answer", "not asked", "skipped", "null"})
"""Words of other tools for a question that nobody answered; an option of the same words comes first."""
LEFT_OUT = ""
"""What a person chooses for a text that means none of our options."""
_PARTS = re.compile(r"[;|\n]")
Chosen = Callable[[str, str], str | None]


@dataclass(frozen=True)
class Cell:
    """A cell that says something of a question: the part of it (an option, a row, a place, "why"), and the column."""

    part: str
    text: str
    column: str


@dataclass
class Read:
    """The value, and the cells that mean nothing we know: (column, code, text)."""

    value: Any = None
    faults: list[tuple[str, str, str]] = field(default_factory=list)


def value(labels: Labels, cells: Sequence[Cell], *, own: bool, chosen: Chosen) -> Read:
    """The value of one question. `chosen` has what a person said that a text of this question means.

    It takes the question's code and the text, and gives an option code, LEFT_OUT, or None when nobody has said.
    """
    kind, read = labels.question.type, Read()
    told = [cell for cell in cells if cell.text and not (own and cell.text in (ours.NOT_ASKED, ours.WITHHELD))]
    if not told:
        return read
    if kind == "free_text":
        read.value = "\n".join(ours.text_in(cell.text) if own else cell.text for cell in told)
    elif kind == "number":
        read.value = _number(told[0].text, own=own)
    elif own:
        read.value = _ours(kind, told)
    elif kind == "agreement":
        read.value = _agreed(labels, told, read)
    elif kind == "grid":
        read.value = {cell.part: _one(labels, cell, read, chosen) for cell in told if cell.part}
        for cell in told:
            if not cell.part and fold(cell.text) not in NOTHING:
                read.faults.append((cell.column, "row_not_named", cell.text))
    elif kind == "ranking":
        read.value = _ranked(labels, told, read, chosen)
    elif kind in ("multiple", "up_to_n"):
        read.value = _several(labels, told, read, chosen)
    elif TYPES[kind].has_text:
        words = "\n".join(cell.text for cell in told if cell.part == WHY)
        first = next((cell for cell in told if cell.part != WHY), None)
        read.value = {"choice": first and _one(labels, first, read, chosen), "why": words or None}
    else:
        read.value = _one(labels, told[0], read, chosen)
    return read


def _ours(kind: str, told: Sequence[Cell]) -> Any:
    codes = next((cell.text.split(ours.SEPARATOR) for cell in told if cell.part != WHY), [])
    if TYPES[kind].has_text:
        words = next((ours.text_in(cell.text) for cell in told if cell.part == WHY), None)
        return {"choice": codes or None, "why": words}
    return codes


def _number(text: str, *, own: bool) -> Any:
    if own:
        try:
            return float(text)
        except ValueError:
            return text
    return None if fold(text) in NOTHING else text


def _agreed(labels: Labels, told: Sequence[Cell], read: Read) -> str | None:
    for cell in told:
        if found := labels.option(cell.text):
            return found
        said = fold(cell.text) or cell.text
        if said in YES or said.startswith(("i agree", "yes i", "agree")):
            return labels.question.options[0].code
        if said not in NO | NOTHING and not said.startswith(("no ", "i do not", "i don t")):
            read.faults.append((cell.column, "not_an_option", cell.text))
    return None


def _one(labels: Labels, cell: Cell, read: Read, chosen: Chosen) -> str | None:
    found = _meant(labels, cell.text, chosen)
    if found is None:
        if labels.question.type == "ward":
            return cell.text  # a postcode: its type cuts it to the district, or refuses it
        read.faults.append((cell.column, "not_an_option", cell.text))
    return found or None


def _meant(labels: Labels, text: str, chosen: Chosen) -> str | None:
    """An option code, "" for nothing, None for words that nobody knows."""
    if found := labels.option(text):
        return found
    said = chosen(labels.question.code, text)
    if said is not None:
        return said
    if fold(text) == "oth" and labels.option("other"):  # LimeSurvey's own mark
        return labels.option("other")
    return "" if fold(text) in NOTHING and text not in YES else None


def _several(labels: Labels, told: Sequence[Cell], read: Read, chosen: Chosen) -> list[str]:
    found: list[str] = []
    for cell in told:
        if cell.part:
            found += _ticked(labels, cell, read)
            continue
        known, unknown = split(labels, cell.text, chosen)
        found += known
        read.faults += [(cell.column, "not_an_option", text) for text in unknown]
    return list(dict.fromkeys(found))


def _ticked(labels: Labels, cell: Cell, read: Read) -> list[str]:
    said = fold(cell.text) or cell.text
    if said in YES or labels.option(cell.text) == cell.part:
        return [cell.part]
    if said not in NO | NOTHING:
        read.faults.append((cell.column, "not_a_tick", cell.text))
    return []


def _ranked(labels: Labels, told: Sequence[Cell], read: Read, chosen: Chosen) -> Any:
    places: dict[str, str] = {}
    for cell in told:
        if not cell.part:
            known, unknown = split(labels, cell.text, chosen)
            read.faults += [(cell.column, "not_an_option", text) for text in unknown]
            return known
        if cell.part.startswith(PLACE):
            if option := _one(labels, cell, read, chosen):
                places[option] = cell.part.removeprefix(PLACE)
        elif cell.text.isdecimal() and len(cell.text) < 3:
            places[cell.part] = cell.text
        elif fold(cell.text) not in NOTHING:
            read.faults.append((cell.column, "not_a_place", cell.text))
    return places


def split(labels: Labels, text: str, chosen: Chosen) -> tuple[list[str], list[str]]:
    """Options that stand in one cell, and the pieces that are none: parted by ; | or line ends, else by commas.

    Options may hold commas themselves: the longest run of pieces that is an option wins.
    """
    known: list[str] = []
    unknown: list[str] = []
    whole = _meant(labels, text, chosen)
    if whole is not None:
        return [whole] if whole else [], []
    for piece in (part.strip() for part in _PARTS.split(text)):
        if not piece:
            continue
        found = _meant(labels, piece, chosen)
        if found is None:
            more, rest = _commas(labels, piece, chosen)
            known += more
            unknown += rest
        elif found:
            known.append(found)
    return known, unknown


def _commas(labels: Labels, piece: str, chosen: Chosen) -> tuple[list[str], list[str]]:
    pieces, known, unknown, start = piece.split(","), [], [], 0
    if len(pieces) > 200:
        return [], [piece]
    while start < len(pieces):
        for end in range(min(len(pieces), start + 8), start, -1):
            said = ",".join(pieces[start:end]).strip()
            found = _meant(labels, said, chosen) if said else LEFT_OUT
            if found is not None:
                known += [found] if found else []
                start = end
                break
        else:
            unknown.append(pieces[start].strip())
            start += 1
    # A text that holds no option at all is one text, not several.
    return (known, unknown) if known else ([], [piece])


def told_by(values: Mapping[str, Mapping[str, str]], hashes: Callable[[str], Sequence[str]]) -> Chosen:
    """What a person said that texts mean, from {question: {keyed hash of the folded text: option code}}."""

    def chosen(question: str, text: str) -> str | None:
        known = values.get(question)
        if not known:
            return None
        return next((known[one] for one in hashes(fold(text) or text) if one in known), None)

    return chosen
