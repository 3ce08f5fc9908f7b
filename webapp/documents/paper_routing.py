"""Routing told in words: what a page hides by itself, paper has to say ("if you ticked 2, go to question 7")."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from surveys.content import QuestionView
from surveys.papers import SEVERAL

Numbers = Mapping[str, int]
LONG_RUN = 4
"""From so many numbers in a row on they are told as "2 to 5"."""


def only_if(question: QuestionView, asked: Mapping[str, QuestionView], numbers: Numbers) -> str | None:
    """When a question is to be answered, None for always.

    In: the questions and their numbers on the paper, by code.
    """
    if question.show_if is None or question.show_if["question"] not in asked:
        return None
    before = asked[question.show_if["question"]]
    number = numbers[before.code]
    if before.type == "grid":
        lines = [
            _("%(numbers)s beside “%(row)s”", numbers=either(ticked), row=row)
            for row, ticked in _in_rows(before, question.show_if["any_of"])
        ]
        return _("Only if at question %(number)s you ticked %(ticked)s.", number=number, ticked=_or(lines))
    ticked = _numbers_of(before, question.show_if["any_of"])
    return _("Only if you ticked %(numbers)s at question %(number)s.", numbers=either(ticked), number=number)


def go_to(place: int, questions: Sequence[QuestionView], numbers: Numbers) -> list[str]:
    """Where to go on after the question at this place, by what was ticked; empty where it is always the next one."""
    here, later = questions[place], questions[place + 1 :]
    hanging = [q for q in later if q.show_if is not None and q.show_if["question"] == here.code]
    if not hanging or not later or later[0] not in hanging or here.type == "grid":
        return []
    if here.type in SEVERAL:
        return _after_several(here, later, numbers)
    targets: dict[str, list[int]] = {}
    for number, option in enumerate(here.options, start=1):
        target = next((q.code for q in later if q not in hanging or option.code in _any_of(q)), "")
        targets.setdefault(target, []).append(number)
    targets.pop(later[0].code, None)
    return [
        _("If you ticked %(numbers)s, go to question %(number)s.", numbers=either(ticked), number=numbers[code])
        if code
        else _("If you ticked %(numbers)s, go to the end.", numbers=either(ticked))
        for code, ticked in targets.items()
    ]


def _after_several(here: QuestionView, later: Sequence[QuestionView], numbers: Numbers) -> list[str]:
    """Of several ticks one is enough; told only where the questions that follow hang on the same ticks."""
    wanted = _any_of(later[0])
    target = next((q for q in later if q.show_if is None or q.show_if["question"] != here.code), None)
    block = later[: later.index(target)] if target else later
    if any(_any_of(q) != wanted for q in block):
        return []
    ticked = either(_numbers_of(here, wanted))
    if target is None:
        return [_("If you did not tick %(numbers)s, go to the end.", numbers=ticked)]
    number = numbers[target.code]
    return [_("If you did not tick %(numbers)s, go to question %(number)s.", numbers=ticked, number=number)]


def either(numbers: Sequence[int]) -> str:
    """Numbers of options, in their order, as words: "2", "2 or 3", "1, 2 or 5", and a long run "1 to 6"."""
    parts: list[str] = []
    rest = list(numbers)
    while rest:
        run = [number for place, number in enumerate(rest) if number == rest[0] + place]
        rest = rest[len(run) :]
        if len(run) >= LONG_RUN:
            parts.append(_("%(first)s to %(last)s", first=run[0], last=run[-1]))
        else:
            parts += [str(number) for number in run]
    return _or(parts)


def _or(parts: Sequence[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s or %(last)s", first=_(", ").join(parts[:-1]), last=parts[-1])


def _any_of(question: QuestionView) -> list[str]:
    return list(question.show_if["any_of"]) if question.show_if else []


def _numbers_of(question: QuestionView, codes: Sequence[str]) -> list[int]:
    return [number for number, option in enumerate(question.options, start=1) if option.code in codes]


def _in_rows(question: QuestionView, codes: Sequence[str]) -> list[tuple[Any, list[int]]]:
    """Rows of a grid of which an answer counts ("row.option"), each with the numbers that do."""
    found = []
    for row in question.rows:
        ticked = _numbers_of(question, [code.partition(".")[2] for code in codes if code.partition(".")[0] == row.code])
        if ticked:
            found.append((row.label, ticked))
    return found


def how_many(most: int) -> str:
    """How many boxes may be ticked."""
    return _("Tick one box.") if most == 1 else ngettext("Tick up to %(num)d box.", "Tick up to %(num)d boxes.", most)
