"""The feed makes the same number of queries for a page whether there are 53 services or 5,000."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, event, insert

from directory.fields import stable_id
from directory.models import (
    Location,
    Organization,
    Phone,
    Schedule,
    Service,
    ServiceArea,
    ServiceLanguage,
    ServiceNeed,
)
from webapp.extensions import db

Ask = Callable[..., Any]
MANY = 5_000

ASKED = [
    "services", "services?full=true", "services?minimal=true", "services?search=invented&modified_after=2020-01-01",
    "services?postcode=NW4", "services?postcode=NW4&proximity=3000&full=true", "service_at_locations",
    "service_at_locations?full=true", "service_at_locations?minimal=true",
    "service_at_locations?postcode=NW4&proximity=3000", "organizations", "organizations?full=true",
    "organizations?full_service=true", "taxonomies", "taxonomy_terms",
]  # fmt: skip


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are run meanwhile."""
    statements: list[str] = []

    def note(*args: Any) -> None:
        statements.append(args[2])

    event.listen(db.engine, "before_cursor_execute", note)
    yield statements
    event.remove(db.engine, "before_cursor_execute", note)


def copies(count: int) -> None:
    """Add so many services like one that is there, with all that belongs to one, under few names."""
    pattern = db.session.query(Service).order_by(Service.slug).first()
    assert pattern is not None
    columns = {column.key: getattr(pattern, column.key) for column in Service.__table__.columns}
    organizations = [row[0] for row in db.session.query(Organization.id)]
    made: dict[type[Any], list[dict[str, Any]]] = {
        kind: [] for kind in (Service, ServiceNeed, ServiceArea, ServiceLanguage, Phone, Schedule, Location)
    }
    for number in range(count):
        identity, run_by = stable_id("service", f"many-{number}"), organizations[number % len(organizations)]
        name = f"Invented {number % 7}"
        made[Service].append(
            {**columns, "id": identity, "slug": f"many-{number}", "organization_id": run_by, "name": name}
        )
        own = {"service_id": identity, "sort_order": 0}
        made[ServiceNeed].append({**own, "need": "mentoring"})
        made[ServiceArea].append({**own, "area": "hendon"})
        made[ServiceLanguage].append({**own, "language": "so"})
        made[Phone].append({**own, "id": f"p{number}", "number": "101", "label": "", "all_hours": False})
        made[Schedule].append({**own, "id": f"s{number}", "byday": ["MO"], "opens_at": "09:00", "closes_at": "10:00"})
        place = {"name": "Hall", "location_type": "physical", "latitude": 51.588, "longitude": -0.226}
        if number % 2:
            made[Location].append({**own, **place, "id": stable_id("location", str(number))})
    for kind, rows in made.items():
        db.session.execute(insert(kind), rows)
    db.session.commit()


def queries_of(client: FlaskClient) -> dict[str, int]:
    numbers = {}
    for path in ASKED:
        with counted() as statements:
            assert client.get(f"/api/hsds/{path}").status_code == 200
        numbers[path] = len([statement for statement in statements if statement.startswith("SELECT")])
    return numbers


@pytest.mark.slow
def test_queries_a_page_do_not_grow(client: FlaskClient) -> None:
    # One of each kind first: a part that no service has is not asked for.
    copies(2)
    few = queries_of(client)
    db.session.execute(delete(Service).where(Service.slug.startswith("many-")))
    db.session.commit()
    copies(MANY)
    assert queries_of(client) == few
    assert max(few.values()) <= 20


@pytest.mark.slow
def test_pages_of_many_equal_names_hold_each_once(ask: Ask) -> None:
    copies(MANY)
    for name, total in (("services", MANY + 53), ("service_at_locations", None)):
        seen: list[str] = []
        page: dict[str, Any] = {"last_page": False, "page_number": 0}
        while not page["last_page"]:
            page = ask(name, page=page["page_number"] + 1, per_page=500)
            seen += [row["id"] for row in page["contents"]]
        assert len(seen) == len(set(seen)) == page["total_items"]
        assert total in (None, len(seen))
