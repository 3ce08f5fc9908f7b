"""Where the door and a survey meet: what a message is to a survey under way, and what the talk goes on with."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask_babel import force_locale
from sqlalchemy.orm import Session

from directory.triage import Alert, Verdict
from webapp.chat import speaking as speech
from webapp.chat import survey, tongue
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

    `danger`: what triage saw in words that were not stored: the card goes before everything else.
    """

    reply: Reply
    speaking: Speaking
    state: State | None
    forget: bool = False
    danger: Alert | None = None


def is_button(message: str) -> bool:
    """Return whether a message is a pressed button of a survey."""
    return pressed(message) is not None or with_words(message) is not None


def help_wanted(message: str) -> str | None:
    """Return the words that somebody says are no answer but a cry for help, or None."""
    carried = with_words(message)
    return carried[1] if carried is not None and carried[0] == HELP else None


def left(state: State | None) -> State | None:
    """Return where a survey is once something else was answered in between; who stopped it is not called back."""
    return state if state is None or state.at == "paused" else replace(state, at="helped")


def by_button(
    session: Session, message: str, state: State | None, speaking: Speaking, audience: str | None, *, aloud: bool
) -> Turn | None:
    """Answer a pressed button of a survey; None where the message is no such."""
    button, carried = pressed(message), with_words(message)
    if button is None and (carried is None or state is None):
        return None
    if button is not None and button.action == "begin":
        return _turn(session, State(button.first), speaking, lambda talk: survey.start(talk, state), aloud=aloud)
    if state is None:
        # Pressed after the survey ended, or in another talk.
        return offered(session, None, speaking, audience)
    if button is not None:
        return _turn(session, state, speaking, lambda talk: survey.press(talk, button), aloud=aloud)
    prefix, words = carried or ("", "")
    return _turn(session, state, speaking, lambda talk: survey.keep_words(talk, prefix, words), aloud=aloud, said=words)


def is_plain(session: Session, text: str, state: State | None, speaking: Speaking) -> bool:
    """Return whether a message is nothing but a word that a survey under way offered: such are no sign of danger."""
    if state is None:
        return False
    unit = None if state.at in ("paused", "helped") else Talk(session, state, speaking, aloud=False).unit()
    return typed.is_plain(text, speaking.language, None if unit is None else unit.question)


def by_words(
    session: Session, text: str, state: State | None, speaking: Speaking, verdict: Verdict, *, aloud: bool
) -> Turn | None:
    """Answer what was typed where it is for the survey; None where it is for the bot."""
    if state is None:
        return None
    turn = _turn(session, state, speaking, lambda talk: survey.hear(talk, text), aloud=aloud, said=text)
    if turn is None:
        # Let go of the database: the bot may take seconds, and asks us meanwhile.
        session.rollback()
        return None
    if verdict.alert == "caution" and turn.danger is None and _worded(session, state, speaking, aloud=aloud):
        line = speech.caution(verdict, tongue.heard(text, speaking.language), speaking)
        return replace(turn, reply=replace(turn.reply, alert="caution", messages=[*turn.reply.messages, line]))
    return turn


def again(session: Session, state: State | None, speaking: Speaking, *, aloud: bool) -> Turn | None:
    """Return what a survey under way asks, in the language that was just chosen; None where none is under way."""
    if state is None or state.at in ("paused", "helped"):
        return None
    return _turn(session, state, speaking, resume, aloud=aloud)


def offered(session: Session, state: State | None, speaking: Speaking, audience: str | None) -> Turn:
    """Return the open surveys, and the way back into one that was begun."""
    with force_locale(speaking.language):
        messages = [survey.offer(session, speaking, audience)]
        if state is not None and state.draft:
            messages.insert(0, say.go_on(speaking))
    return Turn(Reply(survey.ROUTE, None, messages), speaking, left(state))


def after_danger(
    session: Session, state: State, speaking: Speaking, text: str, *, aloud: bool
) -> tuple[list[Message], list[Message]]:
    """Return what follows a danger card in a survey: now, and in the store, where no words may be.

    Where an answer in one's own words was asked for: "keep this as your answer?". Else, and after that, the way back.
    """
    if state.at == "paused":
        return [], []
    with force_locale(speaking.language):
        back = [say.go_on(speaking)]
        unit = survey.takes_words(Talk(session, state, speaking, aloud)) if text else None
        now = back if unit is None else [say.keep(text, unit.question.code, speaking)]
    return now, back


def _worded(session: Session, state: State, speaking: Speaking, *, aloud: bool) -> bool:
    return survey.takes_words(Talk(session, state, speaking, aloud)) is not None


def _turn(session: Session, state: State, speaking: Speaking, run: Run, *, aloud: bool, said: str = "") -> Turn | None:
    with force_locale(speaking.language):
        step = run(Talk(session, state, speaking, aloud))
    if step is None:
        return None
    messages = step.messages
    heard = tongue.heard(said, speaking.language) if step.worded else None
    if heard is not None and heard.sure and heard.ours and speaking.asked is None:
        # Asked once, as everywhere in the talk; the answer is stored as it was written.
        messages = [speech.question(heard, speaking, None), *messages]
        speaking = replace(speaking, asked=heard.tag)
    return Turn(Reply(survey.ROUTE, None, messages), speaking, step.state, step.forget, step.alert)
