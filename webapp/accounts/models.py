"""Who may come in, and what was done: users, their roles, the audit log."""

import uuid
from datetime import UTC, datetime

from flask_login import UserMixin
from sqlalchemy import JSON, DateTime, ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

ROLES = (
    "analyst",
    "editor",
    "consultation_officer",
    "champion",
    "safeguarding_lead",
    "administrator",
)


class Base(DeclarativeBase):
    """The tables of the web surface itself. No foreign key leads to another base."""


def now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


def as_utc(moment: datetime) -> datetime:
    """SQLite gives times back without their zone; ours are always UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class User(UserMixin, Base):
    """A member of staff or a parent champion. The e-mail is what they sign in with."""

    __tablename__ = "account_user"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=lambda: str(uuid.uuid4()))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(300))
    must_change_password: Mapped[bool] = mapped_column(default=True)
    active: Mapped[bool] = mapped_column(default=True)
    # Part of the session: a new one signs every other browser out.
    session_key: Mapped[str] = mapped_column(String(36), default=lambda: str(uuid.uuid4()))
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    role_rows: Mapped[list["UserRole"]] = relationship(
        back_populates="user", cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def is_active(self) -> bool:
        """Flask-Login asks: may this account be used?"""
        return self.active

    @property
    def roles(self) -> frozenset[str]:
        """The codes of the roles held."""
        return frozenset(row.role for row in self.role_rows)

    def get_id(self) -> str:
        """What the session cookie names: the user and the session key of the moment."""
        return f"{self.id}:{self.session_key}"


class UserRole(Base):
    """One role of one user."""

    __tablename__ = "account_role"

    user_id: Mapped[str] = mapped_column(ForeignKey("account_user.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(String(40), primary_key=True)
    user: Mapped[User] = relationship(back_populates="role_rows")


class AuditEntry(Base):
    """Who did what to which record, and when. Holds codes and ids, never people's words."""

    __tablename__ = "account_audit"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, index=True)
    actor_id: Mapped[str | None] = mapped_column(String(36), index=True)
    action: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(200), default="")
    detail: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
