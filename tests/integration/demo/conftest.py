"""A database filled by `flask demo`, made once; each test gets a copy of its own."""

from collections.abc import Iterator
from typing import Any

import pytest
from apiflask import APIFlask

from tests.support import connections
from tests.support.pages import InspectingClient
from webapp import create_app


def demo_app(url: str, patch: pytest.MonkeyPatch) -> APIFlask:
    patch.setenv("DATABASE_URL", url)
    patch.setenv("DEMO", "1")
    app = create_app({"TESTING": True, "WTF_CSRF_ENABLED": False, "SERVER_NAME": "localhost"})
    app.test_client_class = InspectingClient
    return app


@pytest.fixture(scope="module")
def filled(databases: Any) -> str:
    """URL of a database that the command has filled."""
    url = databases.copy(databases.seeded)
    with pytest.MonkeyPatch.context() as patch:
        app = demo_app(url, patch)
        result = app.test_cli_runner().invoke(args=["demo"])
        assert result.exit_code == 0, result.output
        with app.app_context():
            connections.close(app, url)
    return url


@pytest.fixture
def app(databases: Any, filled: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[APIFlask]:
    """The demonstration's application."""
    url = databases.copy(filled)
    app = demo_app(url, monkeypatch)
    with app.app_context():
        yield app
        connections.close(app, url)
    databases.drop(url)
