"""The directory as plain data, for people who want to check it or use it elsewhere."""

from typing import Any

from sqlalchemy.orm import Session

from directory.exchange.records import organisations, record
from directory.queries import all_services, needs, routes


def export(session: Session) -> dict[str, Any]:
    """Return services, organisations, needs and reporting routes as JSON-ready values; `null` is what is not known.

    A refuge's record says `barnet` and no more of where it is (contracts.md).
    """
    return {
        "services": [record(service) for service in all_services(session)],
        "organisations": organisations(session),
        "needs": [{"code": need.code, "name": need.name, "description": need.description} for need in needs(session)],
        "reporting_routes": [
            {
                "route": route.code,
                "title": route.title,
                "for_what": route.for_what,
                "emergency": route.emergency,
                "when_closed": route.when_closed,
                "steps": route.steps,
                "service": route.service_slug,
                "contacts": [
                    {
                        "name": contact.name,
                        "phone": contact.phone,
                        "text": contact.text,
                        "email": contact.email,
                        "url": contact.url,
                        "all_hours": contact.all_hours,
                        "hours": contact.hours,
                        "note": contact.note,
                        "for_whom": contact.for_whom,
                    }
                    for contact in route.contacts
                ],
            }
            for route in routes(session)
        ],
    }
