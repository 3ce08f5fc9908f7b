"""How to look safely is said wherever somebody may be watched: page and API, with the bot and without, after a card."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from webapp.chat.safe_use import names_partner

Say = Callable[..., dict[str, Any]]
ON_PAGE = "Could someone see what you look at?"
ON_PHONE = "delete this talk on your phone."
PARTNER = "my husband has a knife and he is breaking the door down right now help"


def whole(reply: dict[str, Any]) -> str:
    return "\n".join(message["text"] for message in reply["messages"])


def test_the_topic_pressed_on_the_page_while_the_bot_is_away(client: FlaskClient) -> None:
    client.post("/en/chat", data={"press": "route:domestic_abuse"})
    page = client.get("/en/chat").text
    assert page.count(ON_PAGE) == 1
    assert ON_PHONE not in page


@pytest.mark.parametrize("route", ["domestic_abuse", "sexual_violence_support"])
def test_the_bots_answer_without_any_service(bot: Any, client: FlaskClient, route: str) -> None:
    bot.says("I cannot reach the list now.", route)
    client.post("/en/chat", data={"message": "my mother in law scares me at home"})
    assert client.get("/en/chat").text.count(ON_PAGE) == 1


def test_it_is_said_once_above_the_services(bot: Any, client: FlaskClient) -> None:
    bot.says("Here.", "domestic_abuse", services=["womens-refuges", "solace-advocacy"])
    client.post("/en/chat", data={"message": "i need a refuge"})
    page = client.get("/en/chat").text
    assert page.count(ON_PAGE) == 1
    assert page.index(ON_PAGE) < page.index("/services/womens-refuges")


def test_every_channel_of_the_api_has_it_in_its_text_and_in_its_language(bot: Any, say: Say) -> None:
    bot.says("Here.", "domestic_abuse")
    assert whole(say("someone at home scares me")).count(ON_PHONE) == 1
    assert "usuń tę rozmowę ze swojego telefonu" in whole(say("route:domestic_abuse", language="pl"))
    assert set(say("hello")["messages"][0]) <= {"text", "services", "buttons", "links"}


def test_a_service_for_it_is_enough_and_another_topic_has_none(bot: Any, say: Say) -> None:
    bot.says("Here.", "housing_homelessness", services=["womens-refuges"])
    assert ON_PHONE in whole(say("where can i sleep tonight, not at home"))
    bot.says("Here.", "youth_activities", services=["cgl-young-people"])
    assert ON_PHONE not in whole(say("football"))


def test_below_a_danger_card_that_came_for_a_partner(client: FlaskClient, say: Say) -> None:
    reply = say(PARTNER)
    assert reply["alert"] == "emergency"
    assert ON_PHONE not in reply["messages"][0]["text"]
    assert reply["messages"][-1]["text"].endswith(ON_PHONE)
    assert ON_PHONE not in whole(say("he has a knife and he is breaking the door down right now help"))
    client.post("/en/chat", data={"message": PARTNER})
    page = client.get("/en/chat").text
    assert page.count(ON_PAGE) == 1
    assert page.index("Ring 999") < page.index(ON_PAGE)


@pytest.mark.parametrize(
    "words",
    [
        "my EX has a gun",
        "mąż mnie bije",
        "moj maz mnie bije",
        "زوجي يضربني",
        "soțul meu mă bate",
        "شوهرم مرا می‌زند",
        "મારા પતિ મને મારે છે",
        "o meu marido está a bater-me",
        "mi novio me pega",
        "mio marito mi picchia",
        "kocam beni dövüyor",
        "eşim beni dövüyor",
        "mon mari me frappe",
        "ninkayga ayaa i garaacaya",
        "burri po më rreh",
    ],
)
def test_a_partner_is_named_in_every_language(words: str) -> None:
    assert names_partner(words)


@pytest.mark.parametrize(
    "words", ["he has a knife", "a boy has a knife", "dışarıda resim çekiyor", "somebody is next door"]
)
def test_where_no_partner_is_named_none_is_seen(words: str) -> None:
    assert not names_partner(words)
