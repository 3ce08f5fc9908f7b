"""Which fields of a service stand on which page of the editing, and of what kind each is."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Section:
    """A page of the editing: its address, its heading and its fields; a field may bring its basis along."""

    code: str
    title: Any
    fields: tuple[str, ...]


SECTIONS = {
    section.code: section
    for section in (
        Section(
            "what",
            _l("What it is"),
            ("name", "organisation", "summary", "description", "what_happens", "needs", "offers", "synonyms"),
        ),
        Section(
            "who",
            _l("Who it is for"),
            (
                "who_for",
                "ages_known",
                "minimum_age",
                "maximum_age",
                "open_to",
                "self_referral",
                "women_only",
                "reach",
                "cohort",
                "audience_under_25_or_adults",
            ),
        ),
        Section(
            "contact",
            _l("Getting in touch"),
            ("way_in", "way_in_known", "channels", "phones", "email", "url", "ring", "reporting_route"),
        ),
        Section("times", _l("Times and places"), ("schedules", "areas", "locations", "confidential_location")),
        Section(
            "access",
            _l("Cost, language and access"),
            ("cost", "cost_note", "languages", "accessibility", "access_note"),
        ),
        Section(
            "classification",
            _l("Classification and funding"),
            (
                "sector",
                "preventative",
                "reactive",
                "domain",
                "approach",
                "funder",
                "funded_statutory",
                "deliverer",
                "delivered_statutory",
                "funding_end",
                "temporary_funding",
                "drop_in",
            ),
        ),
        Section("notes", _l("Sources and notes for staff"), ("sources", "note")),
        Section("status", _l("Open, paused or ended"), ("status", "status_note")),
    )
}
"""The sections of a service, in the order of its page."""

NEW = Section(
    "new",
    _l("A new service"),
    ("name", "organisation", "summary", "description", "who_for", "needs", "sector", "way_in", "sources"),
)
"""What a new service needs at the least; the rest is not known until somebody writes it."""

NEED = Section("need", _l("A need"), ("name", "description", "synonyms"))
ORGANISATION = Section("organisation", _l("An organisation"), ("name", "sector", "description", "url", "source"))
ROUTE = Section(
    "route",
    _l("A reporting route"),
    ("title", "for_what", "steps", "contacts", "when_closed", "assured_date", "source"),
)
CONTACTS = Section("contacts", _l("Whom we write to about it"), ("provider_contacts",))

BASIS_OF = {"maximum_age": "ages"}
"""A classification whose basis is asked after a field of another name; the others have the field's own."""

LINES = (
    "name",
    "cohort",
    "funder",
    "deliverer",
    "email",
    "url",
    "ring",
    "funding_end",
    "title",
    "source",
    "assured_date",
)
NUMBERS = ("minimum_age", "maximum_age")
FLAGS = ("ages_known", "way_in_known", "drop_in", "confidential_location")
YES_NO = (
    "self_referral",
    "women_only",
    "preventative",
    "reactive",
    "funded_statutory",
    "delivered_statutory",
    "temporary_funding",
    "audience_under_25_or_adults",
)
ONE_OF = ("cost", "sector", "domain", "approach", "reach", "status")
SEVERAL = ("open_to", "channels", "offers", "accessibility", "areas")
SELECTS = ("organisation", "reporting_route")
LISTS = ("needs", "languages")
ROWS = {
    "phones": ("number", "label", "all_hours"),
    "schedules": ("kind", "byday", "opens_at", "closes_at", "valid_from", "valid_to", "description"),
    "locations": (
        "name",
        "location_type",
        "address_1",
        "city",
        "postal_code",
        "ward",
        "latitude",
        "longitude",
        "precision",
        "note",
    ),
    "sources": ("paper", "section"),
    "contacts": ("name", "phone", "text", "email", "url", "all_hours", "hours", "note", "for_whom"),
    "provider_contacts": ("role", "email", "phone"),
}
"""Fields that are rows of several parts."""

UNKNOWN_WHEN_EMPTY = ("funder", "deliverer", "funding_end")

LINE_LISTS = ("synonyms", "steps")
"""Lists of short texts, written one a line."""

TALL = {"description": 12, "note": 6, "synonyms": 8, "steps": 6, "summary": 3}
"""Rows of a text box; 4 for the others."""

SPOKEN = (
    "ar am bn bg yue zh hr cs nl en fa fr de el gu he hi hu ig it ja ko ku ckb lt ml mr ne ps pl pt pa ro ru sr si sk "
    "so es sw sv ta te tr tw uk ur vi yi yo sq"
).split()
"""Languages that the page offers; one that a record has is offered besides."""
