"""A message that is for the bot: answered by it, or by the directory while it is away."""

from dataclasses import dataclass

from flask import current_app

from directory.triage import Verdict
from webapp.chat import fallback, looked_for, ringing
from webapp.chat import speaking as speech
from webapp.chat.details import details
from webapp.chat.looked_for import LookedFor
from webapp.chat.rasa import BotDown, RasaClient, client
from webapp.chat.reply import Message
from webapp.chat.turn import Asked
from webapp.forms import unmet

HARM = frozenset(
    """emergency_999 crisis_suicide domestic_abuse sexual_violence_support child_exploitation_worry adult_at_risk
    modern_slavery hate_crime victim_support mental_health perpetrator_help police_101""".split()
)
"""Routes of somebody who is hurt, or hurts. None of a nuisance: answers to a survey are full of those."""
SURE_OF_HARM = 0.8
"""What tells of harm is understood at 0.83 and more, most answers that are none below ("not very often really")."""
LEAST_WORDS_OF_HARM = 3
FACTS = frozenset({"age", "place", "who", "fact"})


@dataclass(frozen=True)
class Said:
    """The answer: a ROUTE or None, the messages, the mark of an answer without the bot, what help is looked for now."""

    route: str | None
    messages: list[Message]
    away: str | None
    wished: LookedFor


def bot() -> RasaClient:
    """Return the client of the bot for the running application."""
    settings = current_app.config["SETTINGS"]
    return client(settings.rasa_urls, settings.bot_api_token)


def tells_of_harm(asked: Asked) -> bool:
    """Return whether the bot is sure that words are about harm; not while it is away."""
    try:
        route, sure = bot().about(asked.name, ringing.without_numbers(asked.text))
    except BotDown:
        return False
    return route in HARM and sure >= SURE_OF_HARM


def adds_a_fact(asked: Asked) -> bool:
    """Return whether a message says nothing but who, where or when."""
    told = details(asked.session, asked.message, asked.text, asked.speaking)
    return bool(told.get("alone")) and "asks" not in told and not FACTS.isdisjoint(told)


def ask(asked: Asked, verdict: Verdict) -> Said:
    """Return what the bot says, or the directory while it is down."""
    speaking, text, button = asked.speaking, asked.text, asked.button
    wished = asked.wished or {}
    told = {} if button else details(asked.session, asked.message, text, speaking)
    was_away = fallback.was_away(asked.before)
    metadata = {
        "language": speaking.language,
        "alert": verdict.alert,
        "calm": verdict.calm,
        "audience": asked.audience,
        "button": button,
        # What was told while it was away it does not know; the last word counts.
        "details": looked_for.details(wished) | told if was_away and not told.get("restart") else told,
    }
    # Nothing is written yet: let go of the database, for the bot may take seconds, and asks us meanwhile.
    asked.session.rollback()
    text = ringing.without_numbers(text)
    try:
        route, messages = bot().say(asked.name, text or "?", {key: value for key, value in metadata.items() if value})
    except BotDown:
        mark = fallback.mark_after(asked.before)
        asking = fallback.Asking(text, button, speaking, asked.audience, told, wished, mark)
        route, messages, wished = fallback.answer(asked.session, asking)
        return Said(route, messages, mark, wished)
    if any(one.unsure for one in messages) and not button:
        unmet.count_not_understood(text)
    wished = next((one.looked_for for one in messages if one.looked_for is not None), wished)
    return Said(route, [speech.to_pages(message, speaking) for message in messages], None, wished)
