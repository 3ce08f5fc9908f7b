"""What the site tells about the visitor and the message (reply language, alert, audience, details) becomes entities,
and so slots.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message

TOLD = ("language", "alert", "audience")
# Read from the words by the site (directory.understanding): "" takes a thing back.
DETAILS = ("age", "place", "avoid", "free", "spoken", "who", "women_only", "evenings", "channel")
OF_THIS_MESSAGE = ("nearer", "more", "not_there", "restart", "which", "asks", "language_asked")
DANGER = ("emergency_999", "crisis_suicide")
"""Topics that are danger: the net behind the site's triage. No detail beside them ("Burnt Oak, 14") takes them away."""
SURE_IN_A_QUESTION = 0.85
"""So sure of danger must be who hears it in a question about a service.

Of the 124 questions of evaluation/followups three are taken for danger ("can I refer myself?"), at 0.78 at most.
"""
UNSURE = "nlu_fallback"
TELL_MORE = "tell_more"
FOLLOW_UP = "follow_up"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class Visitor(GraphComponent):
    """Honours what came along with the message; finds out nothing by itself (the site's triage is the one detector)."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Need nothing before it."""
        return []

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Visitor:
        """Make one."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Add one entity for each thing told."""
        for message in messages:
            told = message.get("metadata") or {}
            values = {name: told[name] for name in TOLD if isinstance(told.get(name), str) and told[name]}
            details = details_of(told)
            values.update({name: details[name] for name in (*DETAILS, *OF_THIS_MESSAGE) if name in details})
            found = [
                {"entity": name, "value": value, "start": 0, "end": 0, "confidence": 1.0, "extractor": "Visitor"}
                for name, value in values.items()
            ]
            message.set(ENTITIES, (message.get(ENTITIES) or []) + found, add_to_output=True)
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class PressedButton(GraphComponent):
    """A pressed button says its route for sure, and details or a question alone go on with what was talked about.

    Not where the words were understood as danger: that leads, unless the site's triage is nearly sure of none.

    Stands last, so that nothing guesses over it. The ranking stays as it was: an action may find that there is nothing
    to go on with, and falls back on it.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Need nothing before it."""
        return []

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PressedButton:
        """Make one."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent of each message that came from a button, or of which the site knows what it is."""
        for message in messages:
            told = message.get("metadata") or {}
            route, details = told.get("button"), details_of(told)
            if isinstance(route, str) and route:
                intent = {"name": route, "confidence": 1.0}
                message.set(INTENT, intent, add_to_output=True)
                message.set(INTENT_RANKING_KEY, [dict(intent)], add_to_output=True)
            elif _is_danger(message.get(INTENT) or {}, asked=bool(details.get("asks"))):
                if told.get("calm"):
                    # A film, a saying: the site's triage sees no danger. So it is asked, danger as the first button.
                    # An age and a place and no word beside them ("my daughter is 14, Burnt Oak") are a search.
                    only_facts = details.get("alone") and not details.get("asks") and not details.get("which")
                    name = TELL_MORE if only_facts else UNSURE
                    message.set(INTENT, {"name": name, "confidence": 1.0}, add_to_output=True)
            elif details.get("asks") or (details.get("alone") and details.get("which")):
                message.set(INTENT, {"name": FOLLOW_UP, "confidence": 1.0}, add_to_output=True)
            elif details.get("alone"):
                message.set(INTENT, {"name": TELL_MORE, "confidence": 1.0}, add_to_output=True)
        return messages


def _is_danger(best: dict[str, Any], *, asked: bool) -> bool:
    """Return whether the classifiers understood danger, for sure where something is asked of a service."""
    return best.get("name") in DANGER and (not asked or float(best.get("confidence") or 0) >= SURE_IN_A_QUESTION)


def details_of(told: dict[str, Any]) -> dict[str, Any]:
    """Return what the site read from the words, or nothing."""
    details = told.get("details")
    return details if isinstance(details, dict) else {}
