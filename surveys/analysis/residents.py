"""What people said of themselves, by the groups of the census baseline: the ground of who is missing and of weights.

Only residents are compared with residents: professionals and businesses are asked as such, and who lives outside
the borough is left out and counted. Holds exact numbers of people: for staff, never for publication.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.analysis.census import Baseline, Group
from surveys.analysis.people import PLACE_QUESTION
from surveys.models import Answer, Choice, Option, Question, Submission, Survey, SurveyVersion
from surveys.quotas import in_sample

OUTSIDE = "outside"
AUDIENCE_AGES: Mapping[str, tuple[int, int | None]] = {
    # Whole years, both ends included: the ages that a questionnaire is for.
    "young_person": (11, 25),
    "resident": (16, None),  # from the age at which nobody else need agree (issue 4's default)
}


@dataclass(frozen=True)
class Said:
    """People of some surveys by what they said of themselves.

    `answers` gives, for each submission of a resident, the option by question; `outside` is how many live elsewhere.
    `unsaid` holds the (question, option) pairs that mean "prefer not to say" and the like.
    """

    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    outside: int = 0
    unsaid: frozenset[tuple[str, str]] = frozenset()


def said(session: Session, surveys: Sequence[Survey], baseline: Baseline) -> Said:
    """What the residents who sent answers to these surveys said of themselves; three queries, however many."""
    ids = [survey.id for survey in surveys if survey.audience in AUDIENCE_AGES]
    questions = [group.question for group in baseline.groups]
    if not ids:
        return Said()
    people: dict[str, dict[str, str]] = {
        person: {}
        for person in session.scalars(sa.select(Submission.id).where(Submission.survey_id.in_(ids), in_sample()))
    }
    outside: set[str] = set()
    for person, question, option in session.execute(
        sa.select(Answer.submission_id, Answer.question_code, Choice.option_code)
        .join(Choice, Choice.answer_id == Answer.id)
        .join(Submission, Submission.id == Answer.submission_id)
        .where(Submission.survey_id.in_(ids), in_sample(), Answer.question_code.in_([*questions, PLACE_QUESTION]))
    ):
        if question == PLACE_QUESTION and option == OUTSIDE:
            outside.add(person)
        people[person][question] = option
    for person in outside:
        del people[person]
    unsaid = session.execute(
        sa.select(Question.code, Option.code)
        .join(Option, Option.question_id == Question.id)
        .join(SurveyVersion, SurveyVersion.id == Question.version_id)
        .where(SurveyVersion.survey_id.in_(ids), Question.code.in_(questions), Option.outside_base)
        .distinct()
    ).tuples()
    return Said(people, len(outside), frozenset(unsaid))


def category_of(group: Group, option: str | None) -> str | None:
    """The code of the category that an answer stands for, or None."""
    return next((category.code for category in group.categories if option in category.options), None)


def fits(group: Group, audience: str) -> bool:
    """Whether the bands of a group together are exactly the ages that an audience is asked at.

    A group without ages fits every audience of residents. Bands of an age group fit when no band lies across an
    end of the audience's ages: only then can its bands be cut to the audience (SNA table 1's cannot; domain.md §4).
    """
    if audience not in AUDIENCE_AGES:
        return False
    first, last = AUDIENCE_AGES[audience]
    for band in group.categories:
        if band.first_age is None:
            continue
        end = band.last_age
        if band.first_age < first and (end is None or end >= first):
            return False
        if last is not None and band.first_age <= last and (end is None or end > last):
            return False
    return True


def categories_for(group: Group, audience: str) -> list[str]:
    """Codes of the categories that an audience can be in: bands outside its ages are none of its cells."""
    first, last = AUDIENCE_AGES[audience]
    return [
        band.code
        for band in group.categories
        if band.first_age is None
        or ((band.last_age is None or band.last_age >= first) and (last is None or band.first_age <= last))
    ]
