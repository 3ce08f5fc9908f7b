"""Whose export a table is, and which of its columns are about the answer rather than answers.

SmartSurvey, Citizen Space, Microsoft Forms and LimeSurvey name these columns in their own ways. Columns that say who
somebody is (name, e-mail, address on the internet) are never read: we do not keep what our own surveys never ask.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from surveys.exchange.matching import fold
from surveys.exchange.ours import is_ours

TOOLS = ("own", "smartsurvey", "citizen_space", "microsoft_forms", "limesurvey", "other")
IDENTITY, STARTED, ENDED, LANGUAGE, CHANNEL = "@id", "@started", "@ended", "@language", "@channel"
VERSION = "@version"
PERSONAL = "@personal"
"""A column that is dropped as soon as the file is read."""
SPECIAL = (IDENTITY, STARTED, ENDED, LANGUAGE, CHANNEL, VERSION)
"""What a person may say that a column is, besides an answer. No code of a question begins with @."""

_MARKS: dict[str, tuple[frozenset[str], ...]] = {
    "limesurvey": (
        frozenset({"submitdate", "startlanguage"}),
        frozenset({"submitdate", "lastpage"}),
        frozenset({"date submitted", "last page"}),
        frozenset({"date submitted", "start language"}),
    ),
    "microsoft_forms": (frozenset({"start time", "completion time"}),),
    "citizen_space": (frozenset({"response id", "submitted date"}),),
    "smartsurvey": (
        frozenset({"userid", "started", "ended"}),
        frozenset({"user id", "started", "ended"}),
        frozenset({"respondent id", "started", "ended"}),
        frozenset({"userid", "userno"}),
    ),
}
_COLUMNS: dict[str, frozenset[str]] = {
    IDENTITY: frozenset({"id", "response id", "responseid", "respondent id", "respondentid", "userid", "user id"}),
    STARTED: frozenset({"started", "start time", "startdate", "date started", "started date", "start date"}),
    ENDED: frozenset({"ended", "completion time", "submitdate", "date submitted", "submitted date", "submitted",
                      "submitted at", "completed", "date completed", "end date", "completed date"}),
    LANGUAGE: frozenset({"startlanguage", "start language", "language", "survey language"}),
}  # fmt: skip
# About the answer, of no use to us: a page, a seed, another date, the address of the form.
_OTHERS = frozenset({"userno", "user no", "lastpage", "last page", "seed", "datestamp", "date last action", "refurl",
                     "referrer url", "last modified time", "status", "tracking link", "collector", "total points",
                     "quiz feedback", "tags", "notes", "total time"})  # fmt: skip
_PERSONAL = re.compile(
    r"(?:(?:what is |please (?:enter|give|tell us) )?(?:your |respondent |contact )?"
    r"(?:(?:full |first |last |given |family |sur ?)?name|surname|forename|e ?mail(?: address)?"
    r"|(?:home |postal )?address|(?:mobile|phone|telephone|contact)(?: (?:number|no))?"
    r"|date of birth|dob|birthday|nhs number)"
    r"|ip(?: ?addr(?:ess)?)?|token|user ?name|name and e ?mail|latitude|longitude|location ?(?:latitude|longitude))"
)
_MAIL = re.compile(r"\S+@\S+\.\S+")
_ADDRESS = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){3,7}")
_PHONE = re.compile(r"(?:\+44|0)(?:[ ()-]{0,2}\d){9,10}")


def recognised(headings: Sequence[str]) -> str:
    """Which tool made a table with these headings; one of TOOLS."""
    if is_ours(list(headings)):
        return "own"
    said = {part for heading in headings for part in _said(heading)}
    for tool, marks in _MARKS.items():
        if any(mark <= said for mark in marks):
            return tool
    return "other"


def special(heading: str) -> str | None:
    """What a column about the answer is: one of SPECIAL, PERSONAL, "" for one to leave out; None for all others."""
    for said in _said(heading):
        for target, words in _COLUMNS.items():
            if said in words:
                return target
        if _PERSONAL.fullmatch(said):
            return PERSONAL
        if said in _OTHERS or said.startswith(("points ", "feedback ")):
            return ""
    return None


def is_personal(cells: Sequence[str]) -> bool:
    """Whether a column holds what says who somebody is, by its cells: most are an address or a telephone number."""
    told = [cell for cell in cells if cell][:200]
    if not told:
        return False
    hits = sum(1 for cell in told if any(shape.fullmatch(cell) for shape in (_MAIL, _ADDRESS, _PHONE)))
    return hits * 2 >= len(told)


def _said(heading: str) -> list[str]:
    """The heading, and its parts where a code stands before it ("id. Response ID")."""
    parts = [heading, *re.split(r"\.\s+", heading, maxsplit=1)]
    return [fold(part) for part in dict.fromkeys(parts) if fold(part)]
