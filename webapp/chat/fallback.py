"""What the door answers while the bot is down: the directory, searched for the words, and it says so."""

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from directory import queries
from directory.localise import Text, words_for
from directory.models import ReportingRoute, RouteContact
from directory.search import Search, search
from webapp.chat.reply import MOST_SERVICES, Button, Link, Message, in_english
from webapp.chat.routes import payload
from webapp.chat.speaking import Speaking
from webapp.forms import unmet

AWAY = "away"
# Reporting routes that stand as buttons while the bot is away: they can be answered from the directory alone.
_OFFERED = ("police_101", "domestic_abuse", "child_exploitation_worry")


def answer(
    session: Session, text: str, button: str | None, speaking: Speaking, *, again: bool
) -> tuple[str | None, list[Message]]:
    """Return (route or None, messages) without the bot; `again` when the last answer was one of these too."""
    route = queries.route(session, button) if button else None
    if route is not None:
        return route.code, [_contacts(session, route, speaking)]
    wanted = Search(q=text, per_page=MOST_SERVICES)
    found = search(session, wanted) if text and not button else None
    if found:
        unmet.count_search(wanted, found, visit=True, source="chat")
    services = queries.services_by_id(session, [hit.id for hit in found.hits]) if found else []
    links = [
        Link(_("All services"), url_for("find.services", lang=speaking.pages)),
        Link(_("All ways to report"), url_for("report.start", lang=speaking.pages)),
    ]
    sentence = _sentence(bool(services), again=again)
    return None, [
        Message(sentence, [service.slug for service in services], _buttons(session, speaking.language), links)
    ]


def _sentence(found: bool, *, again: bool) -> str:
    if found and again:
        return _("The chat helper is still away. This is what our list of services has for your words.")
    if found:
        return _("The chat helper is waking up or away. I looked for your words in our list of services instead.")
    if again:
        return _("The chat helper is still away, and the list of services has nothing for these words either.")
    return _("The chat helper is waking up or away, and I found nothing for your words in our list of services.")


def _buttons(session: Session, language: str) -> list[Button]:
    routes = {route.code: route for route in queries.routes(session, _OFFERED)}
    words = words_for(session, language, [("reporting_route", code) for code in routes])
    titles = {code: words.text(routes[code], "title") for code in _OFFERED if code in routes}
    return [
        Button(title.value if title.language == language else in_english(title.value), payload(code), code)
        for code, title in titles.items()
    ]


def _contacts(session: Session, route: ReportingRoute, speaking: Speaking) -> Message:
    """Return a reporting route's contacts, one a line, each number with a link; English where they have no other."""
    words = words_for(session, speaking.language, [("reporting_route", route.code)])

    def own(text: Text, value: str) -> str:
        return in_english(value) if value and text.language != speaking.language else value

    for_what, closed = words.text(route, "for_what"), words.text(route, "when_closed")
    lines = [own(for_what, for_what.value)]
    links = []
    for index, contact in enumerate(route.contacts):
        name = words.text(route, f"contacts.{index}.name", contact.name)
        # Where the number is the name ("999") it is said once.
        known = (contact.phone, contact.text, contact.email, contact.url)
        ways = ", ".join(way for way in known if way and way != name.value)
        lines.append(own(name, f"{name}: {ways}") + f" ({_hours(contact)})" if ways else own(name, name.value))
        if contact.phone:
            digits = "".join(c for c in contact.phone if c.isdigit() or c == "+")
            title = contact.phone if name.value == contact.phone else own(name, f"{name}: {contact.phone}")
            links.append(Link(title, f"tel:{digits}"))
    lines.append(own(closed, closed.value))
    links.append(Link(_("More about this"), url_for("report.route", lang=speaking.pages, route=route.code)))
    return Message("\n".join(line for line in lines if line), links=links)


def _hours(contact: RouteContact) -> str:
    return _("at all hours") if contact.all_hours else _("hours to be confirmed")
