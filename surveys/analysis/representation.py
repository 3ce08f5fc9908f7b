"""Who is missing: the share of each group among the answers beside its share among residents (domain.md §2, §4).

Counts are exact and for staff. A share is judged by its Wilson interval: where the residents' share lies outside
it, the group answers less or more than its share. A consultation that everybody may answer chose its own sample,
so this says who was heard, not how sure a figure is.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from surveys.analysis.census import Baseline, Group, Year
from surveys.analysis.residents import AUDIENCE_AGES, Said, category_of, fits, said
from surveys.analysis.statistics import wilson
from surveys.models import Consultation, Survey

MINIMUM = 30
"""Fewer people than this in the base are too few to say: the interval is then up to 17 points to each side."""


@dataclass(frozen=True)
class Row:
    """One category. Percent 0..100; `points` is the answers' share less the residents'.

    `verdict`: "fewer" or "more" than their share among residents, "as_expected", or "too_few" to say.
    """

    code: str
    name: str
    count: int
    percent: float | None
    low: float | None
    high: float | None
    residents: int
    residents_percent: float
    points: float | None
    verdict: str


@dataclass(frozen=True)
class Shares:
    """One group of the baseline.

    `base` is who said something that fits a category; out of it are `unsaid` ("prefer not to say"), `unanswered`
    (left out, or not asked) and `unfit` (an answer that is in no category). `misfits`: audiences whose ages the
    bands do not fit.
    """

    group: Group
    base: int
    unsaid: int
    unanswered: int
    unfit: int
    misfits: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Representation:
    """Who answered, beside who lives here. `people` are residents and young people who live in the borough."""

    baseline: Baseline
    year: Year
    people: int
    outside: int
    groups: tuple[Shares, ...]


def representation(session: Session, consultation: Consultation, baseline: Baseline) -> Representation:
    """Residents' and young people's answers to a consultation against the newest year of a baseline."""
    surveys: list[Survey] = [survey for survey in consultation.surveys if survey.audience in AUDIENCE_AGES]
    found = said(session, surveys, baseline)
    audiences = sorted({survey.audience for survey in surveys})
    return Representation(
        baseline=baseline,
        year=baseline.newest,
        people=len(found.answers),
        outside=found.outside,
        groups=tuple(_shares(group, found, baseline.newest.year, audiences) for group in baseline.groups),
    )


def _shares(group: Group, found: Said, year: int, audiences: list[str]) -> Shares:
    counts = {category.code: 0 for category in group.categories}
    unsaid = unanswered = unfit = 0
    for answers in found.answers.values():
        option = answers.get(group.question)
        stands_for = category_of(group, option)
        if option is None:
            unanswered += 1
        elif (group.question, option) in found.unsaid:
            unsaid += 1
        elif stands_for is None:
            unfit += 1
        else:
            counts[stands_for] += 1
    base = sum(counts.values())
    # Of the categories, not of the universe: printed counts are rounded and need not add up to it.
    residents = sum(category.counts[year] for category in group.categories)
    rows = []
    for category in group.categories:
        here = 100 * category.counts[year] / residents
        rows.append(_row(category.code, category.name, counts[category.code], base, category.counts[year], here))
    misfits = tuple(audience for audience in audiences if not fits(group, audience))
    return Shares(group, base, unsaid, unanswered, unfit, misfits, tuple(rows))


def _row(code: str, name: str, count: int, base: int, residents: int, here: float) -> Row:
    if base == 0:
        return Row(code, name, 0, None, None, None, residents, here, None, "too_few")
    share = 100 * count / base
    low, high = (100 * end for end in wilson(count, base))
    if base < MINIMUM:
        verdict = "too_few"
    elif high < here:
        verdict = "fewer"
    elif low > here:
        verdict = "more"
    else:
        verdict = "as_expected"
    return Row(code, name, count, share, low, high, residents, here, share - here, verdict)
