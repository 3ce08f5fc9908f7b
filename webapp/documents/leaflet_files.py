"""Leaflets on their way out: the file to download, addresses for paper, another language than the page's."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Response, current_app, g, request, url_for
from flask_babel import force_locale, format_date
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from directory import localise, queries, shortlists
from directory.models import Service, Shortlist
from webapp.documents import leaflet, leaflet_words
from webapp.documents.leaflet_parts import Code, Leaflet
from webapp.i18n import current_tag, languages


def download(told: Leaflet, name: str) -> Response:
    """Return a leaflet as a file called after `name` and its language.

    Raises leaflet.LeafletImpossible, which is logged without what the leaflet says.
    """
    try:
        made = leaflet.make(told)
    except leaflet.LeafletImpossible:
        current_app.logger.warning("a leaflet in %s could not be made: letters are missing", told.language)
        raise
    filename = f"{name}-{told.language}{'-large' if told.large else ''}.pdf"
    response = Response(made, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    # On a phone that others use too, nothing of it may wait in the browser.
    response.headers["Cache-Control"] = "private, no-store"
    return response


def of_list(
    session: Session, services: list[Service], *, heading: str, large: bool, link: tuple[str, Shortlist] | None = None
) -> Leaflet:
    """Return the leaflet of a list: with a code to its link (its token, its list), else one beside each service."""
    addresses, code, under = {}, None, None
    if link:
        token, shortlist = link
        until = format_date(shortlist.expires_at, "long")
        code = Code(
            site_url("lists.shared", token=token),
            _("QR code that leads to this list"),
            _("Point a phone's camera here to see this list as it is today. It works until %(date)s:", date=until),
        )
    else:
        addresses = {service.slug: site_url("find.service", slug=service.slug) for service in services}
        under = _("Point a phone's camera at a code to see what is known of that service today.")
    return leaflet_words.of_list(
        services,
        localise.words_for(session, current_tag(), localise.pairs(services)),
        heading=heading,
        under=under,
        addresses=addresses,
        places=place_names(session),
        code=code,
        large=large,
    )


def of_service(session: Session, service: Service, *, large: bool) -> Leaflet:
    """Return the leaflet of a service, with whom to turn to where it is shut or nobody knows the way in."""
    others = [] if service.is_door else queries.alternatives(session, service)
    return leaflet_words.of_service(
        service,
        localise.words_for(session, current_tag(), localise.pairs([service, *others])),
        address=site_url("find.service", slug=service.slug),
        places=place_names(session),
        others=others,
        large=large,
    )


def of_need(session: Session, code: str, *, large: bool) -> Leaflet | None:
    """Return the leaflet of a need, or None when there is none of this code."""
    need = shortlists.need_by_code(session, code)
    if need is None:
        return None
    services = shortlists.services_for(session, code)
    return leaflet_words.of_need(
        need,
        services,
        localise.words_for(session, current_tag(), [*localise.pairs(services), ("need", need.code)]),
        address=site_url("find.services", need=code),
        places=place_names(session),
        large=large,
    )


def site_url(endpoint: str, **values: str) -> str:
    """Return the whole address of a page, for paper and messages: under SITE_URL, else where we were asked."""
    base: str = current_app.config["SETTINGS"].site_url or request.url_root
    return base.rstrip("/") + url_for(endpoint, _external=False, **values)


def place_names(session: Session) -> dict[str, str]:
    """Return the names of wards and localities by slug."""
    names = {ward.slug: ward.name for ward in queries.wards(session)}
    return names | {locality.slug: locality.name for locality in queries.localities(session)}


@contextmanager
def speaking(tag: str) -> Iterator[None]:
    """Within it, words are in the language `tag` of the list, whatever language the page is in."""
    before = current_tag()
    g.lang = tag
    try:
        with force_locale(languages()[tag].babel_locale):
            yield
    finally:
        g.lang = before
