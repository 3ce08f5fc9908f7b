"""A request to be rung, in the talk: least data, nothing of it among the talk's words, and no number kept elsewhere."""

import json
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from tests.integration.chat.talker import Talker
from webapp.chat import ringing
from webapp.chat.models import Conversation, Turn
from webapp.extensions import db
from webapp.i18n import languages
from webapp.post import callbacks
from webapp.post.models import CallBack

NUMBER = "07700 900123"


def rows() -> list[CallBack]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(CallBack)))


def test_a_person_is_asked_for_and_the_request_is_taken_down_in_the_talk(bot: Any, client: FlaskClient) -> None:
    bot.says("Here is who to ring.", "human_handover")
    talker = Talker(client, "")
    talker.say("can i talk to a real person")
    talker.press("Ring me back")
    assert "Write a phone number" in talker.say("my number")
    talker.say(NUMBER)
    talker.press("Only text me, do not ring")
    talker.say("Sam")
    talker.say("after six")
    found = rows()
    assert [(one.number, one.message, one.called, one.best_time) for one in found] == [
        (NUMBER, "text", "Sam", "after six")
    ]
    assert (found[0].state, found[0].channel, found[0].language) == ("new", "chat", "en")
    assert db.session.scalars(sa.select(Conversation)).one().call_back is None


@pytest.mark.parametrize("language", [tag for tag in languages() if tag != "en"])
def test_every_question_and_every_button_is_in_the_language_of_the_talk(client: FlaskClient, language: str) -> None:
    steps = ("ring:begin", NUMBER, "ring:text", "ring:skip")
    own, english = Talker(client, "", language=language), Talker(client, "")
    for said in steps:
        told, meant = own.say(said).split("\n"), english.say(said).split("\n")
        assert len(told) == len(meant)
        assert not set(told) & set(meant)
        assert not set(own.buttons) & set(english.buttons)


@pytest.mark.parametrize("language", ["en", "pl", "ar", "tr"])
@pytest.mark.parametrize(
    ("before", "wrong"),
    [
        ([], "no idea what it is"),
        ([NUMBER], "well it depends"),
        ([NUMBER, "ring:yes"], "a" * 200),
        ([NUMBER, "ring:yes", "Sam"], "b" * 300),
        ([NUMBER], "ring:skip"),
    ],
)
def test_what_is_asked_again_is_asked_in_other_words(
    client: FlaskClient, language: str, before: list[str], wrong: str
) -> None:
    talker = Talker(client, "", language=language)
    for said in ("ring:begin", *before):
        talker.say(said)
    last = talker.words
    for _ in range(3):
        talker.say(wrong)
        assert not set(last.split("\n")) & set(talker.words.split("\n"))
        last = talker.words


def test_name_and_time_may_be_left_out_and_it_can_be_given_up(client: FlaskClient) -> None:
    talker = Talker(client, "")
    talker.say("ring:begin")
    for said in (NUMBER, "yes", "skip", "skip"):
        talker.say(said)
    assert [(one.called, one.best_time, one.message) for one in rows()] == [(None, None, "yes")]
    talker.say("ring:begin")
    talker.say(NUMBER)
    assert "Nothing was stored" in talker.press("No, thank you")
    assert len(rows()) == 1


def test_nothing_of_it_stands_among_the_words_of_the_talk_or_readable_in_the_database(client: FlaskClient) -> None:
    client.post("/en/chat", data={"press": "ring:begin"})
    client.post("/en/chat", data={"message": NUMBER})
    db.session.rollback()
    assert all("07700" not in turn.words for turn in db.session.scalars(sa.select(Turn)))
    raw = db.session.execute(sa.text("SELECT call_back FROM chat_conversation")).scalar_one()
    assert "07700" not in raw
    client.get("/leave")
    db.session.rollback()
    assert db.session.scalars(sa.select(Conversation)).all() == []


def test_a_number_typed_anywhere_else_is_kept_nowhere_and_not_told_to_the_bot(bot: Any, client: FlaskClient) -> None:
    client.post("/en/chat", data={"message": f"my number is {NUMBER}, i am 14, can you find me a youth club"})
    assert "900123" not in json.dumps(bot.asked)
    assert "i am 14" in json.dumps(bot.asked)
    page = client.get("/en/chat").text
    assert "900123" not in page
    assert "my number is" in page


def test_danger_comes_before_the_request(client: FlaskClient) -> None:
    talker = Talker(client, "")
    talker.say("ring:begin")
    talker.say(NUMBER)
    talker.say("yes")
    talker.say("he is outside my door with a knife right now please help me")
    assert talker.reply["alert"] == "emergency"
    assert rows() == []


@pytest.mark.parametrize(("language", "time"), [("en", "Later"), ("en", "enough"), ("pl", "później"), ("ar", "لاحقا")])
def test_later_is_a_time_and_deletes_nothing(client: FlaskClient, language: str, time: str) -> None:
    talker = Talker(client, "", language=language)
    for said in ("ring:begin", NUMBER, "ring:yes", "Sam", time):
        talker.say(said)
    assert [(one.called, one.best_time) for one in rows()] == [("Sam", time)]


@pytest.mark.parametrize(
    ("language", "word"),
    [("en", "stop"), ("en", "No, thank you"), ("pl", "anuluj"), ("ar", "إلغاء"), ("tr", "iptal"), ("so", "cancel")],
)
@pytest.mark.parametrize("before", [["Sam"], []])
def test_a_plain_word_gives_it_up_where_a_name_or_a_time_is_asked(
    client: FlaskClient, language: str, word: str, before: list[str]
) -> None:
    talker = Talker(client, "", language=language)
    for said in ("ring:begin", NUMBER, "ring:yes", *before, word):
        talker.say(said)
    assert rows() == []
    assert db.session.scalars(sa.select(Conversation)).one().call_back is None


def test_a_button_that_is_pressed_twice_or_late_is_no_name_and_offers_anew_where_none_is_under_way(
    bot: Any, client: FlaskClient
) -> None:
    talker = Talker(client, "")
    for said in ("ring:begin", NUMBER, "ring:yes", "ring:yes"):
        talker.say(said)
    assert "Which name shall we use for you?" in talker.words
    for said in ("ring:skip", "ring:skip", "ring:skip"):
        talker.say(said)
    assert "ring:begin" in talker.buttons.values()
    assert [(one.called, one.best_time) for one in rows()] == [(None, None)]
    assert bot.asked == []


@pytest.mark.parametrize("number", ["555 1234", "08001111", "+44 7700 900123", "123456789012345"])
def test_every_number_that_could_be_rung_is_taken_out_of_what_is_kept(number: str) -> None:
    assert callbacks.number_of(number)
    assert not any(sign.isdecimal() for sign in ringing.without_numbers(f"ring me on {number} please"))


def test_danger_on_the_way_is_told_to_those_who_ring_back_the_gravest_of_it(client: FlaskClient) -> None:
    talker = Talker(client, "")
    for said in ("ring:begin", NUMBER, "yes", "please help me", "he is outside with a knife right now"):
        talker.say(said)
    assert talker.reply["alert"] == "emergency"
    for said in ("ring:begin", "please help"):
        talker.say(said)
    assert [(one.flag, one.best_time) for one in rows()] == [("emergency", "please help")]
    assert "knife" not in str(db.session.execute(sa.text("SELECT call_back FROM chat_conversation")).all())
