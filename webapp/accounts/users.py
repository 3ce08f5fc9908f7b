"""Making accounts, signing in, changing passwords. Plain functions: session first, flush only."""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from pwdlib import PasswordHash
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.accounts.models import ROLES, AuditEntry, User, UserRole, as_utc, now

PASSWORD_LENGTH = 12
"""Shortest password taken, in characters (NCSC: length over complexity)."""
FAILURES_BEFORE_WAIT = 5
WAIT = timedelta(minutes=15)

_hasher = PasswordHash.recommended()
# Hashing takes time; doing it for an unknown e-mail too tells an attacker nothing.
_NOBODY = _hasher.hash(secrets.token_urlsafe(16))


class AccountError(ValueError):
    """The account cannot be made or changed; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def create(session: Session, *, email: str, name: str, roles: list[str]) -> tuple[User, str]:
    """Make an account.

    In: e-mail, name, role codes. Out: the user and a one-time password, which is shown
    once and must be changed at the first sign-in.
    Raises ``AccountError`` ("email_taken", "unknown_role", "email_invalid").
    """
    email = email.strip().lower()
    if "@" not in email:
        raise AccountError("email_invalid")
    if not roles or not set(roles) <= set(ROLES):
        raise AccountError("unknown_role")
    if find(session, email) is not None:
        raise AccountError("email_taken")
    password = one_time_password()
    user = User(email=email, name=name.strip() or email, password_hash=_hasher.hash(password))
    user.role_rows = [UserRole(role=role) for role in sorted(set(roles))]
    session.add(user)
    session.flush()
    return user, password


def one_time_password() -> str:
    """A random password of four groups, easy to read out, about 95 bits."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(5)) for _ in range(4))


def find(session: Session, email: str, *, lock: bool = False) -> User | None:
    """The account with this e-mail, however it is written; with ``lock`` nobody else changes it meanwhile."""
    statement = select(User).where(User.email == email.strip().lower())
    if lock:
        # What the session knows of it already may be older than the lock.
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.scalars(statement).first()


def by_session_id(session: Session, session_id: str) -> User | None:
    """The account that a session cookie names, when its session key is still the current one."""
    user_id, _, key = session_id.partition(":")
    user = session.get(User, user_id)
    if user is None or not user.active or not secrets.compare_digest(user.session_key, key):
        return None
    return user


def sign_in(session: Session, email: str, password: str) -> User | None:
    """The account, when e-mail and password fit and it is neither closed nor waiting.

    After five failures the account waits fifteen minutes: counted by account, never by
    address. The answer is the same whether the e-mail is known or not.
    """
    # Locked while it is checked: guesses sent all at once would each count from the same number.
    user = find(session, email, lock=True)
    fits = _hasher.verify(password, user.password_hash if user else _NOBODY)
    if user is None or not user.active:
        return None
    if user.locked_until is not None and as_utc(user.locked_until) > now():
        return None
    if not fits:
        user.failed_sign_ins += 1
        if user.failed_sign_ins >= FAILURES_BEFORE_WAIT:
            user.locked_until, user.failed_sign_ins = now() + WAIT, 0
        session.flush()
        return None
    user.failed_sign_ins, user.locked_until = 0, None
    session.flush()
    return user


def sign_out(session: Session, user: User) -> None:
    """Sign the account out everywhere: a cookie that somebody copied opens nothing any more."""
    user.session_key = one_time_password()
    session.flush()


def change_password(session: Session, user: User, current: str, new: str) -> None:
    """Set a new password and sign every other browser out.

    Raises ``AccountError`` ("wrong_password", "too_short", "same_password").
    """
    if not _hasher.verify(current, user.password_hash):
        raise AccountError("wrong_password")
    if len(new) < PASSWORD_LENGTH:
        raise AccountError("too_short")
    if new == current:
        raise AccountError("same_password")
    user.password_hash = _hasher.hash(new)
    user.must_change_password = False
    user.session_key = one_time_password()
    session.flush()


def set_roles(session: Session, user: User, roles: list[str]) -> None:
    """Give exactly these roles. Raises ``AccountError`` ("unknown_role")."""
    if not roles or not set(roles) <= set(ROLES):
        raise AccountError("unknown_role")
    kept = {row.role: row for row in user.role_rows}
    user.role_rows = [kept.get(role) or UserRole(role=role) for role in sorted(set(roles))]
    session.flush()


def set_active(session: Session, user: User, active: bool) -> None:
    """Open or close an account; a closed one is signed out everywhere."""
    user.active = active
    user.session_key = one_time_password()
    session.flush()


def everyone(session: Session) -> list[User]:
    """All accounts by name."""
    return list(session.scalars(select(User).order_by(User.name, User.email)))


def record(session: Session, actor: User | None, action: str, subject: str = "", **detail: object) -> None:
    """Write one line of the audit log: codes and ids only, never what a person wrote."""
    session.add(AuditEntry(actor_id=actor.id if actor else None, action=action, subject=subject, detail=detail))
    session.flush()


def recent(session: Session, limit: int = 200) -> list[AuditEntry]:
    """The newest lines of the audit log, newest first."""
    return list(session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)))


def recorded(session: Session, subject: str, actions: Iterable[str]) -> list[AuditEntry]:
    """What stands in the audit log of one record, of these actions, oldest first."""
    return list(
        session.scalars(
            select(AuditEntry)
            .where(AuditEntry.subject == subject, AuditEntry.action.in_(list(actions)))
            .order_by(AuditEntry.id)
        )
    )
