"""What staff do to consultations: open a survey, close it. Flushes, never commits."""

from __future__ import annotations

from sqlalchemy.orm import Session

from surveys.answers import current_version
from surveys.columns import now
from surveys.models import Survey


def open_survey(session: Session, survey: Survey) -> bool:
    """Let people answer; False when they could already.

    Raises answers.NotAnswerable("survey_not_open") for a survey that has no questions yet.
    """
    if survey.state == "open":
        return False
    current_version(session, survey)
    survey.state, survey.opened_at, survey.closed_at = "open", now(), None
    session.flush()
    return True


def close_survey(session: Session, survey: Survey) -> bool:
    """Take no more answers; False when it was not open. Drafts stay and can be withdrawn."""
    if survey.state != "open":
        return False
    survey.state, survey.closed_at = "closed", now()
    session.flush()
    return True
