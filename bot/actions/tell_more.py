"""Details alone ("he's 16", "only free ones", "more"): the last topic goes on with them."""

from typing import Any

from catalogue import pick, translate
from rasa_sdk import Action, Tracker
from rasa_sdk.events import AllSlotsReset, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from replies import DEFAULT_OFFERS, LEADS, TELL_ME_MORE, button, reply
from service_words import FORGOTTEN, HERE_ARE_MORE, NO_MORE

from actions.answer import MOST_SHOWN, answer, cards, not_twice, see_all
from actions.topics import NEEDS
from actions.turn import Turn, read_turn
from actions.unsure import offer
from actions.wishes import slots_of

# Somebody who gives nothing but an age below this most likely looks for something to do.
GROWN_UP = 18


class ActionTellMore(Action):
    """Details came alone: goes on with the last topic, or asks which one."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_tell_more"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Say it, and remember the details as they are now."""
        turn = read_turn(tracker)
        if turn.now.get("restart"):
            dispatcher.utter_message(json_message=_forgotten(turn))
            told = ("language", "alert", "audience")
            return [AllSlotsReset(), *(SlotSet(name, tracker.get_slot(name)) for name in told)]
        if turn.now.get("more") and turn.found and turn.topic in NEEDS:
            return _more(turn, dispatcher)
        topic = _topic(turn)
        events = slots_of(turn.wishes)
        if topic is None:
            dispatcher.utter_message(json_message=_asking(turn))
            return events
        answered = await answer(topic, turn, goes_on=topic == turn.topic)
        if turn.now.get("nearer") and not turn.wishes.place:
            # Nearer to what?
            answered.reply["text"] = not_twice(translate(TELL_ME_MORE, turn.language), turn)
        dispatcher.utter_message(json_message=answered.reply)
        return [*events, *answered.events(topic)]


def _more(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Show the next three of what was found."""
    slugs = [one["slug"] for one in turn.found]
    begin = slugs.index(turn.shown[-1]) + 1 if turn.shown and turn.shown[-1] in slugs else 0
    following = turn.found[begin : begin + MOST_SHOWN]
    links = [see_all(NEEDS[str(turn.topic)], turn)]
    if not following:
        text = not_twice(pick(NO_MORE, turn.language, turn.said), turn)
        dispatcher.utter_message(json_message=reply(text, turn.topic, links=links))
        return []
    parts = cards(following, turn.found[begin + MOST_SHOWN :], turn)
    text = not_twice(translate(HERE_ARE_MORE, turn.language), turn)
    dispatcher.utter_message(json_message=reply(text, turn.topic, links=links, **parts))
    values = {"shown": [one["slug"] for one in following], "focus": None, "waiting": None}
    return [SlotSet(name, value) for name, value in values.items()]


def _asking(turn: Turn) -> dict[str, Any]:
    """Return the question what it is about, with what is known so far."""
    asked = offer(turn)
    line = turn.wishes.line(turn.language)
    text = f"{line}\n{asked['text']}" if line else asked["text"]
    return {**asked, "text": text, "looked_for": turn.wishes.looked_for(None)}


def _forgotten(turn: Turn) -> dict[str, Any]:
    text = not_twice(translate(FORGOTTEN, turn.language), turn)
    buttons = [button(route, turn.language) for route in DEFAULT_OFFERS]
    return reply(text, None, buttons=buttons, looked_for={})


def _topic(turn: Turn) -> str | None:
    if turn.topic in LEADS:
        return turn.topic
    age = turn.wishes.age
    return "youth_activities" if age is not None and age < GROWN_UP else None
