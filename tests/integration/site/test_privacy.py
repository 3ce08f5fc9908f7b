"""What a log, a browser and a stranger get to see of a person: nothing."""

import logging
from typing import Any

import pytest
from flask.testing import FlaskClient

from surveys import queries
from webapp.extensions import db


@pytest.fixture
def draft(client: FlaskClient) -> str:
    """The id of a new draft, which is the key to its answers."""
    made = client.post("/api/v1/surveys/resident-2026/drafts")
    assert made.status_code == 201
    return str(made.get_json()["draft"])


def test_answers_in_a_draft_are_kept_by_no_cache(client: FlaskClient, draft: str) -> None:
    assert client.get(f"/api/v1/drafts/{draft}").headers["Cache-Control"] == "no-store"


def test_the_log_of_a_crash_does_not_hold_the_key_to_a_draft(
    client: FlaskClient, draft: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(queries, "draft_answers", broken)
    client.application.config["PROPAGATE_EXCEPTIONS"] = False
    with caplog.at_level(logging.ERROR):
        assert client.get(f"/api/v1/drafts/{draft}").status_code == 500
    assert "the disk is gone" in caplog.text
    assert "/api/v1/drafts/<draft>" in caplog.text
    assert draft not in caplog.text
    db.session.rollback()


@pytest.mark.parametrize(("method", "path"), [("POST", "/api/v1/chat"), ("PUT", "/api/v1/drafts/some/answers/happy")])
def test_json_without_a_bottom_is_refused(client: FlaskClient, method: str, path: str) -> None:
    deep = client.open(path, method=method, data="[" * 100_000, content_type="application/json")
    assert deep.status_code == 400
