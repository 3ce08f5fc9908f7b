"""The tables of "You said, we did": what was heard, who considered it, what was decided, done, and rated.

Import them from surveys.models. Nothing that was promised disappears silently: every change leaves a line.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveys.base import Base, new_id
from surveys.columns import UtcDateTime, now

PROMISE_STATES = ("considering", "planned", "under_way", "done", "not_done")


class Consideration(Base):
    """A named body considered a named version of the report (BOARD 18.2): before it, nothing may be decided."""

    __tablename__ = "consultation_consideration"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True, default=new_id)
    consultation_id: Mapped[str] = mapped_column(sa.ForeignKey("consultation.id", ondelete="CASCADE"), index=True)
    body: Mapped[str] = mapped_column(sa.String(200))
    considered_on: Mapped[date] = mapped_column(sa.Date)
    report_version: Mapped[int] = mapped_column(sa.Integer)
    note: Mapped[str] = mapped_column(sa.Text, default="")
    recorded_by: Mapped[str | None] = mapped_column(sa.String(36))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Promise(Base):
    """One "You said, we did": theme or finding, decision, action, owner, date, state, result."""

    __tablename__ = "consultation_promise"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True, default=new_id)
    consultation_id: Mapped[str] = mapped_column(sa.ForeignKey("consultation.id", ondelete="CASCADE"), index=True)
    consideration_id: Mapped[str | None] = mapped_column(
        sa.ForeignKey("consultation_consideration.id", ondelete="SET NULL")
    )
    theme: Mapped[str | None] = mapped_column(sa.String(60))  # a code of the codebook
    you_said: Mapped[str] = mapped_column(sa.Text)
    decision: Mapped[str] = mapped_column(sa.Text, default="")
    action: Mapped[str] = mapped_column(sa.Text, default="")
    owner: Mapped[str] = mapped_column(sa.String(200), default="")  # an organisation or team, never a person
    due_on: Mapped[date | None] = mapped_column(sa.Date)
    state: Mapped[str] = mapped_column(sa.String(20), default="considering", index=True)
    result: Mapped[str] = mapped_column(sa.Text, default="")
    learned: Mapped[str] = mapped_column(sa.Text, default="")  # from the residents' ratings (CSS)
    wards: Mapped[list[str]] = mapped_column(sa.JSON, default=list)  # empty: the whole borough
    year: Mapped[int] = mapped_column(sa.Integer, index=True)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    consideration: Mapped[Consideration | None] = relationship()
    changes: Mapped[list[PromiseChange]] = relationship(order_by="PromiseChange.id", passive_deletes=True)
    ratings: Mapped[list[PromiseRating]] = relationship(passive_deletes=True)


class PromiseChange(Base):
    """One change of a promise; `public` ones stand on its page."""

    __tablename__ = "consultation_promise_change"

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    promise_id: Mapped[str] = mapped_column(sa.ForeignKey("consultation_promise.id", ondelete="CASCADE"), index=True)
    field: Mapped[str] = mapped_column(sa.String(30))
    before: Mapped[Any] = mapped_column(sa.JSON)
    after: Mapped[Any] = mapped_column(sa.JSON)
    public: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    changed_by: Mapped[str | None] = mapped_column(sa.String(36))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class PromiseRating(Base):
    """How often residents gave one answer to "did this help?" on one day: a count, not a trace of anybody."""

    __tablename__ = "consultation_promise_rating"
    __table_args__ = (sa.UniqueConstraint("promise_id", "day", "helped"),)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    promise_id: Mapped[str] = mapped_column(sa.ForeignKey("consultation_promise.id", ondelete="CASCADE"))
    day: Mapped[date] = mapped_column(sa.Date)
    helped: Mapped[str] = mapped_column(sa.String(10))  # yes, partly, no
    times: Mapped[int] = mapped_column(sa.Integer, default=0)
