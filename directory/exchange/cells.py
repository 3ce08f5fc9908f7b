"""Plain values of the directory as the text of one cell, and back to the same value.

Entries of a list stand apart by "; ", the parts of a row ("number: 020 ... | label: ...") by " | "; where an
entry has such a sign itself, a backslash stands before it. What a spreadsheet would run as a formula gets an
apostrophe in front, which reading takes away again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from directory.codes import UNKNOWN
from directory.exchange.faults import CellError
from directory.exchange.vocabulary import (
    AGES,
    ALONE,
    CHOICES,
    EMPTY_IS_NOTHING,
    FLAGS,
    LISTS,
    NO,
    NOT_KNOWN,
    ROW_PARTS,
    SAID,
    YES,
    YES_NO,
)
from directory.seed.schema import CLASSIFICATIONS
from directory.text import normalise

_FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_DEFUSED = re.compile(r"'+[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


@dataclass
class Names:
    """Names in the directory by what people write: of needs, areas and languages, as `key` makes them."""

    needs: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)
    languages: Mapping[str, str] = field(default_factory=dict)


def key(text: str) -> str:
    """Return words as they are compared: small letters, no accents, "and" for "&", single spaces for signs."""
    return " ".join(re.sub(r"[^\w+]+|_", " ", normalise(text.replace("&", " and "))).split())


def defused(text: str) -> str:
    """Return a text that no spreadsheet runs as a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def plain(text: str) -> str:
    """Return what `defused` was given."""
    return text[1:] if _DEFUSED.match(text) else text


def to_text(name: str, value: Any) -> str:
    """Return the plain value of a field as the text of a cell."""
    if name in ROW_PARTS:
        return "; ".join(_row_text(row) for row in value)
    if name == "basis":
        return _row_text(value)
    if isinstance(value, list):
        return "; ".join(_escaped(str(entry)) for entry in value)
    return _one(value)


def from_text(name: str, text: str, names: Names) -> Any:
    """Return the plain value that a cell's text stands for; raises CellError."""
    text = text.strip()
    if name in FLAGS:
        return _flag(text)
    if name in AGES:
        return _age(text)
    if name in ROW_PARTS:
        entries = _split(text, ";")
        if name == "phones":
            # Other people's lists of numbers stand apart by anything; ours name their parts.
            entries = [piece for entry in entries for piece in _numbers(entry)]
        return [_row(name, entry) for entry in entries]
    if name == "basis":
        row = _parts("basis", text, tuple(CLASSIFICATIONS))
        return {part: said for part, said in row.items() if said}
    if name == "synonyms":
        return [_unescaped(entry) for entry in _split(text, ";")]
    if name in LISTS:
        return _codes(name, text, names)
    if name in CHOICES:
        return _code(name, text, names)
    if name in EMPTY_IS_NOTHING:
        return text or None
    if name in ("funder", "deliverer", "funding_end"):
        return UNKNOWN if key(text) in NOT_KNOWN else text
    return text


def ages(text: str) -> dict[str, Any]:
    """Return the three fields of an age range: "11-17", "11 to 17", "18+", "under 18", "up to 25", "all ages".

    Raises CellError (not_ages).
    """
    said = text.strip().lower().replace("\u2013", "-").replace("\u2014", "-")
    said = re.sub(r"\b(ages?|aged|years?|yrs?|old|olds)\b", " ", said).strip()
    if key(text) in NOT_KNOWN:
        return {"minimum_age": None, "maximum_age": None, "ages_known": False}
    if key(text) in ("all", "all ages", "any", "any age", "everyone"):
        return {"minimum_age": None, "maximum_age": None, "ages_known": True}
    shapes: tuple[tuple[str, int | None, int | None, int], ...] = (
        (r"(\d{1,3})\s*(?:-|to|and)\s*(\d{1,3})", 1, 2, 0),
        (r"(\d{1,3})\s*(?:\+|and (?:over|above)|or (?:over|above)|plus)", 1, None, 0),
        (r"(?:over|from)\s*(\d{1,3})", 1, None, 0),
        (r"(?:up to|to|-)\s*(\d{1,3})", None, 1, 0),
        (r"(?:under|below)\s*(\d{1,3})s?", None, 1, -1),
    )
    for shape, low, high, less in shapes:
        if found := re.fullmatch(shape, said):
            return {
                "minimum_age": int(found[low]) if low else None,
                "maximum_age": int(found[high]) + less if high else None,
                "ages_known": True,
            }
    raise CellError("not_ages", text)


def _one(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _escaped(text: str) -> str:
    return re.sub(r"([\\;|])", r"\\\1", text)


def _unescaped(text: str) -> str:
    return re.sub(r"\\([\\;|])", r"\1", text)


def _split(text: str, sign: str) -> list[str]:
    """Return the entries between a sign that has no backslash before it; still escaped, empty ones left out."""
    found, start, place = [], 0, 0
    while place < len(text):
        if text[place] == "\\":
            place += 2
            continue
        if text[place] == sign:
            found.append(text[start:place])
            start = place + 1
        place += 1
    return [entry.strip() for entry in [*found, text[start:]] if entry.strip()]


def _row_text(row: Mapping[str, Any]) -> str:
    parts = []
    for name, value in row.items():
        if value is None or value is False or value in ("", []):
            continue
        text = ", ".join(value) if isinstance(value, list) else _one(value)
        parts.append(f"{name}: {_escaped(text)}")
    return " | ".join(parts)


def _parts(name: str, entry: str, known: tuple[str, ...]) -> dict[str, str]:
    """Return the texts of the parts of a row, by their names."""
    found: dict[str, str] = {}
    for place, part in enumerate(_split(entry, "|")):
        head, colon, rest = part.partition(":")
        code = key(head).replace(" ", "_")
        if colon and code in known:
            found[code] = _unescaped(rest.strip())
        elif place == 0 and name in ALONE:
            found[ALONE[name]] = _unescaped(part)
        else:
            raise CellError("not_a_part", part)
    return found


def _numbers(entry: str) -> list[str]:
    if ":" in entry or "|" in entry:
        return [entry]
    return [piece.strip() for piece in re.split(r"[,/\n]|\bor\b", entry) if piece.strip()]


def _row(name: str, entry: str) -> dict[str, Any]:
    """Return one row, its parts of the right kind; what it leaves out gets its default from the schema."""
    row: dict[str, Any] = dict(_parts(name, entry, ROW_PARTS[name]))
    if name == "phones":
        row = {"label": "", **row, "all_hours": _flag(row.get("all_hours", ""))}
    if "byday" in row:
        row["byday"] = [day.upper()[:2] for day in re.split(r"[,\s]+", row["byday"]) if day]
    for part in ("latitude", "longitude"):
        if part in row:
            try:
                row[part] = float(row[part])
            except ValueError:
                raise CellError("not_a_number", row[part]) from None
    if name == "sources":
        row = {"section": "-", **row}
    return row


def _flag(text: str) -> bool:
    said = key(text)
    if said in YES:
        return True
    if said in NO or said in NOT_KNOWN:
        return False
    raise CellError("not_yes_or_no", text)


def _age(text: str) -> int | None:
    if key(text) in NOT_KNOWN:
        return None
    if not re.fullmatch(r"\d{1,4}(\.0+)?", text):
        raise CellError("not_a_number", text)
    return int(text.split(".")[0])


def _codes(name: str, text: str, names: Names) -> list[str]:
    """Return the codes of a list; entries of other people's files may stand apart by commas or line ends."""
    found: list[str] = []
    for entry in (_unescaped(part) for part in _split(text, ";")):
        try:
            found.append(_code(name, entry, names))
        except CellError:
            pieces = [piece.strip() for piece in re.split(r"[,\n/]", entry) if piece.strip()]
            if len(pieces) < 2:
                raise
            found += [_code(name, piece, names) for piece in pieces]
    return list(dict.fromkeys(found))


def _code(name: str, text: str, names: Names) -> str:
    """Return the code that one entry stands for."""
    said = key(text)
    held = getattr(names, name, None)
    if held is not None:
        if found := held.get(said):
            return str(found)
        if said in NOT_KNOWN and name != "needs":
            return UNKNOWN
        raise CellError("not_a_choice", text)
    choices = CHOICES[name]
    if name in YES_NO and said in YES | NO:
        return "yes" if said in YES else "no"
    for code in choices:
        if said == code.replace("_", " "):
            return code
    if found := SAID.get(name, {}).get(said):
        return found
    if said in NOT_KNOWN and UNKNOWN in choices:
        return UNKNOWN
    raise CellError("not_a_choice", text)
