"""What a leaflet says: the words of services for paper, each with the language that it really is in."""

from collections.abc import Mapping, Sequence

from flask_babel import format_date
from flask_babel import gettext as _

from directory import localise
from directory.codes import COUNCIL_PHONE, SOURCE_LANGUAGE
from directory.models import Need, Service, local_day
from webapp.documents.leaflet_parts import Code, Leaflet, Part, ServicePart
from webapp.documents.leaflet_service import brief, own, part, told
from webapp.i18n import current_language, current_tag


def of_service(
    service: Service,
    words: localise.Words,
    *,
    address: str,
    places: Mapping[str, str],
    others: Sequence[Service] = (),
    large: bool,
) -> Leaflet:
    """Return the leaflet of one service, told in full.

    In: the service, its words, the address of its page, the names of places by slug, and whom to turn to
    instead where it cannot be turned to (their words among `words`).
    """
    name = part(words.text(service, "name"))
    organisation = part(words.text(service.organization, "name"))
    told_in_full = told(service, words, places, others, local_day())
    code = Code(
        address,
        _("QR code that leads to the page of this service"),
        _("Point a phone's camera here to see what is known of this service today:"),
    )
    return _leaflet(
        heading=name,
        under=organisation if organisation.text != name.text else None,
        services=[told_in_full],
        records=[service],
        words=words,
        code=code,
        single=True,
        large=large,
    )


def of_list(
    services: Sequence[Service],
    words: localise.Words,
    *,
    heading: str,
    under: str | None = None,
    notice: str | None = None,
    addresses: Mapping[str, str],
    places: Mapping[str, str],
    code: Code | None = None,
    large: bool,
) -> Leaflet:
    """Return the leaflet of several services, each in brief.

    In: `addresses` has the page of each service by slug, where each shall have a QR code of its own; `code`
    is one of the whole leaflet.
    """
    return _leaflet(
        heading=own(heading),
        under=own(under) if under else None,
        services=[brief(service, words, places, addresses.get(service.slug)) for service in services],
        records=services,
        words=words,
        code=code,
        single=False,
        large=large,
        notice=notice,
    )


def of_need(
    need: Need,
    services: Sequence[Service],
    words: localise.Words,
    *,
    address: str,
    places: Mapping[str, str],
    large: bool,
) -> Leaflet:
    """Return the leaflet of a need: who in the borough helps with it, each in brief."""
    code = Code(
        address,
        _("QR code that leads to everything that we know of for this"),
        _("Point a phone's camera here to see all of it, as it is today:"),
    )
    return _leaflet(
        heading=part(words.text(need, "name")),
        under=part(words.text(need, "description")),
        services=[brief(service, words, places, None) for service in services],
        records=services,
        words=words,
        code=code,
        single=False,
        large=large,
        notice=None if services else " ".join([_("Not known. Ring and ask:"), COUNCIL_PHONE]),
    )


def _leaflet(
    *,
    heading: Part,
    under: Part | None,
    services: list[ServicePart],
    records: Sequence[Service],
    words: localise.Words,
    code: Code | None,
    single: bool,
    large: bool,
    notice: str | None = None,
) -> Leaflet:
    made = format_date(local_day(), "long")
    notes = [_("What is written here was put together on %(date)s.", date=made)]
    if single and records[0].assured_date:
        notes.append(_("Last checked: %(date)s", date=format_date(records[0].assured_date, "long")))
    elif single:
        notes.append(
            _(
                "Nobody has checked this yet. It comes from published papers, and details may have changed: "
                "ring before you go."
            )
        )
    if _by_machine(records, words):
        notes.append(_("A machine translated this. A person has yet to check it."))
    if _english_within(services):
        notes.append(_("Some of it is in English: nobody has translated it yet."))
    return Leaflet(
        title=heading.text,
        heading=heading,
        under=under,
        notice=notice,
        single=single,
        large=large,
        services=services,
        code=code,
        notes=notes,
        foot=_("Ring before you go: details change. In danger now, call 999."),
        danger={
            "lead": _("In danger now?"),
            "call": _("Call 999"),
            "more": _("Cannot speak? On a mobile, stay on the line and press 55 when you are asked."),
        },
        words={
            "way_in": _("How to get help here"),
            "for_me": _("Is it for me?"),
            "ring_first": _("Details may have changed. Ring before you go."),
        },
        site=_("Barnet front door to safety"),
        language=current_tag(),
        direction=current_language().direction,
    )


def _by_machine(services: Sequence[Service], words: localise.Words) -> bool:
    return any(words.text(service, name).state == "machine" for service in services for name in ("name", "summary"))


def _english_within(services: Sequence[ServicePart]) -> bool:
    """Say whether what a leaflet in another language tells of a service is partly in English."""
    if current_tag() == SOURCE_LANGUAGE:
        return False
    texts = [text for service in services for text in (service.summary, *service.way_in)]
    return any(text.language == SOURCE_LANGUAGE for text in texts)
