"""The directory's codes and values in words, the same on pages, in the API and in leaflets."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from babel import Locale, UnknownLocaleError
from flask_babel import format_decimal, get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from directory.models import Service
from directory.search import Why

# The same here for every caller; apart, because the chat's cards say them in each of its languages.
from webapp.documents.service_words import ages as ages
from webapp.documents.service_words import cost as cost

FILTERS: dict[str, Any] = {
    "need": _l("what it helps with"),
    "age": _l("age"),
    "ward": _l("place"),
    "distance": _l("how far it is"),
    "spoken": _l("language spoken"),
    "free": _l("free"),
    "self_referral": _l("you can ask for it yourself"),
    "channel": _l("how you meet"),
    "evenings": _l("evenings and weekends"),
    "women_only": _l("women only"),
    "access": _l("access"),
    "way_in": _l("a known way in"),
}
"""Filters as they stand in "What is different: age, place"."""

CHANNELS: dict[str, Any] = {
    "in_person": _l("in person"),
    "phone": _l("by phone"),
    "online": _l("online"),
    "outreach": _l("they come to you"),
}

ACCESS: dict[str, Any] = {
    "step_free": _l("no steps"),
    "accessible_toilet": _l("accessible toilet"),
    "hearing_loop": _l("hearing loop"),
    "bsl": _l("British Sign Language"),
    "quiet_space": _l("a quiet space"),
    "easy_read": _l("easy read"),
    "home_visits": _l("home visits"),
}

OPEN_TO: dict[str, Any] = {
    "public": _l("Open to everyone"),
    "professionals": _l("Open to professionals"),
}

UNKNOWN: dict[str, Any] = {
    "keep": _l("Also where it is not known"),
    "leave": _l("Only where it is known"),
}

CHOICES: dict[str, dict[str, Any]] = {"channel": CHANNELS, "open_to": OPEN_TO, "unknown": UNKNOWN}
"""Filters of which one of a few values is chosen, with their values in words."""

SWITCHES: dict[str, Any] = {
    "free": _l("Free"),
    "self_referral": _l("I can ask for it myself"),
    "evenings": _l("Evenings or weekends"),
    "women_only": _l("Women only"),
}
"""Filters that are on or off."""

ERRORS: dict[str, Any] = {
    "too_long": _l("Use fewer words. 500 letters at most."),
    "not_a_number": _l("Write a whole number, like 15."),
    "out_of_range": _l("This number is too big or too small."),
    "unknown_need": _l("Choose something from the list."),
    "unknown_place": _l("We do not know this place. Choose a ward or write a postcode, like NW9."),
    "outside_borough": _l("This postcode is not in Barnet. Write a Barnet postcode, like NW9, or leave it empty."),
    "too_many": _l("Name at most 10 places."),
    "no_place": _l("Write a place first: a ward or a postcode, like NW9."),
    "not_an_age": _l("Write an age from 0 to 120."),
    "no_such_page": _l("There is no page with this number. Here is how to start again."),
    "not_a_language": _l("Choose a language from the list."),
    "not_a_choice": _l("Choose something from the list."),
}

ERRORS_OF: dict[tuple[str, str], str] = {
    ("age", "out_of_range"): "not_an_age",
    ("distance", "needs_place"): "no_place",
    ("page", "out_of_range"): "no_such_page",
    ("page", "not_a_number"): "no_such_page",
}
"""Where a field has plainer words for a fault than others."""

_WHY: dict[str, Callable[[str], str]] = {
    "words": lambda value: _("It fits your words: %(words)s", words=value.replace(", ", _(", "))),
    "age": lambda value: _("It takes people aged %(age)s", age=value),
    "age_unknown": lambda _value: _("Its ages are not known: ring and ask"),
    "ward": lambda value: _("It works in %(place)s", place=value),
    "borough": lambda _value: _("It works in all of Barnet"),
    "free": lambda _value: _("It is free"),
    "cost_unknown": lambda _value: _("Its cost is not known: ring and ask"),
    "self_referral": lambda _value: _("You can ask for it yourself"),
    "self_referral_unknown": lambda _value: _("We do not know if you can ask for it yourself: ring and ask"),
    "spoken": lambda value: _("They speak %(language)s", language=language_name(value)),
    "spoken_unknown": lambda _value: _("Its languages are not known: ring and ask"),
    "open_to": lambda value: _("It is open to you") if value == "public" else _("It is for professionals"),
    "channel": lambda value: _("You meet: %(how)s", how=CHANNELS.get(value, value)),
    "channel_unknown": lambda _value: _("How you meet is not known: ring and ask"),
    "evenings": lambda _value: _("It is open in the evening or at the weekend"),
    "evenings_unknown": lambda _value: _("Its hours are not known: ring and ask"),
    "women_only": lambda _value: _("It is for women only"),
    "women_only_unknown": lambda _value: _("We do not know if it is for women only: ring and ask"),
    "access": lambda value: _("It has: %(access)s", access=ACCESS.get(value, value)),
    "access_unknown": lambda _value: _("Its access is not known: ring and ask"),
    "distance": lambda value: distance(float(value)) or "",
    "distance_unknown": lambda _value: _("How far it is, is not known: ring and ask"),
    "open_to_unknown": lambda _value: _("We do not know who can use it: ring and ask"),
    "not_age": lambda _value: _("It is for other ages"),
    "not_ward": lambda _value: _("It works in another part of Barnet"),
    "not_need": lambda _value: _("It mostly helps with other things"),
    "not_free": lambda _value: _("It may not be free"),
    "not_self_referral": lambda _value: _("Someone else may have to ask for you"),
    "not_spoken": lambda _value: _("They may not speak this language"),
    "not_channel": lambda _value: _("You may have to meet in another way"),
    "not_evenings": lambda _value: _("It may be shut in the evening and at the weekend"),
    "not_women_only": lambda _value: _("It may not be for women only"),
    "not_access": lambda _value: _("It may not have the access you need: ring and ask"),
    "not_distance": lambda _value: _("It is further away"),
    "paused": lambda _value: _("It has stopped for now"),
    "ended": lambda _value: _("It has ended, as far as we know"),
    "no_way_in": lambda _value: _("We do not know how to get in: ring and ask"),
}


METRES_A_MILE = 1609.344


def begins(text: object) -> str:
    """Return words with a capital at their head and all else as it is: "British Sign Language" stays so."""
    words = str(text)
    return words[:1].upper() + words[1:]


def error_words(field: str, code: str) -> str:
    """Return what is wrong with a field of a search, in words."""
    return str(ERRORS.get(ERRORS_OF.get((field, code), code), ERRORS["not_a_choice"]))


def not_a_place(typed: str) -> str:
    """Return which of several places is not one of the borough, in words; a long one is cut."""
    shown = typed if len(typed) <= 40 else f"{typed[:40]}…"
    return _(
        "“%(place)s” is not a place in Barnet that we know. Write wards or postcodes, with commas between them.",
        place=shown,
    )


def miles_choice(number: str) -> str:
    """Return a distance to choose, in words: "Within 2 miles"; `number` is whole miles as typed."""
    if not number.strip().isdecimal():
        return number
    return ngettext("Within %(num)d mile", "Within %(num)d miles", int(number))


def distance(metres: float | None) -> str | None:
    """Return how far away something is, in words; `metres` in a straight line, None when not known."""
    if metres is None:
        return None
    miles = metres / METRES_A_MILE
    if miles < 0.5:
        return _("Less than half a mile away")
    return _("About %(miles)s miles away", miles=format_decimal(round(miles, 1)))


def why_words(why: Iterable[Why], need_names: Mapping[str, str]) -> list[str]:
    """Return the reasons for a hit in words.

    In: the reasons as codes and values, and the names of the needs in the reply's language.
    """
    words = []
    for reason in why:
        if reason.code == "need":
            name = need_names.get(reason.value, reason.value)
            words.append(_("It helps with: %(need)s", need=name))
        elif reason.code in _WHY:
            words.append(_WHY[reason.code](reason.value))
    return list(dict.fromkeys(words))


def language_name(tag: str) -> str:
    """Return the name of a language in the language of the page; its tag where nobody has a name for it."""
    try:
        name = Locale.parse(tag, sep="-").get_display_name(get_locale())
    except (UnknownLocaleError, ValueError):
        return tag
    return name or tag


def self_referral(service: Service) -> str | None:
    """Return whether people can ask for a service themselves, in words; None when that is not known."""
    return {
        "yes": _("Yes, you can ask for it yourself"),
        "no": _("No, someone who works with you has to ask for you"),
    }.get(service.self_referral)


def open_to(service: Service) -> str | None:
    """Return who may use a service, in words; None when that is not known."""
    match set(service.open_to):
        case whom if whom == {"public", "professionals"}:
            return _("Everyone, and professionals who work with them")
        case whom if whom == {"public"}:
            return _("Everyone")
        case whom if whom == {"professionals"}:
            return _("Only professionals, like teachers, doctors or the police")
    return None


def area_names(service: Service, names: Mapping[str, str]) -> list[str]:
    """Return where a service works, in words; `names` are those of wards and localities by slug."""
    words = []
    for area in service.areas:
        if area == "barnet":
            words.append(_("All of Barnet"))
        else:
            words.append(names.get(area, area))
    return words


def channels(service: Service) -> list[str]:
    """Return how a service meets people, in words; empty when that is not known."""
    return [str(CHANNELS[channel]) for channel in service.channels if channel in CHANNELS]


def access(service: Service) -> list[str]:
    """Return what makes a service easy to get into and use, in words; empty when that is not known."""
    return [str(ACCESS[code]) for code in service.accessibility if code in ACCESS]
