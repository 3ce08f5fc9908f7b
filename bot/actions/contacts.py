"""A reporting route's contacts, put into lines and links. The numbers come from the site's API, never from here."""

from typing import Any

from catalogue import translate
from replies import ALL_HOURS, HOURS_UNKNOWN

MOST_LINES = 6


def contact_lines(route: dict[str, Any], language: str) -> str:
    """Return the contacts of a reporting route, one a line, and what to ring when they are closed."""
    lines = [_line(contact, language) for contact in (route.get("contacts") or [])[:MOST_LINES]]
    closed = str(route.get("when_closed") or "").strip()
    return "\n".join([line for line in lines if line] + ([closed] if closed else []))


def contact_links(route: dict[str, Any]) -> list[dict[str, str]]:
    """Return a link for each number and page of a reporting route, so that it can be reached with one tap."""
    links = []
    for contact in (route.get("contacts") or [])[:MOST_LINES]:
        name = str(contact.get("name") or "").strip()
        if contact.get("phone"):
            number = "".join(c for c in str(contact["phone"]) if c.isdigit() or c == "+")
            title = name if name == contact["phone"] else f"{name}: {contact['phone']}"  # never "999: 999"
            links.append({"title": title, "url": f"tel:{number}"})
        if contact.get("url"):
            url = str(contact["url"])
            links.append({"title": name, "url": url if "://" in url else f"https://{url}"})
    return links


def _line(contact: dict[str, Any], language: str) -> str:
    """Return "Name (for whom): number, e-mail: hours. Note"."""
    name = str(contact.get("name") or "").strip()
    ways = [str(contact[way]) for way in ("phone", "text", "email", "url") if contact.get(way) and contact[way] != name]
    whom = str(contact.get("for_whom") or "").strip()
    note = str(contact.get("note") or "").strip()
    line = f"{name} ({whom})" if whom else name
    if ways:
        line += f": {', '.join(ways)}"
    if contact.get("phone") or contact.get("text"):
        hours = contact.get("hours") or HOURS_UNKNOWN
        line += f" ({translate(ALL_HOURS if contact.get('all_hours') else str(hours), language)})"
    return f"{line}. {note}" if note else line
