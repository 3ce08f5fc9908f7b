"""Which version of a survey is asked now, and which were before."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.models import Survey, SurveyVersion


def newest_version(session: Session, survey: Survey) -> SurveyVersion | None:
    """The version with the highest number, which new drafts get; None for a survey that was never published."""
    return session.scalar(
        sa.select(SurveyVersion)
        .where(SurveyVersion.survey_id == survey.id)
        .order_by(SurveyVersion.number.desc())
        .limit(1)
    )


def numbered(session: Session, survey: Survey, number: int) -> SurveyVersion | None:
    """The survey's version of this number, or None."""
    return session.scalar(
        sa.select(SurveyVersion).where(SurveyVersion.survey_id == survey.id, SurveyVersion.number == number)
    )


def numbers(session: Session) -> dict[str, list[int]]:
    """The numbers of each survey's versions by its slug, the newest first."""
    found: dict[str, list[int]] = {}
    for slug, number in session.execute(
        sa.select(Survey.slug, SurveyVersion.number)
        .join(SurveyVersion, SurveyVersion.survey_id == Survey.id)
        .order_by(Survey.slug, SurveyVersion.number.desc())
    ).tuples():
        found.setdefault(slug, []).append(number)
    return found
