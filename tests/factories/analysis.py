"""Answers that were sent, for tests of the analysis and its desks."""

from sqlalchemy.orm import Session

from surveys.analysis.coded import Coded
from surveys.analysis.coding import store
from surveys.analysis.models import Coding
from surveys.answers import save, start_draft, submit
from surveys.models import Answer, Submission
from surveys.queries import survey_by_slug

AUDIENCE_SURVEYS = {"resident": "resident-2026", "young_person": "young-person-2026"}
QUESTIONS = {"Q1": "q1_causes", "Q2": "q2_safety", "Q3": "q3_actions", "Q4": "q4_better"}


def send(
    session: Session,
    texts: dict[str, str],
    *,
    audience: str = "resident",
    language: str = "en",
    channel: str = "web",
    ward: str | None = None,
    quote: bool = True,
    alert: str | None = None,
) -> Submission:
    """Send one person's answers: ``texts`` by codebook question. The seeded surveys must be there."""
    survey = survey_by_slug(session, AUDIENCE_SURVEYS[audience])
    assert survey is not None
    draft, _code = start_draft(session, survey, language=language, channel=channel)
    save(session, draft, "agree", "yes", alert=None)
    if audience == "young_person":  # asked of them all; at this age no adult has to agree
        save(session, draft, "age_band", "19_25", alert=None)
    for question, text in texts.items():
        save(session, draft, QUESTIONS[question], text, alert=alert)
    if ward:
        save(session, draft, "place", ward, alert=None)
    save(session, draft, "quote_permission", "yes" if quote else "no", alert=None)
    submit(session, draft)
    session.flush()
    found = draft.submission
    assert found is not None
    return found


def answers_of(session: Session, submission: Submission) -> list[Answer]:
    """Its free texts, in the order of the questions."""
    session.refresh(submission)
    return sorted((one for one in submission.answers if one.text is not None), key=lambda one: one.question_code)


def read(session: Session, submission: Submission, confidence: dict[str, float], *, version: str = "by-hand") -> Coding:
    """Keep what a machine might have said of the first answer of a submission, without any model."""
    answer = answers_of(session, submission)[0]
    coded = Coded(
        lang="en",
        themes=list(confidence),
        evidence={code: [] for code in confidence},
        confidence=confidence,
        sentiment="neutral",
        pii=[],
        disclosure=False,
        nonsense=False,
        disclosure_signs=[],
        version=version,
    )
    coding = store(session, answer, coded)
    answer.coding_state = "coded"
    session.flush()
    return coding


def send_read(session: Session, text: str, confidence: dict[str, float], question: str = "Q3") -> Coding:
    """One answer, sent and read."""
    audience = "young_person" if question == "Q4" else "resident"
    return read(session, send(session, {question: text}, audience=audience), confidence)
