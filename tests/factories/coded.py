"""People with coded answers, put in without the coder: for tests of what is counted and published."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from surveys.analysis.models import AnswerCode, Coding
from surveys.base import new_id
from surveys.models import Answer, Choice, Draft, Submission
from surveys.queries import survey_by_slug

SURVEYS = {
    "resident": "resident-2026",
    "young_person": "young-person-2026",
    "professional": "professional-2026",
    "business": "business-2026",
}


def person(
    session: Session,
    codes: Iterable[str],
    *,
    audience: str = "resident",
    channel: str = "web",
    language: str = "en",
    event: str | None = None,
    chosen: Mapping[str, Sequence[str]] | None = None,
    text: str = "Words",
    evidence: Sequence[str] = (),
    question: str = "Q3",
) -> Submission:
    """One person who sent one free text with these codes, and options by closed question."""
    survey = survey_by_slug(session, SURVEYS[audience])
    assert survey is not None
    identity = new_id()
    draft = Draft(
        id=new_id(),
        survey_id=survey.id,
        version_id=survey.versions[-1].id,
        return_code_hash=identity,
        language=language,
        channel=channel,
        state="submitted",
        event_id=event,
    )
    sent = Submission(
        id=identity,
        draft_id=draft.id,
        survey_id=survey.id,
        reference=identity[:18],
        audience=audience,
        language=language,
        channel=channel,
    )
    session.add(draft)
    session.flush()
    session.add(sent)
    session.flush()
    answer(session, sent, codes, text=text, evidence=evidence, question=question)
    for name, options in (chosen or {}).items():
        told = _answer(sent, name)
        told.choices = [Choice(option_code=option, position=place) for place, option in enumerate(options)]
        session.add(told)
    return sent


def answer(
    session: Session,
    sent: Submission,
    codes: Iterable[str],
    *,
    text: str = "Words",
    evidence: Sequence[str] = (),
    question: str = "Q3",
    asked: str = "q3_actions",
) -> Answer:
    """A free text with these codes, of somebody who sent theirs; `asked` is the question's own code."""
    told = _answer(sent, asked, codebook_question=question, text=text, coding_state="coded")
    session.add(told)
    coding = Coding(
        answer_id=told.id,
        version="test",
        language=sent.language,
        sentiment="neutral",
        nonsense=False,
        disclosure=False,
        pii=[],
        lowest_confidence=0.9,
    )
    coding.codes = [
        AnswerCode(code=code, source="machine", position=place, evidence=list(evidence), version="test")
        for place, code in enumerate(codes)
    ]
    session.add(coding)
    return told


def _answer(sent: Submission, asked: str, **more: str) -> Answer:
    return Answer(
        id=new_id(),
        draft_id=sent.draft_id,
        submission_id=sent.id,
        question_code=asked,
        language=sent.language,
        channel=sent.channel,
        **more,
    )
