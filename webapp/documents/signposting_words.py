"""Signpostings in words: the choices, the totals as tables and as a file."""

import csv
import io
from collections.abc import Mapping
from datetime import date

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from directory import queries
from directory.signposting import AGE_BANDS, HIDDEN, LANGUAGES, NOT_SAID, UNDER, Totals
from webapp.i18n import languages

DIMENSIONS = {
    "need": _l("What for"),
    "ward": _l("Ward"),
    "month": _l("Month"),
    "language": _l("Language of the family"),
    "age_band": _l("Age"),
}
AGES = {
    "0-10": _l("10 or younger"),
    "11-17": _l("11 to 17"),
    "18-24": _l("18 to 24"),
    "25-64": _l("25 to 64"),
    "65+": _l("65 or older"),
    "not_known": _l("Not known"),
}
PROBLEMS = {
    "need": _l("Choose what it was for"),
    "ward": _l("Choose a ward from the list, or leave it open"),
    "language": _l("Choose a language"),
    "age_band": _l("Choose an age"),
    "service": _l("Choose a service from the list, or leave it open"),
    "day": _l("Choose a day within the last year, not one to come"),
}


def names(session: Session) -> dict[str, dict[str, str]]:
    """Return the names of the codes of every dimension but the month."""
    tongues = {tag: languages()[tag].english_name if tag in languages() else _("Another language") for tag in LANGUAGES}
    return {
        "need": {need.code: need.name for need in queries.needs(session, retired=True)},
        "ward": {ward.slug: ward.name for ward in queries.wards(session)} | {NOT_SAID: _("Not said")},
        "language": tongues,
        "age_band": {band: str(AGES[band]) for band in AGE_BANDS},
    }


def choices(session: Session) -> dict[str, list[tuple[str, str]]]:
    """Return what a champion chooses from: code and name, by field."""
    named = names(session)
    named["ward"].pop(NOT_SAID)
    return {field: list(of.items()) for field, of in named.items()}


def month(code: str) -> str:
    """Return a month ("2026-11") in words."""
    year, number = code.split("-")
    return str(format_date(date(int(year), int(number), 1), "MMMM yyyy"))


def count(value: int | str) -> str:
    """Return a count in words: a number, "under 5", or that it is hidden."""
    return {UNDER: _("under 5"), HIDDEN: _("hidden")}.get(str(value), str(value))


def tables(totals: Totals, named: Mapping[str, Mapping[str, str]]) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Return each table as its title and rows of code, name and count; rows of nought are left out.

    A need or ward that is no more keeps its code.
    """
    found = []
    for table in totals.tables:
        rows = [
            (code, month(code) if table.dimension == "month" else named[table.dimension].get(code, code), count(value))
            for code, value in table.counts.items()
            if value != 0 or table.dimension == "month"
        ]
        found.append((str(DIMENSIONS[table.dimension]), rows))
    return found


def as_csv(totals: Totals, named: Mapping[str, Mapping[str, str]]) -> str:
    """Return all tables as one file: dimension, code, name, count; rows of nought too."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["from", "to", "dimension", "code", "name", "signpostings"])
    span = [totals.first.isoformat(), totals.last.isoformat()]
    writer.writerow([*span, "total", "", "", count(totals.total)])
    for table in totals.tables:
        for code, value in table.counts.items():
            name = month(code) if table.dimension == "month" else named[table.dimension].get(code, code)
            writer.writerow([*span, table.dimension, code, name, count(value)])
    # Spreadsheets take UTF-8 for what it is when it begins with this mark.
    return "\ufeff" + out.getvalue()
