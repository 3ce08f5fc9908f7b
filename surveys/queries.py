"""Questions that the surface and the analysis ask of surveys and answers. Nothing here changes a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, selectinload

from surveys import late
from surveys.base import URGENT
from surveys.content import SurveyView, Words, survey_view, translations, words_of
from surveys.models import Answer, Choice, Consultation, Draft, Submission, Survey, SurveyVersion
from surveys.questions import TYPES, Cleaned, Summary, summarise
from surveys.quotas import in_sample


@dataclass(frozen=True)
class SurveyCard:
    """A survey in a list: enough to choose it by."""

    slug: str
    audience: str
    state: str
    minutes: int
    title: Words
    summary: Words
    closed_at: datetime | None = None


@dataclass(frozen=True)
class AnswerValue:
    """What one person said to one question."""

    text: str | None
    choices: tuple[str, ...]
    alert: str | None
    language: str
    number: float | None = None

    @property
    def stored(self) -> Cleaned:
        """As surveys.questions stores it, for `raw_value`."""
        return Cleaned(text=self.text, choices=self.choices, number=self.number)


@dataclass(frozen=True)
class Count:
    """How many submissions of one audience, channel and language."""

    survey: str
    audience: str
    channel: str
    language: str
    submissions: int


@dataclass(frozen=True)
class SurveyProgress:
    """A survey on the staff's desk: its state and what came in. Counts are of drafts by state."""

    slug: str
    audience: str
    state: str
    title: str
    version: int
    opened_at: datetime | None
    closed_at: datetime | None
    drafts: dict[str, int] = field(default_factory=dict)


def survey_by_slug(session: Session, slug: str) -> Survey | None:
    """The survey of this slug, in whatever state, or None."""
    return session.scalar(sa.select(Survey).where(Survey.slug == slug))


def draft_by_id(session: Session, draft_id: str) -> Draft | None:
    """The draft of this id, or None."""
    return session.get(Draft, draft_id) if len(draft_id) <= 36 else None


def open_surveys(session: Session, language: str) -> list[SurveyCard]:
    """Surveys that can be answered now, in a language (English where a text is missing)."""
    return _cards(session, language, Survey.state == "open")


def late_surveys(session: Session, language: str) -> list[SurveyCard]:
    """Surveys that closed not long ago, for which the desk may still type what was given before (surveys.late)."""
    return _cards(session, language, late.still_taking())


def is_any_open(session: Session) -> bool:
    """Whether a survey can be answered now."""
    return session.scalar(sa.select(sa.exists().where(Survey.state == "open"))) is True


def current_survey(session: Session, slug: str, language: str) -> SurveyView | None:
    """The newest version of a survey in a language, in whatever state; None for an unknown slug."""
    found = session.scalar(
        sa.select(SurveyVersion.id)
        .join(Survey, Survey.id == SurveyVersion.survey_id)
        .where(Survey.slug == slug, SurveyVersion.id == _newest_version_id())
    )
    return None if found is None else survey_view(session, found, language)


def draft_answers(session: Session, draft: Draft) -> dict[str, AnswerValue]:
    """Everything that was answered in a draft, by question code; texts in the clear. Nothing of a withdrawn one."""
    rows = session.scalars(sa.select(Answer).where(Answer.draft_id == draft.id).options(selectinload(Answer.choices)))
    # What is left of a withdrawn draft is a case's (surveys.open_cases).
    return {} if draft.state == "withdrawn" else {row.question_code: _value(row) for row in rows}


def submission_answers(session: Session, submission_id: str) -> dict[str, AnswerValue]:
    """Everything that was answered in a submission, by question code; texts in the clear."""
    rows = session.scalars(
        sa.select(Answer).where(Answer.submission_id == submission_id).options(selectinload(Answer.choices))
    )
    return {row.question_code: _value(row) for row in rows}


def reference_of(session: Session, draft: Draft) -> str | None:
    """The reference of a sent draft; None when it was not sent."""
    return session.scalar(sa.select(Submission.reference).where(Submission.draft_id == draft.id))


def submission_id_of(session: Session, draft: Draft) -> str | None:
    """The id of a sent draft's submission, which jobs carry; None when it was not sent."""
    return session.scalar(sa.select(Submission.id).where(Submission.draft_id == draft.id))


def answers_pending_coding(session: Session, *, limit: int = 200, submission_id: str | None = None) -> list[Answer]:
    """Sent free texts that no job has coded, oldest first; of one submission when it is named.

    Locked, without those that another worker has locked (SQLite has one writer anyway).
    """
    statement = (
        sa.select(Answer)
        .join(Submission, Submission.id == Answer.submission_id)
        .where(Answer.coding_state == "pending")
        .options(selectinload(Answer.submission))
        .order_by(Submission.submitted_at, Answer.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=Answer)
    )
    if submission_id is not None:
        statement = statement.where(Answer.submission_id == submission_id)
    return list(session.scalars(statement))


def answers_with_alert(session: Session, alerts: Sequence[str] = URGENT) -> list[Answer]:
    """Sent answers whose text the triage marked: the safeguarding queue's, coded or not yet."""
    return list(
        session.scalars(
            sa.select(Answer)
            .join(Submission, Submission.id == Answer.submission_id)
            .where(Answer.alert.in_(alerts))
            .options(selectinload(Answer.submission))
            .order_by(Submission.submitted_at, Answer.id)
        )
    )


def counts(session: Session, consultation: Consultation | None = None) -> list[Count]:
    """Submissions by survey, audience, channel and language; of one consultation when named."""
    statement = (
        sa.select(
            Survey.slug,
            Submission.audience,
            Submission.channel,
            Submission.language,
            sa.func.count(),
        )
        .join(Survey, Survey.id == Submission.survey_id)
        .group_by(Survey.slug, Submission.audience, Submission.channel, Submission.language)
        .order_by(Survey.slug, Submission.channel, Submission.language)
    )
    if consultation is not None:
        statement = statement.where(Survey.consultation_id == consultation.id)
    return [Count(*row) for row in session.execute(statement)]


def closed_summaries(session: Session, survey: Survey) -> dict[str, Summary]:
    """Every question but the free texts of the newest version, added up over the submissions in the sample.

    Answers to earlier versions count under the same codes, whose meaning never changes. Answers of
    people whose quota was full are left out (surveys.quotas).
    """
    view = current_survey(session, survey.slug, "en")
    if view is None:
        return {}
    rows = session.execute(
        sa.select(Answer.question_code, Answer.id, Choice.option_code, Answer.number)
        .outerjoin(Choice, Choice.answer_id == Answer.id)
        .join(Submission, Submission.id == Answer.submission_id)
        .where(Submission.survey_id == survey.id, in_sample())
        .order_by(Answer.question_code, Answer.id, Choice.position)
    )
    people: dict[str, dict[str, list[Any]]] = {}
    for question, answer, option, number in rows:
        said = people.setdefault(question, {}).setdefault(answer, [])
        said.extend(one for one in (option, number) if one is not None)
    return {
        question.code: summarise(question, people.get(question.code, {}).values())
        for question in view.questions
        if question.options or not TYPES[question.type].has_text
    }


def all_consultations(session: Session) -> list[Consultation]:
    """Every consultation, newest first."""
    return list(session.scalars(sa.select(Consultation).order_by(Consultation.created_at.desc())))


def survey_progress(session: Session, consultation: Consultation) -> list[SurveyProgress]:
    """The consultation's surveys with their drafts counted by state (open, submitted, withdrawn)."""
    states: dict[str, dict[str, int]] = {}
    for survey_id, state, number in session.execute(
        sa.select(Draft.survey_id, Draft.state, sa.func.count()).group_by(Draft.survey_id, Draft.state)
    ):
        states.setdefault(survey_id, {})[state] = number
    rows = session.execute(
        sa.select(Survey, SurveyVersion)
        .join(SurveyVersion, SurveyVersion.id == _newest_version_id())
        .where(Survey.consultation_id == consultation.id)
        .order_by(Survey.slug)
    )
    return [
        SurveyProgress(
            slug=survey.slug,
            audience=survey.audience,
            state=survey.state,
            title=version.title,
            version=version.number,
            opened_at=survey.opened_at,
            closed_at=survey.closed_at,
            drafts=states.get(survey.id, {}),
        )
        for survey, version in rows
    ]


def submissions_of(session: Session, survey: Survey) -> Iterator[Submission]:
    """Submissions of a survey, oldest first, a few hundred at a time so that memory stays flat."""
    statement = (
        sa.select(Submission)
        .where(Submission.survey_id == survey.id)
        .options(selectinload(Submission.answers).selectinload(Answer.choices))
        .order_by(Submission.submitted_at, Submission.id)
        .execution_options(yield_per=300)
    )
    yield from session.scalars(statement)


def _newest_version_id() -> sa.ScalarSelect[str]:
    newest = aliased(SurveyVersion)
    return (
        sa.select(newest.id)
        .where(newest.survey_id == Survey.id)
        .order_by(newest.number.desc())
        .limit(1)
        .correlate(Survey)
        .scalar_subquery()
    )


def _cards(session: Session, language: str, wanted: sa.ColumnElement[bool]) -> list[SurveyCard]:
    rows = session.execute(
        sa.select(Survey, SurveyVersion)
        .join(SurveyVersion, SurveyVersion.id == _newest_version_id())
        .where(wanted)
        .order_by(Survey.slug)
    ).all()
    return [_card(session, survey, version, language) for survey, version in rows]


def _card(session: Session, survey: Survey, version: SurveyVersion, language: str) -> SurveyCard:
    texts = translations(session, survey.slug, language)
    return SurveyCard(
        slug=survey.slug,
        audience=survey.audience,
        state=survey.state,
        minutes=version.minutes,
        title=words_of(texts, "survey", "title", version.title),
        summary=words_of(texts, "survey", "summary", version.summary),
        closed_at=survey.closed_at,
    )


def _value(row: Answer) -> AnswerValue:
    return AnswerValue(
        text=row.text,
        choices=tuple(choice.option_code for choice in row.choices),
        alert=row.alert,
        language=row.language,
        number=row.number,
    )
