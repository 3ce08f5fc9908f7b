"""The door of the Rasa server: its REST channel, without what does not suit frightened people's words.

Rasa's own writes the text of a message into the log when anything goes wrong, and lets a leading "/" skip
understanding.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

logger = logging.getLogger(__name__)


class FrontDoor(RestInput):
    """`POST /webhooks/rest/webhook` {"sender", "message", "metadata"} → list of messages, as Rasa's own."""

    @classmethod
    def name(cls) -> str:
        """Return the name in the URL: that of Rasa's own channel."""
        return "rest"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes."""
        door = Blueprint("front_door", __name__)

        @door.route("/", methods=["GET"])
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @door.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            body: dict[str, Any] = request.json or {}
            sender, text = body.get("sender"), body.get("message")
            if not isinstance(sender, str) or not sender or not isinstance(text, str):
                return response.json({"error": "sender and message are needed"}, status=400)
            collector = CollectingOutputChannel()
            message = UserMessage(
                text.lstrip("/ \t\n") or "?",
                collector,
                sender,
                input_channel=self.name(),
                metadata=self.get_metadata(request),
            )
            try:
                await on_new_message(message)
            except asyncio.CancelledError:
                logger.error("a turn took too long and was given up")
                return response.json({"error": "time-out"}, status=503)
            except Exception as error:  # whatever it was, the site must hear of it, and the log no words
                logger.error("a turn failed: %s", type(error).__name__)
                return response.json({"error": "failed"}, status=503)
            return response.json(collector.messages)

        return door
