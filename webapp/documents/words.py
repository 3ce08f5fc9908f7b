"""The words for the codes of surveys and analysis: audiences, channels, tones, the findings of 2023."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from surveys.analysis.codebook_themes import Version
from surveys.analysis.codebook_versions import current
from surveys.analysis.kept_words import kept_book
from webapp.documents.directory_words import language_name
from webapp.extensions import db
from webapp.i18n import current_tag, languages

AUDIENCES = {
    "all": _l("Everyone"),
    "resident": _l("Residents"),
    "young_person": _l("Young people"),
    "professional": _l("Professionals"),
    "business": _l("Local businesses"),
}
CHANNELS = {
    "web": _l("This website"),
    "kiosk": _l("A shared tablet"),
    "chat": _l("The chat"),
    "api": _l("Another website"),
    "paper": _l("On paper"),
    "event": _l("At an event"),
    "import": _l("Another survey tool"),
    "staff": _l("With the help of staff"),
}
DIMENSIONS = {
    "audience": _l("Who they are"),
    "channel": _l("How they answered"),
    "language": _l("Language they answered in"),
    "event": _l("At which event"),
    "ward": _l("Where they live"),
}
PLACES = {"not_said": _l("Did not say"), "outside": _l("Outside Barnet"), "no_event": _l("No event is named")}
TONES = {
    "negative": _l("Negative"),
    "neutral": _l("Neutral"),
    "positive": _l("Positive"),
    "mixed": _l("Mixed"),
    "not_assessed": _l("Not assessed"),
}
FAMILIES = {
    "causes": _l("Causes of violence"),
    "safety": _l("Feeling safe or unsafe"),
    "actions": _l("What should be done"),
    "challenges": _l("What gets in the way of helping"),
    "none": _l("No theme"),
}
# 2023's words that have no code of their own (domain.md §4; SNA 4).
BASELINE = {
    "lack_of_support_services": _l("Lack of support services (not coded then as now)"),
    "adverse_childhood_experiences": _l("Hard childhoods (adverse childhood experiences)"),
    "disadvantaged_households_high_crime_areas": _l("Disadvantaged households and high-crime areas"),
    "educational_difficulties": _l("Difficulties with education"),
    "professionals_over_170": _l("Over 170 professionals, in feedback sessions"),
    "professionals_200_cabinet": _l("(another paper of the council says 200 professionals)"),
    "young_people_about_50": _l("About 50 young people, in groups led by professionals they trust"),
    "residents_businesses_online": _l(
        "Residents and local businesses, online, after ward walks, ward meetings and an open day"
    ),
}


_CODE = re.compile(r"[a-z]+(?:_[a-z]+)+")


@dataclass(frozen=True)
class Named:
    """A name and the language that it is in, which may be English where ours has none yet."""

    text: str
    language: str


def book() -> Version:
    """The codebook in force, asked for once a request; within `named_as_in` the one that a version keeps."""
    if "codebook" not in g:
        g.codebook = current(db.session)
    found: Version = g.codebook
    return found


@contextmanager
def named_as_in(findings: Mapping[str, Any]) -> Iterator[None]:
    """Within, themes and groups are named as a version of the Community Voice keeps them, whatever staff changed since.

    Versions made before names were kept have those of now.
    """
    now, kept = book(), kept_book(findings)
    g.codebook = kept or now
    try:
        yield
    finally:
        g.codebook = now


def theme_name(code: str) -> Named:
    """The name of a code of the codebook in the page's language, else in English."""
    if code in BASELINE:
        return Named(str(BASELINE[code]), current_tag())
    theme = book().codes.get(code)
    if theme is None:  # of a draft that was thrown away
        return Named(code, "en")
    names, tag = theme.names, current_tag()
    return Named(names[tag], tag) if tag in names else Named(names["en"], "en")


def with_names(rule: str) -> str:
    """A rule of the codebook with the codes that it mentions as their names."""
    return _CODE.sub(lambda match: theme_name(match[0]).text if match[0] in book().codes else match[0], rule)


def tongue_of(tag: str | None) -> str | None:
    """The language of somebody's own words for a page's `lang`; None where it is not known."""
    return None if tag in (None, "", "und") else tag


def translated(tag: str) -> str:
    """That a quotation is not in the writer's own words: from which language it was put into English."""
    if tag not in languages():
        return _("Put into English by a person")
    return _("Put into English by a person, from: %(language)s", language=language_name(tag))


def group_name(group: str) -> Named:
    """The name of one of the five groups of SNA 4 in the page's language, else in English."""
    names = book().groups[group]
    tag = current_tag()
    return Named(names[tag], tag) if tag in names else Named(names["en"], "en")


def category_name(dimension: str, key: str, wards: dict[str, str]) -> str:
    """A row of "who took part": ``wards`` gives the names of wards by slug."""
    if dimension == "audience":
        return str(AUDIENCES.get(key, key))
    if dimension == "channel":
        return str(CHANNELS.get(key, key))
    if dimension == "language":
        return languages()[key].name if key in languages() else key
    return str(PLACES[key]) if key in PLACES else wards.get(key, key.upper())
