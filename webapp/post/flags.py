"""Flags of what people write to us, in the order in which staff have to read them."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, case
from sqlalchemy.orm import InstrumentedAttribute


def gravest_first(flag: InstrumentedAttribute[str | None], gravest: Sequence[str]) -> ColumnElement[int]:
    """Return what to order by: the place of a row's flag in `gravest`, those without a flag last."""
    return case({name: place for place, name in enumerate(gravest)}, value=flag, else_=len(gravest))
