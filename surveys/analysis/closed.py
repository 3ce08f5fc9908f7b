"""Closed questions of a consultation: which options each person chose. Exact; never leaves the package."""

from __future__ import annotations

from collections.abc import Container, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.models import Answer, Choice, Consultation, Option, Question, Submission, Survey, SurveyVersion

Chosen = dict[str, dict[str, set[str]]]
"""Options by question and person."""


def chosen(session: Session, consultation: Consultation, questions: Sequence[str], people: Container[str]) -> Chosen:
    """What these people chose; "I do not know" and the like are out of the base, and so is who chose only them.

    Two queries, however many people.
    """
    of_consultation = sa.select(Survey.id).where(Survey.consultation_id == consultation.id)
    outside = set(
        session.execute(
            sa.select(Question.code, Option.code)
            .join(Option, Option.question_id == Question.id)
            .join(SurveyVersion, SurveyVersion.id == Question.version_id)
            .where(SurveyVersion.survey_id.in_(of_consultation), Question.code.in_(questions), Option.outside_base)
            .distinct()
        ).tuples()
    )
    found: Chosen = {question: {} for question in questions}
    for person, question, option in session.execute(
        sa.select(Answer.submission_id, Answer.question_code, Choice.option_code)
        .join(Choice, Choice.answer_id == Answer.id)
        .join(Submission, Submission.id == Answer.submission_id)
        .where(Submission.survey_id.in_(of_consultation), Answer.question_code.in_(questions))
    ):
        if person in people and (question, option) not in outside:
            found[question].setdefault(person, set()).add(option)
    return found
