"""The tables of a round of asking beside its questionnaires: waves, events, kiosks, quotas, imports, second entries.

Import them from surveys.models, which says how all of it fits.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveys.base import Base, new_id
from surveys.columns import UtcDateTime, now
from surveys.crypto import EncryptedText


class Wave(Base):
    """One time that a series of the same measures was asked: ours (with a survey) or one that a paper prints.

    `mode` is how people were asked (`online`, `in_person`, `mixed`, `unknown`), `sampling` how they were chosen
    (`open`, `quota`, `random`, `unknown`), `base` how many answered; None where the paper does not print it.
    """

    __tablename__ = "survey_wave"
    __table_args__ = (sa.UniqueConstraint("series", "code"),)

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True, default=new_id)
    series: Mapped[str] = mapped_column(sa.String(60))  # "young-people", "residents", ...
    code: Mapped[str] = mapped_column(sa.String(60))
    name: Mapped[str] = mapped_column(sa.String(200))
    audience: Mapped[str] = mapped_column(sa.String(20))
    started_on: Mapped[date | None] = mapped_column(sa.Date)
    ended_on: Mapped[date | None] = mapped_column(sa.Date)
    mode: Mapped[str] = mapped_column(sa.String(20), default="unknown")
    sampling: Mapped[str] = mapped_column(sa.String(20), default="unknown")
    base: Mapped[int | None] = mapped_column(sa.Integer)
    source: Mapped[str] = mapped_column(sa.String(200), default="")
    survey_id: Mapped[str | None] = mapped_column(sa.ForeignKey("survey.id", ondelete="SET NULL"))

    measures: Mapped[list[WaveMeasure]] = relationship(
        order_by="WaveMeasure.id", cascade="all, delete-orphan", passive_deletes=True
    )


class WaveMeasure(Base):
    """A percentage that a paper prints for a wave, with its own claim of significance where it makes one."""

    __tablename__ = "survey_wave_measure"
    __table_args__ = (sa.UniqueConstraint("wave_id", "measure"),)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    wave_id: Mapped[str] = mapped_column(sa.ForeignKey("survey_wave.id", ondelete="CASCADE"))
    measure: Mapped[str] = mapped_column(sa.String(60))
    percent: Mapped[float] = mapped_column(sa.Float)
    base: Mapped[int | None] = mapped_column(sa.Integer)
    printed_significant: Mapped[bool | None] = mapped_column(sa.Boolean)


class Event(Base):
    """A focus group, ward walk, open day or meeting, where people say what they think without a form."""

    __tablename__ = "consultation_event"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True, default=new_id)
    consultation_id: Mapped[str] = mapped_column(sa.ForeignKey("consultation.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(20))  # focus_group, ward_walk, open_day, ward_meeting, other
    title: Mapped[str] = mapped_column(sa.String(200))
    held_on: Mapped[date] = mapped_column(sa.Date)
    ward: Mapped[str | None] = mapped_column(sa.String(60))
    audience: Mapped[str] = mapped_column(sa.String(20))
    led_by: Mapped[str] = mapped_column(sa.String(200), default="")  # a team or role, never a person
    attended: Mapped[int | None] = mapped_column(sa.Integer)
    created_by: Mapped[str | None] = mapped_column(sa.String(36))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Kiosk(Base):
    """A device at an event that anyone may answer on: its link holds a token, of which only the hash is kept."""

    __tablename__ = "survey_kiosk"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True, default=new_id)
    survey_id: Mapped[str] = mapped_column(sa.ForeignKey("survey.id", ondelete="CASCADE"), index=True)
    event_id: Mapped[str | None] = mapped_column(sa.ForeignKey("consultation_event.id", ondelete="SET NULL"))
    name: Mapped[str] = mapped_column(sa.String(100))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_by: Mapped[str | None] = mapped_column(sa.String(36))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Quota(Base):
    """How many of one option a sample survey wants; `closed_at` says when it was full. Open consultations have none."""

    __tablename__ = "survey_quota"
    __table_args__ = (sa.UniqueConstraint("survey_id", "question_code", "option_code"),)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    survey_id: Mapped[str] = mapped_column(sa.ForeignKey("survey.id", ondelete="CASCADE"))
    question_code: Mapped[str] = mapped_column(sa.String(60))
    option_code: Mapped[str] = mapped_column(sa.String(60))
    target: Mapped[int] = mapped_column(sa.Integer)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ImportBatch(Base):
    """One file of answers from another tool: how its columns were read, and what became of its rows."""

    __tablename__ = "survey_import"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True, default=new_id)
    survey_id: Mapped[str] = mapped_column(sa.ForeignKey("survey.id", ondelete="CASCADE"), index=True)
    tool: Mapped[str] = mapped_column(sa.String(30))  # smartsurvey, citizen_space, microsoft_forms, limesurvey, own
    # SHA-256 of the header row: the mapping is offered again for a file with the same columns.
    header_hash: Mapped[str] = mapped_column(sa.String(64), index=True)
    mapping: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    # Encrypted rows wait here between the dry run and the yes; empty afterwards.
    waiting: Mapped[str | None] = mapped_column(EncryptedText)
    state: Mapped[str] = mapped_column(sa.String(10), default="checked")  # checked, asked, loaded, cancelled, undone
    rows: Mapped[int] = mapped_column(sa.Integer, default=0)
    loaded: Mapped[int] = mapped_column(sa.Integer, default=0)
    duplicates: Mapped[int] = mapped_column(sa.Integer, default=0)
    refused: Mapped[int] = mapped_column(sa.Integer, default=0)
    created_by: Mapped[str | None] = mapped_column(sa.String(36))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class SecondEntry(Base):
    """A paper form typed a second time by somebody else, to measure how well it was typed."""

    __tablename__ = "survey_second_entry"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True, default=new_id)
    submission_id: Mapped[str] = mapped_column(sa.ForeignKey("survey_submission.id", ondelete="CASCADE"), unique=True)
    # {question: value} as JSON, encrypted: a second copy of somebody's words.
    values: Mapped[str] = mapped_column(EncryptedText)
    different: Mapped[list[str]] = mapped_column(sa.JSON, default=list)  # codes of questions that differ
    entered_by: Mapped[str | None] = mapped_column(sa.String(36))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    settled_by: Mapped[str | None] = mapped_column(sa.String(36))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ContactLeft(Base):
    """How a person who may be in danger asked to be reached; read by safeguarding staff alone."""

    __tablename__ = "survey_contact_left"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True, default=new_id)
    draft_id: Mapped[str] = mapped_column(sa.ForeignKey("survey_draft.id", ondelete="CASCADE"), index=True)
    contact: Mapped[str] = mapped_column(EncryptedText)
    safe_to_ring: Mapped[str] = mapped_column(sa.String(20), default="unknown")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
