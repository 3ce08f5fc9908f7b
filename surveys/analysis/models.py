"""The tables of the analysis. What comes from people's words (evidence, personal data, notes, quotations) is encrypted.

Rows hang on survey_answer with ON DELETE CASCADE: what was made of an answer goes when the answer goes. Staff are
named by an opaque id; there is no foreign key to accounts.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from surveys.base import Base, new_id
from surveys.columns import UtcDateTime, now
from surveys.crypto import EncryptedText, decrypt, encrypt
from surveys.models import Answer

SOURCES = ("machine", "person")
DISCLOSURE_STATES = ("new", "claimed", "acted", "closed")
OUTCOMES = ("referred_mash", "referred_adults", "police_told", "advice_published", "cannot_identify", "no_concern")
QUOTATION_STATES = ("proposed", "approved", "rejected")
REPORT_STATES = ("draft", "checked", "published")


class EncryptedList(TypeDecorator[list[str]]):
    """A list of texts, encrypted as one value."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """A list in, JSON out, which the column underneath encrypts."""
        return None if value is None else encrypt(json.dumps(list(value), ensure_ascii=False))

    def process_result_value(self, value: Any, dialect: Dialect) -> list[str] | None:
        """JSON in, list out."""
        return None if value is None else list(json.loads(decrypt(value)))


class Coding(Base):
    """What the machine read in one answer, and whether a person has read it since."""

    __tablename__ = "analysis_coding"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True, default=new_id)
    answer_id: Mapped[str] = mapped_column(sa.ForeignKey("survey_answer.id", ondelete="CASCADE"), unique=True)
    version: Mapped[str] = mapped_column(sa.String(40))  # codebook version + fingerprint of the models
    language: Mapped[str] = mapped_column(sa.String(12))
    sentiment: Mapped[str] = mapped_column(sa.String(12))
    nonsense: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    disclosure: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    pii: Mapped[list[str]] = mapped_column(EncryptedList)
    lowest_confidence: Mapped[float | None] = mapped_column(sa.Float)  # of the themes given; 0 where none was
    doubt: Mapped[float | None] = mapped_column(sa.Float)  # mistakes to be expected: the most go first to a person
    coded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # Set when a person decided the codes: theirs count from then on, the machine's stay beside them.
    decided_by: Mapped[str | None] = mapped_column(sa.String(36))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    answer: Mapped[Answer] = relationship()
    codes: Mapped[list[AnswerCode]] = relationship(
        back_populates="coding", cascade="all, delete-orphan", passive_deletes=True, order_by="AnswerCode.position"
    )
    translation: Mapped[AnswerTranslation | None] = relationship(
        primaryjoin="foreign(AnswerTranslation.answer_id) == Coding.answer_id", viewonly=True, lazy="selectin"
    )

    @property
    def effective(self) -> list[AnswerCode]:
        """The codes that count: a person's where a person decided, else the machine's. Never a mixture."""
        source = "person" if self.decided_at is not None else "machine"
        return [code for code in self.codes if code.source == source]


class AnswerCode(Base):
    """One code given to one answer, by the machine or by a person."""

    __tablename__ = "analysis_code"
    __table_args__ = (sa.UniqueConstraint("coding_id", "source", "code"),)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    coding_id: Mapped[str] = mapped_column(sa.ForeignKey("analysis_coding.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(sa.String(60), index=True)
    source: Mapped[str] = mapped_column(sa.String(8))
    position: Mapped[int] = mapped_column(sa.Integer, default=0)
    confidence: Mapped[float | None] = mapped_column(sa.Float)
    evidence: Mapped[list[str]] = mapped_column(EncryptedList)
    version: Mapped[str] = mapped_column(sa.String(40))
    basis: Mapped[str | None] = mapped_column(sa.String(8))  # how the machine came to it: phrase, example or model
    given_by: Mapped[str | None] = mapped_column(sa.String(36))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    coding: Mapped[Coding] = relationship(back_populates="codes")


def in_force() -> sa.ColumnElement[bool]:
    """The condition that an AnswerCode counts for its Coding: the rule of `Coding.effective`, for many."""
    return sa.case((Coding.decided_at.is_not(None), "person"), else_="machine") == AnswerCode.source


class AnswerTranslation(Base):
    """What a member of staff knows of an answer's language: its name, and what it says in English. One an answer."""

    __tablename__ = "analysis_translation"

    answer_id: Mapped[str] = mapped_column(sa.ForeignKey("survey_answer.id", ondelete="CASCADE"), primary_key=True)
    # Named by a person, in place of what the program thinks; None as long as nobody has.
    language: Mapped[str | None] = mapped_column(sa.String(12))
    named_by: Mapped[str | None] = mapped_column(sa.String(36))
    text: Mapped[str | None] = mapped_column(EncryptedText)
    made_by: Mapped[str | None] = mapped_column(sa.String(36))
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Disclosure(Base):
    """An answer that tells of harm to a specific person, in the safeguarding queue."""

    __tablename__ = "analysis_disclosure"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True, default=new_id)
    answer_id: Mapped[str] = mapped_column(sa.ForeignKey("survey_answer.id", ondelete="CASCADE"), unique=True)
    found_by: Mapped[str] = mapped_column(sa.String(10))  # triage, machine or person
    alert: Mapped[str | None] = mapped_column(sa.String(10))
    signs: Mapped[list[str]] = mapped_column(EncryptedList)
    state: Mapped[str] = mapped_column(sa.String(10), default="new", index=True)
    claimed_by: Mapped[str | None] = mapped_column(sa.String(36))
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(sa.String(30))
    closed_by: Mapped[str | None] = mapped_column(sa.String(36))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    found_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)

    answer: Mapped[Answer] = relationship()
    notes: Mapped[list[DisclosureNote]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="DisclosureNote.id"
    )


class DisclosureNote(Base):
    """What staff did about a disclosure, in their words; without `written_by`, what the person wrote later.

    `to_tell` is set on the person's words until staff are told that they came: `words`, or `raised` when they made the
    case graver.
    """

    __tablename__ = "analysis_disclosure_note"

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    disclosure_id: Mapped[str] = mapped_column(sa.ForeignKey("analysis_disclosure.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(EncryptedText)
    written_by: Mapped[str | None] = mapped_column(sa.String(36))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    to_tell: Mapped[str | None] = mapped_column(sa.String(10))


class Quotation(Base):
    """A piece of an answer that may be published once a person has approved it."""

    __tablename__ = "analysis_quotation"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True, default=new_id)
    answer_id: Mapped[str] = mapped_column(sa.ForeignKey("survey_answer.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(EncryptedText)
    language: Mapped[str] = mapped_column(sa.String(12))
    code: Mapped[str | None] = mapped_column(sa.String(60))
    audience: Mapped[str] = mapped_column(sa.String(20))
    # The language it was written in, when these are the words of a member of staff who put it into English.
    translated_from: Mapped[str | None] = mapped_column(sa.String(12))
    state: Mapped[str] = mapped_column(sa.String(10), default="proposed", index=True)
    proposed_by: Mapped[str | None] = mapped_column(sa.String(36))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    decided_by: Mapped[str | None] = mapped_column(sa.String(36))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    answer: Mapped[Answer] = relationship()


class Report(Base):
    """A version of a consultation's findings. Published ones never change; quotations are named by id only."""

    __tablename__ = "analysis_report"
    __table_args__ = (sa.UniqueConstraint("consultation_slug", "number"),)

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True, default=new_id)
    consultation_slug: Mapped[str] = mapped_column(sa.String(80), index=True)
    number: Mapped[int] = mapped_column(sa.Integer)
    state: Mapped[str] = mapped_column(sa.String(10), default="draft", index=True)
    findings: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    made_by: Mapped[str | None] = mapped_column(sa.String(36))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    checked_by: Mapped[str | None] = mapped_column(sa.String(36))
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_by: Mapped[str | None] = mapped_column(sa.String(36))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
