"""The filters of the search page: what stands in the address, above the results and beside each field."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from directory import queries
from directory.changes import edit_service
from webapp.extensions import db

CODES = "need=domestic_abuse&age=30&ward=NW9&avoid=burnt-oak&avoid=NW4&free=1&self_referral=1&channel=phone"


def words(html: str | TestResponse) -> str:
    """Markup as it is read: no tags, single spaces."""
    text = html if isinstance(html, str) else html.get_data(as_text=True)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def chosen(response: TestResponse) -> dict[str, str]:
    """The filters that are set, as links: their words, and the address without each."""
    html = response.get_data(as_text=True)
    links = re.findall(r'<a class="app-chosen__one" href="([^"]*)">(.*?)</a>', html, re.S)
    return {words(text).removeprefix("Take away: ").removesuffix(" ✕"): unescape(href) for href, text in links}


def count(response: TestResponse) -> int:
    """How many services fit, as the heading says."""
    found = re.search(r'id="results"[^>]*>\s*(\d+) service', response.get_data(as_text=True))
    return int(found[1]) if found else 0


def field(response: TestResponse, name: str) -> str:
    """The value that stands in a text field."""
    tag = re.search(rf'<input[^>]* id="{name}"[^>]*>', response.get_data(as_text=True))
    assert tag, f"there is no field {name}"
    value = re.search(r' value="([^"]*)"', tag[0])
    return unescape(value[1]) if value else ""


def test_every_chosen_filter_can_be_taken_away_by_itself(client: FlaskClient) -> None:
    response = client.get(f"/en/services?{CODES}")
    links = chosen(response)
    assert list(links) == [
        "Abuse at home or in a relationship",
        "Age 30",
        "In or for NW9",
        "Not in Burnt Oak",
        "Not in NW4",
        "Free",
        "I can ask for it myself",
        "by phone",
    ]
    for name, address in links.items():
        assert list(chosen(client.get(address))) == [other for other in links if other != name]


def test_clear_all_keeps_the_words_and_drops_the_filters(client: FlaskClient) -> None:
    html = client.get("/en/services?q=scared&age=16&free=1").get_data(as_text=True)
    clear = re.search(r'href="([^"]*)">Clear all<', html)
    assert clear
    assert unescape(clear[1]) == "/en/services?q=scared"


def test_the_form_shows_again_what_was_chosen(client: FlaskClient) -> None:
    response = client.get(f"/en/services?{CODES}&spoken=ro&open_to=public&access=step_free&distance=3")
    html = response.get_data(as_text=True)
    assert field(response, "age") == "30"
    assert field(response, "ward") == "NW9"
    assert field(response, "avoid") == "NW4"
    for value in ("burnt-oak", "phone", "public", "step_free"):
        assert re.search(rf'<input[^>]*value="{value}"[^>]*checked', html), value
    for value in ("domestic_abuse", "ro", "3"):
        assert re.search(rf'<option value="{value}" selected', html), value


def test_several_needs_in_an_address_are_not_lost_when_the_form_is_sent_again(client: FlaskClient) -> None:
    html = client.get("/en/services?need=drugs_alcohol,mentoring").get_data(as_text=True)
    assert re.search(r'<option value="drugs_alcohol,mentoring" selected', html)


@pytest.mark.parametrize("given", ["q=scared", "age=16", "need=drugs_alcohol&age=15"])
def test_the_count_beside_a_filter_is_what_it_gives(client: FlaskClient, given: str) -> None:
    html = client.get(f"/en/services?{given}").get_data(as_text=True)
    for label, choice in (
        (r"Free \((\d+)\)", "free=1"),
        (r"I can ask for it myself \((\d+)\)", "self_referral=1"),
        (r"By phone \((\d+)\)", "channel=phone"),
    ):
        said = re.search(label, html)
        assert said
        assert count(client.get(f"/en/services?{given}&{choice}")) == int(said[1])


def test_the_filters_are_closed_until_one_is_set(client: FlaskClient) -> None:
    closed = r'<details class="govuk-details app-filters" >'
    assert re.search(closed, client.get("/en/services?q=help&need=mentoring").get_data(as_text=True))
    assert not re.search(closed, client.get("/en/services?channel=phone").get_data(as_text=True))
    assert not re.search(closed, client.get("/en/services?channel=pigeon").get_data(as_text=True))


def test_places_to_avoid_are_left_out(client: FlaskClient) -> None:
    west = [ward.slug for ward in queries.wards(db.session) if ward.locality == "west"]
    every = words(client.get("/en/services?q=youth+drop-in"))
    assert "Youth drop-in, West Barnet (1)" in every
    kept = words(client.get("/en/services?q=youth+drop-in&" + "&".join(f"avoid={slug}" for slug in west)))
    assert "Youth drop-in, West Barnet (1)" not in kept[kept.index("What fits best") :]


def test_evenings_and_access_come_from_what_staff_wrote(client: FlaskClient) -> None:
    record = queries.service_by_slug(db.session, "parent-champions")
    assert record is not None
    hours = [{"kind": "opening", "byday": ["TU"], "opens_at": "18:00", "closes_at": "20:00"}]
    edit_service(db.session, record, {"schedules": hours, "accessibility": ["step_free"]}, by="editor-1")
    page = words(client.get("/en/services?evenings=1&access=step_free"))
    assert "1 service fits" in page
    assert "It is open in the evening or at the weekend" in page
    assert "It has: no steps" in page


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("age", "-1", "Write an age from 0 to 120"),
        ("age", "300", "Write an age from 0 to 120"),
        ("age", "ten", "Write a whole number"),
        ("ward", "Narnia", "We do not know this place"),
        ("ward", "SW1A 1AA", "not in Barnet"),
        ("avoid", "Hendon, Narnia", "“Narnia” is not a place in Barnet that we know"),
        ("avoid", ",".join(["Hendon"] * 30), "at most 10 places"),
        ("q", "x" * 10_000, "Use fewer words"),
        ("ward", "x" * 10_000, "We do not know this place"),
        ("ward", "<b>Hendon</b>", "We do not know this place"),
        ("ward", "'; DROP TABLE ward; --", "We do not know this place"),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_nothing_typed_is_lost(
    client: FlaskClient, name: str, value: str, message: str
) -> None:
    given = {"q": "scared", "age": "15", "ward": "Hendon", name: value}
    response = client.get("/en/services", query_string=given)
    html = response.get_data(as_text=True)
    assert response.status_code == 400
    shown = re.search(rf'<p id="{name}-error"[^>]*>(.*?)</p>', html, re.S)
    assert shown
    assert message in words(shown[1])
    assert f'href="#{name}"' in html
    for kept, typed in given.items():
        assert field(response, kept) == typed
    assert "The council: 020 8359 2000" in words(html)


@pytest.mark.parametrize("name", ["need", "spoken", "free", "evenings", "women_only", "channel", "access", "open_to"])
@pytest.mark.parametrize("value", ["maybe", "9" * 10_000, "<script>", "%00", "%ED%A0%80", "%E2%80%AE"])
def test_what_is_no_choice_is_refused_kindly(client: FlaskClient, name: str, value: str) -> None:
    response = client.get(f"/en/services?q=scared&{name}={value}")
    assert response.status_code == 400
    assert "There is a problem" in words(response)
    assert field(response, "q") == "scared"


@pytest.mark.parametrize("name", ["q", "age", "ward", "distance", "avoid", "page"])
@pytest.mark.parametrize("value", ["%00", "%ED%A0%80", "%E2%80%AE12%E2%80%AC", "<i>1</i>", "1e9", "9" * 400, "٣"])
def test_odd_letters_break_no_field(client: FlaskClient, name: str, value: str) -> None:
    assert client.get(f"/en/services?{name}={value}").status_code in (200, 400)


def test_a_distance_needs_a_place(client: FlaskClient) -> None:
    assert "Write a place first" in words(client.get("/en/services?distance=2"))
    assert "Within 2 miles of Hendon" in chosen(client.get("/en/services?ward=hendon&distance=2"))


@pytest.mark.parametrize("lang", ["pl", "ar"])
def test_mistakes_are_said_in_every_language(client: FlaskClient, lang: str) -> None:
    response = client.get(f"/{lang}/services?age=ten&ward=Narnia&q=pomoc")
    assert response.status_code == 400
    assert field(response, "age") == "ten"
    assert field(response, "ward") == "Narnia"


def test_near_misses_stand_apart_with_what_is_different(client: FlaskClient) -> None:
    page = words(client.get("/en/services?need=drugs_alcohol&age=15&spoken=so"))
    assert "Nothing that we know fits" in page
    near = page[page.index("These come close") :]
    assert "What is different: language spoken" in near
    assert near.index("Talk to a person") > near.index("Why this is here")


def test_what_the_directory_does_not_hold_names_another_door(client: FlaskClient) -> None:
    html = client.get("/en/services?q=when+are+the+bins+collected").get_data(as_text=True)
    page = words(html)
    assert "Nothing that we know fits" in page
    assert "For this, go here:" in page
    assert 'href="https://www.barnet.gov.uk"' in html


def test_a_search_says_in_its_title_how_much_was_found(client: FlaskClient) -> None:
    response = client.get("/en/services?need=drugs_alcohol&age=15")
    title = re.search(r"<title>(.*?)</title>", response.get_data(as_text=True), re.S)
    assert title
    assert f"{count(response)} services fit" in title[1]


def test_what_is_not_known_can_be_asked_for_too(client: FlaskClient) -> None:
    html = client.get("/en/services?spoken=so&channel=phone").get_data(as_text=True)
    assert "Nothing that we know fits" in words(html)
    wider = re.search(r'href="([^"]*unknown=keep[^"]*)"', html)
    assert wider
    response = client.get(unescape(wider[1]))
    assert count(response) > 0
    assert "Also where it is not known" in chosen(response)
    assert "ring and ask" in words(response)
