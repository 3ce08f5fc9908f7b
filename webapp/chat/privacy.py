"""What happens to what is typed here, said from what the system does (webapp.chat.store, docs/chat.md)."""

from datetime import timedelta

from babel.dates import format_timedelta
from flask_babel import get_locale
from flask_babel import gettext as _

from webapp.chat.reply import Message
from webapp.chat.store import LIFE

ROUTE = "privacy"
SAID = "privacy"
"""What a conversation keeps of a reply about privacy in its first wording: the next one has the other."""


def who_is_told(*, again: bool = False) -> Message:
    """Return who is told of what is written here: nobody. And the two things that staff do read.

    Nothing of a talk leaves webapp.chat.store, where no desk of the staff looks; an answer that tells of harm goes to
    the safeguarding desk (webapp.staff), and a request to be rung to those who ring back (webapp.post.callbacks).
    """
    if again:
        first = _("No. The police, the Home Office, your school and your family do not see this chat.")
    else:
        first = _(
            "We tell nobody what you write in this chat: not the police, not the Home Office, not your school, not "
            "your family."
        )
    second = _(
        "If you answer a survey and tell of harm there, the council's staff who keep people safe read that answer. If "
        "you ask us to ring you, staff get your number."
    )
    return Message(first if again else f"{first}\n{second}")


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
