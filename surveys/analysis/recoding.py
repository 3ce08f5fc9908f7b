"""Coding everything again after a new version of the codebook was signed off, a chunk a transaction.

What is still to do is read off the codings themselves (each says which version it was made by), so that a job that was
killed half way goes on where it was and nothing is coded twice. A person's codes stay as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from surveys.analysis import coding
from surveys.analysis.codebook_versions import current
from surveys.analysis.models import Coding
from surveys.models import Answer

if TYPE_CHECKING:  # staff pages import this module, and only jobs ever load the models
    from surveys.analysis.coder import Coder

FIRST = 1  # the codebook that the product ships with: nothing was coded before it


def recode_some(session: Session, coder: Coder, *, limit: int = coding.CHUNK) -> int:
    """Code up to ``limit`` answers again that were coded by an earlier version; how many were taken.

    A text that the coder cannot read keeps what it had and is marked "failed".
    """
    book = current(session)
    if book.number == FIRST:
        return 0
    answers = list(
        session.scalars(
            sa.select(Answer)
            .join(Coding, Coding.answer_id == Answer.id)
            .where(_behind(book.version))
            .order_by(Answer.id)
            .limit(limit)
            .options(selectinload(Answer.submission))
            .with_for_update(skip_locked=True, of=Answer)
        )
    )
    if answers:
        coding.keep(session, answers, coding.read(session, answers, coder.under(book)))
    return len(answers)


def progress(session: Session) -> tuple[int, int]:
    """How many answers have been coded by the version in force, and how many there are to code."""
    book = current(session)
    query = sa.select(sa.func.count()).select_from(Coding).join(Answer, Answer.id == Coding.answer_id)
    total = session.scalar(query.where(Answer.coding_state == "coded")) or 0
    if book.number == FIRST:
        return total, total
    return total - (session.scalar(query.where(_behind(book.version))) or 0), total


def _behind(version: str) -> sa.ColumnElement[bool]:
    """Coded, but by another version of the codebook; the fingerprint of the models stands behind the plus."""
    return sa.and_(Answer.coding_state == "coded", sa.not_(Coding.version.startswith(f"{version}+", autoescape=True)))
