"""The tables of consultations and answers.

A consultation holds surveys, one for each audience. A survey has versions; a version holds pages,
questions and options, and never changes once it is loaded, so that an answer always points at the
words that were on the screen. Question and option codes never change their meaning: the same code
in a later version is the same question asked again (architecture.md, "Stable codes").

English stands in the columns; every other language is one Translation row for each field, found
by code and so shared by the versions.

No foreign key leaves this package's base: a service or a ward is named by its slug, staff by an
opaque id. Rows of surveys.analysis point at survey_answer.id with ondelete="CASCADE", so that
what was made of an answer goes when the answer goes.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveys.base import (
    ALERTS,
    AUDIENCES,
    CHANNELS,
    CODING_STATES,
    DRAFT_STATES,
    SURVEY_STATES,
    TRANSLATION_STATES,
    Base,
    new_id,
)
from surveys.columns import UtcDateTime, now
from surveys.crypto import EncryptedText
from surveys.promises import PROMISE_STATES, Consideration, Promise, PromiseChange, PromiseRating
from surveys.questionnaire import (
    Consultation,
    Notice,
    Option,
    Page,
    Question,
    Survey,
    SurveyVersion,
    Translation,
)
from surveys.rounds import ContactLeft, Event, ImportBatch, Kiosk, Quota, SecondEntry, Wave, WaveMeasure

__all__ = [
    "ALERTS",
    "AUDIENCES",
    "CHANNELS",
    "CODING_STATES",
    "DRAFT_STATES",
    "PROMISE_STATES",
    "SURVEY_STATES",
    "TRANSLATION_STATES",
    "Answer",
    "Base",
    "Choice",
    "Consideration",
    "Consultation",
    "ContactLeft",
    "Draft",
    "Event",
    "ImportBatch",
    "Kiosk",
    "Notice",
    "Option",
    "Page",
    "Promise",
    "PromiseChange",
    "PromiseRating",
    "Question",
    "Quota",
    "SecondEntry",
    "Submission",
    "Survey",
    "SurveyVersion",
    "Translation",
    "Wave",
    "WaveMeasure",
    "new_id",
]


class Draft(Base):
    """One person's answers on their way; stays after sending so that the code still opens it."""

    __tablename__ = "survey_draft"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True, default=new_id)
    survey_id: Mapped[str] = mapped_column(sa.ForeignKey("survey.id", ondelete="CASCADE"), index=True)
    version_id: Mapped[str] = mapped_column(sa.ForeignKey("survey_version.id", ondelete="CASCADE"))
    # Keyed hash: the code itself is told once, to the person, and is stored nowhere.
    return_code_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    language: Mapped[str] = mapped_column(sa.String(12))
    channel: Mapped[str] = mapped_column(sa.String(10))
    state: Mapped[str] = mapped_column(sa.String(10), default="open", index=True)
    # Made by a browser that was off line: the same key again is the same answers, not new ones.
    client_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True, index=True)
    # Ids of Event, Kiosk and ImportBatch. No foreign keys: SQLite can add none to a table that is in use.
    event_id: Mapped[str | None] = mapped_column(sa.String(36), index=True)
    kiosk_id: Mapped[str | None] = mapped_column(sa.String(36))
    import_id: Mapped[str | None] = mapped_column(sa.String(36), index=True)
    entered_by: Mapped[str | None] = mapped_column(sa.String(36))  # staff who typed a paper form
    # Keyed hash of the reference of what was withdrawn: an old export must not bring it back.
    withdrawn_reference: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)

    survey: Mapped[Survey] = relationship()
    version: Mapped[SurveyVersion] = relationship()
    answers: Mapped[list[Answer]] = relationship(back_populates="draft", passive_deletes=True)
    submission: Mapped[Submission | None] = relationship(back_populates="draft", passive_deletes=True)

    COPY_PREFIX: ClassVar[str] = "change "

    @property
    def copy_key(self) -> str:
        """The `client_key` of the copy in which these answers are changed after they were sent (surveys.changing)."""
        return f"{self.COPY_PREFIX}{self.id}"


class Submission(Base):
    """Answers that were sent: what counts."""

    __tablename__ = "survey_submission"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True, default=new_id)
    # One for each draft, held by the database: sending twice makes one submission.
    draft_id: Mapped[str] = mapped_column(sa.ForeignKey("survey_draft.id", ondelete="CASCADE"), unique=True)
    survey_id: Mapped[str] = mapped_column(sa.ForeignKey("survey.id", ondelete="CASCADE"), index=True)
    # For the person to name their answers by when they write to us; opens nothing.
    reference: Mapped[str] = mapped_column(sa.String(20), unique=True)
    audience: Mapped[str] = mapped_column(sa.String(20), index=True)
    language: Mapped[str] = mapped_column(sa.String(12))
    channel: Mapped[str] = mapped_column(sa.String(10))
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)
    # Whole seconds from the first page to sending, for the median; None where nobody watched (paper, import).
    seconds: Mapped[int | None] = mapped_column(sa.Integer)
    # Marked, never dropped: near-duplicates share a group; "honeypot" filled the field that people do not see.
    duplicate_group: Mapped[str | None] = mapped_column(sa.String(36), index=True)
    marks: Mapped[list[str]] = mapped_column(sa.JSON, default=list)

    draft: Mapped[Draft] = relationship(back_populates="submission")
    survey: Mapped[Survey] = relationship()
    answers: Mapped[list[Answer]] = relationship(back_populates="submission", passive_deletes=True)


class Answer(Base):
    """The answer to one question of one draft: either choices or text.

    The analysis takes rows with submission_id set, text not null and coding_state "pending", and
    sets coding_state. `alert` is what the triage said when the text was typed, kept with the
    person's yes; "emergency" and "crisis" belong in the safeguarding queue before any coding.
    """

    __tablename__ = "survey_answer"
    __table_args__ = (
        sa.UniqueConstraint("draft_id", "question_code"),
        sa.Index("ix_survey_answer_coding", "coding_state", "submission_id"),
    )

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True, default=new_id)
    draft_id: Mapped[str] = mapped_column(sa.ForeignKey("survey_draft.id", ondelete="CASCADE"))
    # Set when the draft is sent: an answer without it is nobody's business but the person's.
    submission_id: Mapped[str | None] = mapped_column(
        sa.ForeignKey("survey_submission.id", ondelete="CASCADE"), index=True
    )
    question_code: Mapped[str] = mapped_column(sa.String(60), index=True)
    codebook_question: Mapped[str | None] = mapped_column(sa.String(2))
    text: Mapped[str | None] = mapped_column(EncryptedText)
    number: Mapped[float | None] = mapped_column(sa.Float)
    language: Mapped[str] = mapped_column(sa.String(12))  # of the page it was typed on
    channel: Mapped[str] = mapped_column(sa.String(10))
    alert: Mapped[str | None] = mapped_column(sa.String(10), index=True)
    coding_state: Mapped[str] = mapped_column(sa.String(10), default="not_needed")
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)

    draft: Mapped[Draft] = relationship(back_populates="answers")
    submission: Mapped[Submission | None] = relationship(back_populates="answers")
    choices: Mapped[list[Choice]] = relationship(
        order_by="Choice.position", cascade="all, delete-orphan", passive_deletes=True
    )

    def __repr__(self) -> str:
        """Never the text: a traceback or a log line shows this."""
        return f"<Answer {self.id} {self.question_code}>"


class Choice(Base):
    """One option that was chosen; a table of its own so that counting is plain SQL."""

    __tablename__ = "survey_choice"
    __table_args__ = (sa.UniqueConstraint("answer_id", "option_code"),)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    answer_id: Mapped[str] = mapped_column(sa.ForeignKey("survey_answer.id", ondelete="CASCADE"))
    option_code: Mapped[str] = mapped_column(sa.String(60), index=True)  # "row.option" in a grid
    position: Mapped[int] = mapped_column(sa.Integer, default=0)
