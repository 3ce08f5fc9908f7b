"""What is not known of the services that have not ended: counted, so that it can be said (domain.md 1)."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.codes import UNKNOWN
from directory.models import Schedule, Service, ServiceLanguage


@dataclass(frozen=True)
class Unknowns:
    """Of how many of `total` services something is not known; `unchecked` have never been checked."""

    total: int
    way_in: int
    ages: int
    cost: int
    languages: int
    hours: int
    unchecked: int


def unknowns(session: Session) -> Unknowns:
    """Return the counts over services that have not ended. One query."""
    speaks = select(ServiceLanguage.service_id).where(ServiceLanguage.service_id == Service.id).exists()
    opens = select(Schedule.id).where(Schedule.service_id == Service.id).exists()
    conditions = (
        Service.way_in_known.is_(False),
        Service.ages_known.is_(False),
        Service.cost == UNKNOWN,
        ~speaks,
        ~opens,
        Service.assured_date.is_(None),
    )
    counts = (func.count().filter(condition) for condition in conditions)
    row = session.execute(select(func.count(), *counts).select_from(Service).where(Service.status != "ended")).one()
    return Unknowns(*(int(value) for value in row))
