"""The shapes of the directory's part of /api/v1 (contracts.md, HTTP)."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from directory.asking import FARTHEST, LAST_PAGE, LONGEST_QUERY, OLDEST


class LanguageQuery(BaseModel):
    """The language of the reply."""

    language: str | None = Field(
        None, max_length=35, description="Tag of the reply's language; else Accept-Language, else English."
    )


class ServicesQuery(LanguageQuery):
    """What is looked for; everything is optional and all that is given applies together."""

    model_config = ConfigDict(extra="ignore")

    q: str | None = Field(None, max_length=LONGEST_QUERY, description="Words, in any language that we have.")
    need: str | None = Field(None, description="Codes of /needs, by commas; one of them is enough.")
    age: int | None = Field(None, ge=0, le=OLDEST, description="In years. Keeps services whose ages are not known.")
    ward: str | None = Field(
        None, description="A ward's slug or name, or a postcode. Refuges are never found by place."
    )
    avoid: str | None = Field(None, description="Wards or postcodes, by commas: nothing that is only there.")
    spoken: str | None = Field(None, description="Tag of a language that the service speaks. Leaves out unknown.")
    free: bool | None = Field(None, description="Leaves out services whose cost is not known.")
    self_referral: bool | None = Field(None, description="Leaves out services of which it is not known.")
    open_to: Literal["public", "professionals", ""] | None = Field(None, description="Leaves out unknown.")
    channel: Literal["in_person", "phone", "online", "outreach", ""] | None = Field(
        None, description="How the service meets people; `outreach` comes to them. Leaves out unknown."
    )
    evenings: bool | None = Field(
        None, description="Open after 17:00 or at the weekend. Leaves out services whose hours are not known."
    )
    women_only: bool | None = Field(None, description="Leaves out services of which it is not known.")
    access: str | None = Field(
        None,
        description="By commas, all must be met: step_free, accessible_toilet, hearing_loop, bsl, quiet_space, "
        "easy_read, home_visits. Leaves out unknown.",
    )
    distance: float | None = Field(
        None,
        gt=0,
        le=FARTHEST,
        description="Miles from `ward`, which must be given. Keeps services that serve that place and of which it is "
        "not known where they meet.",
    )
    unknown: Literal["keep", "leave", ""] | None = Field(
        None, description="Whether the filters keep services of which the answer is not known; overrides their habit."
    )
    page: int | None = Field(None, ge=1, le=LAST_PAGE)
    per_page: int | None = Field(None, ge=1, le=100)

    @field_validator("*", mode="before")
    @classmethod
    def blank_asks_for_nothing(cls, value: Any) -> Any:
        """Take `age=` as no age: forms and generated clients send every field."""
        return None if isinstance(value, str) and not value.strip() else value


class ServiceItem(BaseModel):
    """A service in brief; `null` is what is not known."""

    slug: str
    name: str
    organisation: str
    summary: str
    needs: list[str]
    minimum_age: int | None
    maximum_age: int | None
    cost: str | None
    how_to_get_in: str | None
    areas: list[str]
    languages: list[str]
    phone: str | None
    email: str | None
    url: str | None
    assured_date: str | None
    why: list[str]
    ring: str = Field(description="Whom to ring and ask about what is not known.")
    ended: bool
    status: str = Field(description="active, paused or ended")
    distance: int | None = Field(description="Metres from `ward` in a straight line; null where it is not known.")
    women_only: str | None


class ServiceList(BaseModel):
    """A page of services. What does not fit is only ever in `nearest`."""

    items: list[ServiceItem]
    total: int
    page: int
    pages: int
    nearest: list[ServiceItem]
    relaxed: list[str]
    unknown_kept: dict[str, bool] = Field(description="Of each filter that was set: does it keep unknown?")
    facets: dict[str, dict[str, int]] = Field(
        description="By filter and value: how many services would fit if that value were chosen instead."
    )
    outside: str | None = Field(
        description="A code of what was asked for that the directory does not hold, such as parking or waste."
    )
    corrected: dict[str, str] = Field(description="Words that were read as others.")


class ServicePhone(BaseModel):
    """A number of a service."""

    number: str
    label: str
    all_hours: bool


class ServiceWhole(ServiceItem):
    """A service in full."""

    id: str
    description: str
    who_for: str
    ages_known: bool
    cost_note: str
    open_to: list[str]
    self_referral: str | None
    channels: list[str]
    preventative: str | None
    reactive: str | None
    phones: list[ServicePhone]
    reporting_route: str | None
    text_language: dict[str, str] = Field(description="The language that each text really is in.")
    what_happens: str
    language: str = Field(description="The language of the words below, which are made for this reply.")
    ages: str | None
    access: list[str]
    language_names: list[str]
    hours: list[str] = Field(description="A line a day, then notes and closures; empty where they are not known.")
    where: list[str] = Field(description="A line a place; empty where it is not known, and always for a refuge.")
    confidential: bool = Field(description="Where it is stays secret.")


class NeedItem(BaseModel):
    """A need."""

    code: str
    name: str
    description: str


class NeedList(BaseModel):
    """Every need."""

    items: list[NeedItem]


class WardItem(BaseModel):
    """A ward; in which locality it lies is inferred until the council confirms it."""

    slug: str
    name: str
    locality: str
    inferred: bool


class WardList(BaseModel):
    """Every ward."""

    items: list[WardItem]


class Contact(BaseModel):
    """A way to reach a reporting route."""

    name: str
    phone: str | None
    text: str | None
    email: str | None
    url: str | None
    all_hours: bool
    hours: str
    note: str
    for_whom: str


class RouteItem(BaseModel):
    """A reporting route."""

    route: str
    title: str
    for_what: str
    emergency: bool
    when_closed: str
    steps: list[str]
    service: str | None
    assured_date: str | None
    language: str = Field(description="The language that its texts really are in.")
    contacts: list[Contact]


class RouteList(BaseModel):
    """Every reporting route, 999 first."""

    items: list[RouteItem]
