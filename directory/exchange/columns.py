"""Which of our fields a column of somebody's table stands for: guessed from its heading, chosen by a person."""

from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from directory.exchange.cells import key
from directory.fields import SERVICE_FIELDS, organisation_fields
from directory.models import Setting, now

ORGANISATION = tuple(f"organisation_{name}" for name in organisation_fields())
"""What a row may say of an organisation that the directory does not have yet."""

SPECIAL = ("ages", "focus", "hours", "place_address", "place_city", "place_postcode")
"""Columns of other people's tables that are several fields of ours, or a part of one."""

TARGETS: tuple[str, ...] = ("id", "slug", "organisation", *ORGANISATION, *SERVICE_FIELDS, *SPECIAL, "assured_date")
"""What a column may stand for."""

_WORDS: dict[str, tuple[str, ...]] = {
    "name": ("name", "service", "service name", "name of service", "project", "project name", "programme",
             "service programme or project", "service project", "title"),
    "organisation_name": ("organisation", "organization", "provider", "provider name", "organisation name",
                          "delivered by", "run by", "lead organisation", "agency", "organisation provider"),
    "summary": ("summary", "short description", "in short"),
    "description": ("description", "about", "details", "service description", "what it does", "overview",
                    "what the service does", "brief description"),
    "who_for": ("who for", "who it is for", "who is it for", "eligibility", "target group", "target audience",
                "cohort and eligibility", "audience", "criteria"),
    "ages": ("ages", "age range", "age", "age group", "ages served"),
    "minimum_age": ("minimum age", "min age", "age from", "youngest", "from age"),
    "maximum_age": ("maximum age", "max age", "age to", "oldest", "to age"),
    "needs": ("needs", "need", "category", "categories", "topic", "themes", "theme", "service type", "type"),
    "phones": ("phone", "phones", "telephone", "tel", "phone number", "telephone number", "contact number"),
    "email": ("email", "e mail", "email address", "contact email"),
    "url": ("url", "website", "web", "web address", "link", "web page"),
    "areas": ("areas", "area", "locality", "localities", "area covered", "where", "ward", "wards", "coverage",
              "geographical area"),
    "cost": ("cost", "costs", "price", "charge", "fees", "free"),
    "sector": ("sector", "statutory vcs", "statutory or vcs", "vcs statutory", "type of organisation"),
    "funder": ("funder", "funded by", "funding source", "funding", "commissioner", "commissioned by"),
    "deliverer": ("deliverer", "delivery partner", "delivery"),
    "funding_end": ("funding end", "funding ends", "funding end date", "funded until", "end date", "contract end"),
    "focus": ("focus", "preventative or reactive", "prevention or reactive", "preventative reactive"),
    "preventative": ("preventative", "preventive", "prevention"),
    "way_in": ("way in", "how to get in", "referral", "referral route", "how to refer", "referral process", "access",
               "how to access"),
    "self_referral": ("self referral", "can i refer myself", "self refer"),
    "languages": ("languages", "language", "languages spoken"),
    "hours": ("hours", "opening hours", "opening times", "times", "when"),
    "place_address": ("address", "street", "venue", "address 1", "location"),
    "place_city": ("city", "town"),
    "place_postcode": ("postcode", "post code", "postal code"),
    "status": ("status", "state"),
    "channels": ("channels", "delivery method", "how it is delivered"),
    "confidential_location": ("confidential", "confidential location", "confidential address", "refuge"),
    "drop_in": ("drop in", "dropin"),
    "reach": ("reach", "universal or targeted", "universal targeted"),
    "cohort": ("cohort", "targeted cohort"),
    "note": ("note", "notes", "comments", "comment"),
    "id": ("id", "uuid"),
    "slug": ("slug",),
}  # fmt: skip

_GUESSES = {words: target for target, said in _WORDS.items() for words in said}
_CODES = {target: target for target in TARGETS}


def guess(heading: str) -> str:
    """Return the field that a heading names, or "" when it is none of ours.

    Our own headings are the fields' codes; "Age range 11-17" is one of ages, for the words decide.
    """
    if heading.strip() in _CODES:
        return heading.strip()
    said = key(heading)
    if said in _GUESSES:
        return _GUESSES[said]
    words = " ".join(word for word in said.split() if not any(sign.isdigit() for sign in word))
    return _GUESSES.get(words) or _GUESSES.get(words.removesuffix(" to").strip(), "")


def guesses(headings: list[str]) -> dict[str, str]:
    """Return the field of every heading; a field is given once, to the first that names it."""
    found: dict[str, str] = {}
    for heading in headings:
        target = guess(heading)
        found[heading] = target if target not in found.values() else ""
    return found


def remembered(session: Session, headings: list[str]) -> dict[str, str] | None:
    """Return how columns with exactly these headings were mapped last, or None."""
    setting = session.get(Setting, _name(headings))
    if setting is None or not isinstance(setting.value, dict):
        return None
    return {heading: str(setting.value.get(heading, "")) for heading in headings}


def remember(session: Session, headings: list[str], mapping: dict[str, str], *, by: str | None) -> None:
    """Keep a mapping for the next file with these headings."""
    setting: Any = session.get(Setting, _name(headings))
    if setting is None:
        setting = Setting(name=_name(headings))
        session.add(setting)
    setting.value, setting.updated_by, setting.updated_at = dict(mapping), by, now()
    session.flush()


def _name(headings: list[str]) -> str:
    return "import_mapping." + sha256("\x1f".join(headings).encode("utf-8", "replace")).hexdigest()[:32]
