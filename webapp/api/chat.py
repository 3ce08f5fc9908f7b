"""`POST /api/v1/chat`: the same door as the chat page (contracts.md)."""

from typing import Any, Literal

from apiflask import APIBlueprint
from flask import Response, g, request
from pydantic import BaseModel, ConfigDict, Field, field_validator

from webapp.api.problems import problem
from webapp.chat.door import MOST_CHARACTERS, ConversationUnknown, is_too_long, take_turn
from webapp.chat.survey_state import LONGEST_PREFIX
from webapp.extensions import db, limiter
from webapp.i18n import choose_spoken, page_tag

bp = APIBlueprint("api_chat", __name__, url_prefix="/api/v1")
MOST_A_MINUTE = "300 per minute"


class ChatIn(BaseModel):
    """One message. Without `conversation` the server makes one; `language` is the language of the reply."""

    model_config = ConfigDict(extra="forbid")

    message: str = Field(
        min_length=1,
        max_length=MOST_CHARACTERS + LONGEST_PREFIX,
        description="At most 2000 characters; a button's payload, which may carry what was typed, a few more",
    )
    conversation: str | None = Field(default=None, max_length=100)
    language: str | None = Field(default=None, max_length=35)
    audience: Literal["resident", "young_person", "professional"] | None = None

    @field_validator("message")
    @classmethod
    def says_something(cls, message: str) -> str:
        """Refuse a message of spaces only, and one that is too long."""
        if not message.strip():
            raise ValueError("the message is empty")
        if is_too_long(message):
            raise ValueError("the message is too long")
        return message


class ButtonOut(BaseModel):
    """A topic to choose: send `payload` as the next message."""

    title: str
    payload: str
    route: str | None = None


class LinkOut(BaseModel):
    """A page of this site, another site, or a telephone number."""

    title: str
    url: str


class MessageOut(BaseModel):
    """One message of the reply; `services` are slugs for `GET /api/v1/services/{slug}`."""

    text: str
    services: list[str] = []
    buttons: list[ButtonOut] = []
    links: list[LinkOut] = []


class ChatOut(BaseModel):
    """The reply. `route` is what it leads with, null when the bot is not sure."""

    conversation: str
    language: str
    route: str | None
    alert: Literal["emergency", "crisis", "caution"] | None
    messages: list[MessageOut]


def _one_conversation() -> str:
    """Count by the conversation, never by an address: a school shares one."""
    return f"chat:{_given_name()}"


def _given_name() -> str | None:
    body = request.get_json(silent=True)
    name = body.get("conversation") if isinstance(body, dict) else None
    return name if isinstance(name, str) else None


@bp.post("/chat")
@bp.input(ChatIn, location="json")
@bp.output(ChatOut)
@bp.doc(summary="Say something to the bot", tags=["chat"], responses={404: "The server gave no such conversation."})
@limiter.limit(MOST_A_MINUTE, key_func=_one_conversation, exempt_when=lambda: _given_name() is None)
def chat(json_data: ChatIn) -> dict[str, Any] | Response:
    """Answer one message: danger first and in full, then the bot, or the directory while the bot is down."""
    language = choose_spoken(json_data.language)
    g.lang = page_tag(language)
    try:
        answered = take_turn(
            db.session,
            json_data.message,
            language=language,
            conversation=json_data.conversation,
            audience=json_data.audience,
        )
    except ConversationUnknown:
        return problem(404, "The server gave no conversation this name, or it is over. Leave it out to begin one.")
    reply = answered.reply
    return {
        "conversation": answered.conversation,
        "language": answered.language,
        "route": reply.route,
        "alert": reply.alert,
        "messages": [message.as_json() for message in reply.messages],
    }
