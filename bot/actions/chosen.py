"""Which of the services shown is meant, and the answer to a question about it; where each is meant, about each."""

from typing import Any

from catalogue import pick
from rasa_sdk.events import EventType, SlotSet
from replies import NO_DATA, Reply, reply

from actions import council_api, facts
from actions.turn import Turn

# "The Mencap one": a word of a name counts from so many letters on.
SHORTEST_NAME = 4
EACH = "all"


def meant(turn: Turn) -> list[str]:
    """Return the slugs of the services that are meant: by their place, each, by name, or the only one; or none."""
    number = turn.now.get("which")
    if number == EACH:
        return list(turn.shown)
    if isinstance(number, int):
        at = len(turn.shown) - 1 if number < 0 else number - 1
        return [turn.shown[at]] if 0 <= at < len(turn.shown) else []
    words = _words(turn.text)
    hits = {slug: len(words & names) for slug, names in _names(turn).items()}
    best = [slug for slug, count in hits.items() if count and count == max(hits.values())]
    if len(best) == 1:
        return best
    if turn.focus in turn.shown:
        return [turn.focus] if turn.focus else []
    return list(turn.shown) if len(turn.shown) == 1 else []


def named(turn: Turn) -> str | None:
    """Return the one service shown whose name holds every word of weight of the message, or None.

    "Victim support" may be a topic as well: while it was asked which service is meant, it is the service.
    """
    words = _words(turn.text)
    fits = [slug for slug, names in _names(turn).items() if words and words <= names]
    return fits[0] if len(fits) == 1 else None


async def answered(asks: str, slugs: list[str], turn: Turn) -> tuple[Reply, list[EventType]]:
    """Return what was asked about these services, and what is remembered: no question waits any more."""
    try:
        if len(slugs) == 1:
            said = await facts.answer(asks, slugs[0], turn)
        else:
            said = reply("\n".join([await facts.line(asks, slug, turn) for slug in slugs]), turn.topic)
    except council_api.SiteUnavailable:
        said = reply(pick(NO_DATA, turn.language, turn.said), turn.topic)
    return said, [SlotSet("focus", slugs[0] if len(slugs) == 1 else None), SlotSet("waiting", None)]


async def waited_for(turn: Turn) -> tuple[Reply, list[EventType]] | None:
    """Return the answer to the question that waits, where the message names a service for it; None otherwise."""
    slug = named(turn) if turn.waiting else None
    return None if slug is None else await answered(str(turn.waiting), [slug], turn)


def _words(text: str) -> set[str]:
    plain = "".join(sign if sign.isalnum() else " " for sign in text.casefold())
    return {word for word in plain.split() if len(word) >= SHORTEST_NAME}


def _names(turn: Turn) -> dict[str, set[str]]:
    """Return the words of the names of the services shown, by slug."""
    found: dict[str, Any] = {one["slug"]: one.get("name") for one in turn.found}
    return {slug: _words(str(found.get(slug) or "")) for slug in turn.shown}
