"""The chat page without JavaScript: post, redirect, get; kept for this browser only; gone on leaving."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from webapp.chat.models import Conversation, Turn
from webapp.extensions import db


@pytest.mark.parametrize("language", ["en", "pl", "ar"])
def test_the_page_has_a_box_topics_and_the_numbers(client: FlaskClient, language: str) -> None:
    page = client.get(f"/{language}/chat")
    assert page.status_code == 200
    for needed in ('name="message"', 'name="press"', 'href="tel:999"', 'href="tel:101"', 'href="tel:02083592000"'):
        assert needed in page.text


def test_a_message_is_answered_and_shown_after_a_redirect(client: FlaskClient) -> None:
    answer = client.post("/en/chat", data={"message": "my son needs a mentor"})
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert "my son needs a mentor" in page.text
    assert "/en/services/" in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_markup_that_somebody_types_stays_words(client: FlaskClient) -> None:
    client.post("/en/chat", data={"message": "<script>alert(1)</script> youth club"})
    page = client.get("/en/chat")
    assert "<script>alert(1)" not in page.text
    assert "&lt;script&gt;" in page.text


def test_words_of_danger_are_stored_nowhere_and_the_card_stays(client: FlaskClient) -> None:
    client.post("/en/chat", data={"message": "zebrafish he has a knife and is coming at me right now"})
    page = client.get("/en/chat")
    assert "18000" in page.text
    assert "zebrafish" not in page.text
    turns = db.session.scalars(select(Turn)).all()
    assert len(turns) == 1
    assert "zebrafish" not in turns[0].words
    with client.session_transaction() as cookie:
        assert "zebrafish" not in json.dumps(dict(cookie))


def test_what_is_kept_cannot_be_read_in_the_database(client: FlaskClient) -> None:
    client.post("/en/chat", data={"message": "zebrafish club for young people"})
    stored = db.session.execute(text("SELECT words FROM chat_turn")).scalar_one()
    assert "zebrafish" not in stored
    names = db.session.execute(text("SELECT name_hash FROM chat_conversation")).scalars().all()
    with client.session_transaction() as cookie:
        assert cookie["chat"][0] not in names


def test_another_browser_that_knows_the_name_sees_nothing(client: FlaskClient, app: Any) -> None:
    client.post("/en/chat", data={"message": "my secret worry about a youth club"})
    with client.session_transaction() as cookie:
        name = cookie["chat"][0]
    other = app.test_client()
    with other.session_transaction() as cookie:
        cookie["chat"] = [name, "a-secret-of-its-own"]
    assert "secret worry" not in other.get("/en/chat").text


def test_an_empty_message_and_one_too_long_are_said_and_nothing_is_lost(client: FlaskClient) -> None:
    empty = client.post("/en/chat", data={"message": "  "})
    assert empty.status_code == 400
    assert "There is a problem" in empty.text
    long = client.post("/en/chat", data={"message": "far too long " * 200})
    assert long.status_code == 400
    assert "far too long far too long" in long.text


def test_a_pressed_topic_is_answered_and_shown_by_its_title(client: FlaskClient) -> None:
    answer = client.post("/en/chat", data={"press": "route:police_101"})
    page = client.get(answer.location)
    assert "I want to tell the police about a crime" in page.text
    assert page.text.count('href="tel:101"') >= 2


@pytest.mark.parametrize("way", ["leave", "end"])
def test_leaving_and_ending_delete_the_conversation_on_the_server_and_in_the_bot(
    bot: Any, client: FlaskClient, way: str
) -> None:
    client.post("/en/chat", data={"message": "hello there"})
    with client.session_transaction() as cookie:
        name = cookie["chat"][0]
    left = client.get("/leave") if way == "leave" else client.post("/en/chat/end")
    assert left.status_code == 303
    assert db.session.scalars(select(Conversation)).all() == []
    assert db.session.scalars(select(Turn)).all() == []
    assert bot.forgotten.wait(5)
    assert client.post("/api/v1/chat", json={"message": "hello", "conversation": name}).status_code == 404
    assert "hello there" not in client.get("/en/chat").text


def test_leaving_works_without_a_chat_and_without_a_bot(client: FlaskClient) -> None:
    assert client.get("/leave").status_code == 303
    client.post("/en/chat", data={"message": "hello there"})
    assert client.get("/leave").status_code == 303


@pytest.mark.parametrize("prefix", ["keep:", "mine:", "help:", "route:"])
def test_a_button_carries_no_more_words_than_a_message_may_have(client: FlaskClient, prefix: str) -> None:
    answer = client.post("/en/chat", data={"press": prefix + "x" * 2001})
    assert answer.status_code == 400
    assert "Your message must be 2,000 characters or fewer" in answer.text
    assert client.post("/en/chat", data={"press": prefix + "x" * 1990, "message": "hello"}).status_code in (200, 303)
