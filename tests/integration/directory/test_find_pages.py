"""Finding help on the pages, as somebody on a phone would."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, insert
from werkzeug.test import TestResponse

from directory import queries, snapshot
from directory.changes import edit_service, touch
from directory.models import Service, ServiceNeed
from webapp.extensions import db
from webapp.jobs import search_folder


def words(response: TestResponse) -> str:
    """The page as it is read: no tags, single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.get_data(as_text=True)).split())


@pytest.mark.parametrize("lang", ["en", "pl", "ar"])
def test_every_service_has_a_page_in_every_language(client: FlaskClient, lang: str) -> None:
    for service in queries.all_services(db.session):
        response = client.get(f"/{lang}/services/{service.slug}")
        assert response.status_code == 200
        if lang == "en":
            assert service.ring in words(response)


def test_what_is_not_known_is_said_with_a_number(client: FlaskClient) -> None:
    page = words(client.get("/en/services/lgbtq-youth-centre"))
    assert "Not known. Ring and ask: 020 8359 2000" in page


def test_a_service_that_has_ended_says_so_and_names_others(client: FlaskClient) -> None:
    response = client.get("/en/services/calm-mediation")
    assert "this has ended" in words(response)
    assert "You can turn to these now" in words(response)


@pytest.mark.parametrize(("lang", "query"), [("en", "I want to die"), ("pl", "chcę umrzeć"), ("ar", "أريد أن أموت")])
def test_who_wants_to_die_is_shown_what_helps_with_that_alone(client: FlaskClient, lang: str, query: str) -> None:
    page = client.get(f"/{lang}/services", query_string={"q": query}).get_data(as_text=True)
    main = page[page.index('id="main-content"') :]
    shown = set(re.findall(rf"/{lang}/services/([a-z0-9-]+)\"", main))
    assert shown
    for slug in shown:
        service = queries.service_by_slug(db.session, slug)
        assert service is not None
        assert "mental_health" in service.needs


def test_the_words_that_were_found_stand_with_arabic_commas_on_an_arabic_page(client: FlaskClient) -> None:
    page = client.get("/ar/services", query_string={"q": "زوجي يضربني"}).get_data(as_text=True)
    assert "زوجي، يضربني" in page


def test_a_refuge_has_no_place(client: FlaskClient) -> None:
    html = client.get("/en/services/womens-refuges").get_data(as_text=True)
    main = html[html.index('id="main-content"') :]
    assert "stays secret" in main
    assert "<svg" not in main
    for ward in queries.wards(db.session):
        assert ward.name not in main
        for given in (f"ward={ward.slug}", f"avoid={ward.slug}", f"q=refuge&ward={ward.slug}&distance=5"):
            assert "/services/womens-refuges" not in client.get(f"/en/services?{given}").get_data(as_text=True)


def test_a_search_says_why_each_result_is_there(client: FlaskClient) -> None:
    page = words(client.get("/en/services?need=drugs_alcohol&age=15"))
    assert "Why this is here It helps with: Drugs and alcohol" in page
    assert "services fit" in page


def test_a_near_miss_is_not_shown_as_a_fit(client: FlaskClient) -> None:
    page = words(client.get("/en/services?q=baby+group&age=90&spoken=ro"))
    assert "Nothing that we know fits" in page
    assert "What is different: " in page[page.index("These come close") :]


def test_what_nobody_knows_the_way_into_is_told_of_as_that(client: FlaskClient) -> None:
    service = queries.service_by_slug(db.session, "young-barnet-foundation")
    assert service is not None
    assert not service.way_in_known
    edit_service(db.session, service, {"synonyms": ["zorbing"]}, by="editor-1")
    page = words(client.get("/en/services?q=zorbing"))
    assert "Young Barnet Foundation" in page[page.index("We know of these, but not how to get in") :]
    assert "Ring the number and ask" in page


def test_what_is_not_held_offers_a_person(client: FlaskClient) -> None:
    page = words(client.get("/en/services?q=parking+permit"))
    assert "Nothing that we know fits" in page
    assert "These come close" not in page
    assert "The council: 020 8359 2000" in page[page.index("Talk to a person") :]
    assert "In danger now? Do not wait for an answer here. Call 999" in page


def test_danger_typed_into_search_comes_first(client: FlaskClient) -> None:
    page = words(client.get("/en/services?q=someone+is+stabbing+my+brother+right+now+help"))
    assert page.index("Are you or someone else in danger now?") < page.index("What do you need help with?")


def test_untranslated_words_carry_their_own_language(client: FlaskClient) -> None:
    service = queries.service_by_slug(db.session, "victim-support")
    assert service is not None
    edit_service(db.session, service, {"way_in": "Knock at the blue door."}, by="editor-1")
    db.session.commit()
    html = client.get("/ar/services/victim-support").get_data(as_text=True)
    assert re.search(r'<p[^>]* lang="en" dir="ltr">Knock at the blue door\.</p>', html)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("age=-1", "Write an age from 0 to 120"),
        ("age=ten", "whole number"),
        ("ward=Narnia", "do not know this place"),
        ("ward=SW1A1AA", "not in Barnet"),
        ("page=0", "no page with this number"),
        ("page=1000000000", "no page with this number"),
        ("need=gardening", "Choose something from the list"),
        ("q=" + "x" * 10_000, "Use fewer words"),
    ],
)
def test_what_cannot_be_read_is_said_in_plain_words(client: FlaskClient, given: str, message: str) -> None:
    response = client.get(f"/en/services?{given}")
    assert response.status_code == 400
    assert "There is a problem" in words(response)
    assert message in words(response)


@pytest.mark.parametrize(
    "query", ["%00", "%ED%A0%80", "%E2%80%AE", "<b>x</b>", "'%20OR%201=1", "%F0%9F%99%82", "999999"]
)
def test_odd_letters_are_only_a_search_without_results(client: FlaskClient, query: str) -> None:
    assert client.get(f"/en/services?q={query}").status_code == 200


def test_a_page_after_the_last_says_so(client: FlaskClient) -> None:
    assert "There are no more pages" in words(client.get("/en/services?page=50"))


def test_the_filters_stay_in_the_address_of_the_next_page(client: FlaskClient) -> None:
    html = client.get("/en/services?open_to=public&age=16&q=help").get_data(as_text=True)
    assert re.search(r'href="/en/services\?q=help&amp;age=16&amp;open_to=public&amp;page=2"', html)


def test_an_unknown_service_is_not_found(client: FlaskClient) -> None:
    assert client.get("/en/services/nobody").status_code == 404


@pytest.mark.parametrize(("path", "most"), [("/en/services", 14), ("/pl/services?q=przemoc", 14), ("/pl/report", 4)])
def test_a_page_asks_the_database_few_times(client: FlaskClient, path: str, most: int) -> None:
    client.get(path)
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    client.get(path)
    asked = [statement for statement in statements if statement.startswith("SELECT")]
    assert 0 < len(asked) <= most


@pytest.mark.parametrize("lang", ["en", "pl", "ar"])
def test_every_route_says_who_when_and_what_else(client: FlaskClient, lang: str) -> None:
    start = client.get(f"/{lang}/report").get_data(as_text=True)
    routes = queries.routes(db.session)
    links = re.findall(rf'href="/{lang}/report/([a-z0-9_]+)"', start)
    assert [code for code in dict.fromkeys(links) if code != "emergency_999"] == [route.code for route in routes[1:]]
    for route in routes:
        page = words(client.get(f"/{lang}/report/{route.code}"))
        for contact in route.contacts:
            if shown := contact.phone or contact.text or (lang == "en" and contact.name):
                assert shown in page


def test_a_route_says_what_to_ring_when_closed(client: FlaskClient) -> None:
    page = words(client.get("/en/report/child_exploitation_worry"))
    assert "When nobody answers" in page
    assert "020 8359 2000" in page[page.index("When nobody answers") :]
    assert page.index("Happening now, or someone is in danger?") < page.index("020 8359 4066")


def test_an_unknown_route_is_not_found(client: FlaskClient) -> None:
    assert client.get("/en/report/nothing").status_code == 404


@pytest.mark.parametrize(
    "path", ["/en/services", "/pl/services?q=mentor&ward=hendon&free=1", "/en/services/mash-front-door"]
)
def test_a_page_asks_as_often_among_5000_services(client: FlaskClient, path: str) -> None:
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))

    def asked() -> int:
        client.get(path)
        statements.clear()
        assert client.get(path).status_code == 200
        return len(statements)

    few = asked()
    copies("parent-champions", 5_000)
    # A large directory is read by a job: here at once, so that the page searches all of it.
    write = snapshot.stale(db.session, search_folder())
    assert write is not None
    write()
    assert asked() == few
    assert "5053 services in the directory" in words(client.get("/en/services"))


def copies(slug: str, count: int) -> None:
    """Put in so many services like one that is there."""
    record = queries.service_by_slug(db.session, slug)
    assert record is not None
    row = {column.key: getattr(record, column.key) for column in Service.__table__.columns}
    rows = [{**row, "id": f"copy-{n}", "slug": f"copy-{n}", "name": f"Copy {n}"} for n in range(count)]
    links = [{"service_id": made["id"], "need": "mentoring", "sort_order": 0} for made in rows]
    db.session.execute(insert(Service), rows)
    db.session.execute(insert(ServiceNeed), links)
    touch(db.session)
    db.session.commit()
