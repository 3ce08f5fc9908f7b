"""What somebody answers in a survey held by chat, stored; and the ways about: skip, back, change.

Nothing is thanked for that was not stored. The channel is the door's own: nobody can name another.
"""

from collections.abc import Sequence
from dataclasses import replace

from flask_babel import format_decimal
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError

from surveys import answers, queries
from surveys.errors import Incomplete, NotAnswerable
from surveys.models import Draft
from surveys.questions import InvalidAnswer, raw_value
from surveys.quotas import is_over
from webapp.chat import survey_ends as ends
from webapp.chat import survey_say as say
from webapp.chat import survey_units as units
from webapp.chat.survey_state import State
from webapp.chat.survey_talk import Step, Talk, again, ask, begin, check, chosen_of, closed, lost, resume, which
from webapp.chat.survey_units import WHY, Unit
from webapp.forms.saving import HARD, save_answers, send_answers

CHANNEL = "chat"


def agreed(talk: Talk) -> Step:
    """Begin a draft once the person agreed, tell its return code, and ask the first question."""
    if talk.state.draft:
        return resume(talk)
    found = queries.survey_by_slug(talk.session, talk.state.slug)
    view = queries.current_survey(talk.session, talk.state.slug, talk.language)
    if found is None or view is None:
        return closed(talk)
    try:
        with talk.session.begin_nested():
            draft, code = answers.start_draft(talk.session, found, language=talk.language, channel=CHANNEL)
            yes = {one.code: one.options[0].code for one in units.agreements(view)}
            save_answers(talk.session, draft, yes, keep=False)
    except NotAnswerable:
        return closed(talk)
    except SQLAlchemyError as error:
        return lost(talk, error, lambda: begin(talk.session, talk.state.slug, talk.speaking))
    step = resume(talk.at(draft=draft.id, code=code))
    return replace(step, messages=[say.begun(code), *step.messages])


def give(talk: Talk, unit: Unit, value: object, *, keep: bool = False, words: str = "", finish: bool = False) -> Step:
    """Store an answer and ask on. `words`: what it holds of the person's own; `finish`: no more options follow."""
    code = unit.question.code
    value = _whole(talk, unit, value)
    draft = talk.session.get_one(Draft, talk.state.draft)
    try:
        with talk.session.begin_nested():
            answers.switch_language(talk.session, draft, talk.language)
            saved = save_answers(talk.session, draft, {code: value}, keep=keep)[code]
    except InvalidAnswer as error:
        return again(talk, unit, say.problem(error) or say.not_understood(talk.state.missed))
    except NotAnswerable as error:
        return resume(talk.at()) if error.reason == "not_agreed" else closed(talk)
    except SQLAlchemyError as error:
        return lost(talk, error, lambda: ask(talk, unit))
    if not saved.saved:
        return Step(
            [say.keep(words, code, talk.speaking)],
            talk.state,
            alert="crisis" if saved.alert == "crisis" else "emergency",
        )
    if saved.doubt and talk.state.doubted != code:
        number = format_decimal(raw_value(unit.question, talk.at().seen()[1][code].stored))
        state = replace(talk.state.asking(code, unit.part), at="doubt", doubted=code)
        return Step(say.doubt(number), state)
    step = past(talk.at(fresh=False), unit, passed=finish)
    return replace(step, worded=bool(words))


def give_words(talk: Talk, unit: Unit, words: str, *, keep: bool = False) -> Step:
    """Store somebody's own words; `keep` is their yes to words in which danger was seen."""
    if unit.part != WHY:
        return give(talk, unit, words, keep=keep, words=words)
    answer = talk.seen()[1].get(unit.question.code)
    choice = answer.choices[0] if answer is not None and answer.choices else None
    return give(talk, unit, {"choice": choice, "why": words}, keep=keep, words=words)


def _whole(talk: Talk, unit: Unit, value: object) -> object:
    """Return the value of the whole question that a part of it makes: a row with its grid, an option with its list."""
    given = talk.seen()[1].get(unit.question.code)
    if unit.question.rows:
        rows = raw_value(unit.question, given.stored) if given is not None else None
        return {**(rows or {}), unit.part: value}
    if unit.several and isinstance(value, list):
        alone = {one.code for one in unit.question.options if one.exclusive}
        before = [one for one in chosen_of(talk, unit) if one not in alone]
        return value if alone & set(value) else list(dict.fromkeys([*before, *value]))
    if unit.question.type == "closed_why" and isinstance(value, str) and given is not None:
        return {"choice": value, "why": given.text}
    return value


def past(talk: Talk, unit: Unit, *, passed: bool) -> Step:
    """Return the next question once this one is done with; the same again while more options may follow."""
    state = talk.state
    marks = {one for one in state.passed if one != unit.key} | ({unit.key} if passed else set())
    open_still = unit.several and not passed and not units.answered(unit, talk.seen()[1])
    redo = tuple(one for one in state.redo if one != unit.key or open_still)
    return resume(talk.at(passed=tuple(sorted(marks)), redo=redo, at="ask"))


def skip(talk: Talk, unit: Unit) -> Step:
    """Leave a question empty, or finish a list; an agreement that is needed leads to help and the way back."""
    if unit.gate:
        state = replace(talk.state.asking(unit.question.code, unit.part), at="paused")
        return Step(ends.adult_needed(talk.code), state)
    if unit.question.required and unit.question.code not in talk.seen()[1]:
        return again(talk, unit, _("Answer this question to go on"))
    return past(talk.at(fresh=False), unit, passed=True)


def redo(talk: Talk, again: Sequence[Unit]) -> Step:
    """Ask for these anew, then go on where the survey was."""
    keys = {one.key for one in again}
    passed = tuple(one for one in talk.state.passed if one not in keys)
    several = any(one.several for one in again)
    redo = tuple(sorted({*talk.state.redo, *keys}))
    talk = talk.at(passed=passed, redo=redo, fresh=several, doubted="")
    return ask(talk, again[0])


def change(talk: Talk, code: str) -> Step:
    """Ask a question anew; which one, where the code is none of those that are asked."""
    view, given = talk.seen()
    asks = next((one for one in units.asked(view, given) if one.code == code), None)
    return which(talk) if asks is None else redo(talk, units.units_of(asks, given))


def send(talk: Talk) -> Step:
    """Send the answers and thank, or say what is still needed; nobody sends what was not there to be looked over."""
    if talk.state.at != "check":
        return check(talk)
    draft = talk.session.get_one(Draft, talk.state.draft)
    view, given = talk.seen()
    try:
        with talk.session.begin_nested():
            reference = send_answers(talk.session, draft)
    except Incomplete as incomplete:
        return check(talk.at(), incomplete.questions)
    except NotAnswerable:
        return closed(talk)
    except SQLAlchemyError as error:
        return lost(talk, error, lambda: check(talk))
    over = draft.submission is not None and is_over(draft.submission)
    alarmed = any(one.alert in HARD for one in given.values())
    # Which answers they are stays known in this talk: who asks to take them back needs no code here.
    kept = State(talk.state.slug, at="sent", draft=draft.id)
    return Step(ends.sent(view, reference, talk.code, alarmed=alarmed, over=over, speaking=talk.speaking), kept)
