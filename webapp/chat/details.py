"""What a message tells of the help that is looked for, as the bot is told it: read here once, only honoured there."""

from typing import Any

from sqlalchemy.orm import Session

from directory.understanding import known_places, understand
from webapp.chat import tongue
from webapp.chat.routes import button_wish
from webapp.chat.speaking import Speaking
from webapp.documents.directory_words import language_name


def details(session: Session, message: str, text: str, speaking: Speaking) -> dict[str, Any]:
    """Return the details of a message, or of a button that goes on with what was shown; plain values, for JSON.

    Names as those of `directory.understanding.Understood`; a language is {"tag", "name"}, its name as the talk's
    language has it.
    """
    wish = button_wish(message)
    if wish is not None:
        return wish
    told = understand(text, known_places(session, tongue.names()), speaking.language).told()
    for name in ("spoken", "language_asked"):
        if told.get(name):
            told[name] = {"tag": told[name], "name": language_name(told[name])}
    return told
