"""What people do with the directory: lists to share, signpostings of champions, and what nobody could find.

None of it says who a person is: no name, no words typed, no address.
"""

from datetime import date, datetime

from sqlalchemy import Date, DateTime, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory.models.base import CASCADE, Base, now


class Shortlist(Base):
    """A list of services. `owner` is a champion's opaque id, or None for a list made without an account.

    Whoever has the token of the share link reads it until it expires; only the token's hash is kept.
    """

    __tablename__ = "shortlist"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    owner: Mapped[str | None] = mapped_column(String(36), index=True)
    name: Mapped[str] = mapped_column(String(100), default="")
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), index=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)

    entries: Mapped[list["ShortlistEntry"]] = relationship(cascade=CASCADE, order_by="ShortlistEntry.sort_order")


class ShortlistEntry(Base):
    """A service on a list."""

    __tablename__ = "shortlist_entry"

    shortlist_id: Mapped[str] = mapped_column(ForeignKey("shortlist.id", ondelete="CASCADE"), primary_key=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)
    sort_order: Mapped[int] = mapped_column(Integer)


class Signposting(Base):
    """A champion pointed a family to help: what for, roughly who and where, never a name; the day, not the hour."""

    __tablename__ = "signposting"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    logged_by: Mapped[str] = mapped_column(String(36), index=True)
    need: Mapped[str] = mapped_column(ForeignKey("need.code"), index=True)
    ward: Mapped[str | None] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(12))
    age_band: Mapped[str] = mapped_column(String(10))
    service_id: Mapped[str | None] = mapped_column(ForeignKey("service.id", ondelete="SET NULL"))
    logged_on: Mapped[date] = mapped_column(Date, index=True)


class UnmetDemand(Base):
    """How often in a week somebody found nothing for a need, by ward and age band; `""` where it was not told.

    A count, not a trace of anybody: the words typed are never kept. `week` is the Monday; `source` is
    `search` or `chat`, or `unsure`: the bot did not understand (`directory.demand`).
    """

    __tablename__ = "unmet_demand"
    __table_args__ = (UniqueConstraint("week", "source", "need", "ward", "age_band"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    week: Mapped[date] = mapped_column(Date, index=True)
    source: Mapped[str] = mapped_column(String(10))
    need: Mapped[str] = mapped_column(String(50))
    ward: Mapped[str] = mapped_column(String(60), default="")
    age_band: Mapped[str] = mapped_column(String(10), default="")
    times: Mapped[int] = mapped_column(Integer, default=0)
