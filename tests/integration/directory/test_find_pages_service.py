"""One service on its page: hours, place, what happens, how fresh it is, and how to keep it."""

import re
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from directory import queries
from directory.changes import edit_service
from directory.models import Service
from webapp.extensions import db


def words(response: TestResponse) -> str:
    """The page as it is read: no tags, single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))).split())


def today() -> date:
    """The day in Barnet."""
    return datetime.now(ZoneInfo("Europe/London")).date()


def changed(slug: str, values: dict[str, Any]) -> Service:
    """Change a service as an editor would."""
    record = queries.service_by_slug(db.session, slug)
    assert record is not None
    edit_service(db.session, record, values, by="editor-1")
    return record


def test_hours_stand_by_day_in_the_readers_language(client: FlaskClient) -> None:
    hours = [
        {"kind": "opening", "byday": ["MO", "WE"], "opens_at": "09:30", "closes_at": "12:00"},
        {"kind": "opening", "byday": ["WE"], "opens_at": "13:00", "closes_at": "17:00"},
    ]
    changed("parent-champions", {"schedules": hours})
    english = words(client.get("/en/services/parent-champions"))
    assert "Monday 09:30 to 12:00 Tuesday shut Wednesday 09:30 to 12:00, 13:00 to 17:00" in english
    polish = words(client.get("/pl/services/parent-champions"))
    assert re.search(r"poniedziałek (od )?09:30", polish)
    assert "الأربعاء" in words(client.get("/ar/services/parent-champions"))


def test_holidays_to_come_are_named_and_past_ones_not(client: FlaskClient) -> None:
    soon, gone = today() + timedelta(days=20), today() - timedelta(days=20)
    rows = [
        {"kind": "opening", "byday": ["FR"], "opens_at": "09:00", "closes_at": "12:00"},
        {"kind": "closure", "valid_from": gone.isoformat(), "valid_to": gone.isoformat(), "description": "Moving"},
        {
            "kind": "closure",
            "valid_from": soon.isoformat(),
            "valid_to": soon.isoformat(),
            "description": "Bank holiday",
        },
    ]
    changed("parent-champions", {"schedules": rows})
    page = words(client.get("/en/services/parent-champions"))
    assert f"Shut on these days {soon.day} {soon:%B} {soon.year}: Bank holiday" in page
    assert "Moving" not in page


def test_hours_of_a_season_that_is_over_are_not_shown(client: FlaskClient) -> None:
    gone = (today() - timedelta(days=1)).isoformat()
    row = {"kind": "opening", "byday": ["FR"], "opens_at": "09:00", "closes_at": "12:00", "valid_to": gone}
    changed("parent-champions", {"schedules": [row]})
    assert "Hours not known. Ring before you go: 020 8359 2000" in words(client.get("/en/services/parent-champions"))


def test_a_number_that_always_answers_is_not_called_unknown(client: FlaskClient) -> None:
    page = words(client.get("/en/services/victim-support"))
    assert "The phone is answered day and night: 08 08 16 89 111" in page


def test_the_map_marks_the_wards_and_names_them_in_words(client: FlaskClient) -> None:
    html = client.get("/en/services/youth-drop-in-west-1").get_data(as_text=True)
    west = [ward.name for ward in queries.wards(db.session) if ward.locality == "west"]
    tiles = re.findall(r'<g class="app-map__tile app-map__tile--(\w+)">(.*?)</g>', html, re.S)
    assert len(tiles) == 24
    marked = [" ".join(re.findall(r"<tspan[^>]*>([^<]*)", tile)) for look, tile in tiles if look == "on"]
    assert sorted(marked) == sorted(west)
    assert re.search(r'<svg[^>]*role="img" aria-labelledby="wards-map-title"', html)
    for name in west:
        assert name in html[html.index("Wards:") :]


def test_a_street_is_shown_when_it_is_known(client: FlaskClient) -> None:
    place = {
        "name": "The Hall",
        "location_type": "physical",
        "address_1": "1 Example Road",
        "city": "London",
        "postal_code": "NW9 5XX",
        "ward": "burnt-oak",
    }
    changed("parent-champions", {"locations": [place]})
    page = words(client.get("/ar/services/parent-champions"))
    assert "The Hall 1 Example Road London NW9 5XX" in page
    assert "Burnt Oak" in page


def test_what_happens_is_told_or_said_to_be_unknown(client: FlaskClient) -> None:
    told = words(client.get("/en/services/victim-support"))
    assert "Someone listens to what happened" in told[told.index("What happens when you get in touch") :]
    unknown = words(client.get("/en/services/inclusion-barnet"))
    assert "We do not know yet what happens then. You can ring and ask before you decide: 020 8359 2000" in unknown


@pytest.mark.parametrize(
    ("days", "assurer", "said"),
    [
        (10, "council", "The council checked this on"),
        (10, "provider", "The people who run it told us on"),
        (179, "council", "The council checked this on"),
        (180, "council", "We last checked this on"),
        (None, "", "Nobody has checked this yet"),
    ],
)
def test_how_long_ago_it_was_checked_is_said_calmly(
    client: FlaskClient, days: int | None, assurer: str, said: str
) -> None:
    record = queries.service_by_slug(db.session, "parent-champions")
    assert record is not None
    record.assured_date = None if days is None else today() - timedelta(days=days)
    record.assurer = assurer
    page = words(client.get("/en/services/parent-champions"))
    assert said in page
    assert ("ring before you go" in page) == (days is None or days >= 180)


def test_a_service_that_has_stopped_says_so_first_and_names_others(client: FlaskClient) -> None:
    changed("cgl-young-people", {"status": "paused", "status_note": "The team is moving house."})
    page = words(client.get("/en/services/cgl-young-people"))
    top = page[: page.index("How to get help here")]
    assert "This has stopped for now. The team is moving house. You can turn to these now" in top
    assert "Change Grow Live: adult drug and alcohol service" in top


def test_related_services_are_doors_to_the_same_need(client: FlaskClient) -> None:
    html = client.get("/en/services/cgl-young-people").get_data(as_text=True)
    related = html[html.index("Others that help with the same") :]
    slugs = re.findall(r'href="/en/services/([a-z0-9-]+)"', related)
    assert slugs
    assert "cgl-young-people" not in slugs
    for slug in slugs:
        record = queries.service_by_slug(db.session, slug)
        assert record is not None
        assert record.is_door
        assert "drugs_alcohol" in record.needs


def test_it_can_be_sent_on_without_javascript(client: FlaskClient) -> None:
    html = client.get("/en/services/victim-support").get_data(as_text=True)
    assert "http://localhost/en/services/victim-support" in html
    mail = re.search(r'href="mailto:\?subject=([^&]*)&amp;body=([^"]*)"', html)
    assert mail
    assert mail[1] == "Victim%20Support"
    assert mail[2].endswith("/en/services/victim-support")
    assert 'action="/en/list' in html


def test_a_refuge_says_nothing_of_a_place_whatever_is_in_the_record(client: FlaskClient) -> None:
    for lang in ("en", "pl", "ar"):
        html = client.get(f"/{lang}/services/womens-refuges").get_data(as_text=True)
        main = html[html.index('id="main-content"') :]
        assert "app-map" not in main
        assert "0808 2000 247" in main
        for name in [*(ward.name for ward in queries.wards(db.session)), "East Central"]:
            assert name not in main
        assert not re.search(r"\b(EN4|EN5|HA8|N2|N3|N10|N11|N12|N14|N20|NW2|NW4|NW7|NW9|NW11)\b", main)


@pytest.mark.parametrize("lang", ["pl", "ar"])
def test_english_words_are_marked_as_english(client: FlaskClient, lang: str) -> None:
    changed("victim-support", {"what_happens": "You ring the bell."})
    html = client.get(f"/{lang}/services/victim-support").get_data(as_text=True)
    assert re.search(r'<p[^>]* lang="en" dir="ltr">You ring the bell\.</p>', html)


@pytest.mark.parametrize("slug", ["%00", "%ED%A0%80", "x" * 10_000, "<b>", "..%2F..%2Fetc", "REACH"])
def test_an_odd_address_is_only_not_found(client: FlaskClient, slug: str) -> None:
    assert client.get(f"/en/services/{slug}").status_code == 404
