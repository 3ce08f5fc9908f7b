"""The tables of people's checking: decisions, reservations, blind samples, what was learned from corrections.

Everything hangs on the answer with ON DELETE CASCADE: when an answer is erased, what was decided of it, what a second
coder said of it and its place among the training rows go with it. None of these tables holds words of an answer.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveys.analysis.models import Coding
from surveys.base import Base, new_id
from surveys.columns import UtcDateTime, now
from surveys.models import Answer

DECISION_KINDS = ("decided", "undone", "skipped", "harm")
MODEL_STATES = ("in_force", "refused", "retired", "forgotten")


class Decision(Base):
    """One thing that a reviewer did with an answer. Appended, never changed: the history of its codes."""

    __tablename__ = "analysis_decision"
    __table_args__ = (sa.Index("ix_analysis_decision_made_by_kind", "made_by", "kind"),)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    coding_id: Mapped[str] = mapped_column(sa.ForeignKey("analysis_coding.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(10))
    # The person's codes after it; None where nobody has decided (a skip, or a first decision taken back).
    codes: Mapped[list[str] | None] = mapped_column(sa.JSON(none_as_null=True))
    version: Mapped[str] = mapped_column(sa.String(40))  # of the codebook
    undoes_id: Mapped[int | None] = mapped_column(sa.Integer)  # the decision that an undo took back
    made_by: Mapped[str | None] = mapped_column(sa.String(36))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    coding: Mapped[Coding] = relationship()


class Reservation(Base):
    """An answer that one reviewer has before them, until a moment. One an answer, held by the database."""

    __tablename__ = "analysis_reservation"

    coding_id: Mapped[str] = mapped_column(sa.ForeignKey("analysis_coding.id", ondelete="CASCADE"), primary_key=True)
    held_by: Mapped[str] = mapped_column(sa.String(36), index=True)
    until: Mapped[datetime] = mapped_column(UtcDateTime)


class Sample(Base):
    """Answers drawn by chance for a second coder who sees no codes. The seed makes the draw repeatable."""

    __tablename__ = "analysis_sample"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True, default=new_id)
    consultation_slug: Mapped[str] = mapped_column(sa.String(80), index=True)
    per_question: Mapped[int] = mapped_column(sa.Integer)
    seed: Mapped[int] = mapped_column(sa.Integer)
    coder: Mapped[str] = mapped_column(sa.String(36), index=True)
    drawn_by: Mapped[str | None] = mapped_column(sa.String(36))
    drawn_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    answers: Mapped[list[SampleAnswer]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="SampleAnswer.position"
    )


class SampleAnswer(Base):
    """One drawn answer, and what its second coder said: their own codes, apart from every other table."""

    __tablename__ = "analysis_sample_answer"
    __table_args__ = (sa.UniqueConstraint("sample_id", "answer_id"),)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    sample_id: Mapped[str] = mapped_column(sa.ForeignKey("analysis_sample.id", ondelete="CASCADE"))
    answer_id: Mapped[str] = mapped_column(sa.ForeignKey("survey_answer.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(sa.Integer)
    codes: Mapped[list[str] | None] = mapped_column(sa.JSON(none_as_null=True))  # None: not coded yet
    version: Mapped[str | None] = mapped_column(sa.String(40))  # of the codebook
    coded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    answer: Mapped[Answer] = relationship()


class LearnedModel(Base):
    """A theme model that was trained with people's corrections, and what came of it."""

    __tablename__ = "analysis_model"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True, default=new_id)
    # Names the file: what it learned from, as 16 hex digits. Not unique: the same may be tried and refused twice.
    fingerprint: Mapped[str] = mapped_column(sa.String(16), index=True)
    base: Mapped[str] = mapped_column(sa.String(16))  # fingerprint of the shipped training data and code
    state: Mapped[str] = mapped_column(sa.String(10), index=True)
    learned_from: Mapped[int] = mapped_column(sa.Integer)  # training rows when it was made: fewer now is an erasure
    figures: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    changes: Mapped[dict[str, Any]] = mapped_column(sa.JSON)  # code -> [answers gained, answers lost]
    made_by: Mapped[str | None] = mapped_column(sa.String(36))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    rows: Mapped[list[TrainingRow]] = relationship(cascade="all, delete-orphan", passive_deletes=True)


class TrainingRow(Base):
    """That a model learned from an answer, or was measured on it. Points at it, and holds no word of it."""

    __tablename__ = "analysis_training_row"
    __table_args__ = (sa.UniqueConstraint("model_id", "answer_id"),)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    model_id: Mapped[str] = mapped_column(sa.ForeignKey("analysis_model.id", ondelete="CASCADE"))
    answer_id: Mapped[str] = mapped_column(sa.ForeignKey("survey_answer.id", ondelete="CASCADE"), index=True)
    held_back: Mapped[bool] = mapped_column(sa.Boolean, default=False)
