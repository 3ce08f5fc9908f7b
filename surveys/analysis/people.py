"""The people of a consultation with what is counted of them: never leaves the package, holds exact numbers."""

from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.analysis.models import AnswerCode, Coding
from surveys.models import Answer, Choice, Consultation, Draft, Submission, Survey

NOT_SAID = "not_said"
NO_EVENT = "no_event"
PLACE_QUESTION = "place"


@dataclass
class People:
    """Per submission id: audience, channel, language, event ("no_event" for none), ward ("not_said" when left out),
    codes of real answers. ``later``: people who sent theirs after the moment that was asked for, and are left out of
    all but ``answer_ids``: what a person has approved to be quoted need not wait until enough others come."""

    audience: dict[str, str] = field(default_factory=dict)
    channel: dict[str, str] = field(default_factory=dict)
    language: dict[str, str] = field(default_factory=dict)
    ward: dict[str, str] = field(default_factory=dict)
    event: dict[str, str] = field(default_factory=dict)
    codes: dict[str, set[str]] = field(default_factory=dict)
    answer_ids: set[str] = field(default_factory=set)
    answers: int = 0
    decided: int = 0
    later: int = 0


def gather(session: Session, consultation: Consultation, *, until: datetime | None = None) -> People:
    """Everyone who sent answers to a survey of this consultation, `until` a moment; texts are not read."""
    people = People()
    of_consultation = sa.select(Survey.id).where(Survey.consultation_id == consultation.id)
    for row in session.execute(
        sa.select(
            Submission.id,
            Submission.audience,
            Submission.channel,
            Submission.language,
            Submission.submitted_at,
            Draft.event_id,
        )
        .join(Draft, Draft.id == Submission.draft_id)
        .where(Submission.survey_id.in_(of_consultation))
    ):
        if until is not None and row.submitted_at > until:
            people.later += 1
            continue
        people.audience[row.id], people.channel[row.id], people.language[row.id] = (
            row.audience,
            row.channel,
            row.language,
        )
        people.ward[row.id] = NOT_SAID
        people.event[row.id] = row.event_id or NO_EVENT
    for submission, place in session.execute(
        sa.select(Answer.submission_id, Choice.option_code)
        .join(Choice, Choice.answer_id == Answer.id)
        .join(Submission, Submission.id == Answer.submission_id)
        .where(Submission.survey_id.in_(of_consultation), Answer.question_code == PLACE_QUESTION)
    ):
        if submission in people.ward:
            people.ward[submission] = place if place != "prefer_not" else NOT_SAID
    counts = sa.case((Coding.decided_at.is_not(None), "person"), else_="machine") == AnswerCode.source
    for coded in session.execute(
        sa.select(Answer.id, Answer.submission_id, Coding.decided_at, AnswerCode.code)
        .join(Submission, Submission.id == Answer.submission_id)
        .join(Coding, Coding.answer_id == Answer.id)
        .outerjoin(AnswerCode, sa.and_(AnswerCode.coding_id == Coding.id, counts))
        .where(Submission.survey_id.in_(of_consultation))
    ):
        counted = coded.submission_id in people.audience
        if coded.id not in people.answer_ids:
            people.answer_ids.add(coded.id)
            people.answers += counted
            people.decided += counted and coded.decided_at is not None
        if counted:
            codes = people.codes.setdefault(coded.submission_id, set())
            if coded.code:
                codes.add(coded.code)
    return people
