"""Which version of a survey is asked now."""

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
