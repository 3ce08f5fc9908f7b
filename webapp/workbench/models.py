"""Sentences that staff proposed, and the models that were tried with them."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, DateTime, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.accounts.models import Base, now

SENTENCE_STATES = ("proposed", "approved", "rejected", "learned", "withdrawn")
"""Learned: the model in force knows it."""
ATTEMPT_STATES = ("waiting", "training", "in_force", "refused", "failed", "nothing_new", "replaced", "rolled_back")


def _new_id() -> str:
    return str(uuid.uuid4())


class ProposedSentence(Base):
    """A sentence in the words of the member of staff who typed it: never anything that was said in the chat."""

    __tablename__ = "workbench_sentence"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=_new_id)
    language: Mapped[str] = mapped_column(String(12))
    route: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    # The hash of its one spelling (checks.spelling), by which the same is found again.
    spelling: Mapped[str] = mapped_column(String(64), index=True)
    # The danger check would add a line on 999 to it: whoever approves looks twice.
    caution: Mapped[bool] = mapped_column(Boolean, default=False)
    state: Mapped[str] = mapped_column(String(10), default="proposed", index=True)
    proposed_by: Mapped[str] = mapped_column(String(36))
    proposed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    decided_by: Mapped[str | None] = mapped_column(String(36))
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Attempt(Base):
    """A model that was tried, with its figures beside those of the one that was in force."""

    __tablename__ = "workbench_attempt"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=_new_id)
    state: Mapped[str] = mapped_column(String(12), default="waiting", index=True)
    # Of the shipped data and code that it was made on; a model of another release is never served.
    base: Mapped[str] = mapped_column(String(16), default="")
    # Ids of the sentences that it learned; no words.
    sentences: Mapped[list[str]] = mapped_column(JSON, default=list)
    # {"before", "after", "seconds"} as bot/workbench.py tells them; empty until it was judged.
    figures: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # Why it was refused (figures.worse) or failed (training.FAULTS).
    reasons: Mapped[list[str]] = mapped_column(JSON, default=list)
    # The model that it was compared with and stands in for; None: the shipped one.
    parent_id: Mapped[str | None] = mapped_column(String(36))
    asked_by: Mapped[str] = mapped_column(String(36))
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, index=True)
    # While it trains the job says again and again that it lives: one that is silent was killed.
    seen_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    tries: Mapped[int] = mapped_column(Integer, default=0)
    # Who put it out of force again, if somebody did.
    rolled_back_by: Mapped[str | None] = mapped_column(String(36))
