"""The language of a talk: the page's, until somebody chooses another; asked about once; changed at once on request."""

import re
from dataclasses import dataclass, replace

from flask import url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from directory import queries
from directory.search import Search, search
from directory.triage import Alert, Verdict
from webapp.chat import danger, tongue
from webapp.chat.models import Conversation
from webapp.chat.reply import MOST_BUTTONS, MOST_SERVICES, Button, Link, Message
from webapp.chat.routes import ROUTES
from webapp.chat.tongue import Heard
from webapp.i18n import default_language, languages, page_tag, site_languages

ROUTE = "language_switch"
_PRESSED = re.compile(r"language:([a-z]{2,3})(?::([a-z_0-9]+))?")
COUNCIL = ("020 8359 2000", "tel:02083592000")


@dataclass(frozen=True)
class Speaking:
    """What is known of a talk's language. `page` is the page's (or the one that the API was asked for)."""

    page: str
    chosen: str | None = None
    asked: str | None = None

    @property
    def language(self) -> str:
        """The tag of the language that replies are in."""
        return self.chosen or self.page

    @property
    def pages(self) -> str:
        """The language of the pages that replies lead to: the site has not all of the chat's."""
        return page_tag(self.page)

    def switched(self, tag: str) -> "Speaking":
        """Return the talk in this language from now on; it is not asked about any more."""
        return replace(self, chosen=None if tag == self.page else tag, asked=self.asked or tag)


def begin(known: Conversation | None, page: str) -> Speaking:
    """Return the language of a talk; a choice made on a page in another language than this one's is void."""
    if known is None:
        return Speaking(page)
    chosen = known.language if known.page_language == page and known.language in languages() else None
    return Speaking(page, chosen, known.asked)


def note(row: Conversation, speaking: Speaking) -> None:
    """Keep the language with the conversation; writes only what changes."""
    row.language, row.page_language, row.asked = speaking.chosen, speaking.page, speaking.asked


def payload(tag: str, route: str | None = None) -> str:
    """Return what a channel sends back when a language's button is pressed; `route` is then answered again in it."""
    return f"language:{tag}:{route}" if route else f"language:{tag}"


def pressed(message: str) -> tuple[str, str | None] | None:
    """Return (language, ROUTE or None) of a pressed language button, or None where the message is no such."""
    found = _PRESSED.fullmatch(message)
    if found is None or found[1] not in languages() or (found[2] and found[2] not in ROUTES):
        return None
    return found[1], found[2]


def changed(language: str) -> Message:
    """Return that the talk goes on in this language, and, but for English, that a machine made its words."""
    text = _("We go on in English now. What do you need?")
    if language == default_language():
        return Message(text)
    machine = _("A machine translated this. A person has yet to check it. If something is not clear, ring and ask.")
    return Message(f"{text}\n{machine}")


def question(heard: Heard, speaking: Speaking, route: str | None) -> Message:
    """Return the question whether to go on in the language that was heard, in that language, with two buttons."""
    with force_locale(heard.tag):
        text = _("Shall I go on in English?")
    names = languages()
    buttons = [
        Button(names[heard.tag].name, payload(heard.tag, route), ROUTE),
        Button(names[speaking.language].name, payload(speaking.language), ROUTE),
    ]
    return Message(text, buttons=buttons, language=heard.tag)


def with_question(messages: list[Message], asking: Message) -> list[Message]:
    """Return the reply with the question in front; of all its buttons no more than the contract allows stay."""
    left = MOST_BUTTONS - len(asking.buttons)
    cut = []
    for message in messages:
        cut.append(replace(message, buttons=message.buttons[:left]))
        left -= len(cut[-1].buttons)
    return [asking, *cut]


def lacking(session: Session, tag: str, speaking: Speaking) -> Message:
    """Return what stands for a language that we have not: services that are known to speak it, else who to ring."""
    name = tongue.english_name(tag)
    found = search(session, Search(spoken=tag, per_page=MOST_SERVICES))
    services = [service.slug for service in queries.services_by_id(session, [hit.id for hit in found.hits])]
    sorry = _("I do not know %(language)s yet, I am sorry. I go on in this language.", language=name)
    if services:
        known = _("These services are known to speak it.")
        return Message(f"{sorry}\n{known}", services)
    text = _(
        "I know no service that is known to speak it. Some may have an interpreter: ring the council on %(number)s, "
        "say the name of your language, and ask. In danger, ring 999.",
        number=COUNCIL[0],
    )
    person = _("A person at the council:")
    links = [Link(f"{person} {COUNCIL[0]}", COUNCIL[1])]
    return Message(f"{sorry}\n{text}", links=links)


def choices(message: Message, speaking: Speaking) -> Message:
    """Return the message with a link to the chat in every language, each in its own words."""
    links = [
        Link(known.name, url_for("chat.page", lang=tag))
        if tag in site_languages()
        else Link(known.name, url_for("chat.page", lang=speaking.pages, speak=tag))
        for tag, known in languages().items()
    ]
    return Message(message.text, message.services, message.buttons, links)


def cards(alert: Alert, heard: Heard | None, speaking: Speaking, *, again: bool) -> tuple[str, list[Message]]:
    """Return (language, messages) of the danger card.

    In the language of the words, where that is sure; else in both, the likelier first. English on another
    page is no sign that its writer reads English better: many write it to be understood, so the page's comes first.
    """
    if heard is None or not heard.ours:
        order = [speaking.language]
    elif heard.tag == default_language():
        order = [speaking.language, heard.tag]
    else:
        order = [heard.tag] if heard.sure else [heard.tag, speaking.language]
    messages = []
    for tag in dict.fromkeys(order):
        with force_locale(tag):
            messages += [replace(message, language=tag) for message in danger.card(alert, again=again)]
    return order[0], messages


def caution(verdict: Verdict, heard: Heard | None, speaking: Speaking, *, again: bool = False) -> Message:
    """Return the line of a soft verdict, in the language of the words where that is sure, else in the talk's.

    `again`: in other words, for the last reply had it too.
    """
    sure = heard is not None and heard.sure and heard.ours and heard.tag != default_language()
    tag = heard.tag if heard is not None and sure else speaking.language
    with force_locale(tag):
        return replace(danger.caution_line(verdict, again=again), language=tag)


def to_pages(message: Message, speaking: Speaking) -> Message:
    """Return the bot's message with links to pages that there are: it knows the talk's language, not the site's."""
    wrong = f"/{speaking.language}/"
    if speaking.language == speaking.pages:
        return message
    right = f"/{speaking.pages}/"
    links = [
        replace(one, url=right + one.url.removeprefix(wrong)) if one.url.startswith(wrong) else one
        for one in message.links
    ]
    return replace(message, links=links)
