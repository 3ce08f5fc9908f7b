"""Changing answers that were sent, until the survey closes (issue 4): worked on in a copy, and put in place at once.

What was sent counts all the while, so that whoever stops half way has lost nothing. The copy is a draft in the state
"changing" that only this browser and the person's return code lead to. Flushes, never commits.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from surveys import contacts, duplicates, quotas
from surveys.analysis import coding, quoting, safeguarding
from surveys.answers import start_draft
from surveys.errors import Incomplete, NotAnswerable
from surveys.models import Answer, Choice, ContactLeft, Draft, Submission
from surveys.open_cases import has_open_case
from surveys.progress import drop_unasked, find_missing

CHANNELS = ("web", "kiosk", "chat")
"""Who sent on one of these has a return code of their own; paper, events and imports are put right by staff."""


def may_change(draft: Draft) -> bool:
    """Whether these answers were sent by the person and the survey still takes changes."""
    return draft.state == "submitted" and draft.channel in CHANNELS and draft.survey.state == "open"


def begin(session: Session, sent: Draft, *, language: str) -> Draft:
    """The copy in which answers that were sent are changed: a new one, or the one that was begun before.

    It has the version that was answered, so that nothing has to be answered again. Raises NotAnswerable:
    survey_not_open, or not_sent for answers that are not the person's own or not sent.
    """
    if sent.survey.state != "open":
        raise NotAnswerable("survey_not_open")
    if not may_change(sent):
        raise NotAnswerable("not_sent")
    session.refresh(sent, with_for_update=True)
    known = session.scalar(sa.select(Draft).where(Draft.client_key == sent.copy_key))
    if known is not None and known.state == "changing":
        return known
    if known is not None:  # its time was over: what it held is gone
        session.delete(known)
        session.flush()
    copy, _code = start_draft(session, sent.survey, language=language, channel=sent.channel)
    copy.version_id, copy.client_key, copy.state = sent.version_id, sent.copy_key, "changing"
    for one in _answers(session, sent).values():
        _copy(one, Answer(draft_id=copy.id, question_code=one.question_code, choices=[]), session)
    session.flush()
    return copy


def original_of(session: Session, copy: Draft) -> Draft | None:
    """The sent answers that this draft is a copy of; None for a draft that is none."""
    if copy.state != "changing" or copy.client_key is None:
        return None
    return session.get(Draft, copy.client_key.removeprefix(Draft.COPY_PREFIX))


def is_contact_left(session: Session, draft: Draft) -> bool:
    """Whether a way to be reached stands with these answers, or with those that they are a copy of."""
    return any(contacts.of_draft(session, one.id) is not None for one in _both(session, draft))


def take_contact_back(session: Session, draft: Draft) -> bool:
    """Delete the way to be reached at once, that of the sent answers too; False where theirs stays.

    It stays while staff have a case of them open, as when all is withdrawn (answers.withdraw): whoever holds the
    return code may be the one who does the harm.
    """
    whole = True
    for one in _both(session, draft):
        held = sa.select(Answer.id).where(Answer.draft_id == one.id, has_open_case()).limit(1)
        if one is not draft and contacts.of_draft(session, one.id) and session.scalar(held) is not None:
            whole = False
        else:
            contacts.forget(session, one)
    return whole


def _both(session: Session, draft: Draft) -> list[Draft]:
    sent = original_of(session, draft)
    return [draft, sent] if sent is not None else [draft]


def finish(session: Session, copy: Draft) -> tuple[Draft, bool]:
    """Put what was changed in place of what was sent: the sent draft, and whether all of it could be.

    A text that changed is a new answer: what was made of the old words (codes, quotations, what a model learned) goes
    with them and the new ones are coded. An answer about harm that staff have open stays as it was sent; False says so.
    The person's new words are put with its case.
    What was quoted is taken back when the person no longer agrees to it. Raises Incomplete when required questions are
    empty, NotAnswerable when the survey is closed.
    """
    sent = original_of(session, copy)
    if sent is None:
        raise NotAnswerable("not_sent")
    session.refresh(sent, with_for_update=True)
    if not may_change(sent):
        raise NotAnswerable("survey_not_open")
    if session.scalar(sa.select(Draft.id).where(Draft.id == copy.id, Draft.state == "changing")) is None:
        raise NotAnswerable("not_sent")  # another request put it in place while this one waited
    if needed := find_missing(session, copy).required:
        raise Incomplete(needed)
    drop_unasked(session, copy)
    submission = session.scalars(sa.select(Submission).where(Submission.draft_id == sent.id)).one()
    options = quotas.options_of(session, submission)
    whole = _put_in_place(session, copy, sent, submission)
    quoting.take_back(session, submission.id, ())
    if session.scalar(sa.select(ContactLeft.id).where(ContactLeft.draft_id == copy.id)) is not None:
        session.execute(sa.delete(ContactLeft).where(ContactLeft.draft_id == sent.id))
        session.execute(sa.update(ContactLeft).where(ContactLeft.draft_id == copy.id).values(draft_id=sent.id))
    quotas.settle(session, submission, before=options)
    duplicates.mark(session, submission)
    session.execute(sa.delete(Draft).where(Draft.id == copy.id))
    session.flush()
    session.expire_all()
    return sent, whole


def _put_in_place(session: Session, copy: Draft, sent: Draft, submission: Submission) -> bool:
    before, after = _answers(session, sent), _answers(session, copy)
    held = set(session.scalars(sa.select(Answer.question_code).where(Answer.draft_id == sent.id, has_open_case())))
    whole = True
    for code in before.keys() | after.keys():
        old, new = before.get(code), after.get(code)
        if old is not None and new is not None and _said(old) == _said(new):
            continue
        if code in held:
            whole = False
            if old is not None and new is not None and new.text and new.text != old.text:
                _tell_staff(session, old, new)
            continue
        if old is not None and (new is None or old.text != new.text):
            session.delete(old)
            session.flush()
            old = None
        if new is not None:
            _copy(
                new, old or Answer(draft_id=sent.id, question_code=code, choices=[]), session
            ).submission_id = submission.id
    session.flush()
    return whole


def _tell_staff(session: Session, old: Answer, new: Answer) -> None:
    """Put the new words with the open case of an answer; the graver of both alerts stands."""
    case = coding.queue(session, old, "triage")
    safeguarding.add_words(session, case, new.text or "", new.alert)


def _answers(session: Session, draft: Draft) -> dict[str, Answer]:
    rows = session.scalars(sa.select(Answer).where(Answer.draft_id == draft.id).options(selectinload(Answer.choices)))
    return {one.question_code: one for one in rows}


def _said(one: Answer) -> tuple[object, ...]:
    return one.text, one.number, [choice.option_code for choice in one.choices]


def _copy(one: Answer, into: Answer, session: Session) -> Answer:
    """Make one answer say what another does; the text of a copy waits to be coded."""
    into.codebook_question, into.text, into.number = one.codebook_question, one.text, one.number
    into.language, into.channel, into.alert = one.language, one.channel, one.alert
    if into.id is None or into.text is None:
        into.coding_state = "pending" if one.text is not None else "not_needed"
    if into.choices:
        into.choices.clear()
        session.flush()
    into.choices.extend(Choice(option_code=each.option_code, position=each.position) for each in one.choices)
    session.add(into)
    return into
