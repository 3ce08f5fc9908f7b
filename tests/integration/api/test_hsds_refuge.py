"""A refuge is never findable (contracts.md): this tries every list, filter, depth and format to find where one is.

The record is made as bad as editing could make it: a place, an address, a ward, notes on getting in.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from directory import queries
from directory.fields import stable_id
from directory.models import Postcode
from tests.integration.api.conftest import fill
from webapp.extensions import db

Ask = Callable[..., Any]

REFUGE = "womens-refuges"
SECRETS = ["Secret House", "Hidden Lane", "51.5887", "The gate code", "hendon", "Hendon"]
LISTS = ["services", "organizations", "service_at_locations"]
DEPTHS: dict[str, list[dict[str, str]]] = {
    "services": [{}, {"full": "true"}, {"minimal": "true"}],
    "service_at_locations": [{}, {"full": "true"}, {"minimal": "true"}],
    "organizations": [{"full": "true"}, {"full_service": "true"}, {"minimal": "true"}],
}


@pytest.fixture
def refuge(client: FlaskClient) -> str:
    """The id of the refuges' record, spoiled."""
    service = fill(
        db.session,
        REFUGE,
        {
            "areas": ["hendon", "west"],
            "channels": ["in_person", "phone"],
            "accessibility": ["step_free"],
            "access_note": "The gate code",
            "locations": [
                {
                    "name": "Secret House",
                    "location_type": "physical",
                    "address_1": "1 Hidden Lane",
                    "city": "London",
                    "postal_code": "NW4 1ZZ",
                    "ward": "hendon",
                    "latitude": 51.5887,
                    "longitude": -0.2261,
                    "precision": "address",
                }
            ],
        },
    )
    db.session.add(Postcode(code="NW41ZZ", ward="hendon", latitude=51.5887, longitude=-0.2261))
    db.session.commit()
    return service.id


def body(client: FlaskClient, path: str, **parameters: Any) -> str:
    response = client.get(f"/api/hsds/{path}", query_string=parameters)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_the_record_itself_says_the_borough_and_the_helpline(ask: Ask, refuge: str) -> None:
    whole = ask(f"services/{refuge}")
    assert [area["name"] for area in whole["service_areas"]] == ["London Borough of Barnet"]
    assert "service_at_locations" not in whole
    assert [phone["number"] for phone in whole["phones"]] == ["0808 2000 247"]
    assert not [secret for secret in SECRETS if secret in json.dumps(whole)]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("form", ["json", "ndjson"])
def test_no_list_tells_where_it_is(client: FlaskClient, refuge: str, name: str, form: str) -> None:
    for depth in DEPTHS[name]:
        text = body(client, name, per_page=500, format=form, **depth)
        assert not [secret for secret in SECRETS[:4] if secret in text]
        if name == "service_at_locations":
            assert refuge not in text


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("form", ["json", "ndjson"])
def test_no_postcode_finds_it(client: FlaskClient, refuge: str, name: str, form: str) -> None:
    found_others = False
    codes = [district.code for district in queries.districts(db.session)]
    # Every depth is tried for the postcode where it is; for the rest the deepest will do.
    tried = [(code, DEPTHS[name][1]) for code in codes] + [("NW4 1ZZ", depth) for depth in DEPTHS[name]]
    for code, depth in tried:
        for more in ({}, {"proximity": 0}, {"proximity": 30_000}):
            text = body(client, name, postcode=code, format=form, **{"per_page": 500, **depth, **more})
            assert refuge not in text
            assert "Secret House" not in text
            found_others = found_others or '"id"' in text
    assert found_others  # or the test would pass on a filter that finds nothing at all


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("form", ["json", "ndjson"])
def test_no_name_of_a_place_finds_it(client: FlaskClient, refuge: str, name: str, form: str) -> None:
    service = queries.service_by_slug(db.session, REFUGE)
    assert service is not None
    # Even were a ward written into its text, searching for the ward would not lead to it.
    service.synonyms = [*service.synonyms, "Hendon", "NW4", "Mill Hill"]
    db.session.commit()
    words = ["Hendon", "hendon refuge", "west", "NW4", "nw4 1zz", "Mill Hill", "mill-hill", "Hidden Lane"]
    for search in words:
        text = body(client, name, search=search, format=form, per_page=500, **DEPTHS[name][1])
        assert refuge not in text
    assert name != "services" or refuge in body(client, name, search="refuge", format=form)


def test_no_id_that_could_be_guessed_leads_to_a_place(client: FlaskClient, refuge: str) -> None:
    row = stable_id("location", f"{REFUGE}/0")
    guesses = [row, *(stable_id("location", f"{refuge}/{part}") for part in ("virtual", "area/hendon", "area/west"))]
    for guess in guesses:
        for identity in (guess, stable_id("service_at_location", f"{refuge}/{guess}")):
            assert client.get(f"/api/hsds/service_at_locations/{identity}").status_code == 404


def test_other_filters_beside_a_place_do_not_bring_it_back(client: FlaskClient, ask: Ask, refuge: str) -> None:
    whole = ask(f"services/{refuge}")
    for attribute in whole["attributes"]:
        term = attribute["taxonomy_term"]
        given = {"taxonomy_term_id": term["id"], "taxonomy_id": term["taxonomy_id"]}
        for name in LISTS:
            assert refuge not in body(client, name, postcode="NW4", **given, **DEPTHS[name][1])
    for name in LISTS:
        text = body(client, name, postcode="NW4", organization_id=whole["organization_id"], **DEPTHS[name][1])
        assert refuge not in text
