"""Moments as other tools write them: which comes first, day or month, is asked of the whole column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from surveys.columns import LONDON

_SLASHES = re.compile(
    r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:[ ,T]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*([ap]\.?m\.?)?)?",
    re.I,
)
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


def month_first(cells: Iterable[str]) -> tuple[bool, bool]:
    """Whether a column writes 12/31/2026, and whether its cells prove one or the other; unproved is our own way."""
    first = second = any_date = False
    for cell in cells:
        if found := _SLASHES.fullmatch(cell):
            any_date = True
            first |= int(found[1]) > 12
            second |= int(found[2]) > 12
    return second and not first, first != second or not any_date


def moment(text: str, *, american: bool) -> datetime | None:
    """An aware moment, or None for what is none. Tools of councils here write local time, unless it names its zone."""
    found = _SLASHES.fullmatch(text)
    try:
        if found is None:
            made = datetime.fromisoformat(text.replace(" UTC", "+00:00"))
        else:
            one, two = int(found[1]), int(found[2])
            day, month = (two, one) if american else (one, two)
            year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
            hour = int(found[4] or 0)
            if found[7]:
                hour = hour % 12 + (12 if found[7][0] in "pP" else 0)
            made = datetime(year, month, day, hour, int(found[5] or 0), int(found[6] or 0), tzinfo=LONDON)
        return (made if made.tzinfo else made.replace(tzinfo=LONDON)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
