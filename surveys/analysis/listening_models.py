"""The tables of listening: who is on duty, what was told to whom, proposed themes, campaigns, their runs.

As in surveys.analysis.models: what comes from people's words is encrypted, and rows that hang on an answer go with it.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveys.analysis.models import EncryptedList
from surveys.base import Base, new_id
from surveys.columns import UtcDateTime, now
from surveys.crypto import EncryptedText

DUTIES = ("duty", "escalation")
"""Who is told first, and who when nobody has looked in the hours promised."""
RUN_KINDS = ("discovery", "campaigns")
RUN_STATES = ("waiting", "running", "done", "failed")
PROPOSAL_STATES = ("proposed", "named", "rejected")


class DutyTurn(Base):
    """One line of the roster: a member of staff or a duty mailbox, on some weekdays, hours and days.

    Weekdays are digits, 0 is Monday; hours are London's, and ``ends`` at or before ``starts`` is on the next day.
    """

    __tablename__ = "analysis_duty_turn"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True, default=new_id)
    duty: Mapped[str] = mapped_column(sa.String(10), default="duty")
    staff_id: Mapped[str | None] = mapped_column(sa.String(36))
    address: Mapped[str | None] = mapped_column(EncryptedText)
    weekdays: Mapped[str] = mapped_column(sa.String(7), default="01234")
    starts: Mapped[time] = mapped_column(sa.Time)
    ends: Mapped[time] = mapped_column(sa.Time)
    first_day: Mapped[date | None] = mapped_column(sa.Date)
    last_day: Mapped[date | None] = mapped_column(sa.Date)
    made_by: Mapped[str | None] = mapped_column(sa.String(36))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    @property
    def key(self) -> str:
        """Whom this line reaches, as an opaque word: the member of staff, or the line's own mailbox."""
        return self.staff_id or f"turn:{self.id}"


class DisclosureNotice(Base):
    """That a case was told of, and to whom (opaque words, no address): once for each step, held by the database.

    Steps below 0 are beside the steps of waiting: a case was handed on, words came, another notice did not arrive.
    """

    __tablename__ = "analysis_disclosure_notice"
    __table_args__ = (sa.UniqueConstraint("disclosure_id", "step"),)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    disclosure_id: Mapped[str] = mapped_column(sa.ForeignKey("analysis_disclosure.id", ondelete="CASCADE"))
    step: Mapped[int] = mapped_column(sa.Integer)  # a place in duty.STEPS
    told: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    level: Mapped[str] = mapped_column(sa.String(20))  # one of duty.LEVELS, "holder" or "nobody"
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # A mail of it was given up; the next level has been told instead.
    undelivered: Mapped[bool] = mapped_column(sa.Boolean, default=False, server_default=sa.false())


class ListeningRun(Base):
    """One run of a long job over a consultation's answers, and how far it is."""

    __tablename__ = "analysis_listening_run"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(sa.String(12))
    consultation_slug: Mapped[str] = mapped_column(sa.String(80), index=True)
    state: Mapped[str] = mapped_column(sa.String(10), default="waiting")
    done: Mapped[int] = mapped_column(sa.Integer, default=0)
    total: Mapped[int] = mapped_column(sa.Integer, default=0)
    # Numbers and codes for the page: how many answers were looked at, which groups were too small. Never words.
    outcome: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    started_by: Mapped[str | None] = mapped_column(sa.String(36))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ThemeProposal(Base):
    """A theme that the codebook may lack, found in one language at one question; a person names or rejects it."""

    __tablename__ = "analysis_theme_proposal"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True, default=new_id)
    consultation_slug: Mapped[str] = mapped_column(sa.String(80), index=True)
    question: Mapped[str] = mapped_column(sa.String(2))
    language: Mapped[str] = mapped_column(sa.String(12))
    words: Mapped[list[str]] = mapped_column(EncryptedList)
    size: Mapped[int] = mapped_column(sa.Integer)
    state: Mapped[str] = mapped_column(sa.String(10), default="proposed", index=True)
    name: Mapped[str] = mapped_column(sa.String(120), default="")
    note: Mapped[str | None] = mapped_column(EncryptedText)  # what it takes in, or why it was rejected
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    decided_by: Mapped[str | None] = mapped_column(sa.String(36))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    answers: Mapped[list[ProposalAnswer]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="ProposalAnswer.position"
    )


class ProposalAnswer(Base):
    """An answer of a proposal, the most typical first."""

    __tablename__ = "analysis_proposal_answer"

    proposal_id: Mapped[str] = mapped_column(
        sa.ForeignKey("analysis_theme_proposal.id", ondelete="CASCADE"), primary_key=True
    )
    answer_id: Mapped[str] = mapped_column(
        sa.ForeignKey("survey_answer.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    position: Mapped[int] = mapped_column(sa.Integer)


class Campaign(Base):
    """Answers of several people in almost the same words."""

    __tablename__ = "analysis_campaign"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True, default=new_id)
    consultation_slug: Mapped[str] = mapped_column(sa.String(80), index=True)
    found_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class CampaignCopy(Base):
    """One answer of a campaign. The first that came in counts even without copies."""

    __tablename__ = "analysis_campaign_copy"

    answer_id: Mapped[str] = mapped_column(sa.ForeignKey("survey_answer.id", ondelete="CASCADE"), primary_key=True)
    campaign_id: Mapped[str] = mapped_column(sa.ForeignKey("analysis_campaign.id", ondelete="CASCADE"), index=True)
