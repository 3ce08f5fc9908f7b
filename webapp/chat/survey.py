"""A survey held by chat: one question a turn, on the same functions as the page (docs/decisions/0010).

The door asks danger first and comes here with what is left. Nothing here needs the bot, so a survey goes on while a
Rasa process dies or none is there.
"""

from collections.abc import Callable
from dataclasses import replace

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from surveys import answers, queries
from surveys.models import Draft
from webapp.chat import survey_ends as ends
from webapp.chat import survey_say as say
from webapp.chat import survey_typed as typed
from webapp.chat import survey_units as units
from webapp.chat import tongue
from webapp.chat.reply import Message
from webapp.chat.speaking import Speaking
from webapp.chat.survey_state import KEEP, Pressed, State
from webapp.chat.survey_take import agreed, change, give, give_words, past, redo, send, skip
from webapp.chat.survey_talk import Step, Talk, again, ask, begin, chosen_of, closed, resume, which
from webapp.chat.survey_units import SEVERAL, Unit

ROUTE = "take_survey"


def offer(session: Session, speaking: Speaking, audience: str | None) -> Message:
    """Return the open surveys for this audience; all of them where it is unknown or has none."""
    cards = queries.open_surveys(session, speaking.language)
    return say.offer([card for card in cards if card.audience == audience] or cards, speaking)


def start(talk: Talk, before: State | None) -> Step:
    """Begin the survey that was chosen; the same one again goes on where it was left."""
    if before is not None and before.slug == talk.state.slug and before.draft and not before.over:
        return resume(replace(talk, state=before))
    return begin(talk.session, talk.state.slug, talk.speaking)


def press(talk: Talk, pressed: Pressed) -> Step:
    """Answer a pressed button; one of an earlier question answers that one anew."""
    if pressed.action == "decline" or (pressed.action == "no" and talk.state.at == "agree"):
        return Step([Message(_("That is fine. Nothing was stored."))], None)
    if pressed.action == "agree":
        return agreed(talk)
    draft = talk.draft()
    if talk.state.over:
        return _unsend(talk, pressed.action)
    if draft is None or draft.state != "open":
        return resume(talk) if not talk.state.draft else closed(talk)
    if pressed.action == "pick":
        return _picked(talk, pressed)
    if pressed.action in ("skip", "leave", "done"):
        talk = talk.at(part=talk.state.part if pressed.first == talk.state.question else "")
        unit = units.find(*talk.seen(), pressed.first, talk.state.part) or talk.unit()
        return resume(talk) if unit is None else skip(talk, unit)
    if pressed.action in ("yes", "no"):
        return _yes_or_no(talk, pressed.action == "yes")
    if pressed.action == "change" and pressed.first:
        return change(talk, pressed.first)
    return _ACTIONS[pressed.action](talk)


def hear(talk: Talk, text: str) -> Step | None:
    """Answer what was typed; None where it is not for the survey: a wish for another language, or for help."""
    said = typed.command(text, talk.language)
    if talk.state.over:
        wanted = [name for name in ("withdraw", "yes", "no") if name in said]
        return _unsend(talk, wanted[0]) if "withdraw" in wanted or (wanted and talk.state.at == "unsend") else None
    if talk.state.at in ("paused", "helped"):
        return _called_back(talk, said)
    wish = tongue.asked_for(text) is not None
    if talk.state.at == "agree":
        if "yes" in said:
            return agreed(talk)
        if {"no", "stop", "withdraw"} & said:
            return press(talk, Pressed("decline"))
        return None
    draft = talk.draft()
    if draft is None or draft.state != "open":
        return closed(talk)
    if talk.state.at in ("withdraw", "doubt") and {"yes", "no"} & said:
        return _yes_or_no(talk, "yes" in said)
    unit = talk.unit() if talk.state.at in ("ask", "doubt") else None
    if unit is None:
        return _elsewhere(talk, text, said, wish=wish)
    exact = not unit.wordy and typed.option(unit.question, text, talk.language) is not None
    commanded = None if exact and not said & {"back", "stop", "withdraw"} else _command(talk, unit, text, said)
    if commanded is not None:
        return commanded
    if unit.wordy:
        if wish:
            return None
        if typed.asks_for_help(text, talk.language):
            return Step([say.mine_or_help(text)], talk.state)
        return give_words(talk, unit, text)
    value = _value(talk, unit, text)
    if value is not None:
        return give(talk, unit, value, finish=isinstance(value, list) and len(value) > 1 and unit.several)
    if wish or typed.asks_for_help(text, talk.language) or typed.is_question(text):
        return None
    return again(talk, unit, say.not_understood(talk.state.missed))


def _called_back(talk: Talk, said: set[str]) -> Step | None:
    """Answer a word for the survey while something else is talked about; None for everything else."""
    if "go" in said or not talk.state.draft:
        return resume(talk) if "go" in said else None
    names = ("back", "stop", "change", "withdraw")
    return next((press(talk, Pressed(name)) for name in names if name in said), None)


def keep_words(talk: Talk, prefix: str, words: str) -> Step:
    """Store the words that a button carried: the person said yes to them."""
    unit = talk.unit()
    if unit is None or not unit.wordy:
        return resume(talk)
    return give_words(talk, unit, words, keep=prefix == KEEP)


def takes_words(talk: Talk) -> Unit | None:
    """Return what is open where it takes somebody's own words, for the door's "keep this as your answer?"."""
    draft = talk.draft()
    unit = talk.unit() if talk.state.at == "ask" and draft is not None and draft.state == "open" else None
    return unit if unit is not None and unit.wordy else None


def _value(talk: Talk, unit: Unit, text: str) -> object:
    """Return what was typed as a value of the question's type, None where it is none."""
    asks, language = unit.question, talk.language
    if asks.type in SEVERAL:
        chosen = chosen_of(talk, unit)
        return typed.several(asks, text, language, say.order(unit, chosen))
    if asks.type == "number":
        given = typed.number(text, language)
        return text if given is None else given
    code = typed.option(asks, text, language)
    return text if code is None and asks.type == "ward" else code


def _picked(talk: Talk, pressed: Pressed) -> Step:
    part, dot, code = pressed.second.rpartition(".")
    unit = units.find(*talk.seen(), pressed.first, part if dot else "")
    if unit is None:
        return resume(talk)
    if unit.question.code != talk.state.question:
        talk = talk.at(fresh=unit.several, doubted="")
    return give(talk, unit, [code] if unit.several else code)


def _back(talk: Talk) -> Step:
    view, given = talk.seen()
    at = talk.unit() if talk.state.at in ("ask", "doubt", "paused") else None
    earlier = units.before(view, given, at)
    if earlier is None:
        return resume(talk)
    return redo(talk, [earlier])


def _stop(talk: Talk) -> Step:
    return Step(ends.stopped(talk.code, talk.speaking), replace(talk.state, at="paused"))


def _withdraw(talk: Talk) -> Step:
    return Step(ends.withdraw(), replace(talk.state, at="withdraw"))


def _unsend(talk: Talk, wish: str) -> Step:
    """Answer a button or word about answers that were sent: they can be taken back, and nothing else."""
    draft = talk.draft()
    if draft is None or draft.state != "submitted":
        return closed(talk)
    if wish == "withdraw":
        return Step(ends.withdraw(), replace(talk.state, at="unsend"))
    if wish == "yes" and talk.state.at == "unsend":
        return _withdrawn(talk, draft)
    return Step([Message(_("Thank you. Your answers are sent."))], replace(talk.state, at="sent"))


def _withdrawn(talk: Talk, draft: Draft) -> Step:
    answers.withdraw(talk.session, draft)
    return Step(ends.withdrawn(), None, forget=True)


def _yes_or_no(talk: Talk, yes: bool) -> Step:
    if talk.state.at == "withdraw" and yes:
        return _withdrawn(talk, talk.session.get_one(Draft, talk.state.draft))
    unit = talk.unit()
    if talk.state.at == "doubt" and unit is not None:
        return past(talk, unit, passed=False) if yes else ask(talk, unit)
    return resume(talk)


def _elsewhere(talk: Talk, text: str, said: set[str], *, wish: bool) -> Step | None:
    """Answer what was typed where no question is open: at the check, among what to change, before deleting."""
    at = talk.state.at
    commanded = _command(talk, None, text, said)
    if commanded is not None:
        return commanded
    if at == "check" and {"send", "yes"} & said:
        return send(talk)
    if at == "change":
        return resume(talk) if "go" in said else _change_named(talk, text)
    if wish or typed.asks_for_help(text, talk.language) or typed.is_question(text):
        return None
    step = Step(ends.withdraw(), talk.state) if at == "withdraw" else resume(talk)
    first = Message(say.not_understood(talk.state.missed))
    return replace(step, messages=[first, *step.messages], unread=True)


def _change_named(talk: Talk, text: str) -> Step:
    """Find the question that somebody names by its number or by words of it."""
    view, given = talk.seen()
    place = typed.number(text, talk.language)
    if place is not None:
        return change(talk, say.number_of(view, given, place) or "")
    said = typed.fold(text)
    named = [one.code for one in units.asked(view, given) if f" {said} " in f" {typed.fold(str(one.text))} "]
    return change(talk, named[0] if len(named) == 1 else "")


def _command(talk: Talk, unit: Unit | None, text: str, said: set[str]) -> Step | None:
    """Do what a word such as "skip" says; None where the message is no such word here."""
    changed = typed.change_of(text, talk.language)
    if changed is not None and (unit is None or not unit.wordy or typed.number(changed, talk.language) is not None):
        return _change_named(talk, changed)
    if unit is not None and (("skip" in said) or ("done" in said and unit.several and chosen_of(talk, unit))):
        return skip(talk, unit)
    return next((_ACTIONS[name](talk) for name in ("back", "stop", "change", "withdraw") if name in said), None)


_ACTIONS: dict[str, Callable[[Talk], Step]] = {
    "back": _back,
    "stop": _stop,
    "change": which,
    "withdraw": _withdraw,
    "go": resume,
    "send": send,
}
