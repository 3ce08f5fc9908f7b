"""The shape of a leaflet: what its template is given."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """A text with its language and direction."""

    text: str
    language: str
    direction: str


@dataclass(frozen=True)
class Fact:
    """A named value."""

    name: str
    value: Part


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    name: str
    texts: list[Part]


@dataclass(frozen=True)
class PhoneLine:
    """A number, what it is, and when it answers."""

    number: str
    label: Part | None = None
    hours: str | None = None


@dataclass(frozen=True)
class AddressLine:
    """An e-mail address or a website."""

    name: str
    shown: str
    address: str


@dataclass(frozen=True)
class Code:
    """A QR code: where it leads, what it is for those who do not see it, and what stands beside it."""

    address: str
    alt: str
    caption: str


@dataclass(frozen=True)
class ServicePart:
    """A service on a leaflet."""

    name: Part
    summary: Part
    notice: str | None
    way_in: list[Part]
    phones: list[PhoneLine]
    addresses: list[AddressLine]
    facts: list[Fact]
    sections: list[Section]
    code: Code | None


@dataclass(frozen=True)
class Leaflet:
    """All that a leaflet says. `single` is one service told in full; else each is told in brief."""

    title: str
    heading: Part
    under: Part | None
    notice: str | None
    single: bool
    large: bool
    services: list[ServicePart]
    code: Code | None
    notes: list[str]
    foot: str
    danger: dict[str, str]
    words: dict[str, str]
    site: str
    language: str
    direction: str
