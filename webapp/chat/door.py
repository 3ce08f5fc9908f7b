"""The one door: every message to the bot, from the page or from any channel, comes through `take_turn`."""

from dataclasses import dataclass, replace

from flask import current_app, url_for
from flask_babel import force_locale
from sqlalchemy.orm import Session

from directory.triage import Verdict, assess
from webapp.chat import danger, fallback, store
from webapp.chat.merge import Lead, merge
from webapp.chat.rasa import BotDown, RasaClient, client
from webapp.chat.reply import Link, Message, Reply, with_numbers_left_to_right
from webapp.chat.routes import button_route
from webapp.i18n import languages, site_languages

MOST_CHARACTERS = 2000
AUDIENCES = ("resident", "young_person", "professional")


class ConversationUnknown(LookupError):
    """The server gave no conversation this name, or it is over."""


@dataclass(frozen=True)
class Answered:
    """A turn that is done: the conversation's name and the reply."""

    conversation: str
    reply: Reply


def bot() -> RasaClient:
    """Return the client of the bot for the running application."""
    settings = current_app.config["SETTINGS"]
    return client(settings.rasa_urls, settings.bot_api_token)


def take_turn(
    session: Session,
    message: str,
    *,
    language: str,
    conversation: str | None = None,
    audience: str | None = None,
    browser: str | None = None,
    said: str | None = None,
) -> Answered:
    """Answer one message (1 to 2000 characters) in `language`, a tag of the site's.

    Without `conversation` a new one is made. `browser` is the secret of the browser that may read later what was said;
    without it (API) no words are kept. `said` is what then stands there for a pressed button: its title. Raises
    ConversationUnknown for a name that the server did not give.
    """
    before = None
    if conversation is not None:
        known = store.find(session, conversation)
        if known is None:
            raise ConversationUnknown
        before = known.last_lead
        # Nothing is written yet: let go of the database, for the bot may take seconds, and asks us meanwhile.
        session.rollback()
    name = conversation or store.new_name()
    with force_locale(language):
        reply, lead = _answer(session, name, message, language, audience, before)
    if languages()[language].direction == "rtl":
        reply = replace(reply, messages=[with_numbers_left_to_right(one) for one in reply.messages])
    row = store.find(session, name) if conversation else store.begin(session, name, browser=browser)
    # It may have been ended while the bot was thinking: then nothing of this turn is kept.
    if row is not None:
        store.note(session, row, lead)
        if browser is not None:
            store.keep(session, row, said or message, reply, language)
    return Answered(name, reply)


def end_conversation(session: Session, name: str) -> None:
    """Delete a conversation here at once, and in the bot in the background."""
    store.end(session, name)
    bot().forget(name)


def _answer(
    session: Session, name: str, message: str, language: str, audience: str | None, before: str | None
) -> tuple[Reply, str | None]:
    """Return the reply, and what it led with (an alert, that the bot is away, or None)."""
    button = button_route(message)
    # A leading "/" would skip the bot's understanding (bot.md, "Conversation").
    text = message.lstrip("/ \t\r\n").strip()
    verdict = Verdict() if button or not text else assess(text, language)
    if verdict.tier == "hard":
        # The bot never sees these words.
        return _danger(merge(verdict, None), before)
    away = False
    try:
        route, messages = bot().say(name, text or "?", _metadata(language, verdict, audience, button))
    except BotDown:
        away = True
        route, messages = fallback.answer(session, text, button, language, again=before == fallback.AWAY)
    lead = merge(verdict, route)
    if lead.alert in ("emergency", "crisis"):
        bot().forget(name)
        return _danger(lead, before)
    if lead.alert == "caution":
        messages = [*messages, danger.caution_line(verdict)]
    if lead.route == "language_switch":
        messages = [_with_languages(messages[0]), *messages[1:]]
    return Reply(lead.route, lead.alert, messages), fallback.AWAY if away else lead.alert


def _danger(lead: Lead, before: str | None) -> tuple[Reply, str | None]:
    if lead.alert is None:
        raise ValueError("no alert, no card")
    return Reply(lead.route, lead.alert, danger.card(lead.alert, again=before == lead.alert)), lead.alert


def _metadata(language: str, verdict: Verdict, audience: str | None, button: str | None) -> dict[str, str]:
    told = {"language": language, "alert": verdict.alert, "audience": audience, "button": button}
    return {key: value for key, value in told.items() if value}


def _with_languages(message: Message) -> Message:
    """Return the message with a link to the chat in each language of the site, each in its own words."""
    links = [Link(known.name, url_for("chat.page", lang=tag)) for tag, known in site_languages().items()]
    return Message(message.text, message.services, message.buttons, links)
