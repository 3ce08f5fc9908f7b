"""An Atom feed (RFC 4287): whole addresses, one for each language, ids that stay the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from surveys.wording import tidy

_ATOM = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"
# An empty feed needs a moment of change too (RFC 4287 section 4.1.1): the day the first could have come.
_EMPTY = datetime(2026, 1, 1, tzinfo=UTC)

ElementTree.register_namespace("", _ATOM)


@dataclass(frozen=True)
class Entry:
    """One entry; `lines` are paragraphs with the language that each is in."""

    key: str
    title: str
    language: str
    lines: Sequence[tuple[str, str]]
    address: str
    published: datetime
    updated: datetime


def feed_xml(
    *, title: str, subtitle: str, author: str, language: str, address: str, page: str, entries: Sequence[Entry]
) -> bytes:
    """The feed as UTF-8. `address` is its own, `page` the page that it follows; both whole."""
    feed = ElementTree.Element(f"{{{_ATOM}}}feed", {f"{{{_XML}}}lang": language})
    _text(feed, "id", address)
    _text(feed, "title", title)
    _text(feed, "subtitle", subtitle)
    _text(feed, "updated", _moment(max((entry.updated for entry in entries), default=_EMPTY)))
    _text(ElementTree.SubElement(feed, f"{{{_ATOM}}}author"), "name", author)
    _link(feed, "self", address, "application/atom+xml")
    _link(feed, "alternate", page, "text/html")
    for entry in entries:
        _entry(feed, entry, address, language)
    return ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)


def _entry(feed: ElementTree.Element, entry: Entry, address: str, language: str) -> None:
    made = ElementTree.SubElement(feed, f"{{{_ATOM}}}entry")
    # The same promise in another language is another entry: readers that follow two feeds keep both.
    _text(made, "id", uuid5(NAMESPACE_URL, f"{address}#{entry.key}").urn)
    _text(made, "title", entry.title, entry.language if entry.language != language else None)
    _text(made, "published", _moment(entry.published))
    _text(made, "updated", _moment(entry.updated))
    _link(made, "alternate", entry.address, "text/html")
    content = _text(made, "content", "")
    content.set("type", "xhtml")
    division = ElementTree.SubElement(content, "{http://www.w3.org/1999/xhtml}div")
    for line, tongue in entry.lines:
        paragraph = ElementTree.SubElement(division, "{http://www.w3.org/1999/xhtml}p")
        paragraph.text = tidy(line)
        if tongue != language:
            paragraph.set(f"{{{_XML}}}lang", tongue)


def _text(parent: ElementTree.Element, name: str, text: str, language: str | None = None) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}")
    made.text = tidy(text) or None
    if language:
        made.set(f"{{{_XML}}}lang", language)
    return made


def _link(parent: ElementTree.Element, relation: str, address: str, kind: str) -> None:
    ElementTree.SubElement(parent, f"{{{_ATOM}}}link", {"rel": relation, "href": address, "type": kind})


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
