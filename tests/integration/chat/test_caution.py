"""Words that may be danger add the line on 999 wherever they are answered: survey, call-back, language, bot, away."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.integration.chat.talker import Talker

SOFT = "please help me"
LINE = "999"


@pytest.fixture
def young(client: Any) -> Talker:
    return Talker(client, "young-adult-2026").begin()


def cautioned(talker: Talker) -> bool:
    return talker.reply["alert"] == "caution" and LINE in talker.reply["messages"][-1]["text"]


@pytest.mark.parametrize("call", [SOFT, "please help", "sos", "999", "112", "٩٩٩"])
def test_at_a_question_with_options(young: Talker, call: str) -> None:
    young.say(call)
    assert cautioned(young)
    assert "How old are you?" in young.words


@pytest.mark.parametrize("call", [SOFT, "999"])
@pytest.mark.parametrize("before", [["withdraw"], ["stop"], ["22"] + ["skip"] * 22, ["22", "change"]])
def test_where_no_question_is_open(young: Talker, before: list[str], call: str) -> None:
    for said in before:
        young.say(said)
    young.say(call)
    assert cautioned(young)


def test_before_agreeing(client: FlaskClient) -> None:
    talker = Talker(client, "young-adult-2026")
    talker.say("survey:begin:young-adult-2026")
    talker.say("999")
    assert cautioned(talker)


def test_in_an_answer_in_own_words_it_is_said_once(young: Talker) -> None:
    for _ in range(7):
        young.say("skip")
    young.say(SOFT)
    assert cautioned(young)
    assert young.words.count("999") == 1
    assert young.stored()["q2_safety"].text == SOFT


@pytest.mark.parametrize(
    "answer", ["very happy", "I think i don't know", "1", "12", "yes", "skip", "i do", "no", "n", "dont want to say"]
)
def test_a_plain_answer_is_not_scolded(young: Talker, answer: str) -> None:
    young.say("22")
    young.say(answer)
    assert young.reply["alert"] is None


@pytest.mark.parametrize("before", [["ring:begin"], ["ring:begin", "07700 900123", "yes"]])
def test_while_a_request_to_be_rung_is_taken_down(client: FlaskClient, before: list[str]) -> None:
    talker = Talker(client, "")
    for said in before:
        talker.say(said)
    talker.say(SOFT)
    assert cautioned(talker)


def test_where_another_language_is_asked_for(client: FlaskClient) -> None:
    talker = Talker(client, "")
    talker.say("help me now in urdu")
    assert talker.reply["route"] == "language_switch"
    assert cautioned(talker)


def test_while_the_bot_is_away_and_behind_it(bot: Any, client: FlaskClient) -> None:
    talker = Talker(client, "")
    talker.say(SOFT)
    assert cautioned(talker)
    bot.answer = lambda _asked: None
    talker.say(SOFT)
    assert "away" in talker.words
    assert cautioned(talker)


@pytest.mark.parametrize("language", ["en", "ar", "so"])
def test_the_line_is_in_other_words_each_time(client: FlaskClient, language: str) -> None:
    """Without the bot too, whose absence is told in other words each time as well."""
    talker = Talker(client, "", language=language)
    lines = []
    for _ in range(4):
        talker.say("999")
        assert cautioned(talker)
        lines.append(talker.reply["messages"][-1]["text"])
    assert lines[0] != lines[1]
    assert lines[2:] == lines[:2]
    if language != "en":
        assert "danger" not in "".join(lines)
