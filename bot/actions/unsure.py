"""When the bot is not sure: first three topics as buttons, then a search for the words, then a person's number."""

from typing import Any

from catalogue import pick
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
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
from actions.answer import brief, by_need_within, only_adds, stay
from actions.chosen import waited_for
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


async def search(turn: Turn) -> tuple[Reply, list[dict[str, Any]]] | None:
    """Return the second stage: what the directory has for the words, and the services; None when it has nothing."""
    wishes = turn.wishes
    where = {"age": wishes.age, "ward": wishes.place, "avoid": ",".join(wishes.avoid) or None}
    answered = await council_api.find_services(turn.language, words=turn.text, **where)
    found = [brief(item) for item in (answered.get("items") or [])[:MOST_OFFERED]]
    if not found:
        # What the directory is not for (parking) is nothing that is missing from it.
        if not answered.get("outside"):
            council_api.report_unmet(turn.sender, [], age=wishes.age, place=wishes.place)
        return None
    offers = [button(route, turn.language) for route in offered(turn.ranking)]
    shown = {"services": [one["slug"] for one in found], "why": {one["slug"]: one["why"] for one in found}}
    return reply(pick(SEARCHED, turn.language, turn.said), None, buttons=offers, **shown), found


class ActionUnsure(Action):
    """Goes one stage further with each message that is not understood, and begins anew after the third."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_unsure"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Say it."""
        turn = read_turn(tracker)
        waited = await waited_for(turn)
        if waited is None and turn.unsure_in_a_row == 1 and only_adds(turn):
            waited = await stay(turn)
        said, events = waited or await by_need_within(turn) or await not_sure(turn)
        dispatcher.utter_message(json_message=said)
        return events


async def not_sure(turn: Turn) -> tuple[Reply, list[EventType]]:
    """Return the reply of the stage that it has come to, and what is remembered: services that may be asked about.

    The reply says that the message was not understood: the site counts those, and no other.
    """
    said, events = await _stage(turn)
    return {**said, "unsure": True}, events


async def _stage(turn: Turn) -> tuple[Reply, list[EventType]]:
    stage = (max(turn.unsure_in_a_row, 1) - 1) % 3
    if stage == 0:
        return offer(turn), []
    if stage == 1:
        try:
            answered = await search(turn)
        except council_api.SiteUnavailable:
            answered = None
        if answered is not None:
            said, found = answered
            values = {"found": found, "shown": [one["slug"] for one in found], "focus": None, "waiting": None}
            return said, [SlotSet(name, value) for name, value in values.items()]
    return await a_person(turn), []


class ActionDefaultFallback(Action):
    """Stands where Rasa knows no next step: a person's number, so that nobody is left without an answer."""

    def name(self) -> str:
        """Return the name of Rasa's own action, which this one replaces."""
        return "action_default_fallback"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Say it."""
        dispatcher.utter_message(json_message={**await a_person(read_turn(tracker)), "unsure": True})
        return []
