"""The database is away for a moment: people are told so plainly, and a program is told to try again."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

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


def test_a_program_is_told_to_try_again(cut_off: FlaskClient) -> None:
    answer = cut_off.post("/api/v1/surveys/resident-2026/drafts", json={})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert answer.content_type == "application/problem+json"
    assert answer.get_json()["status"] == 503


def test_the_process_is_still_alive(cut_off: FlaskClient) -> None:
    assert cut_off.get("/healthz").status_code == 200
    assert cut_off.get("/readyz").get_json()["parts"]["database"] == "down"
