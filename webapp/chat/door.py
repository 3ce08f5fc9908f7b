"""The one door: every message to the bot, from the page or from any channel, comes through `take_turn`."""

from dataclasses import dataclass, replace

from flask import current_app
from flask_babel import force_locale
from sqlalchemy.orm import Session

from directory.triage import Verdict, assess
from webapp.chat import fallback, ringing, store, survey, survey_door, survey_state, tongue
from webapp.chat import speaking as speech
from webapp.chat.details import details
from webapp.chat.merge import Lead, merge
from webapp.chat.rasa import BotDown, RasaClient, client
from webapp.chat.reply import Message, Reply, with_numbers_left_to_right
from webapp.chat.ringing import Ringing
from webapp.chat.routes import button_route, button_wish, payload
from webapp.chat.speaking import Speaking, begin, note
from webapp.chat.survey_say import go_on
from webapp.chat.survey_state import State
from webapp.forms import unmet
from webapp.i18n import languages

MOST_CHARACTERS = 2000
AUDIENCES = ("resident", "young_person", "professional")


class ConversationUnknown(LookupError):
    """The server gave no conversation this name, or it is over."""


@dataclass(frozen=True)
class Answered:
    """A turn that is done: the conversation's name, the reply, and the language that the reply is in."""

    conversation: str
    reply: Reply
    language: str


def bot() -> RasaClient:
    """Return the client of the bot for the running application."""
    settings = current_app.config["SETTINGS"]
    return client(settings.rasa_urls, settings.bot_api_token)


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
    for a pressed button: its title. Raises ConversationUnknown for a name that the server did not give.
    """
    before, speaking, state, aloud, call = None, Speaking(language), None, browser is not None, None
    if conversation is not None:
        known = store.find(session, conversation)
        if known is None:
            raise ConversationUnknown
        before, speaking = known.last_lead, begin(known, language)
        state, call, aloud = survey_state.read(known), ringing.read(known), store.is_own(known, browser)
        # Nothing is written yet: let go of the database, for the bot may take seconds, and asks us meanwhile.
        session.rollback()
    if chosen is not None:
        speaking = speaking.switched(chosen)
    name = conversation or named or store.new_name()
    turn = _answer(_Asked(session, name, message, audience, before, state, call, aloud), speaking)
    reply = replace(
        turn.reply,
        messages=[_in_order(one, turn.language) for one in turn.reply.messages],
        kept=None if turn.reply.kept is None else [_in_order(one, turn.language) for one in turn.reply.kept],
    )
    row = store.find(session, name) if conversation else store.begin(session, name, browser=browser)
    # It may have been ended while the bot was thinking: then nothing of this turn is kept.
    if row is not None:
        note(row, turn.speaking)
        survey_state.write(row, turn.survey)
        ringing.write(row, turn.call)
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


@dataclass(frozen=True)
class _Asked:
    """A message with what stands around it; `before` is what the last reply led with.

    `survey` and `call`: the survey under way and the request to be rung, if any; `aloud`: whether this browser began
    the talk, so that what was answered may be read back.
    """

    session: Session
    name: str
    message: str
    audience: str | None
    before: str | None
    survey: State | None = None
    call: Ringing | None = None
    aloud: bool = False


@dataclass(frozen=True)
class _Turn:
    """The reply and its language, what it led with (an alert, that the bot is away, or None), the talk's language.

    `survey`: where the survey under way is now; `forget`: what was said before is to be deleted.
    """

    reply: Reply
    language: str
    lead: str | None
    speaking: Speaking
    survey: State | None = None
    forget: bool = False
    call: Ringing | None = None


def _answer(asked: _Asked, speaking: Speaking) -> _Turn:
    choice = speech.pressed(asked.message)
    if choice is not None:
        tag, route = choice
        speaking = speaking.switched(tag)
        if route is None or route == speech.ROUTE:
            return _switched(asked, speaking)
        asked = replace(asked, message=payload(route))
    wanted = survey_door.help_wanted(asked.message)
    if wanted is not None:
        asked = replace(asked, message=wanted, survey=survey_door.left(asked.survey))
    pressed = survey_door.by_button(
        asked.session, asked.message, asked.survey, speaking, asked.audience, aloud=asked.aloud
    )
    if pressed is not None:
        return _surveyed(pressed, asked, "")
    button = button_route(asked.message)
    if button == survey.ROUTE:
        return _surveyed(survey_door.offered(asked.session, asked.survey, speaking, asked.audience), asked, "")
    # A leading "/" would skip the bot's understanding (bot.md, "Conversation").
    text = "" if button_wish(asked.message) else asked.message.lstrip("/ \t\r\n").strip()
    plain = button or not text or ringing.is_number(text, asked.call) or ringing.is_button(text)
    plain = plain or survey_door.is_plain(asked.session, text, asked.survey, speaking)
    verdict = Verdict() if plain else assess(text, speaking.language)
    if verdict.tier == "hard":
        # The bot never sees these words.
        return _danger(merge(verdict, None), asked, speaking, text)
    rung = None if button else ringing.answer(asked.session, text, asked.call, speaking, verdict.alert)
    if rung is not None:
        return _Turn(rung.reply, speaking.language, None, speaking, asked.survey, call=rung.ringing)
    answered = (
        None
        if button
        else survey_door.by_words(asked.session, text, asked.survey, speaking, verdict, aloud=asked.aloud)
    )
    if answered is not None:
        return _surveyed(answered, asked, text)
    wish = None if button else tongue.asked_for(text)
    if wish is not None:
        return _wished(asked, wish, speaking)
    left = survey_door.left(asked.survey)
    with force_locale(speaking.language):
        route, messages, away = _say(asked, speaking, text, button, verdict)
        lead = merge(verdict, route)
        if lead.alert in ("emergency", "crisis"):
            bot().forget(asked.name)
            return _danger(lead, asked, speaking, "" if button else text)
        if lead.route == speech.ROUTE:
            wish = None if button else tongue.asked_for(text, certainly=True)
            if wish is not None:
                return _wished(asked, wish, speaking)
            messages = [speech.choices(messages[0], speaking), *messages[1:]]
        elif lead.route == survey.ROUTE:
            said = Message(messages[0].text)
            messages = [said, *survey_door.offered(asked.session, left, speaking, asked.audience).reply.messages]
        elif not button:
            messages, speaking = _about_language(asked.session, text, lead.route, messages, speaking)
        if lead.alert == "caution":
            messages = [*messages, speech.caution(verdict, tongue.heard(text, speaking.language), speaking)]
        if ringing.ROUTE in (lead.route, button):
            messages = [*messages, ringing.offer(speaking)]
        if left is not None and left.at == "helped" and lead.route != survey.ROUTE:
            messages = [*messages, go_on(speaking)]
    reply = Reply(lead.route, lead.alert, messages)
    return _Turn(reply, speaking.language, fallback.AWAY if away else lead.alert, speaking, left)


def _say(
    asked: _Asked, speaking: Speaking, text: str, button: str | None, verdict: Verdict
) -> tuple[str | None, list[Message], bool]:
    """Return (route, messages, whether the bot is away), from the bot, or from the directory while it is down."""
    told = {
        "language": speaking.language,
        "alert": verdict.alert,
        "audience": asked.audience,
        "button": button,
        "details": details(asked.session, asked.message, text, speaking) if not button else None,
    }
    # Nothing is written yet: let go of the database, for the bot may take seconds, and asks us meanwhile.
    asked.session.rollback()
    text = ringing.without_numbers(text)
    try:
        route, messages = bot().say(asked.name, text or "?", {key: value for key, value in told.items() if value})
    except BotDown:
        again = asked.before == fallback.AWAY
        route, messages = fallback.answer(asked.session, text, button, speaking, again=again)
        return route, messages, True
    if route is None and not button:
        unmet.count_not_understood(text)
    return route, [speech.to_pages(message, speaking) for message in messages], False


def _about_language(
    session: Session, text: str, route: str | None, messages: list[Message], speaking: Speaking
) -> tuple[list[Message], Speaking]:
    """Add, once in a talk, the question whether to go on in the language of the words, or what helps where we lack it.

    Only where that language is sure: a short or mixed message is answered in the talk's.
    """
    heard = tongue.heard(text, speaking.language)
    if heard is None or not heard.sure or speaking.asked is not None:
        return messages, speaking
    speaking = replace(speaking, asked=heard.tag)
    if heard.ours:
        return speech.with_question(messages, speech.question(heard, speaking, route)), speaking
    return [speech.lacking(session, heard.tag, speaking), *messages], speaking


def _wished(asked: _Asked, wish: str, speaking: Speaking) -> _Turn:
    if wish in languages():
        return _switched(asked, speaking.switched(wish))
    with force_locale(speaking.language):
        message = speech.lacking(asked.session, wish, speaking)
    reply = Reply(speech.ROUTE, None, [message])
    return _Turn(reply, speaking.language, None, replace(speaking, asked=speaking.asked or wish), asked.survey)


def _switched(asked: _Asked, speaking: Speaking) -> _Turn:
    again = survey_door.again(asked.session, asked.survey, speaking, aloud=asked.aloud)
    if again is not None:
        return _surveyed(again, asked, "")
    with force_locale(speaking.language):
        reply = Reply(speech.ROUTE, None, [speech.changed(speaking.language)])
    return _Turn(reply, speaking.language, None, speaking, asked.survey, call=asked.call)


def _surveyed(turn: survey_door.Turn, asked: _Asked, text: str) -> _Turn:
    if turn.danger is not None:
        return _danger(merge(Verdict(turn.danger, "hard"), None), asked, turn.speaking, text)
    return _Turn(turn.reply, turn.speaking.language, turn.reply.alert, turn.speaking, turn.state, turn.forget)


def _danger(lead: Lead, asked: _Asked, speaking: Speaking, text: str) -> _Turn:
    if lead.alert is None:
        raise ValueError("no alert, no card")
    heard = tongue.heard(text, speaking.language) if text else None
    language, messages = speech.cards(lead.alert, heard, speaking, again=asked.before == lead.alert)
    kept = None
    if asked.survey is not None:
        now, later = survey_door.after_danger(asked.session, asked.survey, speaking, text, aloud=asked.aloud)
        messages, kept = [*messages, *now], [*messages, *later]
    elif asked.call is not None:
        messages = [*messages, ringing.offer(speaking)]
    reply = Reply(lead.route, lead.alert, messages, kept)
    return _Turn(reply, language, lead.alert, speaking, asked.survey, call=asked.call)


def _in_order(message: Message, language: str) -> Message:
    """Return the message with its numbers in order where it runs right to left, its language named where it differs."""
    own = message.language or language
    message = replace(message, language=None if own == language else own)
    return with_numbers_left_to_right(message) if languages()[own].direction == "rtl" else message
