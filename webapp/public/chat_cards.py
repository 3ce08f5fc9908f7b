"""The services that the chat shows, as cards: what somebody needs to choose one and get in, in the talk's language."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from directory.localise import Text, pairs, words_for
from directory.models import Service
from directory.queries import services_by_slug
from webapp.chat.store import SavedTurn
from webapp.documents import directory_words
from webapp.i18n import languages


@dataclass(frozen=True)
class Card:
    """A service as the chat shows it, with the languages that its words are really in. `way_in` None: not known."""

    slug: str
    name: Text
    summary: Text
    ages: str
    cost: str
    way_in: Text | None
    place: str
    number: str
    ring: str


def cards_of(session: Session, turns: Iterable[SavedTurn]) -> dict[tuple[str, str], Card]:
    """Return the services that the replies name, by slug and the reply's language. Two small queries a language."""
    shown: dict[str, set[str]] = {}
    for turn in turns:
        shown.setdefault(turn.language, set()).update(slug for message in turn.messages for slug in message.services)
    cards = {}
    for tag, slugs in shown.items():
        services = services_by_slug(session, sorted(slugs))
        words = words_for(session, tag, pairs(services))
        for service in services:
            with force_locale(languages()[tag].babel_locale):
                cards[service.slug, tag] = Card(
                    slug=service.slug,
                    name=words.text(service, "name"),
                    summary=words.text(service, "summary"),
                    way_in=words.text(service, "way_in") if service.way_in_known else None,
                    **_facts(service),
                )
    return cards


def _facts(service: Service) -> dict[str, str]:
    number = service.phones[0].number if service.phones else service.ring
    return {
        "ages": directory_words.ages(service) or _("Ages: not known, ask"),
        "cost": directory_words.cost(service) or _("Cost: not known, ask"),
        # A refuge never gets a place (contracts.md).
        "place": _("In the borough, reached through the helpline") if service.confidential_location else "",
        "number": number,
        "ring": _("Ring %(number)s", number=number),
    }
