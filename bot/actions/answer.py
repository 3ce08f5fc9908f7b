"""The answer to a route: its contacts, where it is a reporting route, and the services that fit what is wished for."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from catalogue import pick, translate
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from replies import (
    AGAIN,
    LEADS,
    LEADS_WITHIN,
    NEAREST,
    NO_DATA,
    NOTHING,
    REPORT_PAGE,
    SEE_ALL,
    TELL_ME_MORE,
    TITLES,
    Reply,
    button,
    lead,
    link,
    reply,
)
from service_words import MORE, NEAR_MISS

from actions import council_api
from actions.chosen import waited_for
from actions.contacts import contact_lines, contact_links
from actions.topics import BETTER_WITH_DETAILS, NEEDS, ONE_SERVICE, REPORTING, WITHIN, YOUNG
from actions.turn import UNSURE, Turn, read_turn
from actions.wishes import Wishes, for_topic, missed_names, slots_of

MOST_SHOWN = 3
MOST_WORDS_ADDED = 6
SURE_OF_ANOTHER = 0.5
"""So sure of another topic must be who leaves the one that is under way for a message of a few words."""
DANGER = ("emergency_999", "crisis_suicide")


@dataclass
class Answer:
    """A reply, and what was found with it: services as {"slug", "name", "why"}, the first three of them shown."""

    reply: Reply
    found: list[dict[str, Any]] = field(default_factory=list)

    def events(self, route: str) -> list[EventType]:
        """Return what is remembered: the topic, what was found and shown; no question waits any more."""
        shown = [str(one["slug"]) for one in self.found[:MOST_SHOWN]]
        values = {"topic": route, "found": self.found, "shown": shown, "focus": None, "waiting": None}
        return [SlotSet(name, value) for name, value in values.items()]


async def answer(
    route: str, turn: Turn, *, goes_on: bool = False, named: Sequence[dict[str, Any]] | None = None
) -> Answer:
    """Return the whole answer to a route; what the site cannot give now is left out, and the reply says so.

    `goes_on`: the topic is the last one, and only details are new, so the first sentence is left out. `named`: what
    `within` found, where it was asked already.
    """
    first, need = lead(route, turn.language, turn.said), NEEDS.get(route)
    parts: list[str] = []
    links: list[dict[str, str]] = []
    found: list[dict[str, Any]] = []
    try:
        if route in REPORTING:
            contacts = (await council_api.reporting_routes(turn.language)).get(route) or {}
            parts.append(contact_lines(contacts, turn.language))
            links += contact_links(contacts, turn.language)
        if need is not None:
            named = await within(route, turn) if named is None else named
            if named:
                need = WITHIN[route]
                first = pick((LEADS_WITHIN[need], *AGAIN), turn.language, turn.said)
            sentences, found = await find(route, need, turn, named)
            parts += sentences
            links.append(see_all(need, turn))
    except council_api.SiteUnavailable:
        parts.append(pick(NO_DATA, turn.language, turn.said))
    if not goes_on:
        parts.insert(0, first)
    if route in REPORTING:
        links.append(link(REPORT_PAGE, "report", turn.language))
    text = not_twice("\n".join(part for part in parts if part), turn)
    looked_for = turn.wishes.looked_for(need)
    parts_of = cards(found, found[MOST_SHOWN:], turn)
    return Answer(reply(text, route, links=links, looked_for=looked_for, **parts_of), found)


def cards(found: list[dict[str, Any]], left: list[dict[str, Any]], turn: Turn) -> dict[str, Any]:
    """Return the parts of a reply that show the first three services, and a button where more are left."""
    shown = found[:MOST_SHOWN]
    return {
        "services": [one["slug"] for one in shown],
        "why": {one["slug"]: one["why"] for one in shown},
        "buttons": [wish_button(MORE, "more", turn.language)] if left else [],
    }


def wish_button(title: str, wish: str, language: str) -> dict[str, str]:
    """Return a button that goes on with what was shown; the site reads its payload as it reads words."""
    return {"title": translate(title, language), "payload": f"wish:{wish}"}


def see_all(need: str, turn: Turn) -> dict[str, str]:
    """Return a link to the page with all services of a need that were looked for, its filters set."""
    wished = {name: value for name, value in turn.wishes.search().items() if value is not None}
    return link(SEE_ALL, f"services?{urlencode({'need': need, **wished})}", turn.language)


def not_twice(text: str, turn: Turn) -> str:
    """Return the text, with a sentence in front where it is just what was said last."""
    if text in turn.said:
        return f"{pick(AGAIN, turn.language, turn.said)}\n{text}"
    return text


async def find(
    route: str, need: str, turn: Turn, named: Sequence[dict[str, Any]]
) -> tuple[list[str], list[dict[str, Any]]]:
    """Return (sentences, services, the best first) for a need of a route; raise SiteUnavailable.

    `named` are services that the words asked for: they fit and lead.
    """
    wishes = turn.wishes
    answered = await _services(turn, need, wishes)
    if wishes.women_only and not (answered.get("items") or answered.get("nearest")):
        # The directory never sets this one aside by itself. Here it is said.
        answered = await _services(turn, need, replace(wishes, women_only=False))
        near = answered.get("items") or answered.get("nearest") or []
        answered = {"nearest": near, "relaxed": ["women_only", *(answered.get("relaxed") or [])]}
    sentences = [wishes.line(turn.language)]
    items: list[dict[str, Any]] = answered.get("items") or []
    if wishes.who == "boy" and route in YOUNG:
        items = [item for item in items if item.get("women_only") != "yes"]
    if not items and not named:
        council_api.report_unmet(turn.sender, [need], age=wishes.age, place=wishes.place)
        items = answered.get("nearest") or []
        missed = missed_names(list(answered.get("relaxed") or []), turn.language)
        if items:
            sentences.append(translate(NEAR_MISS if missed else NEAREST, turn.language, wishes=missed))
        elif route not in REPORTING:
            # A reporting route has its numbers: that no service stands beside them needs no sentence.
            sentences.append(translate(NOTHING, turn.language))
    # With a place, what is nearer comes first: the directory has put it so.
    others = [brief(item) for item in (items if wishes.place else _closest(items, need))]
    found = [*named, *(one for one in others if one["slug"] not in {other["slug"] for other in named})]
    first = ONE_SERVICE.get(route)
    if first:
        others = [one for one in found if one["slug"] != first]
        found = [next((one for one in found if one["slug"] == first), {"slug": first, "name": "", "why": []}), *others]
    if route in BETTER_WITH_DETAILS and wishes.age is None and not wishes.place:
        sentences.append(translate(TELL_ME_MORE, turn.language))
    return sentences, found


async def within(route: str, turn: Turn) -> list[dict[str, Any]]:
    """Return the services that are first of all about a need within this route, where the words are about that need.

    The directory's search knows its words in every language ("no food in the house"). Details that are told later go
    on with what led before.
    """
    need = WITHIN.get(route)
    if need is None or not turn.text:
        return []
    answered = await _services(turn, f"{NEEDS[route]},{need}", turn.wishes, words=turn.text)
    items = answered.get("items") or []
    if items and _first_about(need, items[0]):
        return [brief(item) for item in items if _first_about(need, item)]
    led = [one["slug"] for one in turn.found[:1]] if turn.topic == route else []
    if not led:
        return []
    answered = await _services(turn, need, turn.wishes)
    return [brief(item) for item in answered.get("items") or [] if _first_about(need, item) and item["slug"] in led]


def _first_about(need: str, item: dict[str, Any]) -> bool:
    return (item.get("needs") or [None])[0] == need


async def _services(turn: Turn, need: str, wishes: Wishes, words: str | None = None) -> dict[str, Any]:
    public = turn.audience != "professional"
    return await council_api.find_services(turn.language, need=need, words=words, public_only=public, **wishes.search())


def brief(item: dict[str, Any]) -> dict[str, Any]:
    """Return what is remembered of a service that was found."""
    return {"slug": str(item["slug"]), "name": str(item.get("name") or ""), "why": list(item.get("why") or [])}


def _closest(items: list[dict[str, Any]], need: str) -> list[dict[str, Any]]:
    """Return the services with the directory's first in front, then those that are about this need more than others.

    The directory's first is a door that is open: a record without a known way in never leads (domain.md §1).
    """

    def distance(item: dict[str, Any]) -> int:
        needs = item.get("needs") or []
        return needs.index(need) if need in needs else len(needs)

    return [*items[:1], *sorted(items[1:], key=distance)]


class ActionAnswer(Action):
    """Answers the route that was understood."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_answer"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Say it, and remember the topic, so that details typed next go on with it."""
        turn = read_turn(tracker)
        waited = await waited_for(turn)
        if waited is not None:
            dispatcher.utter_message(json_message=waited[0])
            return waited[1]
        if only_adds(turn):
            said, events = await stay(turn)
            dispatcher.utter_message(json_message=said)
            return events
        return await say(turn.intent, turn, dispatcher)


def only_adds(turn: Turn) -> bool:
    """Return whether a short message of which it is not sure what it is about goes on with the topic under way.

    Danger is never held back by a topic.
    """
    route, sure = turn.ranking[0] if turn.ranking else (UNSURE, 0.0)
    best = next((one for one in turn.ranking if one[0] != UNSURE), (route, sure))
    short = 0 < len(turn.text.split()) <= MOST_WORDS_ADDED
    return (
        short
        and turn.topic in LEADS
        and turn.topic not in DANGER
        and best[0] not in DANGER
        and (route == UNSURE or (sure < SURE_OF_ANOTHER and route != turn.topic))
    )


async def stay(turn: Turn) -> tuple[Reply, list[EventType]]:
    """Return the topic's answer again, with what else the message may be about as buttons; what is remembered."""
    topic = str(turn.topic)
    answered = await answer(topic, turn, goes_on=True)
    others = [route for route, sure in turn.ranking if route in TITLES and route != topic and sure > 0]
    buttons = [*answered.reply["buttons"], *(button(route, turn.language) for route in others)]
    return {**answered.reply, "buttons": buttons[:MOST_SHOWN]}, [*slots_of(turn.wishes), *answered.events(topic)]


async def say(route: str, turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Say the answer to a route; return what is remembered. What belonged to another topic is forgotten."""
    turn = replace(turn, wishes=for_topic(turn.wishes, route, turn.topic, turn.now))
    answered = await answer(route, turn)
    dispatcher.utter_message(json_message=answered.reply)
    return [*slots_of(turn.wishes), *answered.events(route)]


async def by_need_within(turn: Turn) -> tuple[Reply, list[EventType]] | None:
    """Return the answer to a message that no topic was understood in, and what is remembered.

    It is about a need within a route, by the directory's own words; None where it is not, and while the site is away.
    Messages that may be of danger are asked after first.
    """
    if next((route for route, _sure in turn.ranking if route != UNSURE), None) in DANGER:
        return None
    for route in WITHIN:
        here = replace(turn, wishes=for_topic(turn.wishes, route, turn.topic, turn.now))
        try:
            named = await within(route, here)
        except council_api.SiteUnavailable:
            return None
        if named:
            answered = await answer(route, here, named=named)
            return answered.reply, [*slots_of(here.wishes), *answered.events(route)]
    return None
