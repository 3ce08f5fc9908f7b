"""The settings of each type of question, and those of a survey, as they are read from a file.

up_to_n: most. ranking: most. free_text: longest. closed_why: longest, why (the words of the second
question). number: least, most, whole, usual_least, usual_most, unit. grid: rows ([{code, label}]).
"""

from __future__ import annotations

from typing import Any

from surveys.questions import TYPES
from surveys.seed.located import Located, Reader

MOST_ROWS = 30
LONGEST_CODE = 60  # of a Choice row, which in a grid holds "row.option"
_NUMBERS = ("least", "most", "usual_least", "usual_most")
# How people are asked and how they are chosen (domain.md section 4: waves of another mode are not compared).
MODES = ("online", "in_person", "mixed")
SAMPLINGS = ("open", "quota", "random")


def read_settings(reader: Reader, source: Located, kind: str, options: list[dict[str, Any]]) -> dict[str, Any]:
    """The settings of one question of this type with these options; ContentError for what does not suit it."""
    raw = reader.mapping(source.get("settings", Located()), set(source.get("settings") or ()), source.at("settings"))
    for key in raw:
        if key not in TYPES[kind].settings:
            raise reader.fail(raw.at(key), f"setting {key} does not suit {kind}")
    if kind == "grid":
        return {"rows": _rows(reader, raw, source, options)}
    if kind == "number":
        return _number(reader, raw)
    found: dict[str, Any] = {}
    if "most" in raw:
        found["most"] = reader.whole(raw, "most", 1, max(len(options), 1))
    if "longest" in raw:
        found["longest"] = reader.whole(raw, "longest", 1, 20000)
    if "why" in raw:
        found["why"] = reader.text(raw, "why", 300)
    return found


def _rows(reader: Reader, raw: Located, source: Located, options: list[dict[str, Any]]) -> list[dict[str, str]]:
    rows = []
    for item in reader.items(raw, "rows"):
        row = reader.mapping(item, {"code", "label"}, raw.at("rows"))
        rows.append({"code": reader.code(row), "label": reader.text(row, "label", 200)})
    line = raw.at("rows") if "rows" in raw else source.line
    if not 1 <= len(rows) <= MOST_ROWS:
        raise reader.fail(line, f"a grid needs from 1 to {MOST_ROWS} rows under settings")
    codes = [row["code"] for row in rows]
    for code in codes:
        if codes.count(code) > 1:
            raise reader.fail(line, f"row {code} stands twice")
    longest = max(map(len, codes)) + 1 + max((len(option["code"]) for option in options), default=0)
    if longest > LONGEST_CODE:
        raise reader.fail(line, f"the codes of a row and an option are longer than {LONGEST_CODE - 1} together")
    return rows


def _number(reader: Reader, raw: Located) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key in _NUMBERS:
        if key in raw:
            value = raw[key]
            if type(value) not in (int, float) or not abs(value) <= 1_000_000_000:
                raise reader.fail(raw.at(key), f"{key} must be a number")
            found[key] = value
    for low, high in (("least", "most"), ("usual_least", "usual_most")):
        if low in found and high in found and found[low] > found[high]:
            raise reader.fail(raw.at(low), f"{low} is more than {high}")
    if "whole" in raw:
        found["whole"] = reader.flag(raw, "whole")
    if "unit" in raw:
        found["unit"] = reader.text(raw, "unit", 60)
    return found


def read_survey_settings(reader: Reader, source: Located) -> dict[str, Any]:
    """How the survey asks: {"mode", "sampling", "lawful_basis", "series"}, each only where the file says it."""
    keys = {"mode", "sampling", "lawful_basis", "series"}
    raw = reader.mapping(source.get("settings", Located()), keys, source.at("settings"))
    found: dict[str, Any] = {}
    if "mode" in raw:
        found["mode"] = reader.one_of(raw, "mode", MODES)
    if "sampling" in raw:
        found["sampling"] = reader.one_of(raw, "sampling", SAMPLINGS)
    if "lawful_basis" in raw:
        found["lawful_basis"] = reader.text(raw, "lawful_basis", 300)
    if "series" in raw:
        found["series"] = reader.code(raw, "series")
    return found
