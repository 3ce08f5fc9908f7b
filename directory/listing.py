"""The list of records for staff: a page at a time, in a fixed number of queries however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from directory.models import ChangeDraft, Service
from directory.text import printable

PAGE_SIZE = 50


@dataclass(frozen=True)
class Listing:
    """One page of records; `waiting` holds the ids of those with a change that waits for approval."""

    services: Sequence[Service]
    total: int
    page: int
    pages: int
    waiting: frozenset[str]


def services(session: Session, *, words: str = "", status: str = "", page: int = 1) -> Listing:
    """Return a page of every service by name; with `words` those whose name or slug has them.

    `page` counts from 1; one that is too great is the last.
    """
    query = select(Service)
    words = printable(words).strip()[:100]
    if words:
        query = query.where(
            or_(Service.name.icontains(words, autoescape=True), Service.slug.icontains(words, autoescape=True))
        )
    if status in ("active", "paused", "ended"):
        query = query.where(Service.status == status)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, page), pages)
    found = session.scalars(
        query.options(joinedload(Service.organization))
        .order_by(Service.name, Service.id)
        .offset((page - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
    ).all()
    waiting = session.scalars(
        select(ChangeDraft.service_id).where(
            ChangeDraft.state == "waiting", ChangeDraft.service_id.in_([service.id for service in found])
        )
    )
    return Listing(found, total, page, pages, frozenset(identity for identity in waiting if identity))
