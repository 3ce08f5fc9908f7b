"""What safeguarding staff have open must not vanish: neither its answer nor the words that they act on."""

from __future__ import annotations

import sqlalchemy as sa

from surveys.analysis.models import Disclosure
from surveys.base import URGENT
from surveys.models import Answer


def has_open_case() -> sa.ColumnElement[bool]:
    """The condition that an Answer is somebody's open case, or is marked and as good as in the queue."""
    of_answer = sa.exists().where(Disclosure.answer_id == Answer.id)
    return sa.or_(
        of_answer.where(Disclosure.state != "closed"),
        # Marked and not yet put in the queue by the sweep.
        sa.and_(Answer.alert.in_(URGENT), sa.not_(of_answer)),
    )
