"""A reporting route's contacts, put into lines and links. The numbers come from the site's API, never from here."""

from typing import Any

from catalogue import in_english, translate
from replies import ALL_HOURS, HOURS_UNKNOWN


def contact_lines(route: dict[str, Any], language: str) -> str:
    """Return the contacts of a reporting route, one a line, and what to ring when they are closed.

    All of them: the last of the list may be the only one for the person who asks (a helpline for gay people, a law).
    """
    lines = [_line(contact, route, language) for contact in route.get("contacts") or []]
    closed = str(route.get("when_closed") or "").strip()
    return "\n".join([line for line in lines if line] + ([_own(closed, route, language)] if closed else []))


def contact_links(route: dict[str, Any], language: str) -> list[dict[str, str]]:
    """Return a link for each number and page of a reporting route, so that it can be reached with one tap."""
    links = []
    for contact in route.get("contacts") or []:
        name = str(contact.get("name") or "").strip()
        if contact.get("phone"):
            number = "".join(c for c in str(contact["phone"]) if c.isdigit() or c == "+")
            # Never "999: 999".
            title = name if name == contact["phone"] else _own(f"{name}: {contact['phone']}", route, language)
            links.append({"title": title, "url": f"tel:{number}"})
        if contact.get("url"):
            url = str(contact["url"])
            title = _own(name, route, language)
            links.append({"title": title, "url": url if "://" in url else f"https://{url}"})
    return links


def _own(text: str, route: dict[str, Any], language: str) -> str:
    """Return a text of the site, marked as English where the reply is in another language than the site gave it in."""
    return in_english(text) if text and route.get("language", language) != language else text


def _line(contact: dict[str, Any], route: dict[str, Any], language: str) -> str:
    """Return "Name (for whom): number, e-mail (hours). Note", with what can be in the reply's language in it."""
    name = str(contact.get("name") or "").strip()
    ways = [str(contact[way]) for way in ("phone", "text", "email", "url") if contact.get(way) and contact[way] != name]
    whom = str(contact.get("for_whom") or "").strip()
    note = str(contact.get("note") or "").strip()
    line = f"{name} ({whom})" if whom else name
    if ways:
        line += f": {', '.join(ways)}"
    line = _own(line, route, language)
    if contact.get("phone") or contact.get("text"):
        hours = str(contact.get("hours") or HOURS_UNKNOWN)
        said = translate(ALL_HOURS if contact.get("all_hours") else hours, language)
        # Hours that no catalogue has are the site's own words.
        line += f" ({_own(said, route, language) if said == hours else said})"
    return f"{line}. {_own(note, route, language)}" if note else line
