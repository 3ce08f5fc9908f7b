"""The one door: every message to the bot, from the page or from any channel, comes through `take_turn`."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from webapp.chat import looked_for, ringing, safe_use, store, survey_state
from webapp.chat.answering import answer
from webapp.chat.ask_bot import bot
from webapp.chat.looked_for import LookedFor
from webapp.chat.reply import Reply
from webapp.chat.speaking import Speaking, begin, note
from webapp.chat.survey_state import with_words
from webapp.chat.turn import Asked, in_order

MOST_CHARACTERS = 2000
AUDIENCES = ("resident", "young_person", "professional")


class ConversationUnknown(LookupError):
    """The server gave no conversation this name, or it is over."""


class TooLong(ValueError):
    """The message has more than MOST_CHARACTERS."""


@dataclass(frozen=True)
class Answered:
    """A turn that is done: the conversation's name, the reply, and the language that the reply is in."""

    conversation: str
    reply: Reply
    language: str


def is_too_long(message: str) -> bool:
    """Say whether a message has too many characters; of a button that carries somebody's words the words count."""
    carried = with_words(message)
    return len(message if carried is None else carried[1]) > MOST_CHARACTERS


def take_turn(
    session: Session,
    message: str,
    *,
    language: str,
    chosen: str | None = None,
    conversation: str | None = None,
    audience: str | None = None,
    browser: str | None = None,
    said: str | None = None,
    named: str | None = None,
) -> Answered:
    """Answer one message (1 to 2000 characters); `language` is the page's, or the one that the API was asked for.

    The reply is in that language until another is chosen in the talk (`chosen`: now). Without `conversation` a new one
    is made, called `named` where a channel knows its people by a name that nobody can guess. `browser` is the secret of
    the browser that may read later what was said; without it (API) no words are kept. `said` is what then stands there
    for a pressed button: its title. Raises ConversationUnknown for a name that the server did not give, and TooLong.
    """
    if is_too_long(message):
        raise TooLong
    before, speaking, state, aloud, call = None, Speaking(language), None, browser is not None, None
    wished: LookedFor = {}
    if conversation is not None:
        known = store.find(session, conversation)
        if known is None:
            raise ConversationUnknown
        before, speaking = known.last_lead, begin(known, language)
        state, call, aloud = survey_state.read(known), ringing.read(known), store.is_own(known, browser)
        wished = looked_for.read(known)
        # Nothing is written yet: let go of the database, for the bot may take seconds, and asks us meanwhile.
        session.rollback()
    if chosen is not None:
        speaking = speaking.switched(chosen)
    name = conversation or named or store.new_name()
    turn = answer(Asked(session, name, message, speaking, audience, before, state, call, wished, aloud))
    reply = safe_use.with_line(session, turn.reply, turn.language, page=browser is not None)
    reply = in_order(reply, turn.language)
    row = store.find(session, name, lock=True) if conversation else store.begin(session, name, browser=browser)
    # It may have been ended while the bot was thinking: then nothing of this turn is kept.
    if row is not None:
        note(row, turn.speaking)
        # While the bot was thinking, another turn may have gone on with them: then what that one wrote stays.
        if survey_state.read(row) == state:
            survey_state.write(row, turn.survey)
        if ringing.read(row) == call:
            ringing.write(row, turn.call)
        looked_for.write(row, {} if turn.forget else wished if turn.wished is None else turn.wished)
        if turn.forget:
            store.forget_turns(session, row)
        store.note(session, row, turn.lead)
        if browser is not None:
            words = None if turn.forget or turn.call or call else ringing.without_numbers(said or message)
            store.keep(session, row, words, reply, turn.language)
    return Answered(name, reply, turn.language)


def end_conversation(session: Session, name: str) -> None:
    """Delete a conversation here at once, and in the bot in the background."""
    store.end(session, name)
    bot().forget(name)
