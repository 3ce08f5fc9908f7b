"""The answer to a route: its contacts, where it is a reporting route, and the services that fit need, age and place."""

from typing import Any

from catalogue import pick, translate
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from replies import (
    FOR_AGE,
    NEAR_PLACE,
    NEAREST,
    NO_DATA,
    NOTHING,
    REPORT_PAGE,
    SEE_ALL,
    TELL_ME_MORE,
    Reply,
    lead,
    link,
    reply,
)

from actions import council_api
from actions.contacts import contact_lines, contact_links
from actions.topics import BETTER_WITH_DETAILS, NEEDS, ONE_SERVICE, REPORTING
from actions.turn import Turn, read_turn


async def answer(route: str, turn: Turn, *, goes_on: bool = False) -> Reply:
    """Return the whole reply for a route; what the site cannot give now is left out, and the reply says so.

    `goes_on`: the topic is the last one, and only an age or a place is new, so the first sentence is left out.
    """
    parts = [] if goes_on else [lead(route, turn.language, turn.said)]
    links: list[dict[str, str]] = []
    services: list[str] = []
    try:
        if route in REPORTING:
            contacts = (await council_api.reporting_routes(turn.language)).get(route) or {}
            parts.append(contact_lines(contacts, turn.language))
            links += contact_links(contacts, turn.language)
        if route in NEEDS:
            sentences, services = await find(route, turn)
            parts += sentences
            links.append(link(SEE_ALL, f"services?need={NEEDS[route]}", turn.language))
    except council_api.SiteUnavailable:
        parts.append(pick(NO_DATA, turn.language, turn.said))
    if route in REPORTING:
        links.append(link(REPORT_PAGE, "report", turn.language))
    return reply("\n".join(part for part in parts if part), route, services=services, links=links)


async def find(route: str, turn: Turn) -> tuple[list[str], list[str]]:
    """Return (sentences, slugs of at most three services) for the need behind a route; raise SiteUnavailable."""
    found = await council_api.find_services(
        turn.language,
        need=NEEDS[route],
        age=turn.age,
        place=turn.place,
        public_only=turn.audience != "professional",
    )
    sentences = []
    if turn.age is not None:
        sentences.append(translate(FOR_AGE, turn.language, age=turn.age))
    if turn.place:
        sentences.append(translate(NEAR_PLACE, turn.language, place=spoken(turn.place)))
    items: list[dict[str, Any]] = found.get("items") or []
    if not items:
        council_api.report_unmet(turn.sender, [NEEDS[route]], age=turn.age, place=turn.place)
        items = found.get("nearest") or []
        # A reporting route has its numbers: that no service stands beside them needs no sentence.
        if items or route not in REPORTING:
            sentences.append(translate(NEAREST if items else NOTHING, turn.language))
    slugs = _closest(items, NEEDS[route])
    first = ONE_SERVICE.get(route)
    if first:
        slugs = [first, *(slug for slug in slugs if slug != first)]
    if route in BETTER_WITH_DETAILS and turn.age is None and not turn.place:
        sentences.append(translate(TELL_ME_MORE, turn.language))
    return sentences, slugs[:3]


def _closest(items: list[dict[str, Any]], need: str) -> list[str]:
    """Return the slugs with the directory's first in front, then those that are about this need more than others.

    The directory's first is a door that is open: a record without a known way in never leads (domain.md §1).
    """

    def distance(item: dict[str, Any]) -> int:
        needs = item.get("needs") or []
        return needs.index(need) if need in needs else len(needs)

    return [str(item["slug"]) for item in [*items[:1], *sorted(items[1:], key=distance)]]


def spoken(place: str) -> str:
    """Return a place as people say it: "burnt-oak" → "Burnt Oak", "NW9" as it is."""
    if place.isupper():
        return place
    return " ".join(word if word == "and" else word.capitalize() for word in place.split("-"))


class ActionAnswer(Action):
    """Answers the route that was understood."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_answer"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Say it, and remember the topic, so that an age or a place typed next goes on with it."""
        turn = read_turn(tracker)
        dispatcher.utter_message(json_message=await answer(turn.intent, turn))
        return [SlotSet("topic", turn.intent)]
