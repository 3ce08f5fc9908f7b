"""Replies that need no data: their words come from the catalogues, in the Rasa process itself."""

from typing import Any

from catalogue import last_said, safe_language
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from replies import fixed_reply


class CatalogueReplies(NaturalLanguageGenerator):
    """Rasa's generator of replies, named in endpoints.yml: `utter_<route>` becomes that route's fixed reply."""

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        """Take what Rasa gives; nothing of it is needed."""

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """Return the reply as custom JSON {text, route, services, buttons, links}, never what was just said."""
        language = safe_language(tracker.get_slot("language"))
        said = last_said(event.as_dict() for event in list(tracker.events)[-30:])
        reply = fixed_reply(utter_action[len("utter_") :], language, said)
        return {"custom": reply} if reply else None
