"""Reporting routes: where to turn for something that has happened (domain.md 3)."""

from datetime import date
from typing import Any

from sqlalchemy import Boolean, Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory.models.base import CASCADE, Base


class ReportingRoute(Base):
    """Where to turn for something that has happened (domain.md 3)."""

    __tablename__ = "reporting_route"

    code: Mapped[str] = mapped_column(String(50), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    for_what: Mapped[str] = mapped_column(Text)
    sort_order: Mapped[int] = mapped_column(Integer)
    emergency: Mapped[bool] = mapped_column(Boolean)
    when_closed: Mapped[str] = mapped_column(Text)
    steps: Mapped[list[str]] = mapped_column(default=list)
    service_slug: Mapped[str | None] = mapped_column(ForeignKey("service.slug"))
    source: Mapped[str] = mapped_column(String(200))
    assured_date: Mapped[date | None] = mapped_column(Date)
    seed_hashes: Mapped[dict[str, Any]] = mapped_column(default=dict)

    contacts: Mapped[list["RouteContact"]] = relationship(cascade=CASCADE, order_by="RouteContact.sort_order")


class RouteContact(Base):
    """A number, address or page of a reporting route, with its hours."""

    __tablename__ = "route_contact"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    route: Mapped[str] = mapped_column(ForeignKey("reporting_route.code", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(40))
    text: Mapped[str | None] = mapped_column(String(100))
    email: Mapped[str | None] = mapped_column(String(200))
    url: Mapped[str | None] = mapped_column(String(300))
    all_hours: Mapped[bool] = mapped_column(Boolean)
    hours: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text)
    for_whom: Mapped[str] = mapped_column(Text)
    sort_order: Mapped[int] = mapped_column(Integer)
