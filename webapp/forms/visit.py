"""Which draft this browser is on: in the signed session, gone with the quick exit or the browser."""

from dataclasses import dataclass

from flask import session as cookie
from sqlalchemy.orm import Session

from surveys import queries
from surveys.models import Draft

_KEY = "say"


@dataclass(frozen=True)
class Visit:
    """A draft and the return code that was told for it."""

    draft: Draft
    return_code: str


def remember(slug: str, draft: Draft, return_code: str) -> None:
    """Let this browser go on with a draft. It holds no answer, only the way to them."""
    cookie[_KEY] = {**cookie.get(_KEY, {}), slug: [draft.id, return_code]}


def forget(slug: str) -> None:
    """Leave nothing of this survey in this browser; the answers stay and the return code opens them."""
    cookie[_KEY] = {key: value for key, value in cookie.get(_KEY, {}).items() if key != slug}


def current(session: Session, slug: str) -> Visit | None:
    """The draft of this survey that this browser is on, or None."""
    held = cookie.get(_KEY, {}).get(slug)
    draft = queries.draft_by_id(session, held[0]) if held else None
    return Visit(draft, held[1]) if held and draft else None


def limit_key(slug: str) -> str:
    """What limits count by: the draft, else the survey as a whole, never an address."""
    held = cookie.get(_KEY, {}).get(slug)
    return f"draft:{held[0]}" if held else f"survey:{slug}"
