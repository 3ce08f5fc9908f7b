"""The database is away for a moment: people are told so plainly, and a program is told to try again."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests.support.forms import as_browser_sends
from tools.machine import free_ports
from webapp import create_app


@pytest.fixture
def cut_off(monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    """The site with nobody listening where its database should be."""
    url = f"postgresql+psycopg://nobody@127.0.0.1:{free_ports(1)[0]}/none"
    monkeypatch.setenv("DATABASE_URL", url)
    app = create_app({"TESTING": True, "PROPAGATE_EXCEPTIONS": False, "SERVER_NAME": "localhost"})
    yield app.test_client()
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()


@pytest.mark.parametrize("language", ["en", "pl", "ar"])
def test_a_page_says_so_and_where_help_is(cut_off: FlaskClient, language: str) -> None:
    page = cut_off.get(f"/{language}/services")
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "5"
    assert f'lang="{language}"' in page.text
    assert "999" in page.text
    assert "101" in page.text


@pytest.mark.parametrize("language", ["en", "pl", "ar"])
def test_what_was_typed_into_a_survey_is_on_that_page_and_on_the_next(cut_off: FlaskClient, language: str) -> None:
    form = as_browser_sends(cut_off.get(f"/{language}/surveys/return").text).to_dict()
    with cut_off.session_transaction() as cookie:
        cookie["say"] = {"resident-2026": ["0" * 32, "apple robin kitchen tulip 123"]}
    address = f"/{language}/surveys/resident-2026/questions/safety"
    sent = {"csrf_token": form["csrf_token"], "q2_safety": "broken lamps </textarea><script>", "go": "pause"}
    for _again in range(2):
        page = cut_off.post(address, data=sent)
        assert page.status_code == 503
        assert "999" in page.text
        assert "</textarea><script>" not in page.text
        sent, before = as_browser_sends(page.text).to_dict(), sent
        assert (sent["q2_safety"], sent["go"]) == (before["q2_safety"], "pause")
        other = "pl" if language == "ar" else "ar"
        assert f'formaction="/{other}/surveys/resident-2026/questions/safety"' in page.text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_kiosk_says_so_too(cut_off: FlaskClient, method: str) -> None:
    page = cut_off.open(
        "/en/kiosks/one-kiosk-of-many/questions/safety", method=method, data={"q2_safety": "broken lamps"}
    )
    assert page.status_code == 503
    assert "999" in page.text
    assert "broken lamps" not in page.text  # nothing would clear the page for who comes next


def test_a_program_is_told_to_try_again(cut_off: FlaskClient) -> None:
    answer = cut_off.post("/api/v1/surveys/resident-2026/drafts", json={})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert answer.content_type == "application/problem+json"
    assert answer.get_json()["status"] == 503


def test_the_process_is_still_alive(cut_off: FlaskClient) -> None:
    assert cut_off.get("/healthz").status_code == 200
    assert cut_off.get("/readyz").get_json()["parts"]["database"] == "down"
