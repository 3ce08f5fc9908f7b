"""Conversations with the bot, for a short while, and what was said in them, for the browser that said it."""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from surveys.crypto import EncryptedText
from webapp.accounts.models import Base, now


class Conversation(Base):
    """A conversation that the server named. Its name itself is not here, only its hash."""

    __tablename__ = "chat_conversation"

    name_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    # The hash of the browser's own secret: what was said is shown to that browser alone. None: from the API, not shown.
    browser_hash: Mapped[str | None] = mapped_column(String(64))
    # What the last reply led with (an alert, or that the bot was away), so that it is not said twice in the same way.
    last_lead: Mapped[str | None] = mapped_column(String(20))
    # The language chosen for this talk, and the page's language when it was: on a page in another one it is void.
    language: Mapped[str | None] = mapped_column(String(8))
    page_language: Mapped[str | None] = mapped_column(String(8))
    # The language that was asked about, so that it is asked once.
    asked: Mapped[str | None] = mapped_column(String(8))
    # The survey that is under way, and the request to be rung that is being taken down, as JSON: they outlive every
    # process, and end with the talk (docs/decisions/0010-survey-by-chat.md).
    survey: Mapped[str | None] = mapped_column(EncryptedText())
    call_back: Mapped[str | None] = mapped_column(EncryptedText())
    # What help is looked for, as JSON: the directory's search goes on with it while the bot is away.
    looked_for: Mapped[str | None] = mapped_column(EncryptedText())
    seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, index=True)


class Turn(Base):
    """One message and its reply, as JSON. A message about danger is not in it, only the reply."""

    __tablename__ = "chat_turn"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation: Mapped[str] = mapped_column(ForeignKey("chat_conversation.name_hash", ondelete="CASCADE"), index=True)
    words: Mapped[str] = mapped_column(EncryptedText())
