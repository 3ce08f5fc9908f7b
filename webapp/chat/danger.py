"""Danger answered in full by the site itself, bot or no bot. The numbers are those of domain.md §3."""

from flask_babel import gettext as _

from directory.triage import Alert, Verdict
from webapp.chat.reply import Link, Message


def card(alert: Alert, *, again: bool = False) -> list[Message]:
    """Return the messages for `emergency` or `crisis`; `again` when the last reply was the same card.

    Raises ValueError for a caution, which has a line and no card.
    """
    if alert == "emergency":
        return _emergency(again)
    if alert == "crisis":
        return _crisis(again)
    raise ValueError(f"no card for {alert}")


def caution_line(verdict: Verdict, *, again: bool = False) -> Message:
    """Return the one line that a soft verdict adds to the normal reply: on 999, or on a crisis of the mind.

    `again`: the last reply had it too, in its first wording.
    """
    ring = Link(_("Ring 999"), "tel:999")
    if verdict.scores.get("crisis", 0.0) > verdict.scores.get("emergency", 0.0):
        first = _(
            "If you think about ending your life, you can ring Samaritans on 116 123 at any hour. "
            "If life is at risk now, ring 999."
        )
        other = _(
            "Samaritans listen at any hour, on 116 123, also when you do not want to live. Is a life at risk now? "
            "Ring 999."
        )
        return Message(other if again else first, links=[Link(_("Ring Samaritans: 116 123"), "tel:116123"), ring])
    first = _("If you or somebody else is in danger now, ring 999.")
    other = _("Should anybody be in danger, you or another person, ring 999 at once.")
    return Message(other if again else first, links=[ring])


def _emergency(again: bool) -> list[Message]:
    first = (
        _("I still think that somebody may be in danger. Please ring 999 now.")
        if again
        else _("It sounds as if somebody is in danger now. Ring 999.")
    )
    return [
        # The number first, by itself: nobody in danger reads on to find it.
        Message(first, links=[Link(_("Ring 999"), "tel:999")]),
        Message(
            "\n".join(
                [
                    _(
                        "You cannot speak? Ring 999 on a mobile, stay on the line, and press 55 when you are asked. "
                        "It tells the police that you need help. It does not tell them where you are. "
                        "On a landline, just stay on the line."
                    ),
                    _(
                        "You are deaf, or speaking is hard? Ring 18000 with Relay UK, or use 999 BSL. You can text 999 "
                        "if your phone is signed up: text the word register to 999 before you need it."
                    ),
                    _("Go to a safer place with other people, if you can."),
                    _("I am a computer program. I cannot ring anybody for you, and nobody reads this chat live."),
                ]
            ),
            links=[Link(_("Relay UK: 18000"), "tel:18000")],
        ),
    ]


def _crisis(again: bool) -> list[Message]:
    first = (
        _("I am still here, but a person can help you better. Please talk to somebody now.")
        if again
        else _("I am glad that you said it. You do not have to be alone with this. Please talk to somebody now.")
    )
    return [
        Message(
            "\n".join([first, _("If life is at risk, or you have hurt yourself, ring 999.")]),
            links=[Link(_("Ring 999"), "tel:999"), Link(_("Ring Samaritans: 116 123"), "tel:116123")],
        ),
        Message(
            "\n".join(
                [
                    _("Ring Samaritans on 116 123, at any hour. They listen."),
                    _("Ring NHS 111 and then press 2, at any hour."),
                    _("If talking is too hard, text SHOUT to 85258, at any hour."),
                    _("Under 35? Ring HOPELINE247 on 0800 068 4141."),
                    _("I am a computer program. I cannot ring anybody for you, and nobody reads this chat live."),
                ]
            ),
            links=[
                Link(_("Ring NHS 111, then press 2"), "tel:111"),
                Link(_("Text SHOUT to 85258"), "sms:85258"),
                Link(_("Ring HOPELINE247: 0800 068 4141"), "tel:08000684141"),
            ],
        ),
    ]
