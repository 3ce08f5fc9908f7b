"""The one way in which pages and API keep an answer: triage first, then surveys.answers."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from directory.triage import assess
from surveys import answers, queries
from surveys.models import Answer, Draft
from surveys.progress import question_of
from surveys.questions import clean
from webapp.extensions import after_commit

# The hard tier: help comes first, and the words are kept only after a yes.
HARD = ("emergency", "crisis")


@dataclass(frozen=True)
class Saved:
    """What became of an answer. Not saved with an alert means: show help, then ask "keep this?"."""

    saved: bool
    alert: str | None


def save_answer(session: Session, draft: Draft, question: str, value: object, *, keep: bool) -> Saved:
    """Keep an answer; a text in which someone seems to be in danger only with `keep`.

    `keep` is the person's yes to "keep this as your answer?". Without it nothing of such a text is
    stored (bot.md, "Danger"). With it the alert is stored too and the answer takes the disclosure
    path. Raises what surveys.answers.save raises.
    """
    asked = question_of(session, draft, question)
    if asked.type != "free_text":
        answers.save(session, draft, question, value, alert=None)
        return Saved(True, None)
    cleaned = clean(asked, value)
    alert = assess(cleaned.text, draft.language).alert if cleaned.text else None
    if alert in HARD and not keep and not _said_yes_before(session, draft, question, cleaned.text):
        return Saved(False, alert)
    answers.save(session, draft, question, cleaned.text, alert=alert)
    return Saved(True, alert)


def send_answers(session: Session, draft: Draft) -> str:
    """Send a draft, wake the coding job once that is committed; the reference.

    The queue only wakes: a sweep finds what it lost. Raises what surveys.answers.submit raises.
    """
    fresh = draft.state != "submitted"
    reference = answers.submit(session, draft)
    submission = queries.submission_id_of(session, draft)
    if fresh and submission is not None:
        after_commit(lambda: _wake_coding(submission))
    return reference


def _wake_coding(submission_id: str) -> None:
    from webapp import jobs  # here: jobs know the analysis, and the site has to start fast without it

    jobs.code_submission(submission_id)


def _said_yes_before(session: Session, draft: Draft, question: str, text: str | None) -> bool:
    """Whether these very words are stored already: going back and on again asks nothing twice."""
    stored = session.scalar(sa.select(Answer).where(Answer.draft_id == draft.id, Answer.question_code == question))
    return stored is not None and stored.text == text and stored.alert in HARD
