"""Somebody who answers a survey through the chat's API, and what is in the database then."""

from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient

from surveys import queries
from surveys.models import Draft
from webapp.chat.models import Conversation
from webapp.extensions import db


class Talker:
    """Says one thing after the other in one conversation, and remembers the last reply."""

    def __init__(self, client: FlaskClient, slug: str, **told: Any) -> None:
        self.client, self.slug, self.told = client, slug, told
        self.name: str | None = None
        self.reply: dict[str, Any] = {}

    def say(self, message: str, **more: Any) -> str:
        """Say it; all the words of the reply."""
        body = {"message": message} | self.told | more | ({"conversation": self.name} if self.name else {})
        answer = self.client.post("/api/v1/chat", json=body)
        assert answer.status_code == 200, answer.text
        self.reply = dict(answer.json)
        self.name = self.reply["conversation"]
        return self.words

    @property
    def words(self) -> str:
        return "\n".join(message["text"] for message in self.reply["messages"])

    @property
    def buttons(self) -> dict[str, str]:
        """What each button sends, by its title."""
        return {b["title"]: b["payload"] for message in self.reply["messages"] for b in message.get("buttons", [])}

    def press(self, title: str) -> str:
        return self.say(self.buttons[title])

    def begin(self) -> "Talker":
        self.say(f"survey:begin:{self.slug}")
        self.say("survey:agree")
        return self

    def drafts(self) -> list[Draft]:
        db.session.rollback()
        return list(db.session.scalars(sa.select(Draft)))

    def stored(self) -> dict[str, queries.AnswerValue]:
        return queries.draft_answers(db.session, self.drafts()[0])

    def state(self) -> Conversation:
        db.session.rollback()
        return db.session.scalars(sa.select(Conversation)).one()
