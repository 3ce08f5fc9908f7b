"""What the door answers while the bot is down: the directory, searched for the words, and it says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from directory import queries
from directory.codes import UNKNOWN
from directory.filters import Search
from directory.localise import Text, words_for
from directory.models import ReportingRoute, RouteContact
from directory.search import Result, search
from directory.wanting import needs_wanted
from surveys import queries as surveys
from webapp.chat import looked_for, privacy
from webapp.chat.looked_for import LookedFor
from webapp.chat.merge import was_led_by
from webapp.chat.reply import MOST_SERVICES, Button, Link, Message, in_english
from webapp.chat.routes import payload
from webapp.chat.speaking import Speaking
from webapp.forms import unmet

AWAY = ("away", "away_2", "away_3")
"""What a conversation keeps of an answer without the bot: which of the three sentences of `_sentence` it had."""
# Reporting routes that stand as buttons while the bot is away: they can be answered from the directory alone.
_OFFERED = ("police_101", "domestic_abuse", "child_exploitation_worry")


@dataclass(frozen=True)
class Asking:
    """A message that the bot cannot answer now: its words without what must not be kept, or a pressed button's route.

    `told`: the details that it tells (`webapp.chat.details`); `wished`: what was looked for before; `mark`: which of
    AWAY this answer has.
    """

    text: str
    button: str | None
    speaking: Speaking
    audience: str | None
    told: Mapping[str, Any]
    wished: LookedFor
    mark: str = AWAY[0]


def mark_after(before: str | None) -> str:
    """Return which of AWAY the next answer has after one that led with `before`: never the same one twice running."""
    last = next((one for one in AWAY if was_led_by(before, one)), None)
    return AWAY[1] if last in (AWAY[0], AWAY[2]) else AWAY[2] if last == AWAY[1] else AWAY[0]


def was_away(before: str | None) -> bool:
    """Return whether the last answer was without the bot."""
    return any(was_led_by(before, one) for one in AWAY)


def answer(session: Session, asking: Asking) -> tuple[str | None, list[Message], LookedFor]:
    """Return (route or None, messages, what is looked for now) without the bot."""
    button, speaking = asking.button, asking.speaking
    if button == privacy.ROUTE:
        return button, [], asking.wished
    route = queries.route(session, button) if button else None
    if route is not None:
        return route.code, [_contacts(session, route, speaking)], asking.wished
    wished, lines = asking.wished, [_sentence(False, asking.mark)]
    services: list[str] = []
    if asking.told.get("restart"):
        wished, lines = {}, [_("I have forgotten that. What do you need?")]
    elif asking.text and not button:
        wished, services, lines = _looked_up(session, asking)
    links = [
        Link(_("All services"), url_for("find.services", lang=speaking.pages)),
        Link(_("All ways to report"), url_for("report.start", lang=speaking.pages)),
    ]
    if surveys.is_any_open(session):
        # Who came for the survey is understood by nobody now, so the way to it stands in every answer.
        links.append(Link(_("Have my say"), url_for("say.surveys", lang=speaking.pages)))
    return None, [Message("\n".join(lines), services, _buttons(session, speaking.language), links)], wished


def _looked_up(session: Session, asking: Asking) -> tuple[LookedFor, list[str], list[str]]:
    """Return (what is looked for now, slugs of services, lines): by the words, or by the need that was talked of."""
    words = "" if asking.told.get("alone") else asking.text
    needs = [code for code in needs_wanted(session, Search(q=words)) if code != UNKNOWN] if words else []
    wished = looked_for.after(asking.wished, asking.told, needs)
    wanted = looked_for.search_of(session, wished, words, asking.audience)
    told = looked_for.line(wished, wanted)
    if not words and "need" not in wished and not told:
        # "More", of what? Every service is no answer.
        return wished, [], [_sentence(False, asking.mark)]
    found = search(session, wanted)
    unmet.count_search(wanted, found, visit=True, source="chat")
    if words and not found.total and "need" in wished:
        # A whole sentence may fit no record; what it is about does.
        wanted = looked_for.search_of(session, wished, "", asking.audience)
        found = search(session, wanted)
    if found.total and not found.hits:
        return wished, [], [_("I have no more for this. You can see the whole list.")]
    services = _services(session, found, wished)
    lines = [_sentence(bool(services), asking.mark), told]
    if services and not found.hits:
        lines.append(looked_for.near_miss(found))
    return wished, services, [one for one in lines if one]


def _services(session: Session, found: Result, wished: LookedFor) -> list[str]:
    """Return the slugs of what was found, else of what comes close; what is for women only is not shown for a boy."""
    hits = queries.services_by_id(session, [hit.id for hit in found.hits or found.nearest])
    fits = [service.slug for service in hits if not (wished.get("who") == "boy" and service.women_only == "yes")]
    return fits[:MOST_SERVICES]


def _sentence(found: bool, mark: str) -> str:
    if found:
        ways = (
            _("The chat helper is waking up or away. I looked for your words in our list of services instead."),
            _("The chat helper is still away. This is what our list of services has for your words."),
            _("I am still without the chat helper. Our list of services has this for what you wrote."),
        )
    else:
        ways = (
            _("The chat helper is waking up or away, and I found nothing for your words in our list of services."),
            _("The chat helper is still away, and the list of services has nothing for these words either."),
            _("I am still without the chat helper, and our list of services has nothing for what you wrote."),
        )
    return ways[AWAY.index(mark)]


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
