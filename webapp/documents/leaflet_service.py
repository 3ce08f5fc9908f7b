"""A service on a leaflet: in full on its own, in brief among others."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask_babel import gettext as _

from directory import localise
from directory.codes import SOURCE_LANGUAGE
from directory.models import Service
from webapp.documents import directory_words as in_words
from webapp.documents import hours_words
from webapp.documents.leaflet_parts import AddressLine, Code, Fact, Part, PhoneLine, Section, ServicePart
from webapp.i18n import current_language, current_tag, languages


def own(text: str) -> Part:
    """Return a text in the leaflet's own language."""
    return Part(text, current_tag(), current_language().direction)


def told(
    service: Service, words: localise.Words, places: Mapping[str, str], others: Sequence[Service], today: date
) -> ServicePart:
    """Return a service in full, as its page tells it."""

    def known(value: str | None, note: localise.Text | None = None) -> Part:
        if note is not None and str(note) and not value:
            return part(note)
        return own(in_words.begins(value) if value else _("Not known, ask"))

    facts = [
        Fact(_("Who it is for"), part(words.text(service, "who_for"))),
        Fact(_("Ages"), known(in_words.ages(service))),
        Fact(_("Who can use it"), known(in_words.open_to(service))),
        Fact(_("Can I ask for it myself?"), known(in_words.self_referral(service))),
        Fact(_("Cost"), known(in_words.cost(service), words.text(service, "cost_note"))),
        Fact(_("How they meet you"), known(_(", ").join(in_words.channels(service)))),
        Fact(_("Languages they speak"), known(_(", ").join(map(in_words.language_name, service.languages)))),
        Fact(_("Access"), known(_(", ").join(in_words.access(service)), words.text(service, "access_note"))),
        Fact(_("Where"), _where(service, places)),
    ]
    if service.women_only == "yes":
        facts.append(Fact(_("Women only"), own(_("Yes"))))
    facts.append(Fact(_("Something not known, or not clear? Ring and ask:"), own(service.ring)))
    sections = [] if service.ended else _when(service, today)
    sections.append(Section(_("What happens there"), [part(words.text(service, "description"))]))
    what_happens = words.text(service, "what_happens")
    if str(what_happens) and not service.ended:
        sections.insert(0, Section(_("What happens when you get in touch"), [part(what_happens)]))
    if others:
        # Whoever holds the paper of a door that is shut needs the next one at once.
        sections.insert(
            0, Section(_("You can turn to these now"), [_name_and_number(other, words) for other in others])
        )
    way_in = words.text(service, "way_in")
    return ServicePart(
        name=part(words.text(service, "name")),
        summary=part(words.text(service, "summary")),
        notice=_notice(service),
        way_in=[part(way_in)] if str(way_in) and not service.ended else [],
        phones=_phones(service),
        addresses=[] if service.ended else _addresses(service),
        facts=facts,
        sections=sections,
        code=None,
    )


def brief(service: Service, words: localise.Words, places: Mapping[str, str], address: str | None) -> ServicePart:
    """Return a service in brief: what it is, whom it takes, and its numbers."""
    name = part(words.text(service, "name"))
    known = {
        _("Ages"): in_words.ages(service),
        _("Cost"): in_words.cost(service),
        _("Can I ask for it myself?"): in_words.self_referral(service),
    }
    facts = [Fact(title, own(value)) for title, value in known.items() if value]
    facts.append(Fact(_("Where"), _where(service, places)))
    return ServicePart(
        name=name,
        summary=part(words.text(service, "summary")),
        notice=_notice(service),
        way_in=[],
        phones=_phones(service),
        addresses=[],
        facts=[] if service.ended else facts,
        sections=[],
        code=Code(address, _("QR code that leads to the page of: %(name)s", name=name.text), "") if address else None,
    )


def part(text: localise.Text) -> Part:
    """Return a text of the directory with the direction of its language."""
    language = languages().get(text.language)
    return Part(str(text), text.language, language.direction if language else "ltr")


def _name_and_number(service: Service, words: localise.Words) -> Part:
    name = part(words.text(service, "name"))
    number = service.phones[0].number if service.phones else service.ring
    return Part(f"{name.text}: {number}", name.language, name.direction)


def _notice(service: Service) -> str | None:
    return {
        "ended": _("As far as we know, this has ended."),
        "paused": _("As far as we know, this is closed for now."),
    }.get(service.status)


def _where(service: Service, places: Mapping[str, str]) -> Part:
    """Return where a service works, with its addresses. Of a refuge nothing is told (contracts.md)."""
    if service.confidential_location:
        secret = [
            _("In the borough, reached through the helpline."),
            _("Where it is stays secret, to keep people safe."),
        ]
        return own(" ".join(secret))
    addresses = [
        ", ".join(line for line in (place.name, place.address_1, place.city, place.postal_code) if line)
        for place in service.location_rows
    ]
    return own("; ".join([", ".join(in_words.area_names(service, places)), *addresses]))


def _phones(service: Service) -> list[PhoneLine]:
    """Return the numbers of a service; whom to ring where it has none; nothing for one that has ended."""
    if service.ended:
        return []
    return [
        PhoneLine(
            phone.number,
            Part(phone.label, SOURCE_LANGUAGE, "ltr") if phone.label else None,
            _("answers day and night") if phone.all_hours else _("hours to be confirmed"),
        )
        for phone in service.phones
    ] or [PhoneLine(service.ring, own(_("Ring:") if service.way_in_known else _("Ring and ask:")))]


def _when(service: Service, today: date) -> list[Section]:
    """Return when a service is open, a line a day, and when it is shut; nothing where that is not known."""
    sections, no_times = [], _("shut")
    for week in hours_words.weeks(service.schedule_rows, today):
        lines = [own(f"{day.name}: {', '.join(day.times) or no_times}") for day in week.days]
        notes = [Part(note, SOURCE_LANGUAGE, "ltr") for note in week.notes]
        sections.append(Section(week.title or _("When it is open"), lines + notes))
    shut = hours_words.closures(service.schedule_rows, today)
    if shut:
        sections.append(Section(_("Shut on these days"), [own(line) for line in shut]))
    return sections


def _addresses(service: Service) -> list[AddressLine]:
    found = []
    if service.email:
        found.append(AddressLine(_("E-mail:"), service.email, f"mailto:{service.email}"))
    if service.url:
        found.append(AddressLine(_("Website:"), service.url, service.url))
    return found
