"""Several processes of the bot: a conversation keeps its own, another stands in while that one is gone."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.integration.chat.conftest import RasaStandIn
from webapp.chat import rasa

Say = Callable[..., dict[str, Any]]


@pytest.fixture
def bots(monkeypatch: pytest.MonkeyPatch, bot_is_down: None) -> Iterator[list[RasaStandIn]]:
    """Three processes; ask for them before `client`."""
    processes = [RasaStandIn() for _ in range(3)]
    urls = tuple(one.url for one in processes)
    monkeypatch.setenv("RASA_URLS", ",".join(urls))
    yield processes
    rasa.client(urls, "only-for-tests").close()
    rasa.client.cache_clear()
    for one in processes:
        one.close()


def owner(bots: list[RasaStandIn], name: str) -> RasaStandIn:
    return next(one for one in bots if any(asked["sender"] == name for asked in one.asked))


def dies(_asked: dict[str, Any]) -> None:
    """Break off in the middle of a turn."""


def test_a_conversation_stays_with_one_process_and_all_have_some(bots: list[RasaStandIn], say: Say) -> None:
    for _ in range(12):
        name = say("hello")["conversation"]
        say("and another thing", conversation=name)
        say("one more", conversation=name)
    assert sum(len(one.asked) for one in bots) == 36
    for one in bots:
        assert one.asked
        assert set(Counter(asked["sender"] for asked in one.asked).values()) == {3}


def test_a_process_killed_in_the_middle_is_not_noticed_and_has_its_conversation_again(
    bots: list[RasaStandIn], say: Say
) -> None:
    name = say("hello")["conversation"]
    own = owner(bots, name)
    answers = own.answer
    own.answer = dies
    assert say("a mentor for my son", conversation=name)["route"] == "greeting"
    stood_in = [one for one in bots if one is not own and one.asked]
    assert [one.asked[-1]["message"] for one in stood_in] == ["a mentor for my son"]
    own.answer = answers
    say("and for my daughter", conversation=name)
    assert own.asked[-1]["message"] == "and for my daughter"


def test_when_all_are_gone_the_directory_answers(bots: list[RasaStandIn], say: Say) -> None:
    for one in bots:
        one.answer = dies
    assert "away" in say("a mentor for my son")["messages"][0]["text"]


def test_a_process_that_answers_nonsense_is_not_tried_elsewhere(bots: list[RasaStandIn], say: Say) -> None:
    """It has taken the message: another would not know better, and the person waits."""
    for one in bots:
        one.answer = lambda _asked: []
    assert "away" in say("a mentor for my son")["messages"][0]["text"]
    assert sum(len(one.asked) for one in bots) == 1


def test_who_leaves_is_forgotten_by_every_process(bots: list[RasaStandIn], app: Flask, client: FlaskClient) -> None:
    from webapp.chat.ask_bot import bot

    with app.app_context():
        bot().forget("some-conversation")
    assert all(one.forgotten.wait(5) for one in bots)


def test_one_more_process_moves_only_its_share_of_the_conversations() -> None:
    few = rasa.RasaClient(tuple(f"http://127.0.0.1:{port}" for port in (1, 2, 3)), "")
    # After a restart the ports are others; the processes keep their numbers.
    more = rasa.RasaClient(tuple(f"http://127.0.0.1:{port}" for port in (11, 12, 13, 14)), "")
    names = [f"conversation-{number}" for number in range(800)]
    moved = [name for name in names if int(few._order(name)[0][-1]) != int(more._order(name)[0][-1])]
    few.close()
    more.close()
    assert 120 < len(moved) < 280
    assert all(more._order(name)[0].endswith("14") for name in moved)
