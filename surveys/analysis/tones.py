"""How many answers have which tone, for the desk: what was not assessed has a row of its own, never a zero."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.analysis.models import Coding, Disclosure


def counts(session: Session) -> dict[str, int]:
    """Coded answers by tone, disclosures and nonsense left out; exact, for staff and never for publication."""
    rows = session.execute(
        sa.select(Coding.sentiment, sa.func.count())
        .where(Coding.nonsense.is_(False), sa.not_(sa.exists().where(Disclosure.answer_id == Coding.answer_id)))
        .group_by(Coding.sentiment)
    )
    return dict(rows.tuples().all())
