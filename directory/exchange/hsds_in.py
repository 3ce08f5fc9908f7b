"""Services as HSDS tells them (3.0, UK profile), as plain values of ours: the way back from directory.hsds.

HSDS has no word for some of our fields: summary (made of the description), what happens (joined to the way in),
synonyms, sources, what a classification rests on, notes for staff, drop-in, women only, deliverer, cohort,
temporary funding and the reporting route. Those stay as they are in a record that is there, and unknown in a new one.
"""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from directory import hsds_parts
from directory.codes import UNKNOWN
from directory.exchange.cells import Names, key
from directory.exchange.vocabulary import CHOICES
from directory.hsds import STATUS

Values = dict[str, Any]
_STATUS = {theirs: ours for ours, theirs in STATUS.items()} | {"inactive": "paused"}
_TAXONOMIES = {
    "who may come": "open_to",
    "how the help is given": "channels",
    "domain": "domain",
    "approach": "approach",
    "reach": "reach",
    "sector": "sector",
    "offers": "offers",
    "access": "accessibility",
}
_LISTS = ("open_to", "channels", "offers", "accessibility")
_ASKED = "Ring to ask about what is not known"
_TO_CONFIRM = "address to be confirmed"


def values(service: Mapping[str, Any], names: Names) -> tuple[Values, list[tuple[str, str, str]]]:
    """Return the plain values that an HSDS service gives, and what could not be placed as (field, code, value)."""
    notes: list[tuple[str, str, str]] = []
    found: Values = {"name": _text(service, "name"), "status": _STATUS.get(_text(service, "status"), "active")}
    for theirs, ours in (
        ("description", "description"),
        ("eligibility_description", "who_for"),
        ("application_process", "way_in"),
        ("alert", "status_note"),
        ("email", "email"),
        ("url", "url"),
    ):
        if text := _text(service, theirs):
            found[ours] = text
    found |= _ages(service, notes)
    found |= _cost(service)
    found |= _terms(service, names, notes)
    if phones := [_phone(phone) for phone in _rows(service, "phones") if _text(phone, "number")]:
        found["phones"] = phones
    ring = [
        _text(phone, "number")
        for contact in _rows(service, "contacts")
        if _text(contact, "title") == _ASKED
        for phone in _rows(contact, "phones")
    ]
    if ring or phones:
        # A number that is among the service's own is not told twice.
        found["ring"] = ring[0] if ring else phones[0]["number"]
    if schedules := [_schedule(row) for row in _rows(service, "schedules")]:
        found["schedules"] = schedules
    found |= _places(service, names, notes)
    if funding := _rows(service, "funding"):
        until = re.fullmatch(r"(.*) \(until ([\d-]+)\)", _text(funding[0], "source"))
        found["funder"] = until[1] if until else _text(funding[0], "source")
        if until:
            found["funding_end"] = until[2]
    return found, notes


def identity(service: Mapping[str, Any]) -> str:
    """Return the UUID of a service, or ""."""
    try:
        return str(UUID(_text(service, "id")))
    except ValueError:
        return ""


def organisation(service: Mapping[str, Any]) -> dict[str, str]:
    """Return what is told of the organisation: id, name, description, url, sector where given."""
    held = service.get("organization")
    if not isinstance(held, dict):
        return {"id": _text(service, "organization_id")}
    sector = [_text(term, "code") for term in _all_terms(held) if key(_text(term, "taxonomy")) == "sector"]
    told = {
        "id": _text(held, "id"),
        "name": _text(held, "name"),
        "description": _text(held, "description"),
        "url": _text(held, "website"),
        "sector": sector[0] if sector else "",
    }
    return {name: text for name, text in told.items() if text}


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return (
        value.strip()
        if isinstance(value, str)
        else ""
        if value is None or isinstance(value, dict | list)
        else str(value)
    )


def _rows(row: Mapping[str, Any], name: str) -> list[Values]:
    held = row.get(name)
    return [part for part in held if isinstance(part, dict)] if isinstance(held, list) else []


def _all_terms(row: Mapping[str, Any]) -> list[Values]:
    return [term for link in _rows(row, "attributes") if isinstance(term := link.get("taxonomy_term"), dict)]


def _ages(service: Mapping[str, Any], notes: list[tuple[str, str, str]]) -> Values:
    found: Values = {}
    for name in ("minimum_age", "maximum_age"):
        value = service.get(name)
        if value is None or value == "":
            continue
        try:
            found[name] = int(float(value))
        except (TypeError, ValueError, OverflowError):
            notes.append((name, "not_a_number", str(value)[:100]))
    return {"minimum_age": None, "maximum_age": None, **found, "ages_known": True} if found else {}


def _cost(service: Mapping[str, Any]) -> Values:
    note = _text(service, "fees_description") or _text(service, "fees")
    said = {text: code for code, text in hsds_parts.FEES.items()}
    found: Values = {"cost_note": "" if note in said else note} if note else {}
    if note in said:
        found["cost"] = said[note]
    for option in _rows(service, "cost_options"):
        amount = option.get("amount")
        if _text(option, "option") in said:
            found["cost"] = said[_text(option, "option")]
        elif isinstance(amount, int | float):
            found["cost"] = "free" if amount == 0 else "paid"
    return found


def _terms(service: Mapping[str, Any], names: Names, notes: list[tuple[str, str, str]]) -> Values:
    """Return the classifications: terms of our taxonomies by code, others where they have the name of a need."""
    found: Values = {}
    for term in _all_terms(service):
        code, name, taxonomy = _text(term, "code"), _text(term, "name"), key(_text(term, "taxonomy"))
        field = _TAXONOMIES.get(taxonomy)
        if taxonomy == "focus" and code in ("preventative", "reactive"):
            found[code] = "yes"
        elif field in _LISTS and code in CHOICES[field]:
            found.setdefault(field, []).append(code)
        elif field and code in CHOICES[field]:
            found[field] = code
        elif need := names.needs.get(key(code)) or names.needs.get(key(name)):
            found.setdefault("needs", []).append(need)
        else:
            notes.append(("needs", "term_not_known", name or code))
    return found


def _phone(phone: Mapping[str, Any]) -> Values:
    words = [word for word in _text(phone, "description").split(". ") if word]
    return {
        "number": _text(phone, "number"),
        "label": ". ".join(word for word in words if word != "All hours"),
        "all_hours": "All hours" in words,
    }


def _schedule(row: Mapping[str, Any]) -> Values:
    words = _text(row, "description")
    closed = words == "Closed" or words.startswith("Closed: ")
    return {
        "kind": "closure" if closed else "opening",
        "byday": [day for day in re.split(r"[,\s]+", _text(row, "byday").upper()) if day],
        "opens_at": _text(row, "opens_at")[:5] or None,
        "closes_at": _text(row, "closes_at")[:5] or None,
        "valid_from": _text(row, "valid_from") or None,
        "valid_to": _text(row, "valid_to") or None,
        "description": words.removeprefix("Closed").removeprefix(": ") if closed else words,
    }


def _places(service: Mapping[str, Any], names: Names, notes: list[tuple[str, str, str]]) -> Values:
    """Return areas, languages and places; what our own feed makes up for want of an address is none."""
    found: Values = {}
    areas = []
    for row in _rows(service, "service_areas"):
        area = names.areas.get(key(_text(row, "name")))
        areas += [area] if area else []
        if not area:
            notes.append(("areas", "area_not_known", _text(row, "name")))
    if areas:
        found["areas"] = list(dict.fromkeys(areas))
    if tags := [
        _text(row, "code") or names.languages.get(key(_text(row, "name")), "") for row in _rows(service, "languages")
    ]:
        found["languages"] = list(dict.fromkeys(tag for tag in tags if tag)) or [UNKNOWN]
    places = []
    for spot in _rows(service, "service_at_locations"):
        held = spot.get("location")
        if not isinstance(held, dict) or _text(held, "location_type") == "virtual":
            continue
        if _TO_CONFIRM in _text(held, "description").lower() or _TO_CONFIRM in _text(held, "name"):
            continue
        places.append(_location(held))
    if places:
        found["locations"] = places
    return found


def _location(held: Mapping[str, Any]) -> Values:
    address = next(iter(_rows(held, "addresses")), {})
    approximate = "Approximate: " in _text(held, "description")
    place: Values = {
        "name": _text(held, "name") or _text(address, "address_1") or "-",
        "location_type": _text(held, "location_type") or "physical",
        "address_1": _text(address, "address_1"),
        "city": _text(address, "city"),
        "postal_code": _text(address, "postal_code"),
        "note": re.sub(r"(\. )?Approximate: .*", "", _text(held, "description")),
    }
    north, east = held.get("latitude"), held.get("longitude")
    if isinstance(north, int | float) and isinstance(east, int | float) and not approximate:
        place |= {"latitude": float(north), "longitude": float(east), "precision": "address"}
    return place
