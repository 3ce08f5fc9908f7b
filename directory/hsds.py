"""A record of the directory as values of the Human Services Data Specification (HSDS 3.0, UK profile).

Plain dicts, ready for JSON: the API of `webapp.api.hsds` serves them and the exports write them. What is
not known is left out: there is no null and no empty text or list in any of them, however deep. The
words here are the record's own English. Provider contacts, notes and history are for staff and never
come in.
"""

import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from directory import hsds_parts as parts
from directory.hsds_places import Areas, Spot, spots_of
from directory.hsds_terms import Taxonomy, Vocabulary, term_values, vocabulary
from directory.models import Organization, Service

Values = dict[str, Any]

STATUS = {"active": "active", "paused": "temporarily closed", "ended": "defunct"}
"""Our word for the state of a service, and that of HSDS."""

_URI = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class Reference:
    """What every record is told with: taxonomies and areas. Made once a request or export."""

    def __init__(self, session: Session) -> None:
        """Read it: five queries."""
        self.vocabulary: Vocabulary = vocabulary(session)
        self.areas = Areas(session)


def pruned(value: Any) -> Any:
    """Return a value without what is null or empty, all the way down; zero and false stay."""
    if isinstance(value, dict):
        kept = {name: pruned(part) for name, part in value.items()}
        return {name: part for name, part in kept.items() if not _empty(part)}
    if isinstance(value, list):
        return [part for part in map(pruned, value) if not _empty(part)]
    return value.strip() if isinstance(value, str) else value


def _empty(value: Any) -> bool:
    return value is None or value in ("", [], {}) or (isinstance(value, str) and not value.strip())


def moment(when: datetime) -> str:
    """Return a timestamp as RFC 3339 in UTC; SQLite gives it back without its zone, which is UTC."""
    aware = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    return aware.isoformat().replace("+00:00", "Z")


def service_summary(service: Service) -> Values:
    """Return a service's own fields and its organisation's: what the lists hold (one-to-one fields only)."""
    return pruned({**_service(service), "organization": _organization(service.organization)})


def service_brief(service: Service) -> Values:
    """Return a service's own fields alone, as an organisation lists them."""
    return pruned(_service(service))


def service_whole(
    service: Service, reference: Reference, *, with_organization: bool = True, with_places: bool = True
) -> Values:
    """Return a service fully nested (HSDS service with all that belongs to it)."""
    values = _service(service)
    if with_organization:
        values["organization"] = organization_whole(service.organization, reference)
    values |= {
        "phones": parts.phones(service),
        "schedules": [parts.schedule(service, row) for row in service.schedule_rows],
        "service_areas": parts.service_areas(service, reference.areas),
        "languages": [parts.language(service, tag) for tag in service.languages],
        "funding": parts.funding(service),
        "cost_options": parts.cost_options(service),
        "contacts": parts.contacts(service, _email(service.email)),
        "attributes": [
            parts.attribute(service.id, "service", term, reference.vocabulary)
            for term in reference.vocabulary.terms_of(service)
        ],
    }
    if with_places:
        found = spots_of(service, reference.areas)
        values["service_at_locations"] = [spot_values(spot, service, reference) for spot in found]
    return pruned(values)


def spot_values(spot: Spot, service: Service, reference: Reference, *, nested: bool = True) -> Values:
    """Return a service_at_location with its location; `nested` adds address and accessibility."""
    location = parts.location(spot, service, reference.areas)
    if not nested:
        location = {name: part for name, part in location.items() if not isinstance(part, list)}
    return pruned({"id": spot.id, "service_id": spot.service_id, "location_id": spot.location_id, "location": location})


def organization_whole(organization: Organization, reference: Reference) -> Values:
    """Return an organisation with its sector as an attribute; its services are the caller's to add."""
    sector = reference.vocabulary.sector(organization.sector)
    attributes = [parts.attribute(organization.id, "organization", sector, reference.vocabulary)] if sector else []
    return pruned({**_organization(organization), "attributes": attributes})


def organization_summary(organization: Organization) -> Values:
    """Return an organisation's own fields."""
    return pruned(_organization(organization))


def taxonomy_values(taxonomy: Taxonomy, *, nested: bool = False) -> Values:
    """Return a taxonomy; `nested` adds its terms."""
    values = {"id": taxonomy.id, "name": taxonomy.name, "description": taxonomy.description}
    terms = [term_values(term, taxonomy) for term in taxonomy.terms] if nested else []
    return pruned({**values, "taxonomy_terms": terms})


def _organization(organization: Organization) -> Values:
    return {
        "id": organization.id,
        "name": organization.name,
        # HSDS requires a description; of an organisation that staff have yet to describe, we know the name.
        "description": organization.description.strip() or organization.name,
        "website": _uri(organization.url),
    }


def _service(service: Service) -> Values:
    fees = service.cost_note or parts.FEES.get(service.cost)
    steps = [text.strip() for text in (service.way_in, service.what_happens) if text and text.strip()]
    return {
        "id": service.id,
        "organization_id": service.organization_id,
        "name": service.name,
        "description": service.description or service.summary,
        "url": _uri(service.url),
        "email": _email(service.email),
        "status": STATUS.get(service.status, "inactive"),
        "application_process": "\n\n".join(steps),
        "fees": fees,
        "fees_description": fees,
        "eligibility_description": service.who_for,
        "minimum_age": service.minimum_age,
        "maximum_age": service.maximum_age,
        "assured_date": service.assured_date.isoformat() if service.assured_date else None,
        "alert": service.status_note,
        "last_modified": moment(service.last_modified),
    }


def _uri(url: str | None) -> str | None:
    return url if url and _URI.fullmatch(url) else None


def _email(email: str | None) -> str | None:
    return email if email and _EMAIL.fullmatch(email) else None
