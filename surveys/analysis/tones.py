"""How many answers have which tone, for the desk: what was not assessed has a row of its own, never a zero."""

import json
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.analysis.models import Coding, Disclosure

MEASURED = Path(__file__).with_name("measured.json")  # written by `python -m surveys.analysis.evaluate --write`


class Accuracy(NamedTuple):
    """Of how many evaluation answers the tone was read rightly."""

    right: int
    answers: int

    @property
    def percent(self) -> int:
        """The share, 0 to 100."""
        return round(100 * self.right / self.answers)


def accuracy() -> Accuracy:
    """How well the tone of English answers was read when it was last measured."""
    return Accuracy(**json.loads(MEASURED.read_text(encoding="utf-8"))["tone"])


def counts(session: Session) -> dict[str, int]:
    """Coded answers by tone, disclosures and nonsense left out; exact, for staff and never for publication."""
    rows = session.execute(
        sa.select(Coding.sentiment, sa.func.count())
        .where(Coding.nonsense.is_(False), sa.not_(sa.exists().where(Disclosure.answer_id == Coding.answer_id)))
        .group_by(Coding.sentiment)
    )
    return dict(rows.tuples().all())
