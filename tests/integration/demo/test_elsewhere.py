"""Nothing of the demonstration stands in a database that is no demonstration."""

from typing import Any

import pytest
import sqlalchemy as sa

from surveys.demo.loader import is_loaded
from surveys.models import Submission
from tests.factories.analysis import send
from tests.support import connections
from webapp import create_app
from webapp.extensions import db


@pytest.fixture
def app(databases: Any, monkeypatch: pytest.MonkeyPatch):
    url = databases.copy(databases.seeded)
    monkeypatch.setenv("DATABASE_URL", url)
    app = create_app({"TESTING": True})
    with app.app_context():
        yield app
        connections.close(app, url)


def test_without_the_command_there_is_nothing_of_it(app):
    assert not is_loaded(db.session)
    assert db.session.scalar(sa.select(Submission.id)) is None


def test_the_command_refuses_where_pages_do_not_say_that_it_is_invented(app):
    result = app.test_cli_runner().invoke(args=["demo"])
    assert result.exit_code != 0
    assert "DEMO=1" in result.output
    assert db.session.scalar(sa.select(Submission.id)) is None


def test_the_command_refuses_beside_real_answers(databases, monkeypatch):
    url = databases.copy(databases.seeded)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("DEMO", "1")
    app = create_app({"TESTING": True})
    with app.app_context():
        send(db.session, {"Q1": "Somebody meant this."})
        db.session.commit()
        result = app.test_cli_runner().invoke(args=["demo"])
        assert result.exit_code != 0
        assert "beside" in result.output
        assert len(db.session.scalars(sa.select(Submission.id)).all()) == 1
        connections.close(app, url)
