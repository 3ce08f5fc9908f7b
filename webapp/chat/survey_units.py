"""A survey cut into what one turn of a talk can ask: a question, a row of a grid, the "why?" of a choice."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from surveys.content import QuestionView, SurveyView
from surveys.queries import AnswerValue
from surveys.questions import TYPES, is_shown, takes_text

SEVERAL = ("multiple", "up_to_n", "ranking")
WHY = "why"
Given = Mapping[str, AnswerValue]


@dataclass(frozen=True)
class Unit:
    """What one turn asks."""

    question: QuestionView
    part: str = ""

    @property
    def key(self) -> str:
        """A name that no other unit of the survey has."""
        return f"{self.question.code}.{self.part}" if self.part else self.question.code

    @property
    def wordy(self) -> bool:
        """Whether it takes somebody's own words."""
        return self.part == WHY or self.question.type == "free_text"

    @property
    def several(self) -> bool:
        """Whether it takes more than one option, one after the other."""
        return self.question.type in SEVERAL

    @property
    def gate(self) -> bool:
        """Whether it is an agreement without which nothing after it may be asked (surveys.consent)."""
        return self.question.type == "agreement" and self.question.required


def agreements(view: SurveyView) -> list[QuestionView]:
    """Return what has to be agreed before anything is asked or stored."""
    return [question for question in view.questions if question.type == "agreement" and question.show_if is None]


def asked(view: SurveyView, given: Given) -> list[QuestionView]:
    """Return the questions that routing asks, in order, without the agreements of the beginning."""
    picked = {code: answer.choices for code, answer in given.items()}
    first = {question.code for question in agreements(view)}
    return [q for q in view.questions if q.code not in first and is_shown(q.show_if, picked)]


def units(view: SurveyView, given: Given) -> list[Unit]:
    """Return the turns that the questions take, in order; "why?" comes once a choice was made."""
    return [unit for question in asked(view, given) for unit in units_of(question, given)]


def units_of(question: QuestionView, given: Given) -> list[Unit]:
    """Return the turns of one question."""
    if question.rows:
        return [Unit(question, row.code) for row in question.rows]
    answer = given.get(question.code)
    if takes_text(question.type) and question.options and answer is not None and answer.choices:
        return [Unit(question), Unit(question, WHY)]
    return [Unit(question)]


def find(view: SurveyView, given: Given, code: str, part: str = "") -> Unit | None:
    """Return this unit if routing asks it."""
    return next((one for one in units(view, given) if (one.question.code, one.part) == (code, part)), None)


def following(view: SurveyView, given: Given, passed: Collection[str], redo: Collection[str]) -> Unit | None:
    """Return the first unit that is to be asked (again), or None at the end."""
    return next(
        (one for one in units(view, given) if one.key in redo or not (one.key in passed or answered(one, given))),
        None,
    )


def before(view: SurveyView, given: Given, unit: Unit | None) -> Unit | None:
    """Return the unit before this one, the last for None; None before the first."""
    every = units(view, given)
    place = len(every) if unit is None else next((i for i, one in enumerate(every) if one.key == unit.key), 0)
    return every[place - 1] if place else None


def answered(unit: Unit, given: Given) -> bool:
    """Return whether a unit needs no more turn: of several options, when no more can be chosen."""
    answer = given.get(unit.question.code)
    if answer is None:
        return False
    if unit.part == WHY:
        return answer.text is not None
    if unit.part:
        return any(choice.partition(".")[0] == unit.part for choice in answer.choices)
    if unit.several:
        return is_full(unit.question, answer.choices)
    return bool(answer.choices) if unit.question.options else True


def is_full(question: QuestionView, choices: Collection[str]) -> bool:
    """Return whether no further option can be chosen: as many as allowed, or one that stands alone."""
    most = TYPES[question.type].limit(question)
    alone = {option.code for option in question.options if option.exclusive}
    return len(choices) >= min(most or len(question.options), len(question.options)) or bool(alone & set(choices))
