"""Weights by raking (iterative proportional fitting, by the library ipfn) to a census baseline.

Raking makes the weighted shares of several groups, such as sex and ethnicity, equal to the residents' at once. It
mends who answered, not why: an open consultation stays a sample that chose itself. Weights are not trimmed; the
largest is told, and Kish's design effect says what the weights cost. Whoever said nothing on one of the groups has
no weight, and is in the unweighted figures alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import prod

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys import queries
from surveys.analysis.census import Baseline, Group
from surveys.analysis.residents import AUDIENCE_AGES, categories_for, category_of, fits, said
from surveys.analysis.statistics import wilson
from surveys.content import QuestionView
from surveys.models import Answer, Choice, Submission, Survey

MINIMUM_BASE = 100
CLOSED = frozenset({"single", "multiple", "up_to_n", "scale", "closed_why"})
LARGEST_TABLE = 10_000
"""Cells that groups may make together; more than that no survey of ours could fill."""


@dataclass(frozen=True)
class Refused:
    """Why there are no weights: a code, and of which groups or categories.

    nothing_chosen, not_residents, bands_do_not_fit, too_few (with the base), empty_cells, too_many_cells,
    does_not_converge.
    """

    code: str
    where: tuple[str, ...] = ()
    base: int = 0


@dataclass(frozen=True)
class Weights:
    """A weight for each submission, with mean 1; Kish's design effect and the base that it leaves."""

    by_person: Mapping[str, float]
    groups: tuple[str, ...]
    unweighted: int
    design_effect: float
    effective_base: float
    largest: float


@dataclass(frozen=True)
class Line:
    """One option, unweighted and weighted: percent 0..100 with 95% Wilson intervals (weighted: effective base)."""

    option: str
    label: str
    count: int
    percent: float
    interval: tuple[float, float]
    weighted: float | None
    weighted_interval: tuple[float, float] | None


@dataclass(frozen=True)
class Weighted:
    """One closed question: people in its base, those of them with a weight, and their effective base."""

    question: str
    text: str
    base: int
    weighted_base: int
    effective_base: float
    lines: list[Line] = field(default_factory=list)


def kish(weights: Sequence[float]) -> tuple[float, float]:
    """Kish's design effect and the effective base: n·Σw² / (Σw)², and n over it. ValueError without weights."""
    if not weights or sum(weights) <= 0:
        raise ValueError("there are no weights")
    effect = len(weights) * sum(one * one for one in weights) / sum(weights) ** 2
    return effect, len(weights) / effect


def rake(counts: np.ndarray, margins: Sequence[Sequence[float]]) -> np.ndarray | None:
    """A table of counts fitted to margins, one for each dimension, scaled to the counts' total.

    None when it does not settle, as where cells that nobody is in make the margins unreachable.
    """
    # It brings pandas along: a second and some 60 MB that no other page needs.
    from ipfn.ipfn import ipfn

    total = float(counts.sum())
    wanted = [total * np.array(margin, dtype=float) / sum(margin) for margin in margins]
    fitted, settled = ipfn(
        counts.astype(float).copy(), wanted, [[axis] for axis in range(counts.ndim)], convergence_rate=1e-6, verbose=1
    ).iteration()
    axes = range(counts.ndim)
    near = all(
        np.allclose(fitted.sum(axis=tuple(other for other in axes if other != axis)), wanted[axis], rtol=1e-3)
        for axis in axes
    )
    return fitted if settled and near else None


def weigh(session: Session, survey: Survey, baseline: Baseline, groups: Sequence[str]) -> Weights | Refused:
    """Weights for a survey's people by some groups of a baseline (their codes), or why there are none."""
    chosen = [group for code in groups if (group := baseline.group(code)) is not None]
    if not chosen:
        return Refused("nothing_chosen")
    if survey.audience not in AUDIENCE_AGES:
        return Refused("not_residents")
    misfits = tuple(group.code for group in chosen if not fits(group, survey.audience))
    if misfits:
        return Refused("bands_do_not_fit", misfits)
    cells = [categories_for(group, survey.audience) for group in chosen]
    if prod(map(len, cells)) > LARGEST_TABLE:
        return Refused("too_many_cells")
    found = said(session, [survey], baseline)
    people = {
        person: place
        for person, answers in found.answers.items()
        if (place := _place(chosen, cells, answers)) is not None
    }
    if len(people) < MINIMUM_BASE:
        return Refused("too_few", base=len(people))
    counts = np.zeros([len(codes) for codes in cells])
    for place in people.values():
        counts[place] += 1
    empty = tuple(
        f"{group.code}.{codes[index]}"
        for axis, (group, codes) in enumerate(zip(chosen, cells, strict=True))
        for index in range(len(codes))
        if counts.take(index, axis=axis).sum() == 0
    )
    if empty:
        return Refused("empty_cells", empty)
    fitted = rake(counts, [_margin(group, codes, baseline) for group, codes in zip(chosen, cells, strict=True)])
    if fitted is None:
        return Refused("does_not_converge")
    by_person = {person: float(fitted[place] / counts[place]) for person, place in people.items()}
    effect, left = kish(list(by_person.values()))
    return Weights(
        by_person=by_person,
        groups=tuple(group.code for group in chosen),
        unweighted=len(found.answers) - len(people),
        design_effect=effect,
        effective_base=left,
        largest=max(by_person.values()),
    )


def _place(
    groups: Sequence[Group], cells: Sequence[Sequence[str]], answers: Mapping[str, str]
) -> tuple[int, ...] | None:
    """In which cell of the table a person is; None when one of the groups is not known."""
    place = []
    for group, codes in zip(groups, cells, strict=True):
        category = category_of(group, answers.get(group.question))
        if category is None or category not in codes:
            return None
        place.append(codes.index(category))
    return tuple(place)


def _margin(group: Group, codes: Sequence[str], baseline: Baseline) -> list[float]:
    year = baseline.newest.year
    return [float(category.counts[year]) for category in group.categories if category.code in codes]


def weighted_questions(session: Session, survey: Survey, weights: Weights) -> list[Weighted]:
    """Every closed question of a survey, unweighted and weighted side by side; those asked of groups are left out."""
    view = queries.current_survey(session, survey.slug, "en")
    if view is None:
        return []
    asked = {question.code: question for question in view.questions if question.type in CLOSED}
    people: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for person, question, option in session.execute(
        sa.select(Answer.submission_id, Answer.question_code, Choice.option_code)
        .join(Choice, Choice.answer_id == Answer.id)
        .join(Submission, Submission.id == Answer.submission_id)
        .where(Submission.survey_id == survey.id, Answer.question_code.in_(list(asked)))
    ):
        people[question][person].add(option)
    return [_weighted(question, people[code], weights.by_person) for code, question in asked.items() if people[code]]


def _weighted(question: QuestionView, said_by: Mapping[str, set[str]], weights: Mapping[str, float]) -> Weighted:
    outside = {option.code for option in question.options if option.outside_base}
    base = {person: options for person, options in said_by.items() if not options & outside}
    with_weight = {person: weights[person] for person in base if person in weights}
    total = sum(with_weight.values())
    left = kish(list(with_weight.values()))[1] if with_weight else 0.0
    lines = []
    for option in question.options:
        if option.code in outside or not base:
            continue
        count = sum(option.code in options for options in base.values())
        share = None
        if with_weight:
            share = sum(weight for person, weight in with_weight.items() if option.code in base[person]) / total
        low, high = wilson(count, len(base))
        ends = wilson(min(share, 1.0) * left, left) if share is not None else None
        lines.append(
            Line(
                option=option.code,
                label=str(option.label),
                count=count,
                percent=100 * count / len(base),
                interval=(100 * low, 100 * high),
                weighted=None if share is None else 100 * share,
                weighted_interval=None if ends is None else (100 * ends[0], 100 * ends[1]),
            )
        )
    return Weighted(question.code, str(question.text), len(base), len(with_weight), left, lines)
