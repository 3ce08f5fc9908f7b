"""What safeguarding staff have open must not vanish: neither its answer nor the words that they act on."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.analysis import coding
from surveys.analysis.models import Disclosure
from surveys.base import URGENT, new_id
from surveys.models import Answer, Draft


def has_open_case() -> sa.ColumnElement[bool]:
    """The condition that an Answer is somebody's open case, or is marked and as good as in the queue."""
    of_answer = sa.exists().where(Disclosure.answer_id == Answer.id)
    return sa.or_(
        of_answer.where(Disclosure.state != "closed"),
        # Marked and not yet put in the queue by the sweep.
        sa.and_(Answer.alert.in_(URGENT), sa.not_(of_answer)),
    )


def set_apart(session: Session, draft: Draft) -> list[str]:
    """Put what staff have open of a draft that is withdrawn where only its case finds it; the ids of these answers.

    Each case moves to a new row with the same words, in no submission: whatever was made of the old one, and whatever
    names it, can go with it as with any other answer. Words that were never sent are nobody's case.
    """
    mine = sa.select(Answer).where(Answer.draft_id == draft.id)
    # Locked before anything is asked of them: the coding job may be making a case of one at this moment.
    for answer in session.scalars(mine.with_for_update().execution_options(populate_existing=True)).all():
        if answer.submission_id is not None and answer.alert in URGENT:
            coding.queue(session, answer, "triage")
    found = mine.add_columns(Disclosure).join(Disclosure, Disclosure.answer_id == Answer.id)
    return [
        _moved(session, answer, case)
        for answer, case in session.execute(found.where(Disclosure.state != "closed")).tuples().all()
    ]


def are_kept(session: Session, draft: Draft) -> bool:
    """Whether something of a withdrawn draft is still there for its case."""
    return session.scalar(sa.select(Answer.id).where(Answer.draft_id == draft.id).limit(1)) is not None


def _moved(session: Session, answer: Answer, case: Disclosure) -> str:
    kept = Answer(
        draft_id=answer.draft_id,
        question_code=answer.question_code,
        codebook_question=answer.codebook_question,
        text=answer.text,
        language=answer.language,
        channel=answer.channel,
        alert=answer.alert,
        answered_at=answer.answered_at,
    )
    answer.question_code = new_id()  # one row a question: the old one, which goes, makes room
    session.flush()
    session.add(kept)
    session.flush()
    case.answer_id = kept.id
    session.flush()
    return kept.id
