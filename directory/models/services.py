"""Services and what belongs to them, named after the Human Services Data Specification (HSDS 3.0).

`unknown` is a value everywhere: a column that the papers do not fill says so instead of guessing.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, DateTime, Float, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory.models.base import CASCADE, Base, now


class Organization(Base):
    """Who runs services (HSDS organization)."""

    __tablename__ = "organization"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    slug: Mapped[str] = mapped_column(String(100), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text)
    sector: Mapped[str] = mapped_column(String(20))
    url: Mapped[str | None] = mapped_column(String(300))
    source: Mapped[str] = mapped_column(String(200))
    seed_hashes: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Need(Base):
    """What a service helps with (an HSDS taxonomy term)."""

    __tablename__ = "need"

    code: Mapped[str] = mapped_column(String(50), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text)
    synonyms: Mapped[list[str]] = mapped_column(default=list)
    sort_order: Mapped[int] = mapped_column(Integer)
    seed_hashes: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Service(Base):
    """A service, programme or project of the mapping (HSDS service; SNA 5)."""

    __tablename__ = "service"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    slug: Mapped[str] = mapped_column(String(100), unique=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organization.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)
    who_for: Mapped[str] = mapped_column(Text)
    way_in: Mapped[str] = mapped_column(Text)
    way_in_known: Mapped[bool] = mapped_column(Boolean)
    minimum_age: Mapped[int | None] = mapped_column(Integer)
    maximum_age: Mapped[int | None] = mapped_column(Integer)
    ages_known: Mapped[bool] = mapped_column(Boolean)
    cost: Mapped[str] = mapped_column(String(10))
    cost_note: Mapped[str] = mapped_column(Text)
    open_to: Mapped[list[str]] = mapped_column(default=list)
    self_referral: Mapped[str] = mapped_column(String(10))
    channels: Mapped[list[str]] = mapped_column(default=list)
    women_only: Mapped[str] = mapped_column(String(10))
    preventative: Mapped[str] = mapped_column(String(10))
    reactive: Mapped[str] = mapped_column(String(10))
    domain: Mapped[str] = mapped_column(String(30))
    approach: Mapped[str] = mapped_column(String(40))
    sector: Mapped[str] = mapped_column(String(20))
    funder: Mapped[str] = mapped_column(String(200))
    funded_statutory: Mapped[str] = mapped_column(String(10))
    deliverer: Mapped[str] = mapped_column(String(200))
    delivered_statutory: Mapped[str] = mapped_column(String(10))
    funding_end: Mapped[str] = mapped_column(String(20))
    temporary_funding: Mapped[str] = mapped_column(String(10))
    reach: Mapped[str] = mapped_column(String(20))
    cohort: Mapped[str] = mapped_column(String(200))
    drop_in: Mapped[bool] = mapped_column(Boolean)
    offers: Mapped[list[str]] = mapped_column(default=list)
    audience_under_25_or_adults: Mapped[str] = mapped_column(String(10))
    email: Mapped[str | None] = mapped_column(String(200))
    url: Mapped[str | None] = mapped_column(String(300))
    ring: Mapped[str] = mapped_column(String(40))
    confidential_location: Mapped[bool] = mapped_column(Boolean)
    status: Mapped[str] = mapped_column(String(10), default="active")
    status_note: Mapped[str] = mapped_column(Text, default="")
    what_happens: Mapped[str] = mapped_column(Text, default="")
    accessibility: Mapped[list[str]] = mapped_column(default=list)
    access_note: Mapped[str] = mapped_column(Text, default="")
    reporting_route: Mapped[str | None] = mapped_column(String(50))
    synonyms: Mapped[list[str]] = mapped_column(default=list)
    sources: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    basis: Mapped[dict[str, Any]] = mapped_column(default=dict)
    note: Mapped[str] = mapped_column(Text)
    assured_date: Mapped[date | None] = mapped_column(Date)
    assured_by: Mapped[str | None] = mapped_column(String(36))
    assurer: Mapped[str] = mapped_column(String(20), default="")
    next_check: Mapped[date | None] = mapped_column(Date)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    last_modified: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, index=True)
    seed_hashes: Mapped[dict[str, Any]] = mapped_column(default=dict)

    organization: Mapped[Organization] = relationship()
    need_links: Mapped[list["ServiceNeed"]] = relationship(cascade=CASCADE, order_by="ServiceNeed.sort_order")
    area_links: Mapped[list["ServiceArea"]] = relationship(cascade=CASCADE, order_by="ServiceArea.sort_order")
    language_links: Mapped[list["ServiceLanguage"]] = relationship(
        cascade=CASCADE, order_by="ServiceLanguage.sort_order"
    )
    phones: Mapped[list["Phone"]] = relationship(cascade=CASCADE, order_by="Phone.sort_order")
    schedule_rows: Mapped[list["Schedule"]] = relationship(cascade=CASCADE, order_by="Schedule.sort_order")
    location_rows: Mapped[list["Location"]] = relationship(cascade=CASCADE, order_by="Location.sort_order")

    @property
    def needs(self) -> list[str]:
        """The codes of the needs that the service meets, the foremost first."""
        return [link.need for link in self.need_links]

    @property
    def areas(self) -> list[str]:
        """Where it is: `barnet`, or slugs of localities or wards; a refuge never says more than `barnet`."""
        return ["barnet"] if self.confidential_location else [link.area for link in self.area_links]

    @property
    def languages(self) -> list[str]:
        """Language tags that the service speaks; empty when not known."""
        return [link.language for link in self.language_links]

    @property
    def is_door(self) -> bool:
        """Whether it may lead a result: it has a way in and has not ended (domain.md 1)."""
        return self.way_in_known and self.status == "active"

    @property
    def ended(self) -> bool:
        """Whether it is no more, as far as is known."""
        return self.status == "ended"


class ServiceNeed(Base):
    """A service meets a need (HSDS attribute)."""

    __tablename__ = "service_need"

    service_id: Mapped[str] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)
    need: Mapped[str] = mapped_column(ForeignKey("need.code"), primary_key=True, index=True)
    sort_order: Mapped[int] = mapped_column(Integer)


class ServiceArea(Base):
    """A service serves an area (HSDS service_area): the borough, a locality or a ward."""

    __tablename__ = "service_area"

    service_id: Mapped[str] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)
    area: Mapped[str] = mapped_column(String(60), primary_key=True)
    sort_order: Mapped[int] = mapped_column(Integer)


class ServiceLanguage(Base):
    """A service speaks a language (HSDS language)."""

    __tablename__ = "service_language"

    service_id: Mapped[str] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(String(12), primary_key=True)
    sort_order: Mapped[int] = mapped_column(Integer)


class Phone(Base):
    """A number of a service (HSDS phone); `all_hours` only where the papers say so."""

    __tablename__ = "phone"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), index=True)
    number: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(200))
    all_hours: Mapped[bool] = mapped_column(Boolean)
    sort_order: Mapped[int] = mapped_column(Integer)


class Schedule(Base):
    """When a service is open, or shut for a holiday (HSDS schedule). Times are local, HH:MM; days are MO to SU.

    `kind` is `opening` or `closure`; `valid_from` and `valid_to` bound it, both days included.
    """

    __tablename__ = "schedule"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(10), default="opening")
    byday: Mapped[list[str]] = mapped_column(default=list)
    opens_at: Mapped[str | None] = mapped_column(String(5))
    closes_at: Mapped[str | None] = mapped_column(String(5))
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    description: Mapped[str] = mapped_column(String(300), default="")
    sort_order: Mapped[int] = mapped_column(Integer)


class Location(Base):
    """Where a service meets people (HSDS location with its address). A refuge never has one.

    `precision` says how far the coordinates (degrees, WGS 84) can be trusted: `address`, `ward` (the middle
    of the ward's postcode district) or `unknown` (there are none).
    """

    __tablename__ = "location"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    location_type: Mapped[str] = mapped_column(String(10))
    address_1: Mapped[str] = mapped_column(String(200), default="")
    city: Mapped[str] = mapped_column(String(100), default="")
    postal_code: Mapped[str] = mapped_column(String(10), default="")
    ward: Mapped[str | None] = mapped_column(String(60))
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    precision: Mapped[str] = mapped_column(String(10), default="unknown")
    note: Mapped[str] = mapped_column(Text, default="")
    sort_order: Mapped[int] = mapped_column(Integer)


class ProviderContact(Base):
    """Whom staff write to about a service. Never public, in no export and no API."""

    __tablename__ = "provider_contact"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(100), default="")
    email: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str] = mapped_column(String(40), default="")
    sort_order: Mapped[int] = mapped_column(Integer, default=0)
