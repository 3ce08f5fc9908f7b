"""Questions about a service that was just shown, answered from its record and from nothing else."""

from dataclasses import replace
from typing import Any

from catalogue import pick
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from replies import FIXED, LEADS, Reply, fixed_reply, link, reply
from service_words import HOW_TO_SHARE, MY_LIST, WHICH

from actions.answer import MOST_SHOWN, not_twice, say
from actions.chosen import EACH, answered, meant
from actions.person import human
from actions.turn import UNSURE, Turn, read_turn
from actions.unsure import not_sure

SURE = 0.8
"""So sure that a message is about this chat must be who does not ask which service it is about."""


class ActionFollowUp(Action):
    """Answers a question about a service that was shown; without any, the message is what it is otherwise."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_follow_up"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Say it, and remember which service is talked about."""
        turn = read_turn(tracker)
        asks = turn.now.get("asks") or turn.waiting
        if asks == "list":
            text = not_twice(pick(HOW_TO_SHARE, turn.language, turn.said), turn)
            said = reply(text, "directory_browse", links=[link(MY_LIST, "list", turn.language)])
            dispatcher.utter_message(json_message=said)
            return []
        if not turn.shown or (turn.now.get("which") == EACH and not asks):
            return await otherwise(turn, dispatcher)
        slugs = meant(turn)
        if not slugs and _asks_about_the_chat(turn):
            return await otherwise(turn, dispatcher)
        if not slugs:
            dispatcher.utter_message(json_message=which(turn))
            return [SlotSet("waiting", asks)]
        said, events = await answered(str(asks or "happens"), slugs, turn)
        said["text"] = not_twice(str(said["text"]), turn)
        dispatcher.utter_message(json_message=said)
        return events


def _asks_about_the_chat(turn: Turn) -> bool:
    """Whether "will you tell the police?" asks who hears of what is typed here, not what a service does."""
    route, sure = turn.ranking[0] if turn.ranking else (UNSURE, 0.0)
    return route == "privacy" and sure >= SURE


def which(turn: Turn) -> Reply:
    """Return the question which of the services shown is meant, with a button for each."""
    names = {one["slug"]: str(one.get("name") or one["slug"]) for one in turn.found}
    buttons = [
        {"title": names.get(slug, slug), "payload": f"wish:which-{number}"}
        for number, slug in enumerate(turn.shown[:MOST_SHOWN], start=1)
    ]
    return reply(not_twice(pick(WHICH, turn.language, turn.said), turn), turn.topic, buttons=buttons)


async def otherwise(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Say what the message would have led to if no question had been seen in it."""
    route = turn.ranking[0][0] if turn.ranking else UNSURE
    if route == "human_handover":
        dispatcher.utter_message(json_message=await human(turn))
        return []
    if route in LEADS:
        return await say(route, replace(turn, intent=route), dispatcher)
    fixed = fixed_reply(route, turn.language, turn.said) if route in FIXED else None
    if fixed is not None:
        dispatcher.utter_message(json_message=fixed)
        return []
    said, events = await not_sure(turn)
    dispatcher.utter_message(json_message=said)
    return events
