"""The one way in which pages and API keep an answer: triage first, then surveys.answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from directory.triage import assess
from surveys import answers, changing, queries
from surveys.base import URGENT
from surveys.models import Draft
from surveys.progress import questions_of
from surveys.questions import clean, doubt, takes_text
from webapp import jobs
from webapp.extensions import after_commit

# The hard tier: help comes first, and the words are kept only after a yes.
HARD = URGENT


@dataclass(frozen=True)
class Saved:
    """What became of an answer. Not saved with an alert means: show help, then ask "keep this?"."""

    saved: bool
    alert: str | None
    doubt: str | None = None  # "unusual": kept, and worth asking once whether it is right


def save_answers(session: Session, draft: Draft, values: Mapping[str, object], *, keep: bool) -> dict[str, Saved]:
    """Keep answers by question code; a text in which someone seems to be in danger only with `keep`.

    `keep` is the person's yes to "keep this as your answer?". Without it nothing of such a text is
    stored, only the option that was chosen beside it (bot.md, "Danger"). With it the alert is stored
    too and the answer takes the disclosure path. Raises what surveys.answers.save raises.
    """
    asked = {question.code: question for question in questions_of(session, draft)}
    wordy = {code for code in values if code in asked and takes_text(asked[code].type)}
    before = queries.draft_answers(session, draft) if wordy else {}
    given: dict[str, answers.Given] = {}
    result: dict[str, Saved] = {}
    for code, value in values.items():
        alert = doubtful = None
        if code in asked:
            cleaned = clean(asked[code], value)
            doubtful = doubt(asked[code], cleaned)
        if code in wordy and cleaned.text:
            alert = assess(cleaned.text, draft.language).alert
            # Words that the person said yes to already are not asked about twice.
            agreed = keep or (code in before and before[code].text == cleaned.text and before[code].alert in HARD)
            if alert in HARD and not agreed:
                result[code] = Saved(False, alert)
                if cleaned.choices:
                    # The option beside the words gives nobody away. The words wait for the yes, and those that were
                    # kept before stay until then, as a free text's do.
                    kept = before.get(code)
                    why, earlier = (kept.text, kept.alert) if kept else (None, None)
                    given[code] = answers.Given({"choice": cleaned.choices[0], "why": why}, earlier)
                continue
        given[code] = answers.Given(value, alert)
        result[code] = Saved(True, alert, doubtful)
    answers.save_all(session, draft, given)
    return result


def send_answers(session: Session, draft: Draft, *, marks: Sequence[str] = ()) -> str:
    """Send a draft, wake the coding job once that is committed; the reference. `marks` are for staff to see.

    The queue only wakes: a sweep finds what it lost. Raises what surveys.answers.submit raises.
    """
    fresh = draft.state != "submitted"
    reference = answers.submit(session, draft, marks=marks)
    submission = queries.submission_id_of(session, draft)
    if fresh and submission is not None:
        after_commit(lambda: jobs.code_submission(submission))
    return reference


def send_changes(session: Session, copy: Draft) -> tuple[Draft, bool]:
    """Put a copy of sent answers in their place and wake the coding job; the sent draft, and whether all could change.

    Raises what surveys.changing.finish raises.
    """
    sent, whole = changing.finish(session, copy)
    submission = queries.submission_id_of(session, sent)
    if submission is not None:
        after_commit(lambda: jobs.code_submission(submission))
    return sent, whole
