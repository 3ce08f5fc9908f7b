"""A turn of the talk: what was asked, with all that stands around it, and what came of it."""

from dataclasses import dataclass, replace
from functools import cached_property

from sqlalchemy.orm import Session

from directory.triage import Verdict
from webapp.chat import ringing, safe_use, survey_door, tongue
from webapp.chat import speaking as speech
from webapp.chat.looked_for import LookedFor
from webapp.chat.merge import Lead, was_led_by
from webapp.chat.reply import Message, Reply, with_numbers_left_to_right
from webapp.chat.ringing import Ringing
from webapp.chat.routes import button_route, button_wish
from webapp.chat.speaking import Speaking
from webapp.chat.survey_state import State
from webapp.chat.survey_talk import Talk
from webapp.chat.tongue import Heard
from webapp.forms.saving import HARD
from webapp.i18n import languages

CAUTION = ("caution", "caution_2")
"""What a conversation keeps of a reply with the line of a soft verdict: which of its two wordings it had."""


@dataclass(frozen=True)
class Asked:
    """A message with what stands around it; `before` is what the last reply led with.

    `survey` and `call`: the survey under way and the request to be rung, if any; `wished`: what help is looked for;
    `aloud`: whether this browser began the talk, so that what was answered may be read back.
    """

    session: Session
    name: str
    message: str
    speaking: Speaking
    audience: str | None
    before: str | None
    survey: State | None = None
    call: Ringing | None = None
    wished: LookedFor | None = None
    aloud: bool = False

    @property
    def language(self) -> str:
        """The language of the talk."""
        return self.speaking.language

    @property
    def button(self) -> str | None:
        """The ROUTE whose button was pressed, or None."""
        return button_route(self.message)

    @property
    def text(self) -> str:
        """The words of the message; "" where it goes on with what was shown.

        A leading "/" would skip the bot's understanding (bot.md, "Conversation").
        """
        return "" if button_wish(self.message) else self.message.lstrip("/ \t\r\n").strip()

    @cached_property
    def heard(self) -> Heard | None:
        """The language of the words where it is another than the talk's; found once a turn, None for a button."""
        return tongue.heard(self.text, self.language) if self.text and not self.button else None

    @cached_property
    def talk(self) -> Talk | None:
        """The survey under way, whose questions are read once a turn."""
        return None if self.survey is None else Talk(self.session, self.survey, self.speaking, self.aloud)


@dataclass(frozen=True)
class Turn:
    """The reply and its language, what it led with (an alert, that the bot is away, or None), the talk's language.

    `survey` and `call`: where the survey under way and the request to be rung are now; `forget`: what was said before
    is to be deleted; `wished`: what help is looked for now, None where that is as it was.
    """

    reply: Reply
    language: str
    lead: str | None
    speaking: Speaking
    survey: State | None = None
    forget: bool = False
    call: Ringing | None = None
    wished: LookedFor | None = None


def danger(lead: Lead, asked: Asked, text: str) -> Turn:
    """Return the card, and after it the way back into what was under way. `text`: the words, "" for a button.

    A request to be rung that is being taken down is marked, so that those who ring back know: a mark holds no words.
    """
    if lead.alert is None:
        raise ValueError("no alert, no card")
    heard = asked.heard if text else None
    language, messages = speech.cards(lead.alert, heard, asked.speaking, again=asked.before == lead.alert)
    messages = safe_use.after_card(messages, text, page=asked.aloud)
    kept = None
    if asked.talk is not None:
        now, later = survey_door.after_danger(asked.talk, text)
        messages, kept = [*messages, *now], [*messages, *later]
    elif asked.call is not None:
        messages = [*messages, ringing.offer(asked.speaking)]
    reply = Reply(lead.route, lead.alert, messages, kept)
    call = None if asked.call is None else ringing.flagged(asked.call, lead.alert)
    return Turn(reply, language, lead.alert, asked.speaking, asked.survey, call=call)


def cautioned(turn: Turn, asked: Asked, verdict: Verdict) -> Turn:
    """Return the turn with the line of a soft verdict, whatever answered the words; a danger card needs none."""
    if verdict.alert != "caution" or turn.reply.alert in HARD:
        return turn
    again = was_led_by(asked.before, CAUTION[0])
    line, reply = speech.caution(verdict, asked.heard, turn.speaking, again=again), turn.reply
    kept = None if reply.kept is None else [*reply.kept, line]
    reply = replace(reply, alert="caution", messages=[*reply.messages, line], kept=kept)
    return replace(turn, reply=reply, lead=" ".join(filter(None, [turn.lead, CAUTION[again]])))


def in_order(reply: Reply, language: str) -> Reply:
    """Return the reply with its numbers in order where it runs right to left, other languages named where they are."""
    kept = None if reply.kept is None else [_in_order(one, language) for one in reply.kept]
    return replace(reply, messages=[_in_order(one, language) for one in reply.messages], kept=kept)


def _in_order(message: Message, language: str) -> Message:
    own = message.language or language
    message = replace(message, language=None if own == language else own)
    return with_numbers_left_to_right(message) if languages()[own].direction == "rtl" else message
