"""The number of queries of a search does not grow with the directory, on the page and in the API."""

from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy import event

from directory import snapshot
from tools.many_services import fill
from webapp.extensions import db

MANY = 5_000


def queries(app: APIFlask, address: str) -> int:
    """Return how many statements a second, warm request takes."""
    statements: list[Any] = []

    def note(*args: Any) -> None:
        statements.append(args[2])

    client = app.test_client()
    assert client.get(address).status_code == 200
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert client.get(address).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(statements)


def test_queries_are_as_many_at_53_services_as_at_5000(app: APIFlask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "_held", snapshot._Held())
    addresses = [
        f"{path}?{query}"
        for path in ("/en/services", "/api/v1/services")
        for query in (
            "",
            "q=knife",
            "need=mental_health&age=15&free=1",
            "q=youth+club&ward=hendon&distance=3&per_page=20",
        )
    ]
    few = {address: queries(app, address) for address in addresses}
    fill(db.session, MANY)
    db.session.commit()
    many = {address: queries(app, address) for address in addresses}
    assert few == many
    assert app.test_client().get("/api/v1/services").get_json()["total"] == MANY
