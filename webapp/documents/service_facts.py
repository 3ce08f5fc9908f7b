"""What is known of a service, each fact in words: the same as on its page, for the API, and so for the chat."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from directory import queries
from directory.models import Location, Service, local_day
from webapp.documents import directory_words, hours_words


def in_words(session: Session, service: Service) -> dict[str, Any]:
    """Return a service's facts in the page's language; None or an empty list is what is not known.

    `hours`: a line a day, then notes, then days when it is shut. `where`: a line a place, none for a refuge, which is
    never findable (contracts.md). Two small queries where wards have to be named.
    """
    return {
        "ages": directory_words.ages(service),
        "access": directory_words.access(service),
        "language_names": [directory_words.language_name(tag) for tag in service.languages],
        "hours": _hours(service),
        "where": [] if service.confidential_location else _where(session, service),
        "confidential": service.confidential_location,
    }


def _hours(service: Service) -> list[str]:
    today, no_times = local_day(), _("shut")
    lines = []
    for week in hours_words.weeks(service.schedule_rows, today):
        lines += [week.title] if week.title else []
        lines += [f"{day.name}: {', '.join(day.times) or no_times}" for day in week.days]
        lines += week.notes
    closed = hours_words.closures(service.schedule_rows, today)
    return lines + ([_("Shut on these days") + ": " + _("; ").join(closed)] if closed else [])


def _where(session: Session, service: Service) -> list[str]:
    lines = [_address(place) for place in service.location_rows]
    if lines or service.areas == ["barnet"]:
        return [line for line in lines if line]
    names = {ward.slug: ward.name for ward in queries.wards(session)}
    names |= {locality.slug: locality.name for locality in queries.localities(session)}
    return [", ".join(directory_words.area_names(service, names))]


def _address(place: Location) -> str:
    parts = (place.name, place.address_1, place.city, place.postal_code)
    return ", ".join(part for part in parts if part)
