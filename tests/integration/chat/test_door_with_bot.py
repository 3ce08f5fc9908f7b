"""The door with a bot behind it: what the bot is told, what is believed of its answer, what happens when it fails."""

import time
from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from directory.models import UnmetDemand
from webapp.extensions import db

Say = Callable[..., dict[str, Any]]


def test_the_bots_answer_is_passed_on(bot: Any, say: Say) -> None:
    bot.says(
        "Tell the police like this.",
        "police_101",
        buttons=[{"title": "A person", "payload": "route:human_handover", "route": "human_handover"}],
        links=[{"title": "101", "url": "tel:101"}],
    )
    reply = say("my bike was stolen on monday", language="pl", audience="resident")
    assert reply["route"] == "police_101"
    assert reply["messages"][0]["text"] == "Tell the police like this."
    assert reply["messages"][0]["links"] == [{"title": "101", "url": "tel:101"}]
    sent = bot.asked[0]
    assert sent["message"] == "my bike was stolen on monday"
    assert sent["metadata"] == {"language": "pl", "audience": "resident", "calm": True}
    assert sent["sender"] == reply["conversation"]


def test_words_of_danger_never_reach_the_bot(bot: Any, say: Say) -> None:
    reply = say("he has a knife and he is breaking in right now")
    assert reply["alert"] == "emergency"
    assert bot.asked == []


def test_a_leading_slash_does_not_skip_understanding(bot: Any, say: Say) -> None:
    say("/greeting")
    say("//  /restart")
    assert [asked["message"] for asked in bot.asked] == ["greeting", "restart"]
    assert all("button" not in asked["metadata"] for asked in bot.asked)


def test_a_button_is_told_to_the_bot_by_its_route_and_an_invented_one_is_words(bot: Any, say: Say) -> None:
    say("route:mental_health")
    say("route:nonsense")
    assert [asked["metadata"].get("button") for asked in bot.asked] == ["mental_health", None]


def test_when_the_bot_says_danger_the_card_and_the_alert_come_and_the_bot_forgets(bot: Any, say: Say) -> None:
    bot.says("Something.", "emergency_999")
    reply = say("could you tell me the time of the youth club")
    assert (reply["route"], reply["alert"]) == ("emergency_999", "emergency")
    assert "999" in reply["messages"][0]["text"]
    assert bot.forgotten.wait(5)


def test_when_the_bot_is_not_sure_the_route_is_null(bot: Any, say: Say) -> None:
    offers = [{"title": str(n), "payload": "route:police_101", "route": "police_101"} for n in range(5)]
    bot.says("Is it one of these?", None, buttons=offers)
    reply = say("well you know the thing")
    assert reply["route"] is None
    assert len(reply["messages"][0]["buttons"]) == 3


def test_a_link_that_could_run_something_is_dropped(bot: Any, say: Say) -> None:
    bad = [{"title": "x", "url": url} for url in ("javascript:alert(1)", "//elsewhere.example", "data:text/html,x")]
    bot.says("Hello.", "greeting", links=bad)
    assert say("good morning")["messages"][0].get("links", []) == []


def test_changing_language_offers_each_language(bot: Any, say: Say) -> None:
    bot.says("Choose one.", "language_switch")
    links = say("can we speak another language")["messages"][0]["links"]
    urls = [link["url"].replace("http://localhost", "") for link in links]
    assert {"/en/chat", "/pl/chat", "/ar/chat", "/en/chat?speak=so", "/en/chat?speak=fa"} < set(urls)
    assert len(set(urls)) == 13


def test_a_bot_that_answers_nonsense_counts_as_down(bot: Any, say: Say) -> None:
    for nonsense in ([], {"error": "x"}, [{"text": 5}], "no"):
        bot.answer = lambda _asked, given=nonsense: given
        assert "away" in say("a mentor for my son")["messages"][0]["text"]


def test_a_bot_that_is_too_slow_does_not_hold_the_next_ones(bot: Any, say: Say, monkeypatch: Any) -> None:
    import httpx

    from webapp.chat import rasa

    monkeypatch.setattr(rasa, "TIMEOUT", httpx.Timeout(0.3))

    def slow(_asked: dict[str, Any]) -> Any:
        time.sleep(3)
        return []

    bot.answer = slow
    assert "away" in say("a mentor for my son")["messages"][0]["text"]
    started = time.monotonic()
    assert "away" in say("a mentor for my daughter")["messages"][0]["text"]
    assert time.monotonic() - started < 2


def test_the_database_is_free_while_the_bot_thinks(bot: Any, app: Any, client: FlaskClient, say: Say) -> None:
    """The bot's actions ask this very site: a turn that held the database would wait for itself."""
    name = say("hello")["conversation"]
    writes: list[int] = []

    def asks_the_site(_asked: dict[str, Any]) -> Any:
        other = app.test_client()
        writes.append(
            other.post("/api/v1/chat", json={"message": "he has a knife and is attacking me now"}).status_code
        )
        return [{"custom": {"text": "Hello.", "route": "greeting"}}]

    bot.answer = asks_the_site
    started = time.monotonic()
    assert say("hello again", conversation=name)["route"] == "greeting"
    assert writes == [200]
    assert time.monotonic() - started < 5


def test_what_is_not_understood_is_counted_by_need_and_never_by_words(bot: Any, app: Any, say: Say) -> None:
    words = "zebra zebra carrying a knife at school"
    bot.says("I am not sure what you mean.", None, unsure=True)
    say(words)
    # Understood, and a topic or nothing more is known yet ("start again", "which one?"): nothing is counted.
    bot.says("Which one do you mean?", None)
    say(words)
    bot.says("Hello.", "greeting")
    say(words)
    with app.app_context():
        rows = list(db.session.scalars(select(UnmetDemand)))
        assert {(row.source, row.times) for row in rows} == {("unsure", 1)}
        assert "violence_knife_crime" in {row.need for row in rows}
        stored = db.session.execute(select(UnmetDemand.__table__)).all()
    assert "zebra" not in str(stored)
