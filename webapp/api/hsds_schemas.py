"""What may be asked of the Open Referral feed: the parameters of each list (Open Referral UK 3.0, openapi.json)."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from directory.hsds_queries import Wanted

LONGEST_SEARCH = 500
MOST_A_PAGE = 500
LAST_PAGE = 1_000_000
ROUND_THE_EARTH = 40_100_000
"""In metres; nothing is further away."""

FIRST_MOMENT, LAST_MOMENT = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)

UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def _uuid(value: str) -> str:
    if not UUID.fullmatch(value):
        raise PydanticCustomError("uuid", "is not a UUID")
    return value.lower()


Identity = Annotated[str, AfterValidator(_uuid), Field(json_schema_extra={"format": "uuid"})]


class Paging(BaseModel):
    """What every list takes."""

    model_config = ConfigDict(extra="ignore")

    search: str | None = Field(None, max_length=LONGEST_SEARCH, description="Words; a record must have each of them.")
    page: int | None = Field(None, ge=1, le=LAST_PAGE, description="Number of the page; the first is 1.")
    per_page: int | None = Field(None, ge=1, le=MOST_A_PAGE, description="Records a page; 50 if not given.")
    format: Literal["json", "ndjson"] | None = Field(
        None, description="ndjson streams every record, one a line, without pages."
    )


class Filters(Paging):
    """What the lists of services, places and organisations take besides; all that is given applies together."""

    taxonomy_term_id: Identity | None = Field(None, description="Records with this term.")
    taxonomy_id: Identity | None = Field(None, description="Records with any term of this taxonomy.")
    organization_id: Identity | None = Field(None, description="What this organisation provides.")
    modified_after: datetime | None = Field(
        None, description="Modified at this moment or later: ISO 8601, in UTC where it names no zone."
    )
    postcode: str | None = Field(
        None,
        description="A UK postcode or its first half: what serves it; one that is not known gives nothing.",
    )
    proximity: float | None = Field(
        None,
        ge=0,
        le=ROUND_THE_EARTH,
        allow_inf_nan=False,
        description="At most so many metres from the middle of `postcode`; from nowhere, nothing is near.",
    )
    full: bool | None = Field(None, description="Records fully nested.")
    minimal: bool | None = Field(
        None, description="Only `id` and `modified_date`, all on one page unless `per_page` is given."
    )

    @field_validator("modified_after", mode="before")
    @classmethod
    def iso_8601(cls, value: Any) -> Any:
        """Read a date or a moment, in UTC; a plus that an address turned into a space is a plus."""
        if not isinstance(value, str):
            return value
        text = re.sub(r" (\d\d:?\d\d)$", r"+\1", value.strip()) if "T" in value.upper() else value.strip()
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise PydanticCustomError("moment", "is not a date and time of ISO 8601") from None
        try:
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except OverflowError:
            # The first or last hours of the calendar, elsewhere.
            return LAST_MOMENT if moment.year > 1 else FIRST_MOMENT

    def wanted(self) -> Wanted:
        """Return the filters as the directory takes them."""
        return Wanted(
            search=self.search or "",
            taxonomy_term_id=self.taxonomy_term_id,
            taxonomy_id=self.taxonomy_id,
            organization_id=self.organization_id,
            modified_after=self.modified_after,
            postcode=self.postcode,
            proximity=self.proximity,
        )


class ServicesQuery(Filters):
    """Parameters of /services."""


class PlacesQuery(Filters):
    """Parameters of /service_at_locations."""


class OneOrganizationQuery(BaseModel):
    """Parameters of /organizations/{id}."""

    full_service: bool | None = Field(None, description="Its services fully nested, not in brief.")


class OrganizationsQuery(Filters, OneOrganizationQuery):
    """Parameters of /organizations; filters but `search` look at the services that an organisation runs."""


class TaxonomiesQuery(Paging):
    """Parameters of /taxonomies."""


class TermsQuery(Paging):
    """Parameters of /taxonomy_terms."""

    taxonomy_id: Identity | None = Field(None, description="Terms of this taxonomy.")
    top_only: bool | None = Field(None, description="Only terms at the top, without a parent.")
    parent_id: Identity | None = Field(None, description="Terms below this term; ours stand all at the top.")
