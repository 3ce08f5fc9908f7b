"""The queue of records to check, the stalest first, in a constant number of queries."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, joinedload

from directory.assurance import DUE_DAYS, STALE_DAYS, Standing, standing
from directory.models import AssuranceRequest, ProviderContact, Service, local_day

Filter = Literal["all", "due", "never", "over_90", "over_180", "contact", "no_contact", "asked"]
FILTERS: tuple[str, ...] = get_args(Filter)
PER_PAGE = 25


@dataclass(frozen=True)
class Item:
    """A record in the queue. `asked` is the open question to its provider, if there is one."""

    service: Service
    standing: Standing
    contact: bool
    asked: AssuranceRequest | None


@dataclass(frozen=True)
class Queue:
    """A page of the queue. `counts` says how many records each filter holds."""

    items: list[Item]
    total: int
    page: int
    pages: int
    counts: dict[str, int]


def queue(
    session: Session, *, show: str = "all", page: int = 1, per_page: int = PER_PAGE, today: date | None = None
) -> Queue:
    """Return a page of the records to check: never checked first, then the longest ago.

    In: a filter (an unknown one is "all") and the page, counted from 1; one out of range is the nearest.
    Services that have ended are left out: there is nothing to ring.
    """
    today = today or local_day()
    conditions = _conditions(today)
    counts_row = session.execute(
        select(*(func.count().filter(condition).label(name) for name, condition in conditions.items())).select_from(
            Service
        )
    ).one()
    counts = dict(counts_row._mapping)
    show = show if show in conditions else "all"
    total = counts[show]
    pages = max(1, -(-total // per_page))
    page = min(max(page, 1), pages)
    services = session.scalars(
        select(Service)
        .options(joinedload(Service.organization))
        .where(conditions[show])
        .order_by(Service.assured_date.is_not(None), Service.assured_date, Service.name, Service.id)
        .limit(per_page)
        .offset((page - 1) * per_page)
    ).all()
    ids = [service.id for service in services]
    with_contact = set(
        session.scalars(
            select(ProviderContact.service_id).where(ProviderContact.service_id.in_(ids), ProviderContact.email != "")
        )
    )
    asked = {
        request.service_id: request
        for request in session.scalars(
            select(AssuranceRequest).where(
                AssuranceRequest.service_id.in_(ids),
                AssuranceRequest.state == "sent",
                AssuranceRequest.expires_on >= today,
            )
        )
    }
    items = [
        Item(service, standing(service, today), service.id in with_contact, asked.get(service.id))
        for service in services
    ]
    return Queue(items, total, page, pages, counts)


def _conditions(today: date) -> dict[str, ColumnElement[bool]]:
    """Return what each filter asks of a service."""
    current = Service.status != "ended"
    contact = exists().where(ProviderContact.service_id == Service.id, ProviderContact.email != "")
    asked = exists().where(
        AssuranceRequest.service_id == Service.id,
        AssuranceRequest.state == "sent",
        AssuranceRequest.expires_on >= today,
    )
    never = Service.assured_date.is_(None)
    over = {days: Service.assured_date <= today - timedelta(days=days) for days in (DUE_DAYS, STALE_DAYS)}
    return {
        "all": current,
        "due": current & (never | (Service.next_check <= today) | over[STALE_DAYS]),
        "never": current & never,
        "over_90": current & over[DUE_DAYS],
        "over_180": current & over[STALE_DAYS],
        "contact": current & contact,
        "no_contact": current & ~contact,
        "asked": current & asked,
    }
