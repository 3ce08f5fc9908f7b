"""Where somebody is in a survey held by chat: kept with the conversation, encrypted, and gone with it.

Answers are not here but in the draft (surveys.answers). Losing this loses no answer: the return code opens them.
"""

import json
import re
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from webapp.chat.models import Conversation

At = Literal["agree", "ask", "doubt", "check", "change", "withdraw", "paused", "helped", "sent", "unsend"]
"""What the last reply asked: agreement, a question, whether a rare number is right, to send, what to change, whether
to delete all; `paused`: the person stopped; `helped`: something else was answered in between; `sent`: all is sent, and
nothing but taking it back is left; `unsend`: whether to delete what was sent."""

PRESSED = "survey"
_ACTIONS = "begin|agree|decline|pick|done|skip|back|stop|change|withdraw|go|send|leave|yes|no"
_PAYLOAD = re.compile(rf"{PRESSED}:({_ACTIONS})((?::[a-zA-Z0-9_.-]{{1,60}}){{0,2}})")
KEEP, MINE, HELP = "keep:", "mine:", "help:"
WITH_WORDS = (KEEP, MINE, HELP)
"""Buttons that carry the person's own words, so that the server need not hold them: yes, keep these (danger); this is
my answer; this is no answer, help me."""
LONGEST_PREFIX = max(map(len, WITH_WORDS))


@dataclass(frozen=True)
class State:
    """A survey under way. `question` and `part` (a row of a grid, or "why") are what is open.

    `passed`: what was left empty, or finished, by the person's will; `redo`: what is asked again though it is answered;
    keys of survey_units.Unit. `fresh`: the next choice of several stands in place of those given before.
    """

    slug: str
    at: At = "agree"
    draft: str = ""
    code: str = ""
    question: str = ""
    part: str = ""
    passed: tuple[str, ...] = ()
    redo: tuple[str, ...] = ()
    fresh: bool = False
    doubted: str = ""
    looked: bool = False
    missed: int = 0

    @property
    def over(self) -> bool:
        """Whether the answers were sent: they can be taken back, and nothing else."""
        return self.at in ("sent", "unsend")

    def asking(self, question: str, part: str) -> "State":
        """Return the state once this is asked."""
        return replace(self, at="ask", question=question, part=part, missed=0)


@dataclass(frozen=True)
class Pressed:
    """A pressed button of a survey: what it does, and up to two codes."""

    action: str
    first: str = ""
    second: str = ""


def read(row: Conversation) -> State | None:
    """Return the survey that is under way in a conversation, or None; also where an older release kept it otherwise."""
    if row.survey is None:
        return None
    try:
        kept: dict[str, Any] = json.loads(row.survey)
        return State(**kept | {name: tuple(kept.get(name, ())) for name in ("passed", "redo")})
    except (ValueError, TypeError):
        return None


def write(row: Conversation, state: State | None) -> None:
    """Keep the state with its conversation; writes only what changes."""
    if read(row) != state:
        row.survey = None if state is None else json.dumps(asdict(state))


def payload(action: str, *codes: str) -> str:
    """Return what a channel sends back when a survey's button is pressed."""
    return ":".join([PRESSED, action, *codes])


def pressed(message: str) -> Pressed | None:
    """Return the pressed button, or None where the message is no such."""
    found = _PAYLOAD.fullmatch(message)
    return Pressed(found[1], *found[2].split(":")[1:]) if found else None


def with_words(message: str) -> tuple[str, str] | None:
    """Return (prefix, words) of a button that carries words, or None."""
    for prefix in WITH_WORDS:
        if message.startswith(prefix) and message[len(prefix) :].strip():
            return prefix, message[len(prefix) :].strip()
    return None
