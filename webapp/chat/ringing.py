"""A request to be rung, taken down in the talk: number, whether a message is safe, a name, a time. Nothing else.

It stands with the conversation, encrypted, until it is whole; then it is in the staff's queue (webapp.post.callbacks).
What is typed here is never kept among the talk's words, and a number typed anywhere else is kept nowhere.
"""

import json
import re
import tomllib
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal
from uuid import uuid4

from flask import current_app, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_limiter.errors import RateLimitExceeded
from sqlalchemy.orm import Session

from webapp.chat import survey_typed as typed
from webapp.chat.models import Conversation
from webapp.chat.reply import Button, Link, Message, Reply
from webapp.chat.speaking import Speaking
from webapp.forms.callback import MESSAGE_WORDS, count_request, tidy
from webapp.post import callbacks

ROUTE = "human_handover"
_PAYLOAD = re.compile(r"ring:(begin|stop|skip|yes|no|text)")
_NUMBER = re.compile(rf"[+(]?\d(?:[\s().\-]*\d){{{callbacks.FEWEST_DIGITS - 1},{callbacks.MOST_DIGITS - 1}}}")
_WORDS = Path(__file__).with_name("ringing_words.toml")
HIDDEN = "•••"
_ANSWERS: dict[str, set[str]] = {
    "number": set(),
    "message": {"yes", "no", "text"},
    "called": {"skip"},
    "best_time": {"skip"},
}
"""The buttons that answer what is asked."""


@dataclass(frozen=True)
class Ringing:
    """What was told so far; `at` is what is asked, `missed` how often that was asked again."""

    id: str
    at: Literal["number", "message", "called", "best_time"] = "number"
    number: str = ""
    message: str = ""
    called: str = ""
    flag: str | None = None
    missed: int = 0


@dataclass(frozen=True)
class Step:
    """The reply, and the request as it is then; None when it is done or given up."""

    reply: Reply
    ringing: Ringing | None


def read(row: Conversation) -> Ringing | None:
    """Return the request that is being taken down, or None."""
    try:
        return None if row.call_back is None else Ringing(**json.loads(row.call_back))
    except (ValueError, TypeError):
        return None


def write(row: Conversation, ringing: Ringing | None) -> None:
    """Keep the request with its conversation; writes only what changes."""
    if read(row) != ringing:
        row.call_back = None if ringing is None else json.dumps(asdict(ringing))


def without_numbers(text: str) -> str:
    """Return the text with every telephone number taken out."""
    return _NUMBER.sub(HIDDEN, text)


def is_button(message: str) -> bool:
    """Return whether a message is a pressed button of a request."""
    return _PAYLOAD.fullmatch(message) is not None


def is_plain(text: str, ringing: Ringing | None, language: str) -> bool:
    """Return whether a message is the number that was asked for, or one of our own words: no sign of danger."""
    if ringing is None:
        return False
    if ringing.at == "number" and callbacks.number_of(text) is not None:
        return True
    with force_locale(language):
        return bool(_said(text, ringing, language)) or (ringing.at == "message" and typed.fold(text) in _labels())


def flagged(ringing: Ringing, alert: str | None) -> Ringing:
    """Return the request with the gravest that triage saw while it was taken down."""
    return replace(ringing, flag=callbacks.gravest(ringing.flag, alert))


def offer(speaking: Speaking) -> Message:
    """Return the button that begins a request here, and the page where it can be made."""
    with force_locale(speaking.language):
        link = Link(_("Ask a person to ring you"), url_for("callbacks.new", lang=speaking.pages))
        text = _("A person can also ring you back. It may take some days.")
        return Message(
            text, buttons=[Button(_("Ring me back"), "ring:begin")], links=[link], language=speaking.language
        )


def answer(
    session: Session, message: str, ringing: Ringing | None, speaking: Speaking, alert: str | None
) -> Step | None:
    """Answer a button or what was typed while a request is taken down; None where it is neither."""
    with force_locale(speaking.language):
        pressed = _PAYLOAD.fullmatch(message)
        if pressed is not None and pressed[1] == "begin":
            return _ask(session, Ringing(str(uuid4())) if ringing is None else _missed(ringing))
        if ringing is None:
            # Pressed twice, or after the request was done or given up.
            return None if pressed is None else Step(Reply(ROUTE, None, [offer(speaking)]), None)
        said = _said(message, ringing, speaking.language) if pressed is None else {pressed[1]}
        if "stop" in said:
            return Step(Reply(ROUTE, None, [Message(_("That is fine. Nothing was stored."))]), None)
        ringing = flagged(ringing, alert)
        if pressed is not None and not said & _ANSWERS[ringing.at]:
            # A button of an earlier question is no name and no time.
            return _ask(session, _missed(ringing))
        return _take(session, tidy(message), said, ringing, speaking)


def _said(text: str, ringing: Ringing, language: str) -> set[str]:
    """Return which of our own words a whole message is, of those that mean anything at what is asked.

    Where a name or a time is asked for, "later" and "no" are answers: plain words and the button's own give it up.
    """
    words = typed.command(text, language)
    if ringing.at in ("called", "best_time"):
        stops = {*_stops(language), typed.fold(_("No, thank you"))}
        return words & {"skip"} | ({"stop"} if typed.fold(text) in stops else set())
    if ringing.at == "number":
        return {"stop"} if words & {"stop", "no"} else set()
    return words & {"yes", "no", "stop"}


def _labels() -> dict[str, str]:
    return {typed.fold(str(words)): code for code, words in MESSAGE_WORDS.items()}


@cache
def _stops(language: str) -> frozenset[str]:
    listed = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    words = f"{listed[typed.SOURCE]};{listed.get(language, '')}".split(";")
    return frozenset(typed.fold(one) for one in words if one.strip())


def _take(session: Session, text: str, said: set[str], ringing: Ringing, speaking: Speaking) -> Step:
    if ringing.at == "number":
        number = callbacks.number_of(text)
        if number is None:
            problems = (
                _("Write a phone number, like 07700 900123"),
                _("I could not find a phone number in that. Write its digits, like 07700 900123"),
            )
            return _ask(session, _missed(ringing), problems)
        return _ask(session, replace(ringing, number=number, at="message", missed=0))
    if ringing.at == "message":
        code = next((one for one in ("yes", "no", "text") if one in said), _labels().get(typed.fold(text)))
        if code is None:
            problems = (
                _("Choose whether we may leave a message"),
                _("I did not understand that. Choose one of these answers"),
            )
            return _ask(session, _missed(ringing), problems)
        return _ask(session, replace(ringing, message=code, at="called", missed=0))
    value = "" if "skip" in said else text
    longest = callbacks.LONGEST_NAME if ringing.at == "called" else callbacks.LONGEST_TIME
    if len(value) > longest:
        return _ask(session, _missed(ringing), (_("Use fewer letters"), _("That is still too long. Write less")))
    if ringing.at == "called":
        return _ask(session, replace(ringing, called=value, at="best_time", missed=0))
    try:
        count_request()
    except RateLimitExceeded:
        problems = (
            _("I could not save that, I am sorry. Please say it again."),
            _("It still could not be saved, I am sorry. Please say it once more in a minute."),
        )
        return _ask(session, _missed(ringing), problems)
    callbacks.ask(
        session,
        ringing.id,
        called=ringing.called,
        number=ringing.number,
        best_time=value,
        message=ringing.message,
        language=speaking.language,
        channel="chat",
        alert=ringing.flag,
        site=current_app.config["SETTINGS"].site_url,
    )
    done = _("Somebody at the council sees your request and rings you. It may take some days.")
    return Step(Reply(ROUTE, None, [Message(done, links=[Link(_("Ring 999"), "tel:999")])]), None)


def _missed(ringing: Ringing) -> Ringing:
    return replace(ringing, missed=ringing.missed + 1)


def _ask(session: Session, ringing: Ringing, problems: tuple[str, ...] = ()) -> Step:
    """Ask for the next thing, below what was wrong with the last (`problems`: in two wordings).

    What is asked again is asked in other words, without what was said beside it: never one sentence twice running.
    """
    stop, skip = Button(_("No, thank you"), "ring:stop"), Button(_("Skip"), "ring:skip")
    beside = ""
    if ringing.at == "number":
        asks = _("Which number shall we ring?"), _("Please tell us the phone number that we shall ring.")
        beside = _(
            "Only the council's staff see this. It is kept locked, and deleted %(days)s days after we are done.",
            days=callbacks.days_kept(session).days,
        )
        buttons = [stop]
    elif ringing.at == "message":
        asks = _("Is it safe to leave a message?"), _("May we leave a message, or could that put you at risk?")
        beside = _("Think of who else may see or hear your phone.")
        buttons = [*(Button(str(words), f"ring:{code}") for code, words in MESSAGE_WORDS.items()), stop]
    elif ringing.at == "called":
        asks = _("What shall we call you?"), _("Which name shall we use for you?")
        beside = _("A first name or any name you like. You can leave it empty.")
        buttons = [skip, stop]
    else:
        asks = _("When is a good time to ring?"), _("What time suits you for our call?")
        buttons = [skip, stop]
    other = ringing.missed % 2
    lines = [problems[1 - other] if problems else "", asks[other], "" if ringing.missed else beside]
    # "6" is a time.
    message = Message("\n".join(filter(None, lines)), buttons=buttons, counts=ringing.at == "best_time")
    return Step(Reply(ROUTE, None, [message]), ringing)
