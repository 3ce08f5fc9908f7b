"""When the bot is not sure: first three topics as buttons, then a search for the words, then a person's number."""

from typing import Any

from catalogue import pick
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from replies import (
    DEFAULT_OFFERS,
    OFFER,
    OFFER_STRANGE,
    SEARCHED,
    TITLES,
    Reply,
    button,
    reply,
)

from actions import council_api
from actions.person import a_person
from actions.turn import Turn, read_turn

MOST_OFFERED = 3


def offered(ranking: list[tuple[str, float]]) -> list[str]:
    """Return the three likeliest routes that can be offered as a topic, or the three that suit everybody."""
    likely = [route for route, confidence in ranking if route in TITLES and confidence > 0]
    return [*likely, *(route for route in DEFAULT_OFFERS if route not in likely)][:MOST_OFFERED]


def offer(turn: Turn) -> Reply:
    """Return the first stage: up to three topics, each with its route."""
    understood = any(confidence > 0 for route, confidence in turn.ranking if route in TITLES)
    text = pick(OFFER if understood else OFFER_STRANGE, turn.language, turn.said)
    return reply(text, None, buttons=[button(route, turn.language) for route in offered(turn.ranking)])


async def search(turn: Turn) -> Reply | None:
    """Return the second stage: what the directory has for the words, or None when it has nothing."""
    found = await council_api.find_services(turn.language, words=turn.text[:200], age=turn.age, place=turn.place)
    slugs = [str(item["slug"]) for item in found.get("items") or []]
    if not slugs:
        # What the directory is not for (parking) is nothing that is missing from it.
        if not found.get("outside"):
            council_api.report_unmet(turn.sender, [], age=turn.age, place=turn.place)
        return None
    return reply(
        pick(SEARCHED, turn.language, turn.said),
        None,
        services=slugs[:3],
        buttons=[button(route, turn.language) for route in offered(turn.ranking)],
    )


class ActionUnsure(Action):
    """Goes one stage further with each message that is not understood, and begins anew after the third."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_unsure"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Say it."""
        turn = read_turn(tracker)
        stage = (max(turn.unsure_in_a_row, 1) - 1) % 3
        answer: Reply | None = None
        if stage == 1:
            try:
                answer = await search(turn)
            except council_api.SiteUnavailable:
                answer = None
        dispatcher.utter_message(json_message=answer or (offer(turn) if stage == 0 else await a_person(turn)))
        return []


class ActionDefaultFallback(Action):
    """Stands where Rasa knows no next step: a person's number, so that nobody is left without an answer."""

    def name(self) -> str:
        """Return the name of Rasa's own action, which this one replaces."""
        return "action_default_fallback"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Say it."""
        dispatcher.utter_message(json_message=await a_person(read_turn(tracker)))
        return []
