"""The directory's door for machines keeps the shapes of contracts.md."""

import pytest
from flask.testing import FlaskClient

KEYS = set(
    "slug name organisation summary needs minimum_age maximum_age cost how_to_get_in areas languages phone email url "
    "assured_date why".split()
)


def test_all_services_are_there_with_the_keys_of_the_contract(client: FlaskClient) -> None:
    body = client.get("/api/v1/services?per_page=100").get_json()
    assert (body["total"], body["page"], body["pages"]) == (53, 1, 1)
    assert len(body["items"]) == 53
    for item in body["items"]:
        assert item.keys() >= KEYS
        assert item["cost"] in ("free", "paid", None)


def test_filters_and_words_apply_together(client: FlaskClient) -> None:
    body = client.get("/api/v1/services?need=drugs_alcohol&age=15&q=weed").get_json()
    assert body["items"]
    for item in body["items"]:
        assert "drugs_alcohol" in item["needs"]
        assert (item["minimum_age"] or 0) <= 15 <= (item["maximum_age"] or 99)
        assert item["why"]


def test_free_leaves_out_what_is_not_known_unless_told(client: FlaskClient) -> None:
    strict = client.get("/api/v1/services?free=true&per_page=100").get_json()
    assert {item["cost"] for item in strict["items"]} == {"free"}
    assert strict["unknown_kept"] == {"free": False}
    kept = client.get("/api/v1/services?free=true&unknown=keep&per_page=100").get_json()
    assert {item["cost"] for item in kept["items"]} == {"free", None}


def test_a_refuge_is_found_by_no_place(client: FlaskClient) -> None:
    wards = client.get("/api/v1/wards").get_json()["items"]
    assert len(wards) == 24
    for place in [ward["slug"] for ward in wards] + ["NW9", "EN5"]:
        for name in ("ward", "avoid"):
            body = client.get(f"/api/v1/services?{name}={place}&per_page=100").get_json()
            assert "womens-refuges" not in [item["slug"] for item in body["items"] + body["nearest"]]


def test_nothing_for_what_is_not_held(client: FlaskClient) -> None:
    body = client.get("/api/v1/services?q=parking").get_json()
    assert (body["items"], body["total"], body["nearest"]) == ([], 0, [])


def test_near_misses_stand_apart(client: FlaskClient) -> None:
    body = client.get("/api/v1/services?q=baby+group&age=90&unknown=leave").get_json()
    assert body["total"] == 0
    assert body["nearest"]
    assert "age" in body["relaxed"]


def test_the_reply_speaks_the_language_asked_for(client: FlaskClient) -> None:
    def summary(**given: str) -> str:
        response = client.get("/api/v1/services/victim-support", query_string=given)
        return str(response.get_json()["summary"])

    assert summary(language="pl") != summary(language="en")
    assert summary(language="klingon") == summary(language="en")
    accepted = client.get("/api/v1/services/victim-support", headers={"Accept-Language": "pl"}).get_json()
    assert accepted["summary"] == summary(language="pl")


@pytest.mark.parametrize("tag", ["PL", "pl-PL", "Pl-pl"])
def test_a_language_tag_knows_no_case_and_needs_no_region(client: FlaskClient, tag: str) -> None:
    asked = client.get("/api/v1/services/victim-support", query_string={"language": tag}).get_json()
    accepted = client.get("/api/v1/services/victim-support", headers={"Accept-Language": tag}).get_json()
    assert asked["text_language"]["summary"] == accepted["text_language"]["summary"] == "pl"


def test_empty_parameters_ask_for_nothing(client: FlaskClient) -> None:
    names = "q need age ward avoid spoken free self_referral open_to unknown page per_page language".split()
    body = client.get("/api/v1/services", query_string=dict.fromkeys(names, "")).get_json()
    assert (body["total"], len(body["items"])) == (53, 20)


@pytest.mark.parametrize("address", ["/api/v1/services", "/en/services"])
def test_a_second_place_to_avoid_is_not_lost(client: FlaskClient, address: str) -> None:
    both = client.get(f"{address}?avoid=hendon&avoid=no-such-place")
    assert both.status_code == 400


def test_needs_given_twice_add_up(client: FlaskClient) -> None:
    def total(query: str) -> int:
        return int(client.get(f"/api/v1/services?{query}").get_json()["total"])

    assert total("need=domestic_abuse&need=mentoring") == total("need=domestic_abuse,mentoring")
    assert total("need=domestic_abuse,mentoring") > total("need=domestic_abuse")


def test_one_service_in_full(client: FlaskClient) -> None:
    body = client.get("/api/v1/services/victim-support").get_json()
    assert body.keys() >= KEYS | {"id", "description", "phones"}
    assert body["phones"][0] == {**body["phones"][0], "number": "08 08 16 89 111", "all_hours": True}


def test_the_codes(client: FlaskClient) -> None:
    assert len(client.get("/api/v1/needs").get_json()["items"]) == 28
    routes = client.get("/api/v1/reporting-routes").get_json()["items"]
    assert len(routes) == 16
    assert routes[0]["route"] == "emergency_999"
    assert all(route["when_closed"] and route["contacts"] for route in routes)


@pytest.mark.parametrize(
    "given",
    [
        "age=-1",
        "age=300",
        "age=ten",
        "ward=Narnia",
        "ward=SW1A1AA",
        "avoid=Narnia",
        "need=gardening",
        "page=0",
        "page=1000000000",
        "per_page=1000",
        "q=" + "x" * 10_000,
        "free=maybe",
        "spoken=%00",
        "unknown=perhaps",
    ],
)
def test_bad_input_is_a_problem_that_names_the_field(client: FlaskClient, given: str) -> None:
    response = client.get(f"/api/v1/services?{given}")
    assert response.status_code == 400
    assert response.content_type == "application/problem+json"
    assert given.split("=")[0] in response.get_json()["errors"]["query"]


@pytest.mark.parametrize("slug", ["nobody", "%00", "%ED%A0%80", "x" * 5000, "..%2f"])
def test_an_unknown_service_is_a_problem(client: FlaskClient, slug: str) -> None:
    response = client.get(f"/api/v1/services/{slug}")
    assert response.status_code == 404
    assert response.content_type == "application/problem+json"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("parking permit", "parking"),
        ("missed bin collection", "waste"),
        ("kütüphane", "library"),
        ("poubelle", "waste"),
    ],
)
def test_what_is_not_held_is_named_by_its_code(client: FlaskClient, words: str, code: str) -> None:
    body = client.get("/api/v1/services", query_string={"q": words}).get_json()
    assert (body["total"], body["nearest"], body["outside"]) == (0, [], code)


def test_counts_stand_beside_the_filters(client: FlaskClient) -> None:
    facets = client.get("/api/v1/services?q=knife").get_json()["facets"]
    chosen = client.get("/api/v1/services?q=knife&channel=phone").get_json()
    assert facets["channel"]["phone"] == chosen["total"]
    assert set(facets) >= {"need", "free", "self_referral", "channel", "spoken", "women_only", "evenings", "open_to"}


def test_a_refuge_has_no_distance(client: FlaskClient) -> None:
    for place in ("NW9", "hendon"):
        body = client.get(f"/api/v1/services?q=refuge&ward={place}&distance=20&per_page=100").get_json()
        assert "womens-refuges" not in [item["slug"] for item in body["items"] + body["nearest"]]
