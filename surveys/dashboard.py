"""A consultation while it is open: what came in, by what, and where people stop. A fixed number of queries.

Counts are exact and for staff; nothing here is for publication.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.columns import local_day
from surveys.models import Answer, Choice, Consultation, Draft, Question, Submission, Survey, SurveyVersion

PLACE_QUESTION = "place"
NOT_SAID = "not_said"
BROUGHT = ("paper", "event")
"""Channels whose answers staff enter."""
UNSAID_PLACES = frozenset({"prefer_not"})


@dataclass(frozen=True)
class Stop:
    """So many unsent drafts whose last answer is to this question; `question` is None where nothing was answered."""

    survey: str
    question: str | None
    text: str
    position: int
    drafts: int


@dataclass(frozen=True)
class Completion:
    """One survey: begun (taken back ones among them), sent, taken back, unsent, and the median minutes of the sent.

    Of those who answered on a screen. `brought` were typed in from paper, written down at an event or imported: whoever
    stopped half way there is not known. `timed` is how many of the sent the median is of.
    """

    survey: str
    audience: str
    title: str
    started: int
    sent: int
    withdrawn: int
    unsent: int
    brought: int
    minutes: float | None
    timed: int

    @property
    def percent(self) -> float | None:
        """Sent of begun, 0..100; None when nobody began."""
        return 100 * self.sent / self.started if self.started else None


@dataclass(frozen=True)
class Dashboard:
    """What came in. `by` has "audience", "channel", "language" and "place", each largest first; days are London's."""

    sent: int
    days: list[tuple[date, int]]
    by: dict[str, list[tuple[str, int]]]
    completion: list[Completion]
    stops: list[Stop]
    minutes: float | None
    timed: int
    duplicates: int
    duplicate_groups: int
    marks: list[tuple[str, int]] = field(default_factory=list)


def dashboard(session: Session, consultation: Consultation) -> Dashboard:
    """Everything that the consultation's surveys got up to now; six queries, however many answers there are."""
    surveys = list(
        session.scalars(sa.select(Survey).where(Survey.consultation_id == consultation.id).order_by(Survey.slug))
    )
    ids = [survey.id for survey in surveys]
    rows = session.execute(
        sa.select(
            Submission.survey_id,
            Submission.submitted_at,
            Submission.audience,
            Submission.channel,
            Submission.language,
            Submission.seconds,
            Submission.duplicate_group,
            Submission.marks,
        ).where(Submission.survey_id.in_(ids))
    ).all()
    seconds: dict[str, list[int]] = {}
    for row in rows:
        if row.seconds is not None:
            seconds.setdefault(row.survey_id, []).append(row.seconds)
    counted = Counter(row.duplicate_group for row in rows if row.duplicate_group)
    groups = {group: number for group, number in counted.items() if number > 1}
    return Dashboard(
        sent=len(rows),
        days=_days(row.submitted_at for row in rows),
        by={
            "audience": Counter(row.audience for row in rows).most_common(),
            "channel": Counter(row.channel for row in rows).most_common(),
            "language": Counter(row.language for row in rows).most_common(),
            "place": _places(session, ids, len(rows)),
        },
        completion=_completion(session, surveys, seconds),
        stops=_stops(session, surveys),
        minutes=_minutes([one for several in seconds.values() for one in several]),
        timed=sum(map(len, seconds.values())),
        duplicates=sum(groups.values()),
        duplicate_groups=len(groups),
        marks=Counter(mark for row in rows for mark in row.marks or ()).most_common(),
    )


def _days(moments: Iterable[datetime]) -> list[tuple[date, int]]:
    """Answers by day, days without any among them, from the first to the last."""
    counts = Counter(local_day(moment) for moment in moments)
    if not counts:
        return []
    first, last = min(counts), max(counts)
    return [(day, counts[day]) for day in (first + timedelta(days=n) for n in range((last - first).days + 1))]


def _minutes(seconds: Sequence[int]) -> float | None:
    return median(seconds) / 60 if seconds else None


def _places(session: Session, ids: list[str], everyone: int) -> list[tuple[str, int]]:
    """Wards and districts, "outside", and "not_said" for the rest."""
    counted = dict(
        session.execute(
            sa.select(Choice.option_code, sa.func.count())
            .join(Answer, Answer.id == Choice.answer_id)
            .join(Submission, Submission.id == Answer.submission_id)
            .where(Submission.survey_id.in_(ids), Answer.question_code == PLACE_QUESTION)
            .group_by(Choice.option_code)
        )
        .tuples()
        .all()
    )
    said = {code: number for code, number in counted.items() if code not in UNSAID_PLACES}
    unsaid = everyone - sum(said.values())
    return [
        *sorted(said.items(), key=lambda item: (-item[1], item[0])),
        *([(NOT_SAID, unsaid)] if unsaid > 0 else []),
    ]


def _completion(session: Session, surveys: list[Survey], seconds: dict[str, list[int]]) -> list[Completion]:
    states: dict[str, dict[str, int]] = {survey.id: {} for survey in surveys}
    brought = dict.fromkeys(states, 0)
    by_staff = sa.or_(Draft.channel.in_(BROUGHT), Draft.import_id.is_not(None))
    for survey_id, state, from_staff, number in session.execute(
        sa.select(Draft.survey_id, Draft.state, by_staff, sa.func.count())
        # A copy in which sent answers are changed is nobody who began.
        .where(Draft.survey_id.in_(list(states)), Draft.state != "changing")
        .group_by(Draft.survey_id, Draft.state, by_staff)
    ):
        if not from_staff:
            states[survey_id][state] = number
        elif state == "submitted":
            brought[survey_id] += number
    newest = sa.select(SurveyVersion.survey_id, sa.func.max(SurveyVersion.number)).group_by(SurveyVersion.survey_id)
    titles = dict(
        session.execute(
            sa.select(SurveyVersion.survey_id, SurveyVersion.title).where(
                sa.tuple_(SurveyVersion.survey_id, SurveyVersion.number).in_(newest)
            )
        )
        .tuples()
        .all()
    )
    return [
        Completion(
            survey=survey.slug,
            audience=survey.audience,
            title=titles.get(survey.id, survey.slug),
            started=sum(states[survey.id].values()),
            sent=states[survey.id].get("submitted", 0),
            withdrawn=states[survey.id].get("withdrawn", 0),
            unsent=states[survey.id].get("open", 0),
            brought=brought[survey.id],
            minutes=_minutes(seconds.get(survey.id, [])),
            timed=len(seconds.get(survey.id, [])),
        )
        for survey in surveys
    ]


def _stops(session: Session, surveys: list[Survey]) -> list[Stop]:
    """Unsent drafts by the last question that they answer, in the order of the questions of their own version."""
    slugs = {survey.id: survey.slug for survey in surveys}
    last = (
        sa.select(Draft.survey_id, Draft.version_id, sa.func.max(Question.position).label("position"))
        .select_from(Draft)
        .outerjoin(Answer, Answer.draft_id == Draft.id)
        .outerjoin(Question, sa.and_(Question.version_id == Draft.version_id, Question.code == Answer.question_code))
        .where(Draft.survey_id.in_(list(slugs)), Draft.state == "open", Draft.channel.not_in(BROUGHT))
        .group_by(Draft.id, Draft.survey_id, Draft.version_id)
        .subquery()
    )
    rows = session.execute(
        sa.select(last.c.survey_id, Question.code, Question.text, last.c.position, sa.func.count())
        .select_from(last)
        .outerjoin(Question, sa.and_(Question.version_id == last.c.version_id, Question.position == last.c.position))
        .group_by(last.c.survey_id, Question.code, Question.text, last.c.position)
    )
    found: dict[tuple[str, str | None], Stop] = {}
    for survey_id, code, text, position, number in rows:
        # One code in two versions is one question (architecture.md, "Stable codes").
        key = (slugs[survey_id], code)
        before = found[key].drafts if key in found else 0
        found[key] = Stop(
            survey=slugs[survey_id],
            question=code,
            text=text or "",
            position=-1 if position is None else position,
            drafts=before + number,
        )
    return sorted(found.values(), key=lambda stop: (stop.survey, stop.position))
