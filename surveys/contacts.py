"""A way to be reached that somebody in danger left: encrypted, for safeguarding staff, gone with the answers."""

from __future__ import annotations

import re

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.models import ContactLeft, Draft
from surveys.questions import printable

LONGEST = 300
"""Characters: a name, a number, and when to ring."""
SAFE_TO_RING = ("yes", "only_text", "no", "unknown")

_TELEPHONE = re.compile(r"\d(?:[^\w@]*\d){6}")
_EMAIL = re.compile(r"[^\s@]@[^\s@.]+\.[^\s@]")


class Refused(ValueError):
    """What was left cannot stand: too_long, unknown."""


def leave(session: Session, draft: Draft, contact: str, safe_to_ring: str) -> ContactLeft | None:
    """Keep how a person asked to be reached, in place of what they left before; None when they left nothing.

    `safe_to_ring` is one of SAFE_TO_RING; nothing said is "unknown", which means: do not ring. Raises Refused.
    """
    text = printable(contact).strip()
    if not text:
        return None
    if len(text) > LONGEST:
        raise Refused("too_long")
    if (safe_to_ring or "unknown") not in SAFE_TO_RING:
        raise Refused("unknown")
    forget(session, draft)
    left = ContactLeft(draft_id=draft.id, contact=text, safe_to_ring=safe_to_ring or "unknown")
    session.add(left)
    session.flush()
    return left


def looks_reachable(contact: str) -> bool:
    """Whether a telephone number (7 digits or more, in any script) or an e-mail address is in it.

    What has neither may still be right, such as the name that somebody has in an app: ask, never refuse.
    """
    text = contact[:LONGEST]
    return bool(_TELEPHONE.search(text) or _EMAIL.search(text))


def forget(session: Session, draft: Draft) -> None:
    """Take back what was left."""
    session.execute(sa.delete(ContactLeft).where(ContactLeft.draft_id == draft.id))
    session.flush()


def of_draft(session: Session, draft_id: str) -> ContactLeft | None:
    """What was left with these answers, the newest; None for nothing."""
    return session.scalar(
        sa.select(ContactLeft).where(ContactLeft.draft_id == draft_id).order_by(ContactLeft.created_at.desc()).limit(1)
    )
