"""Where the door and a survey meet: what a message is to a survey under way, and what the talk goes on with."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask_babel import force_locale
from sqlalchemy.orm import Session

from directory.triage import Alert
from webapp.chat import survey
from webapp.chat import survey_ends as ends
from webapp.chat import survey_say as say
from webapp.chat import survey_typed as typed
from webapp.chat.reply import Message, Reply
from webapp.chat.speaking import Speaking
from webapp.chat.survey_state import HELP, State, pressed, with_words
from webapp.chat.survey_talk import Step, Talk, resume

Run = Callable[[Talk], Step | None]


@dataclass(frozen=True)
class Turn:
    """A turn that a survey answered. `state`: where it is now; `forget`: delete what was said before.

    `danger`: what triage saw in words that were not stored: the card goes before everything else. `said`: somebody's
    own words, where they were taken as an answer. `unread`: what was typed is no answer, and nothing is stored.
    """

    reply: Reply
    state: State | None
    forget: bool = False
    danger: Alert | None = None
    said: str = ""
    unread: bool = False


def is_button(message: str) -> bool:
    """Return whether a message is a pressed button of a survey."""
    return pressed(message) is not None or with_words(message) is not None


def help_wanted(message: str) -> str | None:
    """Return the words that somebody says are no answer but a cry for help, or None."""
    carried = with_words(message)
    return carried[1] if carried is not None and carried[0] == HELP else None


def left(state: State | None) -> State | None:
    """Return where a survey is once something else was answered in between; who stopped it is not called back."""
    if state is None or state.at == "paused":
        return state
    return replace(state, at="sent" if state.over else "helped")


def by_button(
    session: Session, message: str, state: State | None, speaking: Speaking, audience: str | None, *, aloud: bool
) -> Turn | None:
    """Answer a pressed button of a survey; None where the message is no such."""
    button, carried = pressed(message), with_words(message)
    if button is None and (carried is None or state is None):
        return None
    if button is not None and button.action == "begin":
        return _turn(Talk(session, State(button.first), speaking, aloud), lambda talk: survey.start(talk, state))
    if state is None or (state.over and (button is None or button.action not in ("withdraw", "yes", "no"))):
        # Pressed after the survey ended, or in another talk.
        return offered(session, state, speaking, audience)
    under_way = Talk(session, state, speaking, aloud)
    if button is not None:
        return _turn(under_way, lambda talk: survey.press(talk, button))
    prefix, words = carried or ("", "")
    return _turn(under_way, lambda talk: survey.keep_words(talk, prefix, words), said=words)


def is_plain(text: str, talk: Talk | None) -> bool:
    """Return whether a message is nothing but a word that a survey under way offered: such are no sign of danger."""
    if talk is None:
        return False
    unit = None if talk.state.over or talk.state.at in ("paused", "helped") else talk.unit()
    return typed.is_plain(text, talk.language, None if unit is None else unit.question)


def by_words(text: str, talk: Talk | None) -> Turn | None:
    """Answer what was typed where it is for the survey under way; None where it is for the bot."""
    if talk is None:
        return None
    turn = _turn(talk, lambda talk: survey.hear(talk, text), said=text)
    if turn is None:
        # Let go of the database: the bot may take seconds, and asks us meanwhile.
        talk.session.rollback()
    return turn


def with_help(turn: Turn, speaking: Speaking) -> Turn:
    """Return the turn with whom to talk to: words that are no answer may have been a cry for help."""
    with force_locale(speaking.language):
        reply = replace(turn.reply, messages=[*turn.reply.messages, ends.help_line("young_person")])
    return replace(turn, reply=reply)


def again(talk: Talk | None) -> Turn | None:
    """Return what a survey under way asks, in the language that was just chosen; None where none is under way."""
    if talk is None or talk.state.over or talk.state.at in ("paused", "helped"):
        return None
    return _turn(talk, resume)


def offered(session: Session, state: State | None, speaking: Speaking, audience: str | None) -> Turn:
    """Return the open surveys, and the way back into one that was begun."""
    with force_locale(speaking.language):
        messages = [survey.offer(session, speaking, audience)]
        if state is not None and state.draft and not state.over:
            messages.insert(0, say.go_on(speaking))
    return Turn(Reply(survey.ROUTE, None, messages), left(state))


def after_danger(talk: Talk, text: str) -> tuple[list[Message], list[Message]]:
    """Return what follows a danger card in a survey: now, and in the store, where no words may be.

    Where an answer in one's own words was asked for: "keep this as your answer?". Else, and after that, the way back.
    """
    if talk.state.over or talk.state.at == "paused":
        return [], []
    with force_locale(talk.language):
        back = [say.go_on(talk.speaking)]
        unit = survey.takes_words(talk) if text else None
        now = back if unit is None else [say.keep(text, unit.question.code, talk.speaking)]
    return now, back


def _turn(talk: Talk, run: Run, *, said: str = "") -> Turn | None:
    with force_locale(talk.language):
        step = run(talk)
    if step is None:
        return None
    words = said if step.worded else ""
    return Turn(Reply(survey.ROUTE, None, step.messages), step.state, step.forget, step.alert, words, step.unread)
