"""Which draft this browser is on: in the signed session, gone with the quick exit or the browser."""

from dataclasses import dataclass

from flask import g
from flask import session as cookie
from sqlalchemy.orm import Session

from surveys import queries
from surveys.models import Draft


def _place() -> str:
    """Where in the cookie: what was begun at a kiosk is apart from what a person answers on their own phone."""
    return "kiosk" if g.get("kiosk") else "say"


@dataclass(frozen=True)
class Visit:
    """A draft and the return code that was told for it."""

    draft: Draft
    return_code: str
    trapped: bool = False


def remember(slug: str, draft: Draft, return_code: str, *, trapped: bool = False, sent: Draft | None = None) -> None:
    """Let this browser go on with a draft. It holds no answer, only the way to them.

    `trapped`: the field that people do not see was filled when it began; told when the answers are sent. `sent`: the
    answers that the draft is a copy of; once the copy is gone, this browser is on them again.
    """
    held = [draft.id, return_code, int(trapped), sent.id if sent else ""]
    cookie[_place()] = {**cookie.get(_place(), {}), slug: held}


def forget(slug: str) -> None:
    """Leave nothing of this survey in this browser; the answers stay and the return code opens them.

    The forms of before are not good any more: the next person could send one of them again and read it.
    """
    cookie.pop("csrf_token", None)
    cookie[_place()] = {key: value for key, value in cookie.get(_place(), {}).items() if key != slug}


def current(session: Session, slug: str) -> Visit | None:
    """The draft of this survey that this browser is on, or None."""
    held = cookie.get(_place(), {}).get(slug)
    if not held:
        return None
    sent = held[3] if len(held) > 3 else ""
    draft = queries.draft_by_id(session, held[0]) or (queries.draft_by_id(session, sent) if sent else None)
    return Visit(draft, held[1], len(held) > 2 and bool(held[2])) if draft else None


def limit_key(slug: str) -> str:
    """What limits count by: the draft, else the survey as a whole, never an address."""
    held = cookie.get(_place(), {}).get(slug)
    return f"draft:{held[0]}" if held else f"survey:{slug}"
