"""The format of the seed content, as pydantic models: unknown keys and wrong types are refused.

YAML turns a bare ``no`` into a boolean; the strict strings here refuse it, so that content
says "no" and never by accident.
"""

import re
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from directory.codes import (
    SERVICE_ROUTES,
    Access,
    Approach,
    Basis,
    Channel,
    Cost,
    Day,
    Domain,
    Offer,
    OpenTo,
    Reach,
    Sector,
    Status,
    YesNo,
)

CLASSIFICATIONS = frozenset(
    [
        "needs",
        "ages",
        "cost",
        "areas",
        "open_to",
        "self_referral",
        "preventative",
        "reactive",
        "domain",
        "approach",
        "funder",
        "deliverer",
        "funding_end",
        "reach",
        "offers",
        "languages",
    ]
)
"""What a service's `basis` must answer for: did the paper state it, or did we infer it?"""


def _fault(code: str, field: str, message: str) -> PydanticCustomError:
    """Return an error with a code and the field it belongs to, which the editing pages put into their own words."""
    return PydanticCustomError(code, "{message}", {"field": field, "message": message})


def _number(value: str) -> str:
    """Accept a telephone number or short code as printed: digits and spaces, a leading + at most."""
    if not re.fullmatch(r"\+?[0-9][0-9 ]{1,18}", value):
        raise _fault("not_a_number", "", f"{value!r} is not a telephone number")
    return value


def _iso_day(value: str) -> str:
    try:
        date.fromisoformat(value)
    except ValueError as error:
        raise _fault("not_a_date", "", str(error)) from None
    return value


def _route(value: str) -> str:
    if value not in SERVICE_ROUTES:
        raise ValueError(f"{value!r} is not a route of contracts.md")
    return value


Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$", max_length=50)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Maybe = Annotated[str, StringConstraints(strip_whitespace=True)]
Number = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_number)]
Route = Annotated[str, AfterValidator(_route)]
Tag = Annotated[str, StringConstraints(pattern=r"^([a-z]{2,3}(-[A-Za-z]{2,4})?|unknown)$")]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$")]
Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
Time = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Day8601 = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$"), AfterValidator(_iso_day)]
Age = Annotated[int, Field(ge=0, le=120)]
FundingEnd = Annotated[str, StringConstraints(pattern=r"^(unknown|\d{4}(-\d{2}(-\d{2})?)?)$")]


class Record(BaseModel):
    """Strict: no key that is not in the format, no type that only looks right."""

    model_config = ConfigDict(extra="forbid", strict=True)


class OrganisationSeed(Record):
    """An entry of organisations.yaml."""

    slug: Slug
    name: Words
    sector: Sector
    description: Words
    url: Url | None = None
    source: Words


class NeedSeed(Record):
    """An entry of needs.yaml."""

    code: Code
    name: Words
    description: Words
    synonyms: list[Words]


class PhoneSeed(Record):
    """A number of a service."""

    number: Number
    label: Maybe = ""
    all_hours: bool = False


class ScheduleSeed(Record):
    """Opening hours, or a closure: local times HH:MM, ISO dates, both days included."""

    kind: Literal["opening", "closure"] = "opening"
    byday: list[Day] = []
    opens_at: Time | None = None
    closes_at: Time | None = None
    valid_from: Day8601 | None = None
    valid_to: Day8601 | None = None
    description: Maybe = ""

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if self.opens_at and self.closes_at and self.opens_at >= self.closes_at:
            raise _fault("closes_before_it_opens", "closes_at", "opens_at is not before closes_at")
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise _fault("ends_before_it_begins", "valid_to", "valid_from is after valid_to")
        return self


class LocationSeed(Record):
    """Where a service meets people; coordinates in degrees (WGS 84)."""

    name: Words
    location_type: Literal["physical", "virtual", "postal"] = "physical"
    address_1: Maybe = ""
    city: Maybe = ""
    postal_code: Maybe = ""
    ward: Slug | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    precision: Literal["address", "ward", "unknown"] = "unknown"
    note: Maybe = ""


class SourceSeed(Record):
    """Where the papers speak of the service."""

    paper: Words
    section: Words


class ServiceSeed(Record):
    """A file of services/: every key is there, `unknown` where the papers do not say."""

    slug: Slug
    name: Words
    organisation: Slug
    summary: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=220)]
    description: Words
    needs: Annotated[list[Code], Field(min_length=1)]
    who_for: Words
    minimum_age: Age | None
    maximum_age: Age | None
    ages_known: bool
    cost: Cost
    cost_note: Maybe
    areas: Annotated[list[Slug], Field(min_length=1)]
    open_to: Annotated[list[OpenTo], Field(min_length=1)]
    self_referral: YesNo
    way_in: Maybe
    way_in_known: bool
    channels: Annotated[list[Channel], Field(min_length=1)]
    languages: Annotated[list[Tag], Field(min_length=1)]
    women_only: YesNo
    preventative: YesNo
    reactive: YesNo
    domain: Domain
    approach: Approach
    sector: Sector
    funder: Words
    funded_statutory: YesNo
    deliverer: Words
    delivered_statutory: YesNo
    funding_end: FundingEnd
    temporary_funding: YesNo
    reach: Reach
    cohort: Maybe
    drop_in: bool
    offers: list[Offer]
    audience_under_25_or_adults: YesNo
    phones: list[PhoneSeed]
    email: Email | None
    url: Url | None
    ring: Number
    confidential_location: bool
    status: Status = "active"
    status_note: Maybe = ""
    what_happens: Maybe = ""
    accessibility: list[Access] = []
    access_note: Maybe = ""
    schedules: list[ScheduleSeed] = []
    locations: list[LocationSeed] = []
    reporting_route: Route | None
    synonyms: list[Words]
    sources: Annotated[list[SourceSeed], Field(min_length=1)]
    basis: dict[str, Basis]
    note: Maybe

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        low, high = self.minimum_age, self.maximum_age
        if low is not None and high is not None and low > high:
            raise _fault("ages_crossed", "maximum_age", f"minimum_age {low} is above maximum_age {high}")
        if not self.ages_known and (low is not None or high is not None):
            raise _fault("ages_not_known", "ages_known", "ages_known is false, yet an age is given")
        if self.way_in_known and not self.way_in:
            raise _fault("way_in_missing", "way_in", "way_in_known is true, yet way_in is empty")
        if missing := CLASSIFICATIONS - self.basis.keys():
            raise _fault("basis_missing", "basis", f"basis does not say for: {', '.join(sorted(missing))}")
        if self.confidential_location and self.areas != ["barnet"]:
            raise _fault("refuge_area", "areas", "a refuge has no area but barnet")
        if self.confidential_location and self.locations:
            raise _fault("refuge_location", "locations", "a refuge has no location")
        for name in ("open_to", "channels", "languages"):
            values = getattr(self, name)
            if "unknown" in values and len(values) > 1:
                raise _fault("unknown_stands_alone", name, f"{name}: unknown stands alone")
        for name in ("needs", "areas", "open_to", "channels", "languages", "offers"):
            values = getattr(self, name)
            if len(set(values)) != len(values):
                raise _fault("given_twice", name, f"{name}: a value is given twice")
        return self


class ContactSeed(Record):
    """A way to reach a reporting route."""

    name: Words
    phone: Number | None = None
    text: Maybe | None = None
    email: Email | None = None
    url: Url | None = None
    all_hours: bool
    hours: Maybe = ""
    note: Maybe = ""
    for_whom: Maybe = ""


class RouteSeed(Record):
    """An entry of routes.yaml (domain.md 3)."""

    route: Route
    title: Words
    for_what: Words
    order: int
    emergency: bool
    contacts: Annotated[list[ContactSeed], Field(min_length=1)]
    when_closed: Maybe
    steps: list[Words]
    service: Slug | None
    source: Words
