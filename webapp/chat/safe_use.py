"""How to look safely, for those who may be watched: a line of its own in every channel, whoever answered.

Who asks for help with abuse at home may have somebody behind them who reads the screen, or the phone later.
"""

import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from directory.queries import services_by_slug
from webapp.chat.reply import Message, Reply
from webapp.chat.survey_typed import fold
from webapp.forms.saving import HARD
from webapp.i18n import default_language

NEED = "domestic_abuse"
ROUTES = (NEED, "sexual_violence_support")
_WORDS = Path(__file__).with_name("partner_words.toml")


def with_line(session: Session, reply: Reply, language: str, *, page: bool) -> Reply:
    """Return the reply with the line, where its topic or a service that it names is abuse at home.

    `page`: it is read on our page, which has a way to leave at once; else in a list of messages on a phone. A danger
    card has its own (`after_card`): nothing stands above it.
    """
    if reply.alert in HARD or not reply.messages:
        return reply
    slugs = {slug for message in reply.messages for slug in message.services}
    watched = {one.slug for one in services_by_slug(session, sorted(slugs)) if NEED in one.needs}
    if reply.route not in ROUTES and not watched:
        return reply
    # Beside what gives somebody away; a question on the language may stand before it.
    places = [place for place, one in enumerate(reply.messages) if watched & set(one.services)]
    places += [place for place, one in enumerate(reply.messages) if one.links or one.services]
    return replace(reply, messages=_at(reply.messages, [*places, 0][0], language, page=page))


def after_card(card: list[Message], words: str, *, page: bool) -> list[Message]:
    """Return a danger card with the line at its end where the words, which are kept nowhere, name a partner."""
    if not names_partner(words):
        return card
    return _at(card, len(card) - 1, card[-1].language or default_language(), page=page)


def names_partner(words: str) -> bool:
    """Return whether words in any of our languages name a husband, a wife, a partner, one from before."""
    said = (f" {words.casefold()} ", f" {fold(words)} ")
    return any(word in one for word in _partner() for one in said)


def _at(messages: list[Message], place: int, language: str, *, page: bool) -> list[Message]:
    with force_locale(messages[place].language or language):
        line = _on_page() if page else _on_phone()
    return [replace(one, safely=line) if at == place else one for at, one in enumerate(messages)]


def _on_page() -> str:
    return " ".join(
        [
            _("Could someone see what you look at? “Leave now”, at the top, takes you away from this page at once."),
            _(
                "Your phone or computer may still remember this page. Use one that they cannot look at, or delete the "
                "history."
            ),
        ]
    )


def _on_phone() -> str:
    return _("Could someone else read this? When you have read it, delete this talk on your phone.")


@cache
def _partner() -> tuple[str, ...]:
    """The words, of which those with a space at an end begin or end there."""
    listed = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    return tuple(word for words in listed.values() for word in words)
