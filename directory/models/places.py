"""Places: localities, wards, postcode districts, and the postcodes that a council has imported."""

from sqlalchemy import Boolean, Float, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base


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


class Postcode(Base):
    """A full postcode with its ward, from the ONS Postcode Directory that a council imports; no spaces in `code`."""

    __tablename__ = "postcode"

    code: Mapped[str] = mapped_column(String(7), primary_key=True)
    ward: Mapped[str | None] = mapped_column(String(60))
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
