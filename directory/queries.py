"""What the surfaces read: services, needs, places and reporting routes, in a fixed number of queries."""

import re
from collections.abc import Iterable, Sequence

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from directory.models import (
    Locality,
    Need,
    PostcodeDistrict,
    ReportingRoute,
    Service,
    ServiceLanguage,
    Setting,
    Ward,
)

_NAME = re.compile(r"[a-z0-9_-]{1,100}")

RETIRED_NEEDS = "retired_needs"
"""The setting that keeps, by the code of a need that was given up, the code of the one it was merged into."""

RELATED = 3
"""So many related services are named at most."""


def _whole() -> Select[tuple[Service]]:
    """Return a selection of services with all that belongs to them: one query each, not one a service."""
    return select(Service).options(
        joinedload(Service.organization),
        selectinload(Service.need_links),
        selectinload(Service.area_links),
        selectinload(Service.language_links),
        selectinload(Service.phones),
        selectinload(Service.schedule_rows),
        selectinload(Service.location_rows),
    )


def services_by_id(session: Session, ids: Sequence[str]) -> list[Service]:
    """Return the services with these ids, in this order; ids that are not there are left out."""
    if not ids:
        return []
    found = {service.id: service for service in session.scalars(_whole().where(Service.id.in_(ids)))}
    return [found[identity] for identity in ids if identity in found]


def services_by_slug(session: Session, slugs: Sequence[str]) -> list[Service]:
    """Return the services with these slugs, in this order; slugs that are not there are left out."""
    if not slugs:
        return []
    found = {service.slug: service for service in session.scalars(_whole().where(Service.slug.in_(slugs)))}
    return [found[slug] for slug in slugs if slug in found]


def service_by_slug(session: Session, slug: str) -> Service | None:
    """Return one service with all that belongs to it, or None; `slug` may be anything that was typed."""
    # PostgreSQL refuses NUL and half characters: what can be no slug is not asked for.
    if not _NAME.fullmatch(slug):
        return None
    return next(iter(services_by_slug(session, [slug])), None)


def all_services(session: Session, *, words: str = "") -> list[Service]:
    """Return every service by name, for staff; with `words`, those whose name or slug has them."""
    query = _whole().order_by(Service.name, Service.id)
    if words:
        query = query.where(
            or_(Service.name.icontains(words, autoescape=True), Service.slug.icontains(words, autoescape=True))
        )
    return list(session.scalars(query))


def alternatives(session: Session, service: Service) -> list[Service]:
    """Return services that meet the same foremost need and can be turned to, for one that cannot."""
    if not service.needs:
        return []
    rows = session.scalars(
        _whole()
        .where(
            Service.need_links.any(need=service.needs[0]),
            Service.id != service.id,
            Service.way_in_known.is_(True),
            Service.status == "active",
        )
        .order_by(Service.name)
    )
    doors = [row for row in rows if row.open_to != ["professionals"]]
    return doors[:RELATED]


def needs(session: Session, *, retired: bool = False) -> list[Need]:
    """Return the needs in their order; with `retired` also those that were merged into another."""
    gone = {} if retired else retired_needs(session)
    return [
        need for need in session.scalars(select(Need).order_by(Need.sort_order, Need.code)) if need.code not in gone
    ]


def retired_needs(session: Session) -> dict[str, str]:
    """Return the codes of needs that were given up, each with the code of the need that took its place."""
    setting = session.get(Setting, RETIRED_NEEDS)
    return dict(setting.value) if setting is not None else {}


def wards(session: Session) -> list[Ward]:
    """Return the 24 wards by name."""
    return list(session.scalars(select(Ward).order_by(Ward.name)))


def localities(session: Session) -> list[Locality]:
    """Return the three localities by name."""
    return list(session.scalars(select(Locality).order_by(Locality.name)))


def districts(session: Session) -> list[PostcodeDistrict]:
    """Return the postcode districts of the borough."""
    return list(session.scalars(select(PostcodeDistrict).order_by(PostcodeDistrict.code)))


def spoken_languages(session: Session) -> list[str]:
    """Return the tags of the languages that some service is known to speak."""
    return list(session.scalars(select(ServiceLanguage.language).distinct().order_by(ServiceLanguage.language)))


def routes(session: Session, codes: Iterable[str] | None = None) -> list[ReportingRoute]:
    """Return the reporting routes with their contacts, 999 first; only `codes` when given."""
    query = (
        select(ReportingRoute)
        .options(selectinload(ReportingRoute.contacts))
        .order_by(ReportingRoute.emergency.desc(), ReportingRoute.sort_order, ReportingRoute.code)
    )
    if codes is not None:
        query = query.where(ReportingRoute.code.in_(list(codes)))
    return list(session.scalars(query))


def route(session: Session, code: str) -> ReportingRoute | None:
    """Return one reporting route with its contacts, or None; `code` may be anything that was typed."""
    if not _NAME.fullmatch(code):
        return None
    return next(iter(routes(session, [code])), None)


def services_of_route(session: Session, code: str) -> list[Service]:
    """Return the services that are also this reporting route (domain.md 1: each is counted once)."""
    query = _whole().where(Service.reporting_route == code).order_by(Service.name)
    return list(session.scalars(query))
