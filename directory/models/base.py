"""The directory's declarative base, and what its tables share."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON
from sqlalchemy.orm import DeclarativeBase

CASCADE = "all, delete-orphan"
LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """Return the present moment in UTC, as every timestamp here is kept."""
    return datetime.now(UTC)


def local_day(moment: datetime | None = None) -> date:
    """Return the day in Barnet, of now or of a moment; one without a zone is in UTC, as SQLite gives it back.

    Between midnight and one in summer it is another than the day in UTC, and people live by it.
    """
    moment = moment or now()
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(LONDON).date()


class Base(DeclarativeBase):
    """The directory's own declarative base."""

    type_annotation_map = {dict[str, Any]: JSON, list[str]: JSON, list[dict[str, Any]]: JSON}
