"""`POST /api/v1/chat` while the bot is down: danger in full, the rest from the directory, and it says so."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from surveys.models import Survey
from webapp.extensions import db
from webapp.i18n import languages

Say = Callable[..., dict[str, Any]]


def whole(reply: dict[str, Any]) -> str:
    return "\n".join(message["text"] for message in reply["messages"])


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("he is kicking my door in with a knife right now please help", "en"),
        ("on mnie bije teraz, pomocy, ma nóż", "pl"),
        ("ساعدوني زوجي يضربني الآن ومعه سكين", "ar"),
    ],
)
def test_danger_now_is_answered_in_full_in_each_language(say: Say, message: str, language: str) -> None:
    reply = say(message, language=language)
    assert (reply["route"], reply["alert"]) == ("emergency_999", "emergency")
    text = whole(reply)
    for fact in ("999", "55", "18000"):
        assert fact in text
    assert "tel:999" in {link["url"] for link in reply["messages"][0]["links"]}


def test_wanting_to_die_is_answered_in_full(say: Say) -> None:
    reply = say("i want to kill myself tonight, i cant go on")
    assert (reply["route"], reply["alert"]) == ("crisis_suicide", "crisis")
    for number in ("999", "111", "116 123", "85258", "0800 068 4141"):
        assert number in whole(reply)


def test_the_same_danger_again_is_not_answered_with_the_same_sentence(say: Say) -> None:
    message = "hes got a knife and hes coming in now help me"
    first = say(message)
    second = say(message, conversation=first["conversation"])
    assert second["alert"] == "emergency"
    assert first["messages"][0]["text"].splitlines()[0] != second["messages"][0]["text"].splitlines()[0]


def test_an_ordinary_message_is_searched_for_and_it_says_that_the_bot_is_away(say: Say) -> None:
    reply = say("my son needs a mentor")
    assert reply["route"] is None
    assert "away" in whole(reply)
    message = reply["messages"][0]
    assert message["services"]
    assert 1 <= len(message["buttons"]) <= 3
    assert all(button["route"] for button in message["buttons"])


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("words", ["football club for girls", "qwzx"])
def test_no_answer_without_the_bot_begins_like_the_one_before(say: Say, words: str, language: str) -> None:
    name, firsts = {}, []
    for _ in range(4):
        reply = say(words, language=language, **name)
        name = {"conversation": reply["conversation"]}
        said = next(one["text"] for one in reply["messages"] if one.get("links"))
        firsts.append(said.splitlines()[0])
    assert all(one != next_one for one, next_one in itertools.pairwise(firsts)), firsts
    if language != "en":
        assert not any("chat helper" in one for one in firsts)


def test_a_pressed_button_gives_that_routes_numbers_without_the_bot(say: Say) -> None:
    reply = say("my neighbour told me something odd")
    button = reply["messages"][0]["buttons"][0]
    pressed = say(button["payload"], conversation=reply["conversation"])
    assert pressed["route"] == button["route"]
    assert any(link["url"].startswith("tel:") for link in pressed["messages"][0]["links"])


@pytest.mark.parametrize(
    ("message", "language", "title"),
    [
        ("I want to do the survey", "en", "Have my say"),
        ("Chcę wypełnić ankietę", "pl", "Powiem, co myślę"),
        ("أريد أن أملأ الاستبيان", "ar", "أريد أن أقول رأيي"),
    ],
)
def test_who_came_for_the_survey_finds_the_way_to_it(
    client: FlaskClient, say: Say, message: str, language: str, title: str
) -> None:
    links = {link["title"]: link["url"] for link in say(message, language=language)["messages"][0]["links"]}
    assert f"/{language}/surveys/resident-2026" in client.get(links[title]).text


def test_no_way_to_a_survey_stands_there_while_none_is_open(say: Say) -> None:
    db.session.execute(sa.update(Survey).values(state="closed"))
    db.session.commit()
    assert "/en/surveys" not in {link["url"] for link in say("I want to do the survey")["messages"][0]["links"]}


def test_a_name_that_the_server_did_not_give_is_refused(client: FlaskClient) -> None:
    answer = client.post("/api/v1/chat", json={"message": "hello", "conversation": "my-own-name"})
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"


def test_the_servers_names_cannot_be_guessed_and_go_on(say: Say) -> None:
    first, other = say("hello"), say("hello")
    assert first["conversation"] != other["conversation"]
    assert len(first["conversation"]) >= 22  # 128 bits in base 64
    assert say("hello again", conversation=first["conversation"])["conversation"] == first["conversation"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"message": ""},
        {"message": "   "},
        {"message": "x" * 2001},
        {"message": 5},
        {"message": "hello", "audience": "robot"},
        {"message": "hello", "unknown": 1},
        [],
    ],
)
def test_a_body_that_does_not_fit_is_a_problem_and_no_crash(client: FlaskClient, body: Any) -> None:
    answer = client.post("/api/v1/chat", json=body)
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"


def test_two_thousand_characters_are_allowed(say: Say) -> None:
    assert say("a b " * 500)["messages"]


def test_the_language_of_the_reply_follows_the_request_and_falls_back(client: FlaskClient, say: Say) -> None:
    assert say("hello", language="ar")["language"] == "ar"
    assert say("hello", language="xx")["language"] == "en"
    answer = client.post("/api/v1/chat", json={"message": "hello"}, headers={"Accept-Language": "pl"})
    assert answer.json["language"] == "pl"


def test_what_was_said_earlier_is_never_served_by_the_name_alone(client: FlaskClient, say: Say) -> None:
    reply = say("my secret worry about the youth club")
    name = reply["conversation"]
    assert client.get("/api/v1/chat", query_string={"conversation": name}).status_code in {404, 405}
    again = say("hello", conversation=name)
    assert "secret worry" not in str(again)
