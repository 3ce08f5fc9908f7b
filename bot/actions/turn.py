"""What an action needs to know about this turn, read from the tracker in one place."""

from dataclasses import dataclass
from typing import Any

from catalogue import last_said, safe_language
from rasa_sdk import Tracker

UNSURE = "nlu_fallback"


@dataclass(frozen=True)
class Turn:
    """One message of the visitor and what is known around it; `sender` is the conversation's own name."""

    sender: str
    language: str
    intent: str
    text: str
    ranking: list[tuple[str, float]]
    age: int | None
    place: str | None
    topic: str | None
    audience: str | None
    said: list[str]
    unsure_in_a_row: int


def read_turn(tracker: Tracker) -> Turn:
    """Return the turn; `age` in years, `place` a ward's slug or a postcode district, `topic` the last ROUTE."""
    message: dict[str, Any] = tracker.latest_message or {}
    age = tracker.get_slot("age")
    return Turn(
        sender=str(tracker.sender_id),
        language=safe_language(tracker.get_slot("language")),
        intent=str((message.get("intent") or {}).get("name") or ""),
        text=str(message.get("text") or ""),
        ranking=[(str(r.get("name")), float(r.get("confidence") or 0)) for r in message.get("intent_ranking") or []],
        age=int(age) if isinstance(age, (int, float)) else None,
        place=tracker.get_slot("place"),
        topic=tracker.get_slot("topic"),
        audience=tracker.get_slot("audience"),
        said=last_said(tracker.events),
        unsure_in_a_row=_unsure_in_a_row(tracker.events),
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
