"""What the site tells about the visitor (reply language, alert, audience) becomes entities, and so slots."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message

TOLD = ("language", "alert", "audience")


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
            found = [
                {"entity": name, "value": told[name], "start": 0, "end": 0, "confidence": 1.0, "extractor": "Visitor"}
                for name in TOLD
                if isinstance(told.get(name), str) and told[name]
            ]
            message.set(ENTITIES, (message.get(ENTITIES) or []) + found, add_to_output=True)
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class PressedButton(GraphComponent):
    """A pressed button says its route for sure. Stands last, so that nothing guesses over it."""

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
        """Set the intent of each message that came from a button."""
        for message in messages:
            route = (message.get("metadata") or {}).get("button")
            if isinstance(route, str) and route:
                intent = {"name": route, "confidence": 1.0}
                message.set(INTENT, intent, add_to_output=True)
                message.set(INTENT_RANKING_KEY, [dict(intent)], add_to_output=True)
        return messages
