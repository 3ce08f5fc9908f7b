"""Plain values of a service as a form holds them, and back."""

import re
from typing import Any

from directory.codes import UNKNOWN
from webapp.forms import directory_sections as kinds


def shown(field: str, value: Any) -> Any:
    """Return a plain value as the form's field holds it."""
    if field in kinds.LINE_LISTS:
        return "\n".join(value)
    if field in kinds.FLAGS:
        return "yes" if value else "no"
    if field in kinds.UNKNOWN_WHEN_EMPTY and value == UNKNOWN:
        return ""
    if field in kinds.NUMBERS:
        return "" if value is None else str(value)
    if field in kinds.ROWS:
        return [{part: _as_typed(row.get(part)) for part in kinds.ROWS[field]} for row in value]
    return value


def _as_typed(value: Any) -> Any:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def read(field: str, given: Any) -> Any:
    """Return what a field of the form says as a plain value."""
    if field in kinds.LINE_LISTS:
        return [line.strip() for line in (given or "").splitlines() if line.strip()]
    if field in kinds.FLAGS:
        return given == "yes"
    if field in kinds.SEVERAL:
        return list(given or [])
    text = (given or "").strip()
    if field in kinds.NUMBERS:
        return int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else text or None
    if field in kinds.UNKNOWN_WHEN_EMPTY:
        return text or UNKNOWN
    return text


def row(field: str, row: Any) -> Any:
    """Return one row as a plain value."""
    if field in kinds.LISTS:
        return row or ""
    values: dict[str, Any] = {}
    for part in kinds.ROWS[field]:
        given = row.get(part)
        if part in ("latitude", "longitude"):
            text = (given or "").strip()
            values[part] = float(text) if re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,12})?", text) else text or None
        elif part == "all_hours":
            values[part] = bool(given)
        elif part == "byday":
            values[part] = list(given or [])
        else:
            values[part] = given or ""
    return values


def says_something(row: Any) -> bool:
    """Tell whether somebody wrote anything into a row; a list's first choice is no writing."""
    if not isinstance(row, dict):
        return bool(row)
    silent = ("kind", "location_type", "precision", "all_hours")
    return any(value not in ("", None, []) for part, value in row.items() if part not in silent)
