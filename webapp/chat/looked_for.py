"""What help somebody looks for in this talk: told by the bot with each answer, and gone on with while it is away.

As parameters of the directory's search (`GET /api/v1/services`), with `who` it is for. It stands with the conversation,
encrypted, and ends with it. The rules are those of the bot's own (bot/actions/wishes.py).
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from directory.asking import LONGEST_QUERY, read_search
from directory.filters import Search
from directory.search import Result
from webapp.chat.models import Conversation
from webapp.chat.reply import MOST_SERVICES
from webapp.documents.directory_words import language_name

LookedFor = dict[str, str]
"""Parameters by name: need, age, ward, avoid, spoken, free, women_only, evenings, channel, distance, page; who."""

# What narrows down one search goes with its topic, and for whom it is, unless both topics are about young people.
_OF_ONE_SEARCH = ("free", "spoken", "women_only", "evenings", "channel", "distance")
_OF_ONE_PERSON = ("age", "who")
_YOUNG = frozenset(
    """mentoring youth_activities school_exclusion parenting exploitation mental_health drugs_alcohol disability_sen
    lgbtq faith_culture""".split()
)
ADULT = 18
"""Who tells nothing but an age below this most likely looks for something to do."""
_NEARER = ("2", "1")


def read(row: Conversation) -> LookedFor:
    """Return what is looked for in a conversation; nothing where an older release kept it otherwise."""
    try:
        kept = json.loads(row.looked_for or "{}")
        return {str(name): str(value) for name, value in kept.items()}
    except (ValueError, AttributeError):
        return {}


def write(row: Conversation, wished: LookedFor) -> None:
    """Keep it with its conversation; writes only what changes."""
    if read(row) != wished:
        row.looked_for = json.dumps(wished) if wished else None


def after(before: LookedFor, told: Mapping[str, Any], needs: Sequence[str]) -> LookedFor:
    """Return what is looked for after a message that told these details (`webapp.chat.details`).

    `needs`: codes that its words are about, the likeliest first; none where it only goes on with what was before.
    """
    if told.get("restart"):
        return {}
    now = {name: value for name, value in before.items() if name not in _gone(before, needs)}
    if needs:
        now["need"] = needs[0]
    named = {"age": "age", "place": "ward", "who": "who", "channel": "channel"}
    now.update({named[name]: str(told[name]) for name in named if name in told})
    now.update({name: "1" if told[name] is True else "" for name in ("free", "women_only", "evenings") if name in told})
    if "spoken" in told:
        now["spoken"] = str(told["spoken"]["tag"]) if told["spoken"] else ""
    _settle_places(now, told, before.get("ward", ""))
    if told.get("more"):
        page = before.get("page", "")
        now["page"] = str(int(page) + 1 if page.isdecimal() else 2)
    if "need" not in now and told.get("alone") and now.get("age", "").isdecimal() and int(now["age"]) < ADULT:
        now["need"] = "youth_activities"
    return {name: value for name, value in now.items() if value}


def _gone(before: LookedFor, needs: Sequence[str]) -> set[str]:
    """Return what a message lets go: the page of the list, and with another topic what belonged to the last one."""
    topic = before.get("need")
    if not needs or topic in (None, *needs):
        return {"page"}
    young = topic in _YOUNG and not _YOUNG.isdisjoint(needs)
    return {"page", *_OF_ONE_SEARCH, *(() if young else _OF_ONE_PERSON)}


def _settle_places(now: LookedFor, told: Mapping[str, Any], before: str) -> None:
    """Put the place and those to avoid in order: who names a place now wants it, whatever was said before."""
    avoid = [*now.get("avoid", "").split(","), *told.get("avoid", ())]
    if told.get("not_there"):
        avoid.append(before)
    if now.get("ward") in avoid and told.get("place") != now.get("ward"):
        now["ward"] = now["distance"] = ""
    if told.get("place") == "":
        avoid, now["distance"] = [], ""
    now["avoid"] = ",".join(dict.fromkeys(slug for slug in avoid if slug and slug != now.get("ward")))
    if told.get("nearer") and now.get("ward"):
        now["distance"] = _NEARER[bool(now.get("distance"))]


def details(wished: LookedFor) -> dict[str, Any]:
    """Return what the bot is to be told again once it is back: who it is for and where, not what one search needed."""
    told: dict[str, Any] = {"place": wished.get("ward"), "who": wished.get("who")}
    told["age"] = int(wished["age"]) if wished.get("age", "").isdecimal() else None
    told["avoid"] = wished["avoid"].split(",") if wished.get("avoid") else None
    told["spoken"] = {"tag": wished["spoken"], "name": language_name(wished["spoken"])} if "spoken" in wished else None
    return {name: value for name, value in told.items() if value}


def search_of(session: Session, wished: LookedFor, words: str, audience: str | None) -> Search:
    """Return the directory's search: for these words, or without any for the need. A few small queries."""
    raw = {name: value for name, value in wished.items() if name != ("need" if words else "q")}
    raw["open_to"] = "" if audience == "professional" else "public"
    return read_search(session, {**raw, "q": words[:LONGEST_QUERY]}, per_page=MOST_SERVICES).search


def line(wished: LookedFor, wanted: Search) -> str:
    """Return one line that says what is looked for, and that it can be changed; "" where nothing is wished."""
    parts = [
        _("age %(value)s", value=wanted.age) if wanted.age is not None else "",
        {"girl": _("a girl"), "boy": _("a boy")}.get(wished.get("who", ""), ""),
        _("near %(value)s", value=wanted.ward.label) if wanted.ward else "",
        _("%(value)s miles at most", value=f"{wanted.distance:g}") if wanted.ward and wanted.distance else "",
        _("not in %(value)s", value=", ".join(place.label for place in wanted.avoid)) if wanted.avoid else "",
        _("free") if wanted.free else "",
        _("they speak %(value)s", value=language_name(wanted.spoken)) if wanted.spoken else "",
        _("women only") if wanted.women_only else "",
        _("evenings and weekends") if wanted.evenings else "",
        {"phone": _("by phone"), "online": _("online"), "in_person": _("in person")}.get(wanted.channel or "", ""),
    ]
    said = _(", ").join(part for part in parts if part)
    return _("Looking for: %(wishes)s. If that is wrong, just say so.", wishes=said) if said else ""


def near_miss(found: Result) -> str:
    """Return the sentence over services that come close, with what they miss."""
    names = {
        "need": _("what it helps with"),
        "age": _("age"),
        "ward": _("place"),
        "distance": _("how far it is"),
        "spoken": _("language spoken"),
        "free": _("free"),
        "channel": _("how you meet"),
        "evenings": _("evenings and weekends"),
        "way_in": _("a known way in"),
    }
    missed = _(", ").join(names[name] for name in found.relaxed if name in names)
    if not missed:
        return _("Nothing that I know fits all of that. These come nearest.")
    return _("Nothing that I know fits all of that. These come close, but look at: %(wishes)s.", wishes=missed)
