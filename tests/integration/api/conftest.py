"""What the tests of the Open Referral feed share: a way to ask, the standard's schemas, a full record."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory import queries
from directory.changes import touch
from directory.fields import set_value
from directory.models import Service
from tests.integration.api.standard import FOLDER, Standard
from webapp.extensions import db

Ask = Callable[..., Any]

FULL_RECORD: dict[str, Any] = {
    "what_happens": "A worker rings you back.",
    "status": "paused",
    "status_note": "Shut for repairs until spring.",
    "cost": "paid",
    "cost_note": "About the price of a bus ticket.",
    "url": "https://example.org/service",
    "email": "team@example.org",
    "minimum_age": 0,
    "maximum_age": 25,
    "languages": ["en", "so", "yi"],
    "channels": ["in_person", "phone"],
    "accessibility": ["step_free", "hearing_loop"],
    "access_note": "Ring the bell on the left.",
    "funder": "The council",
    "funding_end": "2027-03",
    "phones": [{"number": "020 8359 2000", "label": "", "all_hours": True}],
    "schedules": [
        {"byday": ["MO", "TU"], "opens_at": "09:00", "closes_at": "17:30", "description": "Drop in"},
        {"kind": "closure", "valid_from": "2026-12-25", "valid_to": "2026-12-26", "description": "Christmas"},
    ],
    "locations": [
        {
            "name": "An invented hall",
            "location_type": "physical",
            "address_1": "1 Test Street",
            "city": "London",
            "postal_code": "NW4 1AA",
            "ward": "hendon",
            "latitude": 51.589,
            "longitude": -0.227,
            "precision": "address",
            "note": "The blue door.",
        },
        {"name": "A room", "location_type": "physical", "postal_code": "NW4", "ward": "hendon"},
        {"name": "The website", "location_type": "virtual"},
    ],
}
"""An invented record with everything that staff can enter."""


def fill(session: Session, slug: str, values: dict[str, Any]) -> Service:
    """Give a service these plain values, as editing by staff does."""
    service = queries.service_by_slug(session, slug)
    assert service is not None
    for name, value in values.items():
        set_value(service, name, value)
    touch(session)
    session.commit()
    return service


@pytest.fixture
def ask(client: FlaskClient) -> Ask:
    """``ask("services", page=2)`` gives the JSON of an answer that must be 200."""

    def get(path: str = "", **parameters: Any) -> Any:
        response = client.get(f"/api/hsds/{path}", query_string=parameters)
        assert response.status_code == 200, response.get_data(as_text=True)
        return response.get_json()

    return get


@pytest.fixture
def full_record(client: FlaskClient) -> str:
    """The id of a service whose record is full; `client` comes first so that the database is there."""
    return fill(db.session, "victim-support", FULL_RECORD).id  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def standard() -> Standard:
    """The standard's own schemas."""
    if not FOLDER.is_dir():
        pytest.skip(f"NOT CHECKED against Open Referral UK: its schemas are not beside the project ({FOLDER.name}/)")
    return Standard(FOLDER)
