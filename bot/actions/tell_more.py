"""An age or a place that came alone: the last topic goes on with it."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from replies import LEADS

from actions.answer import answer
from actions.turn import read_turn
from actions.unsure import offer

# Somebody who gives nothing but an age below this most likely looks for something to do.
GROWN_UP = 18


class ActionTellMore(Action):
    """An age or a place came alone: goes on with the last topic, or asks which one."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_tell_more"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Say it."""
        turn = read_turn(tracker)
        topic = _topic(turn.topic, turn.age)
        if topic is None:
            dispatcher.utter_message(json_message=offer(turn))
        else:
            dispatcher.utter_message(json_message=await answer(topic, turn, goes_on=topic == turn.topic))
        return []


def _topic(last: str | None, age: int | None) -> str | None:
    if last in LEADS:
        return last
    return "youth_activities" if age is not None and age < GROWN_UP else None
