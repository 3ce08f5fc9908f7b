"""Services in the chat: cards with what somebody needs to choose one, and what the site tells the bot of the words."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from webapp.i18n import languages

Say = Callable[..., dict[str, Any]]


def _card(page: str, slug: str) -> str:
    return next(part for part in page.split("<section") if f"/services/{slug}" in part).split("</section")[0]


def test_a_service_is_a_card_that_can_be_put_on_the_list(bot: Any, client: FlaskClient) -> None:
    bot.says("Here.", "drugs_alcohol", services=["cgl-young-people"], why={"cgl-young-people": ["It is free"]})
    client.post("/en/chat", data={"message": "weed has got too much for my son"})
    card = _card(client.get("/en/chat").text, "cgl-young-people")
    for needed in ("Up to 24 years old", "Free", "It is free", "How to get in", "Ask at your school", 'href="tel:'):
        assert needed in card
    added = client.post("/en/list/add", data={"slug": "cgl-young-people", "back": "/en/chat#latest"})
    assert added.location == "/en/chat#latest"
    assert "It is on your list." in _card(client.get("/en/chat").text, "cgl-young-people")


def test_a_refuge_has_no_place_and_looking_safely_is_said_first(bot: Any, client: FlaskClient) -> None:
    bot.says("Here.", "domestic_abuse", services=["womens-refuges"])
    client.post("/en/chat", data={"message": "i need a refuge"})
    page = client.get("/en/chat").text
    card = _card(page, "womens-refuges")
    assert "In the borough, reached through the helpline" in card
    assert page.index("Could someone see what you look at?") < page.index("/services/womens-refuges")


@pytest.mark.parametrize("language", [tag for tag, known in languages().items() if not known.site])
def test_whom_a_service_takes_and_its_cost_are_in_the_language_of_the_talk(
    bot: Any, client: FlaskClient, language: str
) -> None:
    """The pages are not offered in it, the chat is: nobody may have to guess what "Ages: not known" means."""
    bot.says("…", "drugs_alcohol", services=["cgl-young-people", "womens-refuges", "youth-drop-in-west-1"])
    client.get(f"/en/chat?speak={language}")
    client.post("/en/chat", data={"message": "...", "speak": language})
    facts = re.findall(r'app-chat__facts">(.*?)</ul>', client.get("/en/chat").text, re.DOTALL)
    assert len(facts) == 3
    for english in ("years old", "and over", "All ages", "not known", "Free", "In the borough"):
        assert english not in " ".join(facts)


def test_why_is_for_the_page_and_not_for_the_api(bot: Any, say: Say) -> None:
    bot.says("Here.", "drugs_alcohol", services=["cgl-young-people"], why={"cgl-young-people": ["It is free"]})
    message = say("weed has got too much")["messages"][0]
    assert message["services"] == ["cgl-young-people"]
    assert "why" not in message


def test_details_are_read_from_the_words_and_told_to_the_bot(bot: Any, say: Say) -> None:
    say("somewhere for my lad, 14, near NW9 5XE, no money")
    details = bot.asked[-1]["metadata"]["details"]
    assert {"age": 14, "place": "NW9", "free": True, "who": "boy"}.items() <= details.items()
    say("wish:more")
    assert bot.asked[-1]["metadata"]["details"] == {"more": True, "alone": True}
    assert bot.asked[-1]["message"] == "?"
