"""What the door gives back, in the shape of contracts.md (`POST /api/v1/chat`)."""

import re
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from directory.triage import Alert

MOST_BUTTONS = 3
MOST_SERVICES = 3
_GROUPED_NUMBER = re.compile(r"(?<![\u2066\d])(?<!\d )\d+(?: \d+)+")


@dataclass(frozen=True)
class Button:
    """A topic to choose: what it says, what is sent when it is pressed, and the ROUTE it stands for."""

    title: str
    payload: str
    route: str | None = None


@dataclass(frozen=True)
class Link:
    """A page or a telephone number, reached with one tap."""

    title: str
    url: str


@dataclass(frozen=True)
class Message:
    """One message to the visitor; `services` are slugs of the directory."""

    text: str
    services: list[str] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the message for the API: what is empty is left out."""
        whole = {name: value for name, value in asdict(self).items() if value or name == "text"}
        if "buttons" in whole:
            whole["buttons"] = [
                {name: value for name, value in button.items() if value is not None} for button in whole["buttons"]
            ]
        return whole


@dataclass(frozen=True)
class Reply:
    """The answer to one message: `route` is what it leads with, None when the bot is not sure."""

    route: str | None
    alert: Alert | None
    messages: list[Message]


def read_message(given: Any) -> Message | None:
    """Return a message from the bot's JSON (or from our own store), or None where it is no message.

    Only known fields are read, links lead to a page, a telephone or a mail box and nowhere else, and there are never
    more buttons than three (contracts.md).
    """
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        return None
    buttons = [
        Button(str(b["title"]), str(b["payload"]), b.get("route"))
        for b in given.get("buttons") or []
        if isinstance(b, dict) and b.get("title") and b.get("payload")
    ]
    links = [
        Link(str(item["title"]), str(item["url"]))
        for item in given.get("links") or []
        if isinstance(item, dict) and item.get("title") and _is_safe(str(item.get("url") or ""))
    ]
    services = [str(slug) for slug in given.get("services") or []]
    return Message(given["text"], services[:MOST_SERVICES], buttons[:MOST_BUTTONS], links)


def with_numbers_left_to_right(message: Message) -> Message:
    """Return the message for a language that runs right to left.

    A telephone number of several groups would be shown with its groups in reverse: each is marked as running left to
    right (Unicode UAX #9, isolates), unless it is marked already.
    """
    return replace(message, text=_GROUPED_NUMBER.sub("\u2066\\g<0>\u2069", message.text))


def _is_safe(url: str) -> bool:
    return url.startswith(("https://", "http://", "tel:", "sms:", "mailto:")) or (
        url.startswith("/") and not url.startswith("//")
    )
