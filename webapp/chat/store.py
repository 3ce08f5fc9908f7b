"""Keeps conversations: made by the server, found by their whole name, gone soon."""

import json
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.accounts.models import as_utc, now
from webapp.chat.models import Conversation, Turn
from webapp.chat.reply import MOST_CHOICES, Message, Reply, read_message

NAME_BYTES = 24
"""192 bits at random: contracts.md asks for 128 or more."""
LIFE = timedelta(hours=2)
"""So long after the last message a conversation and its words are deleted."""
MOST_TURNS_SHOWN = 30
_TOUCH = timedelta(minutes=1)


@dataclass(frozen=True)
class SavedTurn:
    """A turn as the page shows it. `said` is None where the words were about danger and not kept.

    `language` is that of the reply: somebody may have changed the page's since.
    """

    said: str | None
    route: str | None
    alert: str | None
    messages: list[Message]
    language: str


def new_name() -> str:
    """Return a new conversation's name, or a browser's secret, which nobody can guess."""
    return secrets.token_urlsafe(NAME_BYTES)


def find(session: Session, name: str, *, lock: bool = False) -> Conversation | None:
    """Return the conversation that the server gave this name, unless it ended or is too old.

    `lock`: as it is now, and nobody else writes it until this turn is done.
    """
    found = session.get(Conversation, _hash(name), populate_existing=lock, with_for_update=lock or None)
    return found if found is not None and now() - as_utc(found.seen_at) < LIFE else None


def begin(session: Session, name: str, *, browser: str | None) -> Conversation:
    """Store a new conversation, and delete those whose time is over. `browser` is the browser's secret, if any.

    Where two first messages of one name come together, the second goes on with the first's.
    """
    forget_old(session)
    known = session.get(Conversation, _hash(name))
    if known is not None:
        return known
    made = Conversation(name_hash=_hash(name), browser_hash=_hash(browser) if browser else None)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # the other one was committed while this one waited
        return session.get_one(Conversation, _hash(name), populate_existing=True)
    return made


def note(session: Session, conversation: Conversation, lead: str | None) -> None:
    """Note that the conversation goes on, and what its last reply led with; writes only when something changes."""
    moment = now()
    if conversation.last_lead != lead:
        conversation.last_lead = lead
    if moment - as_utc(conversation.seen_at) > _TOUCH:
        conversation.seen_at = moment
    session.flush()


def keep(session: Session, conversation: Conversation, said: str | None, reply: Reply, language: str) -> None:
    """Keep a turn for the page, encrypted. Words about danger are stored nowhere (issue 2, point 4; bot.md)."""
    words = {
        "said": None if reply.alert in {"emergency", "crisis"} else said,
        "route": reply.route,
        "alert": reply.alert,
        "messages": [
            message.as_json()
            | {"text": message.text, "language": message.language, "why": message.why, "safely": message.safely}
            for message in _kept(reply)
        ],
        "language": language,
    }
    session.add(Turn(conversation=conversation.name_hash, words=json.dumps(words, ensure_ascii=False)))
    session.flush()


def keep_choices(session: Session, conversation: Conversation, payloads: list[str]) -> None:
    """Keep what the numbers of the last reply stand for, where buttons cannot be shown, in place of those before."""
    forget_turns(session, conversation)
    if payloads:
        session.add(Turn(conversation=conversation.name_hash, words=json.dumps({"choices": payloads})))
    session.flush()


def choices(session: Session, conversation: Conversation) -> list[str]:
    """Return what the numbers of the last reply stand for, from 1 on; nothing where none were offered."""
    last = select(Turn).where(Turn.conversation == conversation.name_hash).order_by(Turn.id.desc()).limit(1)
    turn = session.scalars(last).first()
    return [] if turn is None else list(json.loads(turn.words).get("choices", []))


def forget_turns(session: Session, conversation: Conversation) -> None:
    """Delete what was said so far; the talk goes on."""
    session.execute(delete(Turn).where(Turn.conversation == conversation.name_hash))


def history(session: Session, name: str, browser: str) -> list[SavedTurn]:
    """Return the last turns, oldest first, if this browser had them; nothing for the name alone."""
    conversation = find(session, name)
    if conversation is None or conversation.browser_hash != _hash(browser):
        return []
    newest = session.scalars(
        select(Turn).where(Turn.conversation == conversation.name_hash).order_by(Turn.id.desc()).limit(MOST_TURNS_SHOWN)
    ).all()
    return [_saved(json.loads(turn.words)) for turn in reversed(newest)]


def spoken(session: Session, name: str, browser: str) -> Conversation | None:
    """Return this browser's conversation, for the language that it is in; None for the name alone."""
    conversation = find(session, name)
    return conversation if conversation is not None and conversation.browser_hash == _hash(browser) else None


def is_own(conversation: Conversation, browser: str | None) -> bool:
    """Return whether this browser's secret began the conversation: what was said is shown to it alone."""
    return browser is not None and conversation.browser_hash == _hash(browser)


def end(session: Session, name: str) -> None:
    """Delete a conversation and its words; nothing happens when it is gone already."""
    key = _hash(name)
    session.execute(delete(Turn).where(Turn.conversation == key))
    session.execute(delete(Conversation).where(Conversation.name_hash == key))


def forget_old(session: Session) -> int:
    """Delete every conversation whose time is over, with its words; return how many there were."""
    limit = now() - LIFE
    old = select(Conversation.name_hash).where(Conversation.seen_at < limit)
    keys = list(session.scalars(old))
    if keys:
        session.execute(delete(Turn).where(Turn.conversation.in_(keys)))
        session.execute(delete(Conversation).where(Conversation.name_hash.in_(keys)))
    return len(keys)


def _kept(reply: Reply) -> list[Message]:
    return reply.messages if reply.kept is None else reply.kept


def _hash(name: str) -> str:
    return sha256(name.encode("utf-8", "replace")).hexdigest()


def _saved(words: dict[str, Any]) -> SavedTurn:
    messages = [
        replace(message, language=given.get("language"), safely=given.get("safely", ""))
        for given in words["messages"]
        if (message := read_message(given, most_buttons=MOST_CHOICES + 2)) is not None
    ]
    return SavedTurn(words["said"], words["route"], words["alert"], messages, words["language"])
