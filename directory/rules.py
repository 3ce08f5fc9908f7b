"""Holds what staff, providers and imports write to the rules of the seed: one schema for every way in.

The rules are those of directory/seed/schema.py; here they are asked about one record with some of its
fields changed, and every fault comes back with its field, its place in a list and a code.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from sqlalchemy import String, Text, select
from sqlalchemy.orm import Session

from directory.codes import BOROUGH, COUNCIL_PHONE, UNKNOWN
from directory.fields import ROWS, SERVICE_FIELDS, value_of
from directory.models import Locality, Need, Organization, Phone, ProviderContact, RouteContact, Service, Ward
from directory.seed.schema import CLASSIFICATIONS, ServiceSeed
from directory.text import printable

EDITABLE = (*SERVICE_FIELDS, "organisation")
"""Every field of a service that can be changed; `basis.<classification>` names one entry of `basis`."""

TEXT_LIMIT = 5000
"""The greatest length, in characters, of a text whose column sets none."""

LINE_LIMIT = 500
"""The greatest length, in characters, of one entry of a list of texts."""

LIST_LIMIT = 100
"""So many entries a list has at most."""

_ROW_TABLES: dict[str, type[Any]] = {
    "phones": Phone,
    "contacts": RouteContact,
    "provider_contacts": ProviderContact,
    **{name: kind for name, (kind, _rows, _columns) in ROWS.items()},
}

_OPTIONAL = (
    "email",
    "url",
    "reporting_route",
    "ward",
    "opens_at",
    "closes_at",
    "valid_from",
    "valid_to",
    "phone",
    "text",
)

BLANK: dict[str, Any] = {
    "name": "",
    "organisation": "",
    "summary": "",
    "description": "",
    "who_for": "",
    "way_in": "",
    "way_in_known": False,
    "minimum_age": None,
    "maximum_age": None,
    "ages_known": False,
    "cost_note": "",
    "open_to": [UNKNOWN],
    "channels": [UNKNOWN],
    "sector": "",
    "funder": UNKNOWN,
    "deliverer": UNKNOWN,
    "cohort": "",
    "drop_in": False,
    "offers": [],
    "email": None,
    "url": None,
    "ring": COUNCIL_PHONE,
    "confidential_location": False,
    "status": "active",
    "status_note": "",
    "what_happens": "",
    "accessibility": [],
    "access_note": "",
    "reporting_route": None,
    "synonyms": [],
    "sources": [],
    "basis": dict.fromkeys(sorted(CLASSIFICATIONS), UNKNOWN),
    "note": "",
    "needs": [],
    "areas": [BOROUGH],
    "languages": [],
    "phones": [],
    "schedules": [],
    "locations": [],
}
"""A service of which nothing is known yet; fields that are not named here are `unknown`."""

_CODES = {
    "string_too_short": "empty",
    "too_short": "empty",
    "missing": "empty",
    "string_too_long": "too_long",
    "literal_error": "not_a_choice",
    "string_pattern_mismatch": "bad_format",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
    "int_type": "not_a_number",
    "float_type": "not_a_number",
}


@dataclass(frozen=True)
class Fault:
    """What is wrong: the field, a code, and for lists the place in the list and the part of the row."""

    field: str
    code: str
    row: int | None = None
    part: str = ""


class ChangeError(ValueError):
    """A change is not possible; `faults` say why, `field` and `code` are those of the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        self.field, self.code = self.faults[0].field, self.faults[0].code
        super().__init__("; ".join(f"{fault.field}: {fault.code}" for fault in self.faults))


def current(service: Service | None, field: str) -> Any:
    """Return the plain value of a field (also `basis.<classification>`); a blank one without a service."""
    if field.startswith("basis."):
        basis = BLANK["basis"] if service is None else service.basis
        return basis.get(field.removeprefix("basis."), UNKNOWN)
    return BLANK.get(field, UNKNOWN) if service is None else value_of(service, field)


def known(fields: Iterable[str]) -> None:
    """Raise ChangeError (not_editable) when one of these is no field that can be changed."""
    for field in fields:
        name = field.removeprefix("basis.")
        if name not in (EDITABLE if name == field else CLASSIFICATIONS):
            raise ChangeError([Fault(field, "not_editable")])


def checked(session: Session, service: Service | None, values: dict[str, Any], *, slug: str = "") -> dict[str, Any]:
    """Return `values` as a record keeps them, or raise ChangeError with everything that is wrong.

    In: plain values by field name; without a service they, with blanks for the rest, are a new one.
    A fault of a field that is not being changed stands in nobody's way.
    """
    known(values)
    given = {field: tidied(field, value) for field, value in values.items()}
    if "way_in" in given and "way_in_known" not in given:
        given["way_in_known"] = bool(given["way_in"])
    whole = {field: current(service, field) for field in EDITABLE}
    whole |= {field: value for field, value in given.items() if "." not in field}
    entries = {field.removeprefix("basis."): value for field, value in given.items() if "." in field}
    whole["basis"] = {**whole["basis"], **entries}
    whole["languages"] = whole["languages"] or [UNKNOWN]
    whole["slug"] = slug if service is None else service.slug
    asked = set(given) if service is not None else {*EDITABLE, *given, "slug"}
    model, faults = _by_schema(whole, asked)
    faults += too_long(Service, given)
    faults += _references(session, given)
    if faults or model is None:
        raise ChangeError(dict.fromkeys(faults or [Fault("name", "not_a_choice")]))
    kept = model.model_dump(mode="json")
    kept["languages"] = [tag for tag in kept["languages"] if tag != UNKNOWN]
    return {field: kept["basis"][field[6:]] if field.startswith("basis.") else kept[field] for field in given}


def _by_schema(whole: dict[str, Any], asked: set[str]) -> tuple[ServiceSeed | None, list[Fault]]:
    """Hold a whole record to the schema; what is wrong with fields not asked about is put aside first."""
    try:
        return ServiceSeed.model_validate(whole), []
    except ValidationError as error:
        found = [fault_of(one) for one in error.errors()]
    mine = [one for one in found if _concerns(one, asked)]
    others = {one.field for one in found} - {one.field for one in mine}
    if mine or not others:
        return None, mine or found
    # The rules that hold fields to one another only speak once every field is right by itself.
    sane = {field: _SANE.get(field, BLANK.get(field, UNKNOWN)) for field in others}
    try:
        return ServiceSeed.model_validate(whole | sane), []
    except ValidationError as error:
        return None, [fault_of(one) for one in error.errors()]


_SANE = {
    "name": "-",
    "summary": "-",
    "description": "-",
    "who_for": "-",
    "organisation": "x",
    "needs": ["x"],
    "sector": "vcs",
    "sources": [{"paper": "-", "section": "-"}],
}


def _concerns(fault: Fault, asked: set[str]) -> bool:
    """Tell whether a fault has to do with a field that is being changed."""
    if fault.code == "ages_crossed" or fault.code == "ages_not_known":
        return bool(asked & {"minimum_age", "maximum_age", "ages_known"})
    if fault.code in ("refuge_area", "refuge_location"):
        return bool(asked & {"confidential_location", "areas", "locations"})
    if fault.code == "way_in_missing":
        return bool(asked & {"way_in", "way_in_known"})
    return fault.field in asked or (fault.field == "basis" and any(field.startswith("basis.") for field in asked))


def fault_of(error: Any) -> Fault:
    """Return what pydantic found as a fault with our code."""
    place = list(error["loc"])
    context = error.get("ctx") or {}
    field = str(place[0]) if place else str(context.get("field", ""))
    row = next((part for part in place[1:] if isinstance(part, int)), None)
    part = next((part for part in place[1:] if isinstance(part, str)), "")
    if row is not None and not part:
        part = str(context.get("field", ""))
    if field == "basis" and part:
        field, part = f"basis.{part}", ""
    kind = error["type"]
    code = kind if "field" in context else _CODES.get(kind, "bad_format")
    return Fault(field, code, row, part)


def tidy(value: str) -> str:
    """Return what was typed without what no page could show and without spaces at its ends."""
    return printable(value.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")).strip()


def tidied(field: str, value: Any) -> Any:
    """Return a plain value without what no page could show, spaces at its ends, and empty strings for nothing."""
    if isinstance(value, str):
        text = tidy(value)
        return None if not text and field in _OPTIONAL else text
    if isinstance(value, list):
        return [tidied(field, part) for part in value]
    if isinstance(value, dict):
        return {name: tidied(name, part) for name, part in value.items()}
    return value


def _limit(table: type[Any], column: str) -> int:
    """Return how many characters a column takes."""
    kind = table.__table__.columns[column].type if column in table.__table__.columns else None
    if isinstance(kind, String) and not isinstance(kind, Text) and kind.length:
        return kind.length
    return TEXT_LIMIT


def too_long(table: type[Any], given: dict[str, Any]) -> list[Fault]:
    """Return a fault for every text that its column of `table` does not take, and for lists without end."""
    faults = []
    for field, value in given.items():
        if isinstance(value, str) and len(value) > _limit(table, field):
            faults.append(Fault(field, "too_long"))
        if not isinstance(value, list):
            continue
        if len(value) > LIST_LIMIT:
            faults.append(Fault(field, "too_many"))
        rows = _ROW_TABLES.get(field)
        for row, entry in enumerate(value):
            parts = entry.items() if isinstance(entry, dict) else [("", entry)]
            for name, part in parts:
                most = _limit(rows, name) if rows else LINE_LIMIT
                if isinstance(part, str) and len(part) > most:
                    faults.append(Fault(field, "too_long", row, name))
    return faults


def _references(session: Session, given: dict[str, Any]) -> list[Fault]:
    """Return a fault for every organisation, need, area and ward that the directory does not have."""
    faults = []
    slug = given.get("organisation")
    if slug and session.scalar(select(Organization.id).where(Organization.slug == slug)) is None:
        faults.append(Fault("organisation", "not_a_choice"))
    if "needs" in given:
        known = set(session.scalars(select(Need.code)))
        faults += [Fault("needs", "not_a_choice", row) for row, code in enumerate(given["needs"]) if code not in known]
    if "areas" in given or "locations" in given:
        wards = set(session.scalars(select(Ward.slug)))
        areas = {BOROUGH, *wards, *session.scalars(select(Locality.slug))}
        faults += [
            Fault("areas", "not_a_choice", row) for row, area in enumerate(given.get("areas", [])) if area not in areas
        ]
        for row, place in enumerate(given.get("locations", [])):
            if place.get("ward") and place["ward"] not in wards:
                faults.append(Fault("locations", "not_a_choice", row, "ward"))
    return faults
