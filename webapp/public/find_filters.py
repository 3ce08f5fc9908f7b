"""The filters of the search page as they stand in the address: what is chosen, and the address without it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from directory.asking import MOST_AVOIDED, Asked
from directory.filters import KEEPS_UNKNOWN
from directory.places import PlaceError, find_place
from directory.text import printable
from webapp.documents import directory_words as in_words

FIELDS = (
    "q",
    "need",
    "age",
    "ward",
    "distance",
    "avoid",
    "free",
    "self_referral",
    "channel",
    "evenings",
    "spoken",
    "women_only",
    "access",
    "open_to",
    "unknown",
)
"""The fields of the form, as they stand in the address."""

SWITCHES = ("free", "self_referral", "evenings", "women_only")
"""Fields that are on or off."""

MILES = ("1", "2", "3", "5")
"""The distances to choose from, in miles; the borough is about nine miles across."""

_NO = ("", "0", "false", "no", "off")


@dataclass(frozen=True)
class Chosen:
    """A filter that is set: in words, and the address of the same search without it."""

    text: str
    without: str


def given_values(typed: Mapping[str, str]) -> dict[str, str]:
    """Return every field of the form as it was typed, fit to be shown again."""
    return {name: printable(typed.get(name, "")) for name in FIELDS}


def address(given: Mapping[str, str], **changed: Any) -> str:
    """Return the address of this search with some fields changed; what is empty is left out."""
    wanted = {name: given[name] for name in FIELDS if given[name]} | changed
    return url_for("find.services", **{name: value for name, value in wanted.items() if value})


def widened(given: Mapping[str, str], asked: Asked) -> str | None:
    """Return the address of the search that keeps what is not known; None where that would change nothing."""
    search = asked.search
    leaves = [name for name in search.filters if name in KEEPS_UNKNOWN and not search.keeps_unknown(name)]
    return address(given, unknown="keep") if leaves and not asked.errors else None


def is_on(value: str) -> bool:
    """Return whether a switch was set in the address."""
    return value.strip().lower() not in _NO


def parts(value: str) -> list[str]:
    """Return the places of a field that takes several."""
    return [part.strip() for part in re.split(r"[,;\n،؛]", value) if part.strip()]


def errors(session: Session, given: Mapping[str, str], asked: Asked) -> dict[str, str]:
    """Return what could not be understood, in words by field; of several places the one that it was is named."""
    found = {name: in_words.error_words(name, code) for name, code in asked.errors.items()}
    if asked.errors.get("avoid") in ("unknown_place", "outside_borough"):
        for part in parts(given["avoid"])[:MOST_AVOIDED]:
            try:
                find_place(session, part)
            except PlaceError:
                found["avoid"] = in_words.not_a_place(part)
                break
    return found


def chosen(given: Mapping[str, str], asked: Asked, need_names: Mapping[str, str]) -> list[Chosen]:
    """Return the filters that are set and understood, in the order of the form; never the words typed."""
    search, found = asked.search, []

    def add(text: str, **without: str) -> None:
        found.append(Chosen(str(text), address(given, **without)))

    for code in search.needs:
        add(need_names.get(code, code), need=",".join(other for other in search.needs if other != code))
    if search.age is not None:
        add(_("Age %(age)s", age=search.age), age="")
    if search.ward is not None:
        if given["distance"] and "distance" not in asked.errors:
            miles = in_words.miles_choice(given["distance"])
            add(_("%(miles)s of %(place)s", miles=miles, place=search.ward.label), distance="")
        add(_("In or for %(place)s", place=search.ward.label), ward="", distance="")
    typed = parts(given["avoid"]) if search.avoid else []
    labels = [place.label for place in search.avoid] if len(typed) == len(search.avoid) else typed
    for number, label in enumerate(labels):
        add(_("Not in %(place)s", place=label), avoid=",".join(typed[:number] + typed[number + 1 :]))
    for name in SWITCHES:
        if is_on(given[name]) and name not in asked.errors:
            add(in_words.SWITCHES[name], **{name: ""})
    for code in search.access:
        others = ",".join(other for other in search.access if other != code)
        add(in_words.ACCESS[code], access=others)
    for name, words in in_words.CHOICES.items():
        if given[name] in words and name not in asked.errors:
            add(words[given[name]], **{name: ""})
    if search.spoken is not None:
        add(_("They speak %(language)s", language=in_words.language_name(search.spoken)), spoken="")
    return found
