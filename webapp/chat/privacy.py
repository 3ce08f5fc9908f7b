"""What happens to what is typed here, said from what the system does (webapp.chat.store, docs/chat.md)."""

from datetime import timedelta

from babel.dates import format_timedelta
from flask_babel import get_locale
from flask_babel import gettext as _

from webapp.chat.reply import Message
from webapp.chat.store import LIFE

ROUTE = "privacy"


def message() -> Message:
    """Return what is kept, for how long, how to delete it at once, and what is not kept at all."""
    return Message(
        "\n".join(
            [
                _(
                    "What you write here is kept locked (encrypted), only so that the talk can go on. Then it is "
                    "deleted. Time from your last message until then: %(time)s.",
                    time=how_long(LIFE),
                ),
                _("To delete it at once, press “Leave now”. In a text message, send STOP."),
                _(
                    "When we answer with emergency numbers and nothing else, your words are not kept at all. Your "
                    "answers to a survey are kept as answers."
                ),
            ]
        )
    )


def how_long(time: timedelta) -> str:
    """Return a time in whole hours, or in minutes where it is none, as the language has it ("2 hours")."""
    hours = time / timedelta(hours=1)
    return format_timedelta(
        time, granularity="hour" if hours.is_integer() else "minute", threshold=72, locale=get_locale()
    )
