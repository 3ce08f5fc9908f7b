"""Column types that both databases read back alike."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def local_day(moment: datetime | None = None) -> date:
    """The day in Barnet, of now or of an aware moment: in summer, between midnight and one, not the day in UTC."""
    return (moment or now()).astimezone(LONDON).date()


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC.

    SQLite forgets the zone and PostgreSQL keeps it: stored without one in both, so that the same
    comparison means the same thing. A naive value is refused with ValueError.
    """

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware moment in, naive UTC out."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Naive UTC in, aware moment out."""
        return None if value is None else value.replace(tzinfo=UTC)
