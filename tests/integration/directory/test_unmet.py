"""Searches that find nothing are counted, without the words, and a page never suffers for it."""

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import select

from directory import demand
from directory.codes import UNKNOWN
from directory.models import UnmetDemand, local_day
from webapp.extensions import db

BOT = {"Authorization": "Bearer only-for-tests"}
NOTHING = "/en/services?q=carrying+a+knife&spoken=xx&ward=Hendon&age=15"


def counted() -> list[tuple[str, str, str, str, int]]:
    db.session.rollback()
    rows = db.session.scalars(select(UnmetDemand).order_by(UnmetDemand.need))
    return [(row.source, row.need, row.ward, row.age_band, row.times) for row in rows]


def test_a_search_that_finds_nothing_is_counted_once_a_visit(client: FlaskClient, app: APIFlask) -> None:
    assert client.get(NOTHING).status_code == 200
    assert client.get(NOTHING).status_code == 200
    assert counted() == [("search", "violence_knife_crime", "hendon", "11-15", 1)]
    app.test_client().get(NOTHING)
    assert counted() == [("search", "violence_knife_crime", "hendon", "11-15", 2)]


def test_the_words_are_kept_nowhere(client: FlaskClient) -> None:
    client.get("/en/services?q=zebra+carrying+a+knife&spoken=xx")
    assert counted()
    everything = [str(value) for row in db.session.execute(select(UnmetDemand.__table__)) for value in row]
    assert "zebra" not in " ".join(everything)
    with client.session_transaction() as cookie:
        assert "zebra" not in str(dict(cookie))
        assert "knife" not in str(dict(cookie))


@pytest.mark.parametrize(
    "path",
    [
        "/en/services?q=carrying+a+knife",
        "/en/services?q=parking+fine",
        "/en/services?q=knife&spoken=xx&age=ten",
        "/en/services?q=he+has+a+knife+and+is+coming+for+me+right+now&spoken=xx",
    ],
)
def test_what_was_found_is_not_ours_or_is_danger_does_not_count(client: FlaskClient, path: str) -> None:
    client.get(path)
    assert counted() == []


@pytest.mark.parametrize("headers", [{"User-Agent": "Googlebot/2.1"}, {"Sec-Purpose": "prefetch"}])
def test_robots_and_what_nobody_asked_for_do_not_count(client: FlaskClient, headers: dict[str, str]) -> None:
    client.get(NOTHING, headers=headers)
    assert counted() == []


def test_the_page_comes_though_the_count_cannot_be_written(
    client: FlaskClient, app: APIFlask, caplog: pytest.LogCaptureFixture
) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("one writer at a time is SQLite's")
    db.session.commit()
    other = sqlite3.connect(str(db.engine.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        answer = client.get(NOTHING)
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert answer.status_code == 200
    assert "was not counted" in caplog.text
    assert "knife" not in caplog.text
    assert counted() == []


def test_the_api_counts_but_for_the_bot(client: FlaskClient) -> None:
    path = "/api/v1/services?need=parenting&spoken=xx"
    client.get(path, headers=BOT)
    assert counted() == []
    client.get(path)
    assert counted() == [("search", "parenting", "", "", 1)]


def test_the_bot_reports_needs_ward_and_age(client: FlaskClient) -> None:
    body = {"needs": ["parenting", "lgbtq"], "ward": "Burnt Oak", "age": 17}
    answer = client.post("/api/v1/unmet", json=body, headers=BOT)
    assert (answer.status_code, answer.data) == (204, b"")
    client.post("/api/v1/unmet", json={"needs": [], "ward": "NW9"}, headers=BOT)
    assert counted() == [
        ("chat", "lgbtq", "burnt-oak", "16-17", 1),
        ("chat", "parenting", "burnt-oak", "16-17", 1),
        ("chat", "unknown", "", "", 1),
    ]


def test_nobody_else_reports(client: FlaskClient) -> None:
    for headers in ({}, {"Authorization": "Bearer something-else"}):
        answer = client.post("/api/v1/unmet", json={"needs": ["parenting"]}, headers=headers)
        assert answer.status_code == 401
        assert answer.mimetype == "application/problem+json"
    assert counted() == []


@pytest.mark.parametrize(
    "body",
    [
        {"needs": ["he hits me"]},
        {"needs": ["parenting"], "ward": "Atlantis"},
        {"needs": ["parenting"], "age": 300},
        {"needs": ["parenting"], "words": "help"},
        {"needs": ["a", "b", "c", "d"]},
        {"needs": "parenting"},
        {},
    ],
)
def test_what_is_no_code_is_refused(client: FlaskClient, body: dict[str, Any]) -> None:
    assert client.post("/api/v1/unmet", json=body, headers=BOT).status_code == 400
    assert counted() == []


def test_what_the_bot_did_not_understand_is_told_apart_from_demand(
    client: FlaskClient, sign_in: Callable[..., Any]
) -> None:
    today = local_day()
    demand.record(db.session, "unsure", ["parenting", "lgbtq"], "", None, today=today)
    demand.record(db.session, "unsure", ["parenting"], "", None, today=today)
    demand.record(db.session, "unsure", [], "", None, today=today)
    demand.record(db.session, "chat", ["school_exclusion"], "", None, today=today)
    db.session.commit()
    weeks = {4: 1, 13: 1, 52: 1}
    twice = dict.fromkeys(weeks, 2)
    assert demand.not_understood(db.session, today=today) == [("parenting", twice), ("lgbtq", weeks), (UNKNOWN, weeks)]
    assert demand.totals(db.session, today) == {"school_exclusion": 1}
    sign_in(client, "analyst")
    page = client.get("/staff/coverage/demand").text
    table = page.partition('id="unsure-caption"')[2]
    assert "Not clear what for" in table
    sheet = client.get("/staff/coverage/unsure.csv").get_data(as_text=True)
    assert len(sheet.strip().splitlines()) == 4
