"""Many people who answered closed questions, put straight into the tables: thousands in a second."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.columns import now
from surveys.models import Answer, Choice, Draft, Submission, SurveyVersion, new_id
from surveys.queries import survey_by_slug


class People:
    """Sends the same answers for a number of people to a seeded survey."""

    def __init__(self, session: Session, survey: str = "resident-2026") -> None:
        found = survey_by_slug(session, survey)
        assert found is not None
        self.session, self.survey = session, found
        self.version = session.scalars(
            sa.select(SurveyVersion.id)
            .where(SurveyVersion.survey_id == found.id)
            .order_by(SurveyVersion.number.desc())
            .limit(1)
        ).one()

    def send(
        self,
        number: int,
        *,
        channel: str = "web",
        language: str = "en",
        when: datetime | None = None,
        seconds: int | None = None,
        state: str = "submitted",
        duplicate_group: str | None = None,
        marks: list[str] | None = None,
        **answers: str,
    ) -> None:
        """`answers` gives one option a question; `state` "open" leaves drafts that nobody sent."""
        rows: dict[type, list[dict[str, Any]]] = {Draft: [], Submission: [], Answer: [], Choice: []}
        moment = when or now()
        for _ in range(number):
            draft, person = new_id(), new_id()
            rows[Draft].append(
                {
                    "id": draft,
                    "survey_id": self.survey.id,
                    "version_id": self.version,
                    "return_code_hash": new_id(),
                    "language": language,
                    "channel": channel,
                    "state": state,
                    "created_at": moment - timedelta(minutes=9),
                    "updated_at": moment,
                }
            )
            if state == "submitted":
                rows[Submission].append(
                    {
                        "id": person,
                        "draft_id": draft,
                        "survey_id": self.survey.id,
                        "reference": new_id()[:20],
                        "audience": self.survey.audience,
                        "language": language,
                        "channel": channel,
                        "submitted_at": moment,
                        "seconds": seconds,
                        "duplicate_group": duplicate_group,
                        "marks": marks or [],
                    }
                )
            for question, option in answers.items():
                answer = new_id()
                rows[Answer].append(
                    {
                        "id": answer,
                        "draft_id": draft,
                        "submission_id": person if state == "submitted" else None,
                        "question_code": question,
                        "language": language,
                        "channel": channel,
                    }
                )
                rows[Choice].append({"answer_id": answer, "option_code": option})
        for table, values in rows.items():
            if values:
                self.session.execute(sa.insert(table), values)
        self.session.flush()
