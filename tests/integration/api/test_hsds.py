"""The feed answers as contracts.md says: pages, filters that all apply, plain errors, open to every site."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from directory import queries
from directory.models import ProviderContact, Service
from tests.integration.api.conftest import fill
from tests.integration.api.standard import faults_of_page
from webapp.extensions import db

Ask = Callable[..., Any]
LISTS = ["services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms"]


def ids(page: Any) -> list[str]:
    return [row["id"] for row in page["contents"]]


def term_id(ask: Ask, code: str) -> str:
    return next(row["id"] for row in ask("taxonomy_terms", per_page=500)["contents"] if row["code"] == code)


def test_the_base_answers_with_and_without_its_slash(client: FlaskClient) -> None:
    assert client.get("/api/hsds").get_json() == client.get("/api/hsds/").get_json()
    about = client.get("/api/hsds").get_json()
    assert about.keys() == {"version", "profile", "openapi_url"}
    described = client.get(about["openapi_url"].removeprefix("http://localhost"))
    assert described.get_json()["openapi"].startswith("3.")


@pytest.mark.parametrize("name", LISTS)
def test_pages_together_hold_every_record_once(ask: Ask, name: str) -> None:
    whole = ask(name, per_page=500)
    assert whole["total_pages"] == 1
    seen: list[str] = []
    number, last = 0, False
    while not last:
        number += 1
        page = ask(name, page=number, per_page=7)
        assert faults_of_page(page) == []
        assert page["total_items"] == whole["total_items"]
        seen += ids(page)
        last = page["last_page"]
    assert seen == ids(whole)
    assert number == page["total_pages"]


@pytest.mark.parametrize("name", LISTS)
def test_a_page_beyond_the_last_is_empty(ask: Ask, name: str) -> None:
    page = ask(name, page=1000)
    assert (page["empty"], page["size"], page["first_page"], page["last_page"]) == (True, 0, False, True)
    assert faults_of_page(page) == []


@pytest.mark.parametrize("name", LISTS)
def test_a_stream_holds_what_the_pages_hold(client: FlaskClient, ask: Ask, name: str) -> None:
    response = client.get(f"/api/hsds/{name}?format=ndjson&per_page=2")
    assert response.mimetype == "application/x-ndjson"
    rows = [json.loads(line) for line in response.get_data(as_text=True).splitlines()]
    assert rows == ask(name, per_page=500)["contents"]


def test_a_stream_is_not_held_back_until_it_is_whole(client: FlaskClient) -> None:
    response = client.get("/api/hsds/services?format=ndjson&full=true")
    assert response.is_streamed
    assert sum(1 for line in response.get_data().splitlines() if json.loads(line)["attributes"]) == 53


def test_equal_names_keep_their_order(ask: Ask, client: FlaskClient) -> None:
    for service in queries.all_services(db.session):
        service.name = "One name"
    db.session.commit()
    pages = [ids(ask("services", page=number, per_page=9)) for number in range(1, 7)]
    seen = [identity for page in pages for identity in page]
    assert len(set(seen)) == 53
    assert seen == ids(ask("services", per_page=500))


def test_minimal_is_ids_and_dates_on_one_page(ask: Ask) -> None:
    for name in ("services", "service_at_locations", "organizations"):
        page = ask(name, minimal="true")
        assert page["size"] == page["total_items"] == ask(name)["total_items"]
        for row in page["contents"]:
            assert row.keys() == {"id", "modified_date"}
    assert ask("services", minimal="true", per_page=5)["total_pages"] == 11


def test_full_adds_what_belongs_to_a_record(ask: Ask) -> None:
    brief, full = (ask("services", full=full)["contents"][0] for full in ("false", "true"))
    assert not [name for name, value in brief.items() if isinstance(value, list)]
    assert full.items() >= {name: value for name, value in brief.items() if name != "organization"}.items()
    assert full["attributes"]
    assert ask(f"services/{full['id']}") == full
    organisation = ask("organizations")["contents"][0]
    assert "services" not in organisation
    assert "attributes" not in ask(f"organizations/{organisation['id']}")["services"][0]
    assert ask(f"organizations/{organisation['id']}", full_service="true")["services"][0]["attributes"]


def test_terms_find_the_services_that_have_them(ask: Ask) -> None:
    for code in ("drugs_alcohol", "phone", "professionals", "preventative", "societal", "vcs", "mentoring"):
        wanted = term_id(ask, code)
        page = ask("services", taxonomy_term_id=wanted.upper(), full="true", per_page=500)
        assert 0 < page["total_items"] < 53
        for row in page["contents"]:
            assert wanted in [attribute["taxonomy_term_id"] for attribute in row["attributes"]]
        rest = ask("services", full="true", per_page=500)["contents"]
        having = {row["id"] for row in rest if wanted in [part["taxonomy_term_id"] for part in row["attributes"]]}
        assert having == set(ids(page))


def test_a_taxonomy_finds_the_services_with_any_of_its_terms(ask: Ask) -> None:
    taxonomy = next(row for row in ask("taxonomies")["contents"] if row["name"] == "Reach")
    page = ask("services", taxonomy_id=taxonomy["id"], full="true", per_page=500)
    assert 0 < page["total_items"] < 53
    for row in page["contents"]:
        assert taxonomy["id"] in [part["taxonomy_term"]["taxonomy_id"] for part in row["attributes"]]


def test_filters_apply_together(ask: Ask) -> None:
    council = next(row for row in ask("organizations", per_page=500)["contents"] if row["name"] == "Barnet Council")
    given = {"taxonomy_term_id": term_id(ask, "parenting"), "organization_id": council["id"], "search": "child"}
    alone = [set(ids(ask("services", **{name: value}, per_page=500))) for name, value in given.items()]
    together = ids(ask("services", **given, per_page=500))
    assert together
    assert set(together) == set.intersection(*alone)
    assert all(len(found) > len(together) for found in alone)
    assert ids(ask("services", **given, modified_after="2999-01-01")) == []
    places = ask("service_at_locations", **{**given, "search": ""}, per_page=500)
    assert {row["service"]["organization_id"] for row in places["contents"]} <= {council["id"]}


def test_words_must_all_be_there(ask: Ask) -> None:
    found = ask("services", search="Romanian rough", full="true")["contents"]
    assert found
    assert ask("services", search="Romanian rough xyzzy")["empty"]
    assert ask("services", search="100%_sure")["empty"]


def test_modified_after_takes_the_moment_itself_in_any_zone(ask: Ask) -> None:
    service = db.session.query(Service).order_by(Service.name).first()
    assert service is not None
    service.last_modified += timedelta(days=400)
    db.session.commit()
    row = ask(f"services/{service.id}")
    moment = row["last_modified"]
    assert ids(ask("services", modified_after=moment)) == [row["id"]]
    assert ids(ask("services", modified_after=moment.replace("Z", "+00:00"))) == [row["id"]]
    assert ids(ask("services", modified_after=moment.replace("Z", "-00:01"))) == []
    assert {part["service_id"] for part in ask("service_at_locations", modified_after=moment)["contents"]} <= {
        row["id"]
    }


def test_organisations_are_filtered_by_what_they_run(ask: Ask) -> None:
    wanted = term_id(ask, "drugs_alcohol")
    run = {row["organization_id"] for row in ask("services", taxonomy_term_id=wanted, per_page=500)["contents"]}
    assert set(ids(ask("organizations", taxonomy_term_id=wanted, per_page=500))) == run
    assert [row["name"] for row in ask("organizations", search="mencap")["contents"]] == ["Barnet Mencap"]


def test_terms_by_taxonomy_top_and_parent(ask: Ask) -> None:
    sector = next(row["id"] for row in ask("taxonomies")["contents"] if row["name"] == "Sector")
    page = ask("taxonomy_terms", taxonomy_id=sector, top_only="true")
    assert [row["code"] for row in page["contents"]] == ["statutory", "vcs"]
    assert ask("taxonomy_terms", parent_id=page["contents"][0]["id"])["empty"]
    assert [row["code"] for row in ask("taxonomy_terms", search="knives gangs")["contents"]] == ["violence_knife_crime"]
    assert len(ask(f"taxonomies/{sector}")["taxonomy_terms"]) == 2


PLACE = {
    "areas": ["hendon"],
    "locations": [
        {"name": "Hall", "location_type": "physical", "latitude": 51.588, "longitude": -0.226, "precision": "address"}
    ],
}


def test_a_postcode_finds_what_serves_it_and_a_distance_what_is_near(ask: Ask, client: FlaskClient) -> None:
    service = fill(db.session, "barnet-mencap-hate-crime", PLACE)
    assert service.id

    def near(**given: Any) -> list[str]:
        return [row["location"]["name"] for row in ask("service_at_locations", per_page=500, **given)["contents"]]

    assert "Hall" in near(postcode="nw4")
    assert "Hall" not in near(postcode="EN4")
    # The middle of NW4 is the hall's own point; NW9's is about 2.1 km away (directory/seed/places.yaml).
    assert near(postcode="NW4 1AA", proximity=100) == ["Hall"]
    assert "Hall" not in near(postcode="NW9", proximity=2000)
    assert "Hall" in near(postcode="NW9", proximity=2300)
    assert ids(ask("services", postcode="NW4", proximity=100)) == [service.id]


@pytest.mark.parametrize(
    "postcode", ["ZZ9 9ZZ", "SW1A 1AA", "hello", "hendon", "N", "%", "🦊", "", "NW4' OR 1=1", "1" * 300]
)
@pytest.mark.parametrize("name", ["services", "service_at_locations", "organizations"])
def test_an_unknown_postcode_gives_nothing(ask: Ask, name: str, postcode: str) -> None:
    for more in ({}, {"proximity": 40_000_000}):
        page = ask(name, postcode=postcode, **more)
        assert (page["total_items"], page["contents"], page["empty"]) == (0, [], True)


@pytest.mark.parametrize("name", ["services", "service_at_locations", "organizations"])
def test_nothing_is_near_to_nowhere(ask: Ask, name: str) -> None:
    assert ask(name, proximity=40_000_000)["total_items"] == 0


def test_places_are_only_what_is_known(ask: Ask) -> None:
    for row in ask("service_at_locations", full="true", per_page=500)["contents"]:
        location = row["location"]
        assert "addresses" not in location
        if location["location_type"] == "virtual":
            assert "latitude" not in location
        else:
            assert location["name"].endswith("(address to be confirmed)")
            assert ("latitude" in location) == ("Approximate: the middle of" in location["description"])


BAD = [
    ("services", "page", "0"), ("services", "page", "-1"), ("services", "page", "ten"), ("services", "page", "1e99"),
    ("organizations", "per_page", "0"), ("taxonomies", "per_page", "501"), ("services", "format", "xml"),
    ("services", "full", "perhaps"), ("services", "minimal", "2"), ("services", "modified_after", "yesterday"),
    ("services", "modified_after", "2026-13-01"), ("services", "taxonomy_id", "needs"),
    ("services", "taxonomy_term_id", "\x00"), ("service_at_locations", "organization_id", "'; DROP TABLE service"),
    ("services", "page", ""), ("taxonomy_terms", "parent_id", "x"),
    ("taxonomy_terms", "top_only", "up"), ("taxonomies", "postcode", "NW4"), ("services", "search", "x" * 501),
]  # fmt: skip


@pytest.mark.parametrize(("name", "parameter", "value"), BAD)
def test_what_cannot_be_read_is_said(client: FlaskClient, name: str, parameter: str, value: str) -> None:
    response = client.get(f"/api/hsds/{name}", query_string={parameter: value})
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"
    body = response.get_json()
    assert (body["status"], body["title"]) == (400, "Bad Request")
    assert parameter in json.dumps(body["errors"])


@pytest.mark.parametrize("proximity", ["-1", "nan", "inf", "far"])
def test_a_distance_is_a_number_of_metres(client: FlaskClient, proximity: str) -> None:
    response = client.get("/api/hsds/service_at_locations", query_string={"postcode": "NW4", "proximity": proximity})
    assert response.status_code == 400


def test_the_same_parameter_twice_is_refused(client: FlaskClient) -> None:
    assert client.get("/api/hsds/services?page=1&page=2").status_code == 400


@pytest.mark.parametrize("word", ["\x00", "a\x00b", "\ud800", "%", "_", "' OR 1=1 --", "<script>", "‮abc", "ß", "İ"])
def test_odd_words_are_only_words(client: FlaskClient, word: str) -> None:
    query = word.encode("utf-8", "surrogatepass")
    for name in LISTS:
        response = client.get(f"/api/hsds/{name}", query_string={"search": query})
        assert response.status_code == 200


NOWHERE = ["services/x", "services/00000000-0000-0000-0000-000000000000", "organizations/%00",
           "service_at_locations/1", "taxonomies/-", "taxonomy_terms/needs", "nowhere"]  # fmt: skip


@pytest.mark.parametrize("path", NOWHERE)
def test_what_is_not_there_is_said_to_every_site(client: FlaskClient, path: str) -> None:
    response = client.get(f"/api/hsds/{path}")
    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_every_site_may_read_and_nobody_may_write(client: FlaskClient) -> None:
    for path in ("", "/", "/services", "/services?page=0", "/openapi.json"):
        response = client.get(f"/api/hsds{path}")
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in response.headers
    asked = client.options("/api/hsds/services", headers={"Access-Control-Request-Method": "GET"})
    assert asked.status_code < 300
    assert asked.headers["Access-Control-Allow-Origin"] == "*"
    assert "GET" in asked.headers["Access-Control-Allow-Methods"]
    for method in ("post", "put", "patch", "delete"):
        refused = getattr(client, method)("/api/hsds/services")
        assert refused.status_code == 405
        assert refused.headers["Access-Control-Allow-Origin"] == "*"


def test_a_cache_asks_whether_it_has_changed(client: FlaskClient) -> None:
    first = client.get("/api/hsds/services")
    again = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/api/hsds/services", headers=again).status_code == 304
    assert client.get("/api/hsds/services?page=2", headers=again).status_code == 200
    fill(db.session, "barnet-mencap-hate-crime", {"way_in": "Another way."})
    assert client.get("/api/hsds/services", headers=again).status_code == 200
    head = client.head("/api/hsds/services")
    assert (head.status_code, head.get_data()) == (200, b"")
    assert "no-cache" in head.headers["Cache-Control"]


def test_no_provider_contact_note_or_staff_id_is_served(client: FlaskClient) -> None:
    service = fill(db.session, "barnet-mencap-hate-crime", {"note": "SECRETNOTE"})
    service.assured_by = "SECRETSTAFF"
    db.session.add(
        ProviderContact(id="x", service_id=service.id, role="SECRETROLE", email="SECRET@example.org", phone="SECRET1")
    )
    db.session.commit()
    for path in (f"services/{service.id}", "services?full=true&format=ndjson", "organizations?full_service=true"):
        assert "SECRET" not in client.get(f"/api/hsds/{path}").get_data(as_text=True)
