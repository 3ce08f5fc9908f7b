"""Reads JSON files of services: our own export, and what Open Referral feeds give."""

import json
from typing import Any

from directory.exchange.faults import FileError

Values = dict[str, Any]
MOST_SERVICES = 20_000


def read_json(data: bytes) -> tuple[list[Values], str]:
    """Return the services of a JSON file and what it is: `json` (our own export) or `hsds`.

    A list, a page of an API (`contents`), lines of JSON, or one service. Raises FileError.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError("encoding", row=data.count(b"\n", 0, error.start) + 1) from error
    if not text.strip():
        raise FileError("empty")
    try:
        held = json.loads(text)
    except (ValueError, RecursionError) as error:
        held = _lines(text)
        if held is None:
            raise FileError("not_json", row=getattr(error, "lineno", None)) from error
    ours = False
    if isinstance(held, dict):
        ours = isinstance(held.get("services"), list)
        found = held["services"] if ours else held.get("contents", [held])
    else:
        found = held
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise FileError("not_services")
    if not found:
        raise FileError("no_rows")
    if len(found) > MOST_SERVICES:
        raise FileError("too_many_rows", row=MOST_SERVICES + 1)
    if not all("name" in one for one in found):
        raise FileError("not_services")
    for place, one in enumerate(found, start=1):
        if bad := _bad(one):
            raise FileError("bad_characters", row=place, column=bad)
    return found, "json" if ours else "hsds"


def _lines(text: str) -> list[Any] | None:
    try:
        found = [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        return None
    return found if len(found) > 1 else None


def _bad(value: Any, name: str = "", depth: int = 0) -> str:
    """Return the name of the first value with a sign that no database holds; values too deep to be a service too."""
    if depth > 30:
        return name or "#"
    if isinstance(value, str):
        return (name or "#") if any(sign == "\x00" or "\ud800" <= sign <= "\udfff" for sign in value) else ""
    pairs = (
        value.items()
        if isinstance(value, dict)
        else [(name, part) for part in value]
        if isinstance(value, list)
        else []
    )
    for inner, part in pairs:
        if found := _bad(part, str(inner), depth + 1):
            return found
    return ""


def organisations_of(data: bytes) -> list[Values]:
    """Return the organisations of our own JSON export."""
    held = json.loads(data.decode("utf-8-sig"))
    found = held.get("organisations")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
