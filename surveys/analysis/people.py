"""The people of a consultation with what is counted of them: never leaves the package, holds exact numbers."""

from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.analysis.campaigns import left_out
from surveys.analysis.models import AnswerCode, Coding, in_force
from surveys.models import Answer, Choice, Consultation, Draft, Submission, Survey
from surveys.quotas import in_sample

NOT_SAID = "not_said"
NO_EVENT = "no_event"
PLACE_QUESTION = "place"
AT_EVENTS = ("event", "kiosk")
"""Channels that only somebody at an event has: notes of it, and its screens."""


@dataclass
class People:
    """Per submission id: audience, channel, language, event ("no_event" for none), ward ("not_said" when left out),
    codes of real answers; and ``besides``, the codes of answers that are no copies of a campaign. ``later``: people
    who sent theirs after the moment that was asked for, and are left out of all but ``answer_ids``: what a person has
    approved to be quoted need not wait until enough others come."""

    audience: dict[str, str] = field(default_factory=dict)
    channel: dict[str, str] = field(default_factory=dict)
    language: dict[str, str] = field(default_factory=dict)
    ward: dict[str, str] = field(default_factory=dict)
    event: dict[str, str] = field(default_factory=dict)
    codes: dict[str, set[str]] = field(default_factory=dict)
    besides: dict[str, set[str]] = field(default_factory=dict)
    answer_ids: set[str] = field(default_factory=set)
    answers: int = 0
    decided: int = 0
    later: int = 0


def gather(session: Session, consultation: Consultation, *, until: datetime | None = None) -> People:
    """Everyone who sent answers to a survey of this consultation, `until` a moment; texts are not read.

    People beyond a full quota are in no figure (surveys.quotas), here as in the measures of a sample survey.
    """
    people = People()
    copies = left_out(session, consultation, until=until)
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
        .where(Submission.survey_id.in_(of_consultation), in_sample())
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
    for coded in session.execute(
        sa.select(Answer.id, Answer.submission_id, Coding.decided_at, AnswerCode.code)
        .join(Submission, Submission.id == Answer.submission_id)
        .join(Coding, Coding.answer_id == Answer.id)
        .outerjoin(AnswerCode, sa.and_(AnswerCode.coding_id == Coding.id, in_force()))
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
            if coded.id not in copies:
                besides = people.besides.setdefault(coded.submission_id, set())
                besides |= {coded.code} if coded.code else set()
    return people


def apart(people: People) -> dict[str, list[tuple[set[str], bool]]]:
    """Channels and events tell of one another how many people were at an event at all.

    By property: the cells that together are those at events (True), or those at none.
    """
    events = set(people.event.values()) - {NO_EVENT}
    channels = set(people.channel.values())
    if not events:
        return {}
    return {
        "event": [(events, True)],
        "channel": [(channels & set(AT_EVENTS), True), (channels - set(AT_EVENTS), False)],
    }
