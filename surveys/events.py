"""Events: focus groups, ward walks, open days. What was said there becomes answers of channel "event".

A note is what one table, or one person, said: one draft and submission of one of the consultation's surveys,
with a text for each codebook question that was talked about. It is read, coded and counted as any other answer,
and whoever it tells of in danger reaches the safeguarding queue in the same way. No name of anyone who came is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from surveys import answers, late
from surveys.analysis.models import Disclosure
from surveys.base import AUDIENCES, URGENT
from surveys.models import Answer, Consultation, Draft, Event, Question, Submission, Survey
from surveys.open_cases import has_open_case

KINDS = ("focus_group", "ward_walk", "open_day", "ward_meeting", "other")
LONGEST = {"title": 200, "led_by": 200}
MOST_PEOPLE = 10_000
"""More came to nothing in one borough: a number above it is a slip."""


class Refused(ValueError):
    """What was given cannot stand: `problems` has a code by field name.

    empty, too_long, unknown, out_of_range; has_notes (the event is not empty), open_case (safeguarding is at work).
    """

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(", ".join(sorted(problems)))
        self.problems = dict(problems)


@dataclass(frozen=True)
class Given:
    """What staff write of an event. `ward` is a slug, or None for the whole borough; `led_by` a team or a role."""

    kind: str
    title: str
    held_on: date | None
    ward: str | None
    audience: str
    led_by: str
    attended: int | None


@dataclass(frozen=True)
class Row:
    """An event in a list, with how many notes were written of it."""

    event: Event
    notes: int


@dataclass(frozen=True)
class Note:
    """One note of an event: texts in the clear by codebook question. `in_queue`: safeguarding staff have it."""

    draft_id: str
    reference: str
    survey: str
    language: str
    sent_at: datetime
    texts: Mapping[str, str]
    in_queue: bool


def put(session: Session, consultation: Consultation, event: Event | None, given: Given, *, by: str | None) -> Event:
    """Make an event, or change one. Raises Refused."""
    problems = _problems(given)
    if problems:
        raise Refused(problems)
    if event is None:
        event = Event(consultation_id=consultation.id, created_by=by)
        session.add(event)
    event.kind, event.title, event.audience = given.kind, given.title.strip(), given.audience
    event.ward, event.led_by, event.attended = given.ward, given.led_by.strip(), given.attended
    if given.held_on is not None:
        event.held_on = given.held_on
    session.flush()
    return event


def _problems(given: Given) -> dict[str, str]:
    problems = {}
    for name, most in LONGEST.items():
        text = getattr(given, name).strip()
        if not text:
            problems[name] = "empty"
        elif len(text) > most:
            problems[name] = "too_long"
    if given.kind not in KINDS:
        problems["kind"] = "unknown"
    if given.audience not in AUDIENCES:
        problems["audience"] = "unknown"
    if given.held_on is None:
        problems["held_on"] = "empty"
    if given.attended is not None and not 0 <= given.attended <= MOST_PEOPLE:
        problems["attended"] = "out_of_range"
    return problems


def by_id(session: Session, event_id: str) -> Event | None:
    """The event of this id, or None."""
    return session.get(Event, event_id) if len(event_id) <= 36 else None


def listed(session: Session, consultation: Consultation) -> list[Row]:
    """The consultation's events, the latest first, with their notes counted."""
    written = (
        sa.select(sa.func.count(Draft.id))
        .where(Draft.event_id == Event.id, *_sent_note())
        .correlate(Event)
        .scalar_subquery()
    )
    rows = session.execute(
        sa.select(Event, written)
        .where(Event.consultation_id == consultation.id)
        .order_by(Event.held_on.desc(), Event.created_at.desc())
    )
    return [Row(event, number) for event, number in rows.tuples()]


def surveys_for(session: Session, event: Event) -> list[Survey]:
    """The consultation's surveys that take notes now: open or just closed (surveys.late), and with an open question.

    The event's audience first.
    """
    found = session.scalars(
        sa.select(Survey)
        .where(Survey.consultation_id == event.consultation_id, sa.or_(Survey.state == "open", late.still_taking()))
        .order_by(sa.case((Survey.audience == event.audience, 0), else_=1), Survey.slug)
    )
    return [survey for survey in found if questions_of(session, survey)]


def questions_of(session: Session, survey: Survey) -> dict[str, str]:
    """The survey's questions in people's own words: question code by codebook question (Q1 to Q5)."""
    rows = session.execute(
        sa.select(Question.codebook_question, Question.code)
        .where(
            Question.version_id == answers.current_version(session, survey).id,
            Question.type == "free_text",
            Question.codebook_question.is_not(None),
        )
        .order_by(Question.codebook_question, Question.position.desc())
    )
    return {book: code for book, code in rows.tuples() if book is not None}


def start_note(session: Session, event: Event, survey: Survey, *, language: str, key: str, by: str | None) -> Draft:
    """A draft for one note, the agreement given; the same `key` (of the form) gives the same draft again.

    That people were told and agreed, staff have to say before: the surface asks. Raises NotAnswerable.
    """
    known = session.scalar(sa.select(Draft).where(Draft.client_key == key))
    if known is not None and known.event_id == event.id:
        return known
    draft, _code = answers.start_draft(session, survey, language=language, channel="event", client_key=key)
    draft.event_id, draft.entered_by = event.id, by
    agreements = session.scalars(
        sa.select(Question)
        .where(Question.version_id == draft.version_id, Question.type == "agreement", Question.required)
        .options(selectinload(Question.options))
    )
    for asked in agreements:
        if asked.show_if is None:
            answers.save(session, draft, asked.code, asked.options[0].code, alert=None)
    session.flush()
    return draft


def notes(session: Session, event: Event) -> list[Note]:
    """The notes of an event, the latest first."""
    rows = session.execute(
        sa.select(Submission, Survey.slug)
        .join(Draft, Draft.id == Submission.draft_id)
        .join(Survey, Survey.id == Submission.survey_id)
        .where(Draft.event_id == event.id, *_sent_note())
        .options(selectinload(Submission.answers))
        .order_by(Submission.submitted_at.desc(), Submission.id)
    )
    cases = set(
        session.scalars(
            sa.select(Disclosure.answer_id)
            .join(Answer, Answer.id == Disclosure.answer_id)
            .join(Draft, Draft.id == Answer.draft_id)
            .where(Draft.event_id == event.id)
        )
    )
    return [
        Note(
            draft_id=sent.draft_id,
            reference=sent.reference,
            survey=slug,
            language=sent.language,
            sent_at=sent.submitted_at,
            texts={one.codebook_question: one.text for one in sent.answers if one.codebook_question and one.text},
            in_queue=any(one.alert in URGENT or one.id in cases for one in sent.answers),
        )
        for sent, slug in rows.tuples()
    ]


def withdraw_note(session: Session, event: Event, draft_id: str) -> bool:
    """Delete a note with all that was made of it; False when this event has no such note.

    Raises Refused("open_case") while safeguarding staff have it open: what they act on must not vanish.
    """
    draft = session.scalar(sa.select(Draft).where(Draft.id == draft_id, Draft.event_id == event.id, *_sent_note()))
    if draft is None:
        return False
    open_case = sa.select(Answer.id).where(Answer.draft_id == draft.id, has_open_case()).limit(1)
    if session.scalar(open_case) is not None:
        raise Refused({"note": "open_case"})
    answers.withdraw(session, draft)
    return True


def remove(session: Session, event: Event) -> None:
    """Delete an event that was made by mistake. Raises Refused("has_notes") when words hang on it."""
    hanging = sa.select(Draft.id).where(Draft.event_id == event.id, Draft.state.in_(("open", "submitted"))).limit(1)
    if session.scalar(hanging) is not None:
        raise Refused({"event": "has_notes"})
    session.delete(event)
    session.flush()


def _sent_note() -> tuple[sa.ColumnElement[bool], ...]:
    return Draft.channel == "event", Draft.state == "submitted"
