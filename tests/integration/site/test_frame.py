"""The frame of every page: languages, headers, quick exit, errors."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from flask_babel import force_locale

from webapp.templating import date_and_time, long_date

PAGES = ("/", "/privacy", "/accessibility", "/about")


@pytest.mark.parametrize("language", ["en", "pl", "ar"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_the_frame_is_there_in_every_language(client: FlaskClient, language: str, page: str) -> None:
    response = client.get(f"/{language}{page}")
    assert response.status_code == 200
    assert 'href="tel:999"' in response.text
    assert "data-quick-exit" in response.text
    for other in {"en", "pl", "ar"} - {language}:
        assert f'href="/{other}{page}"' in response.text


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("pl,en;q=0.5", "pl"),
        ("ar-EG", "ar"),
        ("de", "en"),
        ("", "en"),
        ("en-GB,pl;q=0.4", "en"),
        ("PL", "pl"),
        ("AR-eg", "ar"),
    ],
)
def test_the_root_sends_to_the_best_language(client: FlaskClient, asked: str, given: str) -> None:
    response = client.get("/", headers={"Accept-Language": asked})
    assert response.location.endswith(f"/{given}/")


def test_999_stands_with_how_to_call_without_speaking_or_hearing(client: FlaskClient) -> None:
    card = client.get("/en/report").text.partition('class="app-danger-card"')[2].partition("</ul>")[0]
    for words in ("tel:999", "press 55", "not where you are", "On a landline, just stay on the line", "18000"):
        assert words in card


def test_a_language_that_we_do_not_have_is_not_found(client: FlaskClient) -> None:
    assert client.get("/xx/").status_code == 404
    assert client.get("/ro/privacy").status_code == 404


def test_the_language_menu_keeps_what_was_asked(client: FlaskClient) -> None:
    page = client.get("/en/services?q=knife&age=14")
    assert 'href="/pl/services?q=knife&amp;age=14"' in page.text


def test_nothing_is_kept_by_the_browser_and_nothing_is_asked_of_others(client: FlaskClient) -> None:
    response = client.get("/en/")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers


def test_leaving_forgets_the_visit(client: FlaskClient) -> None:
    with client.session_transaction() as cookie:
        cookie["chat"] = "something"
    response = client.get("/leave")
    assert response.status_code == 303
    assert response.location == "https://www.bbc.co.uk/weather"
    with client.session_transaction() as cookie:
        assert not cookie


def test_another_site_cannot_wipe_a_visit(client: FlaskClient) -> None:
    with client.session_transaction() as cookie:
        cookie["chat"] = "something"
    response = client.get("/leave", headers={"Sec-Fetch-Site": "cross-site"})
    assert "Clear-Site-Data" not in response.headers
    with client.session_transaction() as cookie:
        assert cookie["chat"] == "something"


def test_odd_addresses_do_not_spoil_the_page(client: FlaskClient) -> None:
    for path in ("/en/services/%00", "/en/services/%22%3E%3Cscript%3E", "/en/%E2%80%AEabc"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/en/no-such-page", "/staff/no-such-page", "/no-such-page"])
def test_a_page_that_is_not_there_says_so_and_shows_where_help_is(client: FlaskClient, path: str) -> None:
    response = client.get(path, follow_redirects=True)
    assert response.status_code == 404
    assert "Page not found" in response.text
    assert "999" in response.text


def test_the_api_answers_with_problem_details(client: FlaskClient) -> None:
    response = client.get("/api/v1/nothing-here")
    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"
    assert response.get_json()["status"] == 404


@pytest.mark.parametrize("path", ["/api/v1/needs", "/en/services", "/staff/"])
def test_a_wrong_method_is_told_what_would_do(client: FlaskClient, path: str) -> None:
    response = client.delete(path)
    assert response.status_code == 405
    assert {"GET", "HEAD"} <= set(response.allow)
    assert "DELETE" not in response.allow


@pytest.mark.parametrize(("method", "path"), [("GET", "/ar/no-such-page"), ("PUT", "/ar/services")])
def test_an_error_page_speaks_the_language_of_its_address(client: FlaskClient, method: str, path: str) -> None:
    response = client.open(path, method=method, headers={"Accept-Language": "pl"})
    assert '<html lang="ar" dir="rtl"' in response.text


def test_a_cache_keeps_the_languages_of_the_api_apart(client: FlaskClient) -> None:
    assert "accept-language" in client.get("/api/v1/needs").vary


def test_the_description_of_the_api_says_how_errors_come(client: FlaskClient) -> None:
    spec = client.get("/api/v1/openapi.json").get_json()
    refused = spec["paths"]["/api/v1/services/{slug}"]["get"]["responses"]["404"]["content"]
    assert list(refused) == ["application/problem+json"]
    sent = client.get("/api/v1/services/nothing")
    assert sent.get_json().keys() >= set(spec["components"]["schemas"]["Problem"]["required"])


def test_alive_and_not_ready_without_bot_and_worker(client: FlaskClient) -> None:
    assert client.get("/healthz").status_code == 200
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert ready.get_json()["parts"]["database"] == "ready"
    assert ready.get_json()["parts"]["bot"] == "down"


def test_dates_are_written_as_here_and_in_local_time(app: Any) -> None:
    moment = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    with app.test_request_context("/en/"):
        app.preprocess_request()
        assert date_and_time(moment) == "2 Jul 2026, 00:30"
        assert long_date(moment.date()) == "1 July 2026"
        with force_locale("ar"):
            assert date_and_time(moment) == "02\u200f/07\u200f/2026، 12:30 ص"
