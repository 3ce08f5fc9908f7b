"""What is kept about records: translations, history, the revision mark, settings, drafts and requests to check."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, DateTime, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base, now


class DirectoryState(Base):
    """One row: a random mark that changes with every change, so that a cached search index knows its age."""

    __tablename__ = "directory_state"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    revision: Mapped[str] = mapped_column(String(36))


class Translation(Base):
    """One field of one record in one language, with who stands behind it."""

    __tablename__ = "directory_translation"
    __table_args__ = (UniqueConstraint("entity_type", "entity_id", "field", "language"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    entity_type: Mapped[str] = mapped_column(String(20))
    entity_id: Mapped[str] = mapped_column(String(50))
    field: Mapped[str] = mapped_column(String(50))
    language: Mapped[str] = mapped_column(String(12), index=True)
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20))
    source_hash: Mapped[str] = mapped_column(String(64))
    seed_hash: Mapped[str | None] = mapped_column(String(64))
    checked_by: Mapped[str | None] = mapped_column(String(36))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class Metadata(Base):
    """One change of one field, as HSDS metadata keeps it: what it was, what it became, who did it."""

    __tablename__ = "directory_metadata"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    resource_type: Mapped[str] = mapped_column(String(20))
    resource_id: Mapped[str] = mapped_column(String(50), index=True)
    field_name: Mapped[str] = mapped_column(String(50))
    previous_value: Mapped[str] = mapped_column(Text)
    replacement_value: Mapped[str] = mapped_column(Text)
    last_action_type: Mapped[str] = mapped_column(String(20))
    last_action_date: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    updated_by: Mapped[str | None] = mapped_column(String(36))


class Setting(Base):
    """A setting that staff may change without a new release, such as the threshold of the ASB case review."""

    __tablename__ = "directory_setting"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    updated_by: Mapped[str | None] = mapped_column(String(36))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class ChangeDraft(Base):
    """A change of one service that waits for a second person.

    `values` holds the new plain values by field, `bases` the hash of each field as it was when the change
    was written: a field that has changed since is a conflict. `origin` is `staff`, `provider` or `import`;
    `state` is `waiting`, `approved`, `rejected` or `withdrawn`. Without a service it proposes a new one.
    """

    __tablename__ = "change_draft"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    service_id: Mapped[str | None] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), index=True)
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    bases: Mapped[dict[str, Any]] = mapped_column(default=dict)
    origin: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default="waiting", index=True)
    proposed_by: Mapped[str | None] = mapped_column(String(36))
    decided_by: Mapped[str | None] = mapped_column(String(36))
    decision_note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class AssuranceRequest(Base):
    """A question to a provider whether its record is still right.

    `state` is `sent`, `confirmed`, `changed` (a change was proposed), `expired` or `cancelled`.
    """

    __tablename__ = "assurance_request"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), index=True)
    contact_id: Mapped[str | None] = mapped_column(String(36))
    state: Mapped[str] = mapped_column(String(10), default="sent", index=True)
    asked_by: Mapped[str | None] = mapped_column(String(36))
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    expires_on: Mapped[date] = mapped_column(Date)
    reminders: Mapped[int] = mapped_column(Integer, default=0)
    last_reminder_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    answered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
