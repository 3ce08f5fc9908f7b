"""What an action needs to know about this turn, read from the tracker in one place."""

from dataclasses import dataclass, field
from typing import Any

from catalogue import last_said, safe_language
from rasa_sdk import Tracker

from actions.wishes import Wishes, read_wishes, settled

UNSURE = "nlu_fallback"


@dataclass(frozen=True)
class Turn:
    """One message of the visitor and what is known around it; `sender` is the conversation's own name.

    `now` are the details that the site read from this message, `wishes` what is wished for with them. `found` are the
    services of the last search as {"slug", "name", "why"}, `shown` the slugs of those shown last, `focus` the one
    that is talked about, `waiting` a question that waits for which one is meant.
    """

    sender: str
    language: str
    intent: str
    text: str
    ranking: list[tuple[str, float]]
    wishes: Wishes
    topic: str | None
    audience: str | None
    said: list[str]
    unsure_in_a_row: int
    now: dict[str, Any] = field(default_factory=dict)
    found: list[dict[str, Any]] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    focus: str | None = None
    waiting: str | None = None


def read_turn(tracker: Tracker) -> Turn:
    """Return the turn; `topic` is the last ROUTE."""
    message: dict[str, Any] = tracker.latest_message or {}
    now = {str(one.get("entity")): one.get("value") for one in message.get("entities") or []}
    return Turn(
        sender=str(tracker.sender_id),
        language=safe_language(tracker.get_slot("language")),
        intent=str((message.get("intent") or {}).get("name") or ""),
        text=str(message.get("text") or ""),
        ranking=[(str(r.get("name")), float(r.get("confidence") or 0)) for r in message.get("intent_ranking") or []],
        wishes=settled(read_wishes(tracker.slots), now),
        topic=tracker.get_slot("topic"),
        audience=tracker.get_slot("audience"),
        said=last_said(tracker.events),
        unsure_in_a_row=_unsure_in_a_row(tracker.events),
        now=now,
        found=list(tracker.get_slot("found") or []),
        shown=list(tracker.get_slot("shown") or []),
        focus=tracker.get_slot("focus"),
        waiting=tracker.get_slot("waiting"),
    )


def _unsure_in_a_row(events: list[dict[str, Any]]) -> int:
    """Return how many of the visitor's last messages, this one included, were not understood."""
    count = 0
    for event in reversed(events):
        if event.get("event") != "user":
            continue
        if ((event.get("parse_data") or {}).get("intent") or {}).get("name") != UNSURE:
            break
        count += 1
    return count
