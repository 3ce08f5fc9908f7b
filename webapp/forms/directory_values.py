"""Plain values of the directory in words, and what the editing pages offer to choose from."""

from collections.abc import Mapping
from typing import Any

from babel import Locale, UnknownLocaleError
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from directory import queries, taxonomy
from directory.codes import BOROUGH, SERVICE_ROUTES
from webapp.documents import record_words as words
from webapp.forms import directory_sections as kinds
from webapp.i18n import languages


def language_name(tag: str) -> str:
    """Return the English name of a language for staff; its tag when nobody knows one."""
    if tag in languages():
        return languages()[tag].english_name
    try:
        return Locale.parse(tag, sep="-").get_display_name("en") or tag
    except (UnknownLocaleError, ValueError):
        return tag


def choices(session: Session, spoken: list[str] | None = None) -> dict[str, dict[str, str]]:
    """Return by field what can be chosen: values and their words, from the directory as it is now.

    `spoken` are tags that a record has, offered even where the page would not.
    """
    wards = {ward.slug: ward.name for ward in queries.wards(session)}
    localities = {locality.slug: locality.name for locality in queries.localities(session)}
    tags = {tag: language_name(tag) for tag in [*kinds.SPOKEN, *(spoken or [])]}
    routes = {route.code: route.title for route in queries.routes(session)}
    return {
        "organisation": {entry.slug: entry.name for entry, _number in taxonomy.organisations(session)},
        "needs": {need.code: need.name for need in queries.needs(session)},
        "areas": {BOROUGH: _("All of Barnet"), **localities, **wards},
        "ward": wards,
        "languages": dict(sorted(tags.items(), key=lambda pair: pair[1])),
        "reporting_route": {code: routes.get(code, code.replace("_", " ")) for code in sorted(SERVICE_ROUTES)},
    }


def entry_words(field: str, value: Any, names: Mapping[str, Mapping[str, str]]) -> str:
    """Return one value, or one entry of a list, as staff read it; "" for nothing."""
    if isinstance(value, dict):
        return "; ".join(text for text in (_part(field, name, part, names) for name, part in value.items()) if text)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None or value == "":
        return ""
    text = str(value)
    if field.startswith("basis."):
        return str(words.BASIS.get(text, text))
    if field in names:
        return str(names[field].get(text, text))
    if field == "merged_into":
        return str(names["needs"].get(text, text))
    if field in kinds.YES_NO:
        return str(words.YES_NO.get(text, text))
    if field in words.CHOICES:
        return str(words.CHOICES[field].get(text, text))
    if field in kinds.UNKNOWN_WHEN_EMPTY and text == "unknown":
        return _("Not known")
    return text


def field_words(field: str) -> str:
    """Return what a line of history is about: a field, or "Summary (Polish)" for a translation."""
    name, _colon, language = field.partition(":")
    head, _dot, rest = name.partition(".")
    if head in ("steps", "contacts") and rest:
        place, _dot, part = rest.partition(".")
        called = f"{words.ROWS.get(head, words.LABELS[head])} {int(place) + 1}"
        called += f": {words.PARTS.get(part, part)}" if part else ""
    else:
        called = words.label(name)
    return f"{called} ({language_name(language)})" if language else called


def _part(field: str, name: str, part: Any, names: Mapping[str, Mapping[str, str]]) -> str:
    """Return one part of a row, with what it is where that is not plain."""
    if field == "basis":
        return f"{words.LABELS.get(name, name)}: {words.BASIS.get(part, part)}"
    if name == "all_hours":
        return _("day and night") if part else ""
    if name == "byday":
        return ", ".join(str(words.DAYS.get(day, day)) for day in part or [])
    text = entry_words(name, part, names)
    if text and name in ("opens_at", "closes_at", "valid_from", "valid_to", "latitude", "longitude"):
        return f"{words.PARTS[name]}: {text}"
    return text
