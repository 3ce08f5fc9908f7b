"""What the door gives back, in the shape of contracts.md (`POST /api/v1/chat`)."""

import re
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from directory.triage import Alert

MOST_BUTTONS = 3
MOST_CHOICES = 12
"""Options of a survey's question as buttons: as many as a phone shows without losing the question."""
MOST_SERVICES = 3
# What the API tells of a message besides its text.
_TOLD = ("services", "buttons", "links")
# An isolate (Unicode UAX #9): what stands inside runs left to right, whatever stands around it.
_ISOLATED = re.compile("(\u2066[^\u2066\u2069]*\u2069)")
_GROUPED_NUMBER = re.compile(r"(?<!\d)(?<!\d )\d+(?: \d+)+")


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
    """One message to the visitor; `services` are slugs of the directory.

    `why` says of each of them why it is there, in lines; it is for the page, which makes cards of them.
    What is in English within a text or a title of another language stands between isolates (`in_english`).
    `language` is named where it is another than the reply's. `looked_for`: the bot's search, for the site's own use
    (webapp.chat.looked_for); None where it says nothing of it. `unsure`: the bot did not understand. `counts`: a number
    that is written back means something of its own (an age, a line of a list), so none stands before a button.
    `safely`: a line for those who may be watched (webapp.chat.safe_use), below the text and above all services.
    """

    text: str
    services: list[str] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    language: str | None = None
    why: dict[str, list[str]] = field(default_factory=dict)
    looked_for: dict[str, str] | None = None
    unsure: bool = False
    counts: bool = False
    safely: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the message for the API: what is empty is left out, and what it has no field for is in its text."""
        whole = {name: value for name, value in asdict(self).items() if value and name in _TOLD}
        whole["text"] = "\n".join(filter(None, [self.text, self.safely]))
        if "buttons" in whole:
            whole["buttons"] = [
                {name: value for name, value in button.items() if value is not None} for button in whole["buttons"]
            ]
        return whole


@dataclass(frozen=True)
class Reply:
    """The answer to one message: `route` is what it leads with, None when the bot is not sure.

    `kept`: what is stored in place of the messages where a button of theirs carries words that are stored nowhere.
    """

    route: str | None
    alert: Alert | None
    messages: list[Message]
    kept: list[Message] | None = None


def read_message(given: Any, *, most_buttons: int = MOST_BUTTONS) -> Message | None:
    """Return a message from the bot's JSON (or from our own store), or None where it is no message.

    Only known fields are read, links lead to a page, a telephone or a mail box and nowhere else, and there are never
    more buttons than three (contracts.md); a survey's question, which comes from us, may have more.
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
    why = given.get("why")
    reasons = {
        str(slug): [str(line) for line in lines]
        for slug, lines in (why.items() if isinstance(why, dict) else ())
        if slug in services and isinstance(lines, list)
    }
    wished = given.get("looked_for")
    looked_for = {str(name): str(value) for name, value in wished.items()} if isinstance(wished, dict) else None
    return Message(
        given["text"],
        services[:MOST_SERVICES],
        buttons[:most_buttons],
        links,
        why=reasons,
        looked_for=looked_for,
        unsure=given.get("unsure") is True,
    )


def with_numbers_left_to_right(message: Message) -> Message:
    """Return the message for a language that runs right to left.

    A telephone number of several groups would be shown with its groups in reverse: each is marked as running left to
    right, unless it is marked already.
    """
    parts = _ISOLATED.split(message.text)
    marked = [part if part.startswith("\u2066") else _GROUPED_NUMBER.sub("\u2066\\g<0>\u2069", part) for part in parts]
    return replace(message, text="".join(marked))


def in_english(text: str) -> str:
    """Return an English text to stand within another language: isolated, line by line, so that its order stays.

    The chat page makes of it what a screen reader needs (lang="en" dir="ltr"); elsewhere the marks are not seen.
    """
    return "\n".join(f"\u2066{line}\u2069" if line.strip() else line for line in text.split("\n"))


def isolated_parts(text: str) -> list[tuple[str, bool]]:
    """Return the parts of a text in order, each with whether it stood between isolates (which are taken off)."""
    parts = [(part.strip("\u2066\u2069"), part.startswith("\u2066")) for part in _ISOLATED.split(text)]
    return [(part, isolated) for part, isolated in parts if part]


def _is_safe(url: str) -> bool:
    return url.startswith(("https://", "http://", "tel:", "sms:", "mailto:")) or (
        url.startswith("/") and not url.startswith("//")
    )
