"""A survey on the chat page without JavaScript: words of danger wait in the page alone, and leaving ends it."""

import html
import re
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient

from surveys import queries
from surveys.models import Draft
from webapp.chat.models import Conversation, Turn
from webapp.extensions import db

DANGER = "he is outside my door with a knife right now please help me"


def press(client: FlaskClient, title: str) -> Any:
    """Press the button with this title on the page as it is now."""
    page = client.get("/en/chat").text
    found = re.findall(r'name="press" value="([^"]*)"[^>]*>(.*?)</button>', page, re.S) or re.findall(
        r'<button[^>]*value="([^"]*)"[^>]*>(.*?)</button>', page, re.S
    )
    sent = {re.sub(r"<[^>]*>|\s+", " ", label).strip(): html.unescape(value) for value, label in found}
    return client.post("/en/chat", data={"press": sent[title]})


def begin(client: FlaskClient) -> None:
    client.post("/en/chat", data={"press": "route:take_survey"})
    press(client, "Safety in Barnet: survey for ages 19 to 25")
    press(client, "I have read this and I agree to take part")


def stored() -> dict[str, queries.AnswerValue]:
    db.session.rollback()
    return queries.draft_answers(db.session, db.session.scalars(sa.select(Draft)).one())


def test_a_survey_is_answered_by_pressing_and_the_answers_are_read_back(client: FlaskClient) -> None:
    begin(client)
    press(client, "19 to 25")
    page = client.get("/en/chat").text
    assert "Question 2 of" in page
    for _ in range(22):
        press(client, "Skip")
    page = client.get("/en/chat").text
    assert "How old are you? – 19 to 25" in page
    press(client, "Send my answers")
    assert re.search(r"CV-\w{4}-\w{4}", client.get("/en/chat").text)


def test_words_of_danger_wait_in_the_button_alone_and_yes_keeps_them(client: FlaskClient) -> None:
    begin(client)
    for _ in range(7):
        client.post("/en/chat", data={"message": "skip"})
    shown = client.post("/en/chat", data={"message": DANGER})
    assert shown.status_code == 200
    assert shown.text.index("tel:999") < shown.text.index("Keep this as your answer?")
    assert f'value="keep:{DANGER}"' in shown.text
    assert "q2_safety" not in stored()
    kept = [turn.words for turn in db.session.scalars(sa.select(Turn))]
    assert not any("outside my door" in words for words in kept)
    again = client.get("/en/chat").text
    assert "outside my door" not in again
    assert "Go on with the survey" in again
    client.post("/en/chat", data={"press": f"keep:{DANGER}"})
    assert (stored()["q2_safety"].text, stored()["q2_safety"].alert) == (DANGER, "emergency")
    assert not any("outside my door" in turn.words for turn in db.session.scalars(sa.select(Turn)))


def test_leaving_ends_the_survey_here_and_the_return_code_still_opens_the_answers(client: FlaskClient) -> None:
    begin(client)
    code = re.search(r"[a-z]+(?: [a-z]+){3} \d{3}", client.get("/en/chat").text)
    press(client, "19 to 25")
    client.get("/leave")
    db.session.rollback()
    assert db.session.scalars(sa.select(Conversation)).all() == []
    assert "Question" not in client.get("/en/chat").text
    assert client.post("/en/surveys/return", data={"code": code[0]}).status_code == 302


def test_deleting_the_answers_deletes_what_was_said_of_them(client: FlaskClient) -> None:
    begin(client)
    client.post("/en/chat", data={"message": "22"})
    client.post("/en/chat", data={"message": "withdraw"})
    press(client, "Yes, delete my answers")
    page = client.get("/en/chat").text
    assert "We keep nothing of what you answered" in page
    assert "19 to 25" not in page
    assert stored() == {}


def test_where_the_survey_stands_cannot_be_read_in_the_database(client: FlaskClient) -> None:
    begin(client)
    draft = stored() and db.session.scalars(sa.select(Draft.id)).one()
    raw = db.session.execute(sa.text("SELECT survey FROM chat_conversation")).scalar_one()
    assert raw
    assert str(draft) not in raw


def test_words_that_may_ask_for_help_wait_in_the_button_alone(client: FlaskClient) -> None:
    begin(client)
    for _ in range(7):
        client.post("/en/chat", data={"message": "skip"})
    shown = client.post("/en/chat", data={"message": "who can help me with bullies at school"})
    assert shown.status_code == 200
    assert 'value="mine:who can help me' in shown.text
    assert not any("mine:" in turn.words or "help:" in turn.words for turn in db.session.scalars(sa.select(Turn)))
    assert "Go on with the survey" in client.get("/en/chat").text
    client.post("/en/chat", data={"press": "mine:who can help me with bullies at school"})
    assert stored()["q2_safety"].text == "who can help me with bullies at school"


def test_the_name_of_a_talk_alone_gives_nobody_the_return_code(app: Any, client: FlaskClient) -> None:
    begin(client)
    with client.session_transaction() as cookie:
        name = cookie["chat"][0]
    code = re.compile(r"[a-z]+(?: [a-z]+){3} \d{3}")
    for message in ("stop", "survey:go", "survey:stop"):
        reply = app.test_client().post("/api/v1/chat", json={"message": message, "conversation": name})
        assert not code.search(str(reply.get_json()["messages"])), message
    assert code.search(html.unescape(press(client, "Stop for now").text) + client.get("/en/chat").text)


def test_what_was_pressed_stands_in_the_talk_as_it_was_called(client: FlaskClient) -> None:
    begin(client)
    for _ in range(7):
        client.post("/en/chat", data={"message": "skip"})
    client.post("/en/chat", data={"press": "mine:who can help me with bullies at school"})
    page = client.get("/en/chat").text
    assert "It is my answer" in page
    assert "A topic" not in page
