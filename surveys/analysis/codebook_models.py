"""The tables of the codebook: its versions, and each version's themes, every one kept whole.

A version that was signed off never changes: a change is a new version. A code never changes its meaning and is never
deleted, because answers carry it. Staff are named by an opaque id; there is no foreign key to accounts.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveys.analysis.models import EncryptedList
from surveys.base import Base, new_id
from surveys.columns import UtcDateTime, now

VERSION_STATES = ("draft", "signed_off")
NO_EXAMPLES: tuple[str, ...] = ()


class CodebookVersion(Base):
    """One version. The one in force is the signed-off one of the highest number; at most one draft stands open."""

    __tablename__ = "analysis_codebook"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True, default=new_id)
    number: Mapped[int] = mapped_column(sa.Integer, unique=True)
    label: Mapped[str] = mapped_column(sa.String(20))  # what stands beside every code it gave
    state: Mapped[str] = mapped_column(sa.String(10), default="draft", index=True)
    note: Mapped[str] = mapped_column(sa.Text, default="")
    groups: Mapped[dict[str, dict[str, str]]] = mapped_column(sa.JSON)
    revision: Mapped[int] = mapped_column(sa.Integer, default=1)  # goes up with every change of the draft
    made_by: Mapped[str | None] = mapped_column(sa.String(36))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    edited_by: Mapped[list[str]] = mapped_column(sa.JSON, default=list)  # all who wrote something of it
    signed_by: Mapped[str | None] = mapped_column(sa.String(36))
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    themes: Mapped[list[CodebookTheme]] = relationship(
        back_populates="version",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="CodebookTheme.position, CodebookTheme.id",
    )


class CodebookTheme(Base):
    """One theme in one version."""

    __tablename__ = "analysis_codebook_theme"
    __table_args__ = (sa.UniqueConstraint("version_id", "code"),)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    version_id: Mapped[str] = mapped_column(sa.ForeignKey("analysis_codebook.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(sa.String(60))
    position: Mapped[int] = mapped_column(sa.Integer, default=0)
    revision: Mapped[int] = mapped_column(sa.Integer, default=1)
    family: Mapped[str] = mapped_column(sa.String(20))
    group: Mapped[str | None] = mapped_column("theme_group", sa.String(60))
    parent: Mapped[str | None] = mapped_column(sa.String(60))
    retired: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    names: Mapped[dict[str, str]] = mapped_column(sa.JSON)
    definition: Mapped[str] = mapped_column(sa.Text, default="")
    takes_in: Mapped[str] = mapped_column(sa.Text, default="")
    leaves_out: Mapped[str] = mapped_column(sa.Text, default="")
    phrases: Mapped[dict[str, list[str]]] = mapped_column(sa.JSON)
    bare: Mapped[dict[str, list[str]]] = mapped_column(sa.JSON)
    # Encrypted like answers, because an example may lean on what somebody wrote.
    examples: Mapped[list[str]] = mapped_column(EncryptedList, default=lambda: NO_EXAMPLES)
    finding_2023: Mapped[str | None] = mapped_column(sa.String(60))
    new_since_2023: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    alone: Mapped[bool] = mapped_column(sa.Boolean, default=False)

    version: Mapped[CodebookVersion] = relationship(back_populates="themes")
