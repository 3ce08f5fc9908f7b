"""Submissions of a survey as flat rows by stable codes: what every export is made of.

Carries what people wrote: for staff, never for publication (small numbers are not suppressed here; that is the
analysis's). `masked` is for staff who may not see personal data: it is hidden in texts, and what only safeguarding
staff may read is withheld.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys import queries
from surveys.analysis.models import Coding, Disclosure
from surveys.analysis.redaction import mask, personal_data
from surveys.base import URGENT
from surveys.content import QuestionView, SurveyView, survey_view
from surveys.models import Answer, Draft, Submission, Survey, SurveyVersion
from surveys.questions import TYPES, is_shown

_CHUNK = 300


@dataclass(frozen=True)
class Versions:
    """Every version of a survey in one language, the newest first, by id."""

    views: Mapping[str, SurveyView]

    @property
    def questions(self) -> list[QuestionView]:
        """Every question that some version asks, in the words of the newest that asks it, each code once."""
        found: dict[str, QuestionView] = {}
        for view in self.views.values():
            for question in view.questions:
                found.setdefault(question.code, question)
        return list(found.values())

    def numbers(self, code: str) -> list[int]:
        """Numbers of the versions that ask a question, rising."""
        return sorted(view.version for view in self.views.values() if view.question(code))


def versions_of(session: Session, survey: Survey, language: str = "en") -> Versions:
    """Every version of a survey, with its words in a language."""
    ids = session.scalars(
        sa.select(SurveyVersion.id).where(SurveyVersion.survey_id == survey.id).order_by(SurveyVersion.number.desc())
    )
    return Versions({one: survey_view(session, one, language) for one in list(ids)})


def rows(session: Session, survey: Survey, *, masked: bool = False) -> Iterator[dict[str, Any]]:
    """One dictionary a submission: reference, survey, version, audience, language, channel, submitted_at, answers.

    `answers` maps a question code to what it has of {"text", "alert"}, {"choices"} and {"number"}. Choices of a grid
    are "row.option", those of a ranking stand in its order. `not_asked` has the questions that routing left out, or
    that the version did not have: whoever is in neither was asked and left it empty. With `masked`, words that tell of
    danger or of harm, or that nothing has looked at yet, have {"withheld": True} in place of text and alert.
    """
    versions = versions_of(session, survey)
    asked_by = dict(
        session.execute(sa.select(Draft.id, Draft.version_id).where(Draft.survey_id == survey.id)).tuples().all()
    )
    every = versions.questions
    waiting = queries.submissions_of(session, survey)
    while chunk := list(islice(waiting, _CHUNK)):
        guard = _guard(session, chunk) if masked else None
        for submission in chunk:
            view = versions.views[asked_by[submission.draft_id]]
            answers = _answers(submission, {q.code: q for q in every}, guard)
            yield {
                "reference": submission.reference,
                "survey": survey.slug,
                "version": view.version,
                "audience": submission.audience,
                "language": submission.language,
                "channel": submission.channel,
                "submitted_at": submission.submitted_at.isoformat(timespec="seconds"),
                "answers": answers,
                "not_asked": _not_asked(every, view, answers),
            }


def _not_asked(every: Sequence[QuestionView], view: SurveyView, answers: Mapping[str, Any]) -> list[str]:
    picked = {code: answer.get("choices", ()) for code, answer in answers.items()}
    shown = {q.code for q in view.questions if is_shown(q.show_if, picked)}
    return [q.code for q in every if q.code not in shown and q.code not in answers]


@dataclass(frozen=True)
class _Guard:
    """What is kept from staff who may not see personal data: `names` by answer, and the answers `withheld` whole."""

    names: Mapping[str, list[str]]
    withheld: Set[str]


def _guard(session: Session, chunk: Sequence[Submission]) -> _Guard:
    """What the coding found of personal data, and whose words are in the safeguarding queue, or may yet come there."""
    here = Answer.submission_id.in_([one.id for one in chunk])
    found = session.execute(
        sa.select(Coding.answer_id, Coding.pii).join(Answer, Answer.id == Coding.answer_id).where(here)
    )
    in_queue = sa.exists().where(Disclosure.answer_id == Answer.id)
    unread = Answer.coding_state.in_(("pending", "failed"))
    harm = session.scalars(sa.select(Answer.id).where(here, sa.or_(in_queue, Answer.alert.in_(URGENT), unread)))
    return _Guard({answer: list(pii or ()) for answer, pii in found.tuples()}, set(harm))


def _answers(
    submission: Submission, asked: Mapping[str, QuestionView], guard: _Guard | None
) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for answer in sorted(submission.answers, key=lambda a: a.question_code):
        question = asked.get(answer.question_code)
        parts: dict[str, Any] = {}
        if answer.text is not None:
            hidden = guard is not None and answer.id in guard.withheld
            parts |= {"withheld": True} if hidden else {"text": _shown(answer, guard), "alert": answer.alert}
        if answer.choices or (question is not None and TYPES[question.type].needs_options):
            parts["choices"] = [choice.option_code for choice in answer.choices]
        if answer.number is not None:
            parts["number"] = answer.number
        found[answer.question_code] = parts
    return found


def _shown(answer: Answer, guard: _Guard | None) -> str:
    text = answer.text or ""
    if guard is None:
        return text
    return mask(text, set(guard.names.get(answer.id, ())) | set(personal_data(text)))
