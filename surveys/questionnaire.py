"""The tables of what is asked: consultations, surveys, versions, questions, translations.

Import them from surveys.models, which holds the answers too and says how all of it fits.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveys.base import Base, new_id
from surveys.columns import UtcDateTime, now


class Consultation(Base):
    """One round of asking, such as the annual one: what it is for and when it runs."""

    __tablename__ = "consultation"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(sa.String(80), unique=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    purpose: Mapped[str] = mapped_column(sa.Text)
    # How what people said is fed back (BOARD §18.2: a mechanism to feed back).
    feedback: Mapped[str] = mapped_column(sa.Text, default="")
    opens_on: Mapped[date | None] = mapped_column(sa.Date)
    closes_on: Mapped[date | None] = mapped_column(sa.Date)
    # What makes it fair (BOARD 18.2, the Gunning principles): it cannot open until each of these is filled.
    can_change: Mapped[str] = mapped_column(sa.Text, default="")
    reasons: Mapped[str] = mapped_column(sa.Text, default="")
    options_considered: Mapped[str] = mapped_column(sa.Text, default="")
    options_discarded: Mapped[str] = mapped_column(sa.Text, default="")
    who_is_asked: Mapped[str] = mapped_column(sa.Text, default="")
    equality: Mapped[str] = mapped_column(sa.Text, default="")
    decision_maker: Mapped[str] = mapped_column(sa.String(200), default="")
    decides_on: Mapped[date | None] = mapped_column(sa.Date)
    safeguarding_lead: Mapped[str] = mapped_column(sa.String(200), default="")  # a role that is on duty
    queue_hours: Mapped[str] = mapped_column(sa.String(200), default="")
    # Smaller settings: minimum_days, consent_age, lawful_basis, draft_days, answer_days, channels, pre_election.
    settings: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    surveys: Mapped[list[Survey]] = relationship(
        back_populates="consultation", order_by="Survey.slug", passive_deletes=True
    )


class Survey(Base):
    """A questionnaire for one audience; its words are in its newest version."""

    __tablename__ = "survey"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True, default=new_id)
    consultation_id: Mapped[str] = mapped_column(sa.ForeignKey("consultation.id", ondelete="CASCADE"), index=True)
    slug: Mapped[str] = mapped_column(sa.String(80), unique=True)
    audience: Mapped[str] = mapped_column(sa.String(20), index=True)
    state: Mapped[str] = mapped_column(sa.String(10), default="draft", index=True)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # mode, sampling ("open" accepts everyone, "quota" may close one), series of its wave, and the like.
    settings: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    consultation: Mapped[Consultation] = relationship(back_populates="surveys")
    versions: Mapped[list[SurveyVersion]] = relationship(
        back_populates="survey", order_by="SurveyVersion.number", passive_deletes=True
    )


class SurveyVersion(Base):
    """The words and questions of a survey as they stood from one moment on. Never edited."""

    __tablename__ = "survey_version"
    __table_args__ = (sa.UniqueConstraint("survey_id", "number"),)

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True, default=new_id)
    survey_id: Mapped[str] = mapped_column(sa.ForeignKey("survey.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(sa.Integer)
    # SHA-256 of the content: loading the same content again makes no new version.
    content_hash: Mapped[str] = mapped_column(sa.String(64))
    title: Mapped[str] = mapped_column(sa.String(200))
    summary: Mapped[str] = mapped_column(sa.Text)
    # Whole minutes that it takes most people; shown on the start page.
    minutes: Mapped[int] = mapped_column(sa.Integer, default=10)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    survey: Mapped[Survey] = relationship(back_populates="versions")
    notices: Mapped[list[Notice]] = relationship(order_by="Notice.position", passive_deletes=True)
    pages: Mapped[list[Page]] = relationship(order_by="Page.position", passive_deletes=True)
    questions: Mapped[list[Question]] = relationship(order_by="Question.position", viewonly=True)


class Notice(Base):
    """One part of the layered privacy notice; `short` ones are read before agreeing."""

    __tablename__ = "survey_notice"
    __table_args__ = (sa.UniqueConstraint("version_id", "code"),)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    version_id: Mapped[str] = mapped_column(sa.ForeignKey("survey_version.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(sa.String(60))
    position: Mapped[int] = mapped_column(sa.Integer)
    layer: Mapped[str] = mapped_column(sa.String(5))  # "short" or "full"
    heading: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text)


class Page(Base):
    """Questions that stand on the screen together."""

    __tablename__ = "survey_page"
    __table_args__ = (sa.UniqueConstraint("version_id", "code"),)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    version_id: Mapped[str] = mapped_column(sa.ForeignKey("survey_version.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(sa.String(60))
    position: Mapped[int] = mapped_column(sa.Integer)
    title: Mapped[str] = mapped_column(sa.String(200))

    questions: Mapped[list[Question]] = relationship(
        back_populates="page", order_by="Question.position", passive_deletes=True
    )


class Question(Base):
    """A question of one version. `code` never changes meaning, in any version of any survey."""

    __tablename__ = "survey_question"
    __table_args__ = (sa.UniqueConstraint("version_id", "code"),)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    version_id: Mapped[str] = mapped_column(sa.ForeignKey("survey_version.id", ondelete="CASCADE"))
    page_id: Mapped[int] = mapped_column(sa.ForeignKey("survey_page.id", ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(sa.String(60), index=True)
    position: Mapped[int] = mapped_column(sa.Integer)
    type: Mapped[str] = mapped_column(sa.String(20))  # a key of surveys.questions.TYPES
    text: Mapped[str] = mapped_column(sa.Text)
    hint: Mapped[str] = mapped_column(sa.Text, default="")
    # Q1-Q5 of codebook.md for a free text; None for every other type.
    codebook_question: Mapped[str | None] = mapped_column(sa.String(2))
    required: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    # Asked once more before sending when it was left empty, then let go.
    soft_check: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    # Limits of the type: {"most": 3} for up_to_n, {"longest": 5000} characters for free_text.
    settings: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    # {"question": code, "any_of": [option codes]}; None is "always asked".
    show_if: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))

    page: Mapped[Page] = relationship(back_populates="questions")
    options: Mapped[list[Option]] = relationship(order_by="Option.position", passive_deletes=True)


class Option(Base):
    """An answer that can be chosen. `code` never changes meaning within its question."""

    __tablename__ = "survey_option"
    __table_args__ = (sa.UniqueConstraint("question_id", "code"),)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("survey_question.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(sa.String(60))
    position: Mapped[int] = mapped_column(sa.Integer)
    label: Mapped[str] = mapped_column(sa.String(200))
    # Cannot stand beside another choice: "none of these", "I do not know".
    exclusive: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    # Counts towards the measure that is compared between waves ("happy" of domain.md §4).
    positive: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    # Left out of the base of percentages: "do not know", "prefer not to say".
    outside_base: Mapped[bool] = mapped_column(sa.Boolean, default=False)


class Translation(Base):
    """One field of survey content in one language (architecture.md, "Content that staff edit")."""

    __tablename__ = "survey_translation"
    __table_args__ = (sa.UniqueConstraint("owner", "entity", "code", "field", "language"),)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    owner: Mapped[str] = mapped_column(sa.String(80))  # slug of the survey or consultation
    # consultation, survey, notice, page, question or option
    entity: Mapped[str] = mapped_column(sa.String(20))
    # "" for the owner itself; "question.option" for an option
    code: Mapped[str] = mapped_column(sa.String(130))
    field: Mapped[str] = mapped_column(sa.String(20))
    language: Mapped[str] = mapped_column(sa.String(12))
    text: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(sa.String(12), default="machine")
    # SHA-256 of the English that it was made from: another English makes it out of date.
    source_hash: Mapped[str] = mapped_column(sa.String(64))
    checked_by: Mapped[str | None] = mapped_column(sa.String(36))
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
