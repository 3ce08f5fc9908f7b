"""What waits to be sent, and what people say is wrong. What anybody wrote is encrypted."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import JSON, DateTime, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from surveys.crypto import EncryptedText
from webapp.accounts.models import Base, now


class OutboxMail(Base):
    """An e-mail to be sent.

    `state` is `waiting`, `sent`, `failed` (given up: `error` says why, as a code, never as a text) or
    `shown` (staff passed its words on themselves). `about` is the id of what it belongs to, if anything.
    `cases` has, for a notice of the safeguarding queue, the id of each case and which notice of it this is
    (DisclosureNotice.step), so that a mail that is given up is known on its cases.
    """

    __tablename__ = "post_mail"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=lambda: str(uuid4()))
    to_address: Mapped[str] = mapped_column(EncryptedText())
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(EncryptedText())
    kind: Mapped[str] = mapped_column(String(40), index=True)
    language: Mapped[str] = mapped_column(String(12))
    about: Mapped[str | None] = mapped_column(String(36), index=True)
    cases: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True))
    state: Mapped[str] = mapped_column(String(10), default="waiting", index=True)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    next_try: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, index=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    error: Mapped[str] = mapped_column(String(40), default="")


class ProblemReport(Base):
    """Somebody says that something about a service is wrong.

    `flag` says why the safeguarding lead reads it first: what triage saw (`emergency`, `crisis`, `caution`)
    or `unsafe`, for a service that did not feel safe; None for everything else. `state` is `new`, `in_hand`
    or `done`. `words`, `reply_to` and `note` are deleted some time after it is done.
    """

    __tablename__ = "post_problem"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=lambda: str(uuid4()))
    service_slug: Mapped[str] = mapped_column(String(100), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    words: Mapped[str | None] = mapped_column(EncryptedText())
    reply_to: Mapped[str | None] = mapped_column(EncryptedText())
    language: Mapped[str] = mapped_column(String(12))
    flag: Mapped[str | None] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default="new", index=True)
    handled_by: Mapped[str | None] = mapped_column(String(36))
    note: Mapped[str | None] = mapped_column(EncryptedText())
    outcome: Mapped[str] = mapped_column(String(20), default="")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    done_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), index=True)


class CallBack(Base):
    """Somebody asks to be rung: what to call them, a number, when, and whether a message may be left; nothing else.

    `message` is `yes`, `no` or `text` (text only, do not ring). `flag` is what triage saw in the little that was
    typed. `state` is `new`, `taken` or `done`. Name, number and time are deleted some days after it is done.
    """

    __tablename__ = "post_call_back"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=lambda: str(uuid4()))
    called: Mapped[str | None] = mapped_column(EncryptedText())
    number: Mapped[str | None] = mapped_column(EncryptedText())
    best_time: Mapped[str | None] = mapped_column(EncryptedText())
    message: Mapped[str] = mapped_column(String(10))
    language: Mapped[str] = mapped_column(String(12))
    channel: Mapped[str] = mapped_column(String(10))
    flag: Mapped[str | None] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default="new", index=True)
    handled_by: Mapped[str | None] = mapped_column(String(36))
    outcome: Mapped[str] = mapped_column(String(20), default="")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    taken_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    done_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), index=True)
