"""Answering: start a draft, save an answer, send, withdraw, come back.

Every function takes the session first, flushes and never commits. The draft's row is locked while it is changed, so
two windows or a client that sends twice cannot double anything (SQLite has one writer at a time anyway).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from surveys import duplicates, late, open_cases, quotas
from surveys.codes import new_reference, new_return_code, reference_hashes, return_code_hashes
from surveys.columns import now
from surveys.consent import consent_age_of, rule
from surveys.errors import Incomplete, NotAnswerable
from surveys.models import (
    ALERTS,
    CHANNELS,
    Answer,
    Choice,
    ContactLeft,
    Draft,
    Question,
    Submission,
    Survey,
    SurveyVersion,
)
from surveys.progress import drop_unasked, find_missing, progress_of, questions_of
from surveys.questions import Cleaned, clean, is_shown
from surveys.versions import newest_version


@dataclass(frozen=True)
class Given:
    """A value, and what the triage said of it (None for a closed question). Neither can be left out."""

    value: object
    alert: str | None


def current_version(session: Session, survey: Survey) -> SurveyVersion:
    """The newest version of the survey, which new drafts get. NotAnswerable when it has none."""
    found = newest_version(session, survey)
    if found is None:
        raise NotAnswerable("survey_not_open")
    return found


def start_draft(
    session: Session,
    survey: Survey,
    *,
    language: str,
    channel: str,
    version: SurveyVersion | None = None,
    client_key: str | None = None,
) -> tuple[Draft, str]:
    """A new draft and its return code, which is told now or never: only its hash is kept.

    `channel` is one of models.CHANNELS and comes from who calls, never from what they send. `version` is what the
    person had before them (else the newest); `client_key` names answers that were given before they reached us.
    Raises NotAnswerable("survey_not_open") unless the survey takes them (surveys.late).
    """
    if channel not in CHANNELS:
        raise ValueError(f"unknown channel {channel!r}")
    if not late.takes(survey.state, survey.closed_at, channel=channel, client_key=client_key):
        raise NotAnswerable("survey_not_open")
    return_code = new_return_code()
    draft = Draft(
        survey_id=survey.id,
        version_id=(version or current_version(session, survey)).id,
        return_code_hash=return_code_hashes(return_code)[0],
        language=language,
        channel=channel,
        client_key=client_key,
        state="open",
    )
    session.add(draft)
    session.flush()
    return draft, return_code


def save(session: Session, draft: Draft, question: str, value: object, *, alert: str | None) -> Answer | None:
    """Keep the answer to one question; None when it was left or made empty.

    `question` is its code. `value` is what the type takes (surveys.questions): an option code, a
    list of them, a text, a number...; empty takes an earlier answer away. `alert` is the triage's verdict on a
    free text, None for a closed question: required, so that no channel can forget to ask.
    Raises NotAnswerable, or questions.InvalidAnswer when the value is no answer.
    """
    return save_all(session, draft, {question: Given(value, alert)})[question]


def save_all(session: Session, draft: Draft, given: Mapping[str, Given]) -> dict[str, Answer | None]:
    """Keep the answers to several questions, such as a page's, by code; all of them or none.

    As `save` for each, in a number of queries that does not grow with the questions.
    """
    if any(one.alert is not None and one.alert not in ALERTS for one in given.values()):
        raise ValueError("unknown alert code")
    _lock_open(session, draft)
    asked = {question.code: question for question in questions_of(session, draft)}
    if not given.keys() <= asked.keys():
        raise NotAnswerable("unknown_question")
    before = {
        answer.question_code: answer
        for answer in session.scalars(
            sa.select(Answer).where(Answer.draft_id == draft.id).options(selectinload(Answer.choices))
        )
    }
    needed = {code for code, q in asked.items() if q.type == "agreement" and q.required and q.show_if is None}
    if not needed <= before.keys() and any(asked[code].type != "agreement" for code in given):
        raise NotAnswerable("not_agreed")
    cleaned = {code: clean(asked[code], one.value) for code, one in given.items()}
    _check_adult(session, draft, asked, before, cleaned)
    draft.updated_at = now()
    kept = {
        code: put_answer(session, draft, asked[code], before.get(code), cleaned[code], given[code].alert)
        for code in given
    }
    session.flush()
    return kept


def _check_adult(
    session: Session,
    draft: Draft,
    asked: Mapping[str, Question],
    before: Mapping[str, Answer],
    cleaned: Mapping[str, Cleaned],
) -> None:
    """Refuse what stands after an agreement that this person's age needs and that nobody gave yet.

    What stands before it, such as the age, may be answered and changed: it is no dead end.
    """
    gates = [q for q in asked.values() if q.type == "agreement" and q.required and q.show_if is not None]
    if not gates:
        return
    picked: dict[str, Sequence[str]] = {code: [c.option_code for c in a.choices] for code, a in before.items()}
    picked |= {code: given.choices for code, given in cleaned.items()}
    age = consent_age_of(session, draft)
    for gate in gates:
        waiting = not picked.get(gate.code) and is_shown(rule(gate, age), picked)
        if waiting and any(asked[code].position > gate.position for code, given in cleaned.items() if not given.empty):
            raise NotAnswerable("not_agreed")


def put_answer(
    session: Session, draft: Draft, asked: Question, answer: Answer | None, cleaned: Cleaned, alert: str | None
) -> Answer | None:
    """Make the row of one answer say what was given; no row for an empty one. Asks nothing: `save_all` does."""
    if cleaned.empty:
        if answer is not None:
            session.delete(answer)
        return None
    if answer is None:
        answer = Answer(draft_id=draft.id, question_code=asked.code, choices=[])
        session.add(answer)
    answer.codebook_question = asked.codebook_question
    answer.text = cleaned.text
    answer.number = cleaned.number
    answer.language = draft.language
    answer.channel = draft.channel
    answer.alert = alert if cleaned.text is not None else None
    answer.coding_state = "pending" if cleaned.text is not None else "not_needed"
    if [choice.option_code for choice in answer.choices] != list(cleaned.choices):
        if answer.choices:
            answer.choices.clear()
            session.flush()  # the old rows go before the new ones come: one row an option
        answer.choices.extend(Choice(option_code=code, position=place) for place, code in enumerate(cleaned.choices))
    return answer


def switch_language(session: Session, draft: Draft, language: str) -> None:
    """Answers from here on are typed on pages of this language; those given keep theirs."""
    if draft.language != language and draft.state in ("open", "changing"):
        draft.language = language
        session.flush()


def submit(session: Session, draft: Draft, *, marks: Sequence[str] = ()) -> str:
    """Send the answers; the reference for the person. Sending again gives the same reference.

    `marks` (such as base.HONEYPOT) stand beside them for staff: nothing that is marked is dropped.
    Answers to questions that routing no longer asks are taken away first: nobody meant them.
    Raises Incomplete when required questions are empty, NotAnswerable when the survey is closed (but: surveys.late)
    or the draft withdrawn.
    """
    session.refresh(draft, with_for_update=True)
    if draft.state == "submitted":
        return session.scalars(sa.select(Submission.reference).where(Submission.draft_id == draft.id)).one()
    if draft.state == "changing":  # what was sent is there already: surveys.changing puts the copy in its place
        raise NotAnswerable("draft_changing")
    _check_open(session, draft)
    known = progress_of(session, draft)
    needed = find_missing(session, draft, known).required
    if draft.channel in late.HANDED_IN:  # what was left empty on paper stays empty, only agreement cannot be
        agreements = {q.code for q in known.questions if q.type == "agreement"}
        needed = [code for code in needed if code in agreements]
    if needed:
        raise Incomplete(needed)
    drop_unasked(session, draft, known)
    return make_submission(session, draft, marks).reference


def make_submission(session: Session, draft: Draft, marks: Sequence[str] = ()) -> Submission:
    """Make what was answered count: its submission, quotas, near-duplicates. Asks nothing: `submit` does."""
    survey = session.get_one(Survey, draft.survey_id)
    submission = Submission(
        draft_id=draft.id,
        survey_id=draft.survey_id,
        reference=_unused_reference(session),
        audience=survey.audience,
        language=draft.language,
        channel=draft.channel,
        submitted_at=(sent := now()),
        seconds=_seconds(draft, sent),
        marks=list(marks),
    )
    session.add(submission)
    session.flush()
    kept = {"submission_id": submission.id, "answered_at": Answer.answered_at}  # Sending changes no answer.
    session.execute(sa.update(Answer).where(Answer.draft_id == draft.id).values(kept))
    quotas.settle(session, submission)
    duplicates.mark(session, submission)
    draft.state = "submitted"
    session.flush()
    session.expire(draft, ["submission", "answers"])
    return submission


def withdraw(session: Session, draft: Draft) -> bool:
    """Take everything back, sent or not: answers, submission, all that was made of them, a way to be reached.

    The empty draft stays, so that the same call again, or the return code, finds "withdrawn"
    rather than a riddle; and a hash of the reference, by which an export that comes back is known.
    What safeguarding staff have open stays for them alone, with the way to be reached, until the night after the case
    is closed (surveys.retention): whoever holds the code may be the one who does the harm. True: something stays.
    """
    session.refresh(draft, with_for_update=True)
    reference = session.scalar(sa.select(Submission.reference).where(Submission.draft_id == draft.id))
    if reference is not None:
        draft.withdrawn_reference = reference_hashes(reference)[0]
    kept = open_cases.set_apart(session, draft)
    going = sa.and_(Answer.draft_id == draft.id, Answer.id.not_in(kept))
    session.execute(sa.delete(Choice).where(Choice.answer_id.in_(sa.select(Answer.id).where(going).scalar_subquery())))
    session.execute(sa.delete(Answer).where(going))
    session.execute(sa.delete(Submission).where(Submission.draft_id == draft.id))
    if not kept:
        session.execute(sa.delete(ContactLeft).where(ContactLeft.draft_id == draft.id))
    session.execute(sa.delete(Draft).where(Draft.client_key == draft.copy_key))
    draft.state = "withdrawn"
    session.flush()
    if reference is not None:
        quotas.reopen(session, draft.survey_id)
    session.expire_all()
    return bool(kept)


def resume(session: Session, return_code: str) -> Draft | None:
    """The draft that a typed return code opens, in whatever state it is, or None."""
    hashes = return_code_hashes(return_code)
    if not hashes:
        return None
    return session.scalar(sa.select(Draft).where(Draft.return_code_hash.in_(hashes)))


def _lock_open(session: Session, draft: Draft) -> None:
    session.refresh(draft, with_for_update=True)
    if draft.state == "submitted":
        raise NotAnswerable("draft_submitted")
    _check_open(session, draft)


def _check_open(session: Session, draft: Draft) -> None:
    if draft.state in {"withdrawn", "expired"}:
        raise NotAnswerable(f"draft_{draft.state}")
    if not late.takes_more(session, draft):
        raise NotAnswerable("survey_not_open")


def _seconds(draft: Draft, sent: datetime) -> int | None:
    """How long the person took; None where nobody watched: paper, imports, answers that a browser kept off line."""
    if draft.channel not in ("web", "kiosk", "chat") or draft.client_key is not None:
        return None
    return max(0, int((sent - draft.created_at).total_seconds()))


def _unused_reference(session: Session) -> str:
    """A reference that nobody has; the unique index still decides between two at one instant."""
    while True:
        reference = new_reference()
        taken = sa.select(Submission.id).where(Submission.reference == reference)
        if session.scalar(taken) is None:
            return reference
