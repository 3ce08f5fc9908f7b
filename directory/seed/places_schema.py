"""The format of the seed's places: localities, wards, postcode districts and the wards they touch."""

from typing import Annotated

from pydantic import Field, StringConstraints

from directory.seed.schema import Record, Slug, Words


class LocalitySeed(Record):
    """A locality of places.yaml."""

    slug: Slug
    name: Words


class WardSeed(Record):
    """A ward of places.yaml."""

    slug: Slug
    name: Words
    locality: Slug
    inferred: bool


class DistrictSeed(Record):
    """A postcode district of places.yaml: centroid in degrees, WGS 84."""

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,2}[0-9]{1,2}[A-Z]?$")]
    latitude: Annotated[float, Field(ge=51, le=52)]
    longitude: Annotated[float, Field(ge=-1, le=1)]
    approximate: bool = True


class PlacesSeed(Record):
    """places.yaml."""

    localities: list[LocalitySeed]
    wards: list[WardSeed]
    districts: list[DistrictSeed]


class DistrictWardsSeed(Record):
    """An entry of district_wards.yaml: the wards that a postcode district touches, inferred."""

    district: str
    wards: Annotated[list[Slug], Field(min_length=1)]
    inferred: bool
