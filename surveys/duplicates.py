"""Near-duplicates among what was sent: marked for whoever reads, never dropped.

Two people may well say the same in few words, so only longer answers are compared: by the words that they are
made of, whatever their order, capitals and punctuation. What is kept is a keyed hash, from which no word comes back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.crypto import keyed_hashes
from surveys.models import Answer, Submission

FEWEST_WORDS = 8
"""Different words that all texts of a submission have together before it is compared."""
_PURPOSE = "survey near-duplicate"
_LENGTH = 36  # characters of the hash that fit the column: 144 bits


def mark(session: Session, submission: Submission) -> None:
    """Put a submission into the group of its words; alone in it, it is no duplicate (dashboard.py counts from two)."""
    texts = session.scalars(
        sa.select(Answer.text).where(Answer.submission_id == submission.id, Answer.text.is_not(None))
    )
    groups = groups_of(submission.survey_id, filter(None, texts))
    if not groups:
        submission.duplicate_group = None
        return
    # A group that was made under an earlier key goes on.
    known = session.scalar(
        sa.select(Submission.duplicate_group)
        .where(Submission.survey_id == submission.survey_id, Submission.duplicate_group.in_(groups))
        .limit(1)
    )
    submission.duplicate_group = known or groups[0]
    session.flush()


def groups_of(survey_id: str, texts: Iterable[str]) -> list[str]:
    """The group of somebody's texts under each key, the current one first; [] for too few words to be compared."""
    words = sorted(set(re.findall(r"\w+", unicodedata.normalize("NFKC", " ".join(texts)).casefold())))
    if len(words) < FEWEST_WORDS:
        return []
    return [one[:_LENGTH] for one in keyed_hashes(_PURPOSE, f"{survey_id} {' '.join(words)}")]
