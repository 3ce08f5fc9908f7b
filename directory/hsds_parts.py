"""The parts that a service of the Open Referral feed nests: phones, hours, areas, languages, costs, contacts, places.

Values here may still hold null and empty texts; `directory.hsds` takes them out of the whole.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from directory.codes import UNKNOWN
from directory.fields import stable_id
from directory.hsds_places import Areas, Spot
from directory.hsds_terms import Term, Vocabulary, term_values
from directory.models import Location, Schedule, Service

Values = dict[str, Any]

FEES = {"free": "Free", "paid": "There is a charge"}
CURRENCY, COUNTRY, COUNTY = "GBP", "GB", "Greater London"
_LANGUAGES = Path(__file__).parents[1] / "translations" / "languages.toml"


def phones(service: Service) -> list[Values]:
    """Return the numbers of a service (HSDS phone)."""
    return [
        {
            "id": phone.id,
            "service_id": service.id,
            "number": phone.number,
            "type": "voice",
            "description": ". ".join(filter(None, [phone.label, "All hours" if phone.all_hours else ""])),
        }
        for phone in service.phones
    ]


def schedule(service: Service, row: Schedule) -> Values:
    """Return opening hours, or a closure: dates and words without days or times, so that nobody takes it as open."""
    closed = row.kind == "closure"
    values: Values = {
        "id": row.id,
        "service_id": service.id,
        "valid_from": row.valid_from.isoformat() if row.valid_from else None,
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
        "description": ": ".join(filter(None, ["Closed" if closed else "", row.description])),
    }
    if closed:
        return values
    times = row.opens_at or row.closes_at
    return values | {
        "freq": "WEEKLY" if row.byday else None,
        "byday": ",".join(row.byday),
        "opens_at": row.opens_at,
        "closes_at": row.closes_at,
        # A weekly time has no offset from UTC: the clock changes twice a year.
        "notes": "Local time in London" if times else None,
    }


def service_areas(service: Service, areas: Areas) -> list[Values]:
    """Return the areas served; `Service.areas` says no more of a refuge than the borough."""
    found = []
    for slug in service.areas:
        name = areas.names.get(slug)
        if name is None:
            continue
        described = f"The {name} locality of Barnet" if slug in areas.localities else name
        identity = stable_id("service_area", f"{service.id}/{slug}")
        found.append({"id": identity, "service_id": service.id, "name": name, "service_area": described})
    return found


def language(service: Service, tag: str) -> Values:
    """Return a language that a service speaks, by its ISO 639 code and English name."""
    identity = stable_id("language", f"{service.id}/{tag}")
    return {"id": identity, "service_id": service.id, "name": _language_names().get(tag), "code": tag}


@cache
def _language_names() -> dict[str, str]:
    """Return the English names of the languages by tag, from the one list of languages."""
    listed = tomllib.loads(_LANGUAGES.read_text(encoding="utf-8"))
    return {tag: str(language["english_name"]) for tag, language in listed["languages"].items()}


def funding(service: Service) -> list[Values]:
    """Return who pays, and until when where that is printed."""
    if service.funder in ("", UNKNOWN):
        return []
    until = "" if service.funding_end in ("", UNKNOWN) else f" (until {service.funding_end})"
    identity = stable_id("funding", service.id)
    return [{"id": identity, "service_id": service.id, "source": f"{service.funder}{until}"}]


def cost_options(service: Service) -> list[Values]:
    """Return what it costs, where that is known: nought if free; of a charge only what is said of it."""
    if service.cost not in FEES:
        return []
    values: Values = {
        "id": stable_id("cost_option", service.id),
        "service_id": service.id,
        "option": FEES[service.cost],
        "amount_description": service.cost_note,
    }
    if service.cost == "free":
        values |= {"amount": 0, "currency": CURRENCY}
    return [values]


def contacts(service: Service, email: str | None) -> list[Values]:
    """Return the public contacts: the team itself, and whom to ring about what is not known.

    Organisations and published team contacts only, never a person's name (domain.md).
    """
    found = []
    if email or service.phones:
        found.append(_contact(service, "team", service.name, "Public contact", [], email))
    if service.ring and service.ring not in {phone.number for phone in service.phones}:
        asked = [service.ring]
        found.append(_contact(service, "ring", "Whom to ring", "Ring to ask about what is not known", asked, None))
    return found


def _contact(service: Service, part: str, name: str, title: str, numbers: list[str], email: str | None) -> Values:
    identity = stable_id("contact", f"{service.id}/{part}")
    phones = [
        {
            "id": stable_id("phone", f"{service.id}/{part}/{number}"),
            "contact_id": identity,
            "number": number,
            "type": "voice",
        }
        for number in numbers
    ]
    return {
        "id": identity,
        "organization_id": service.organization_id,
        "service_id": service.id,
        "name": name,
        "title": title,
        "email": email,
        "phones": phones,
    }


def attribute(link_id: str, entity: str, term: Term, vocabulary: Vocabulary) -> Values:
    """Return the link of a record to a term (HSDS attribute); `entity` is `service` or `organization`."""
    return {
        "id": stable_id("attribute", f"{link_id}/{term.id}"),
        "link_id": link_id,
        "link_entity": entity,
        "link_type": term.taxonomy,
        "taxonomy_term_id": term.id,
        "taxonomy_term": term_values(term, vocabulary.taxonomy_of(term)),
    }


def location(spot: Spot, service: Service, areas: Areas) -> Values:
    """Return the location of a spot. It never says more of where than the record does."""
    row = next((row for row in service.location_rows if row.id == spot.location_id), None)
    values: Values = {"id": spot.location_id, "latitude": spot.latitude, "longitude": spot.longitude}
    if spot.kind == "virtual":
        return values | {"location_type": "virtual", "name": "By phone or online"}
    approximate = f"Approximate: the middle of {spot.middle_of}" if spot.middle_of else ""
    if row is None:
        words = [approximate, "address to be confirmed"]
        name = f"{areas.names[spot.area or '']} (address to be confirmed)"
        described = "; ".join(filter(None, words)) + "."
        return values | {"location_type": "physical", "name": name, "description": described[0].upper() + described[1:]}
    addresses = _addresses(row)
    # Part of an address is no HSDS address, yet better than none.
    partly = "" if addresses else ", ".join(filter(None, [row.address_1, row.city, row.postal_code]))
    values |= {
        "location_type": row.location_type,
        "name": row.name,
        "description": ". ".join(filter(None, [partly, row.note.strip().rstrip("."), approximate])),
        "addresses": addresses,
    }
    if row.location_type == "physical":
        values["accessibility"] = _accessibility(spot, service)
    return values


def _addresses(row: Location) -> list[Values]:
    if not (row.address_1.strip() and row.city.strip() and row.postal_code.strip()):
        return []
    return [
        {
            "id": stable_id("address", row.id),
            "location_id": row.id,
            "address_1": row.address_1,
            "city": row.city,
            "state_province": COUNTY,
            "postal_code": row.postal_code,
            "country": COUNTRY,
            "address_type": row.location_type,
        }
    ]


def _accessibility(spot: Spot, service: Service) -> list[Values]:
    """Return what is known of getting in, in the codes' own words, and what staff add to it."""
    known = ", ".join(code.replace("_", " ") for code in service.accessibility)
    if not known and not service.access_note.strip():
        return []
    identity = stable_id("accessibility", spot.id)
    return [
        {"id": identity, "location_id": spot.location_id, "description": known, "details": service.access_note},
    ]
