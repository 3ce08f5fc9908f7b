"""The directory's declarative base, and what its tables share."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import DeclarativeBase

CASCADE = "all, delete-orphan"


def now() -> datetime:
    """Return the present moment in UTC, as every timestamp here is kept."""
    return datetime.now(UTC)


class Base(DeclarativeBase):
    """The directory's own declarative base."""

    type_annotation_map = {dict[str, Any]: JSON, list[str]: JSON, list[dict[str, Any]]: JSON}
