"""What was filled in before a survey closed and reaches us after: forms in the post, notes of a last evening, a walk.

People gave these answers in time; only the desk or the connection was late. Whoever answers by themselves (page, chat,
kiosk, API) has had their time: for them the last day is the last day. A published report keeps its figures; what came
late is counted by the next version (surveys.analysis.report).
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.columns import now
from surveys.models import Draft, Survey

GRACE = timedelta(days=14)
"""How long after the end what was given before it is still taken; of a walk's link too (surveys.kiosks)."""
HANDED_IN = ("paper", "event")
"""Channels on which staff type after the person has gone."""


def until(closed_at: datetime | None) -> datetime | None:
    """The moment from which nothing more of a survey that closed then is taken; None for one that is not closed."""
    return closed_at + GRACE if closed_at is not None else None


def takes(state: str, closed_at: datetime | None, *, channel: str | None = None, client_key: str | None = None) -> bool:
    """Whether a survey of this state takes answers now: open, or closed not long ago and they were given before.

    `channel` and `client_key` are the draft's; without a channel: whether the desk may still type for it.
    """
    if state == "open":
        return True
    ends = until(closed_at)
    return state == "closed" and ends is not None and now() < ends and _given_before(channel, client_key)


def takes_more(session: Session, draft: Draft) -> bool:
    """Whether the draft's survey takes its answers now; the database is asked, for it may just have been closed."""
    row = session.execute(sa.select(Survey.state, Survey.closed_at).where(Survey.id == draft.survey_id)).one()
    return takes(row.state, row.closed_at, channel=draft.channel, client_key=draft.client_key)


def _given_before(channel: str | None, client_key: str | None) -> bool:
    if channel is None or channel in HANDED_IN:
        return True
    # A device that kept answers off line names each person's; a copy in which sent ones are changed has a key too.
    return channel == "kiosk" and client_key is not None and not client_key.startswith(Draft.COPY_PREFIX)


def still_taking() -> sa.ColumnElement[bool]:
    """Of a Survey's row: closed, and the desk may still type for it."""
    return sa.and_(Survey.state == "closed", Survey.closed_at > now() - GRACE)
