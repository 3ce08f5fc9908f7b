"""Tables of the directory, named after the Human Services Data Specification (HSDS 3.0).

`unknown` is a value everywhere: a column that the papers do not fill says so instead of guessing.
No foreign key leaves this base; staff appear only as an opaque id.
"""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, DateTime, Float, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

CASCADE = "all, delete-orphan"


def now() -> datetime:
    """Return the present moment in UTC, as every timestamp here is kept."""
    return datetime.now(UTC)


class Base(DeclarativeBase):
    """The directory's own declarative base."""

    type_annotation_map = {dict[str, Any]: JSON, list[str]: JSON, list[dict[str, Any]]: JSON}


class DirectoryState(Base):
    """One row: a random mark that changes with every change, so that a cached search index knows its age."""

    __tablename__ = "directory_state"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    revision: Mapped[str] = mapped_column(String(36))


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
    ended: Mapped[bool] = mapped_column(Boolean)
    reporting_route: Mapped[str | None] = mapped_column(String(50))
    synonyms: Mapped[list[str]] = mapped_column(default=list)
    sources: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    basis: Mapped[dict[str, Any]] = mapped_column(default=dict)
    note: Mapped[str] = mapped_column(Text)
    assured_date: Mapped[date | None] = mapped_column(Date)
    assured_by: Mapped[str | None] = mapped_column(String(36))
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
        return self.way_in_known and not self.ended


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


class Locality(Base):
    """One of the three localities (domain.md 2)."""

    __tablename__ = "locality"

    slug: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))


class Ward(Base):
    """One of the 24 wards; in which locality it lies is inferred until the council confirms it."""

    __tablename__ = "ward"

    slug: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    locality: Mapped[str] = mapped_column(ForeignKey("locality.slug"))
    inferred: Mapped[bool] = mapped_column(Boolean)


class PostcodeDistrict(Base):
    """A postcode district of the borough, its approximate centroid in degrees (WGS 84), and its wards."""

    __tablename__ = "postcode_district"

    code: Mapped[str] = mapped_column(String(4), primary_key=True)
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    wards: Mapped[list[str]] = mapped_column(default=list)


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


class Translation(Base):
    """One field of one record in one language, with who stands behind it."""

    __tablename__ = "directory_translation"
    __table_args__ = (UniqueConstraint("entity_type", "entity_id", "field", "language"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    entity_type: Mapped[str] = mapped_column(String(20))
    entity_id: Mapped[str] = mapped_column(String(50))
    field: Mapped[str] = mapped_column(String(50))
    language: Mapped[str] = mapped_column(String(12), index=True)
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20))
    source_hash: Mapped[str] = mapped_column(String(64))
    seed_hash: Mapped[str | None] = mapped_column(String(64))
    checked_by: Mapped[str | None] = mapped_column(String(36))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class Metadata(Base):
    """One change of one field, as HSDS metadata keeps it: what it was, what it became, who did it."""

    __tablename__ = "directory_metadata"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    resource_type: Mapped[str] = mapped_column(String(20))
    resource_id: Mapped[str] = mapped_column(String(50), index=True)
    field_name: Mapped[str] = mapped_column(String(50))
    previous_value: Mapped[str] = mapped_column(Text)
    replacement_value: Mapped[str] = mapped_column(Text)
    last_action_type: Mapped[str] = mapped_column(String(20))
    last_action_date: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    updated_by: Mapped[str | None] = mapped_column(String(36))
