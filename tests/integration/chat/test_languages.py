"""The language of a talk: all thirteen at the door, danger at once, asked once, changed on request, one we lack."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from directory.triage import Verdict
from webapp.chat.speaking import Speaking, caution
from webapp.chat.tongue import Heard
from webapp.i18n import languages

Say = Callable[..., dict[str, Any]]
DANGER = "he has a knife and he is breaking in right now please help"
SOMALI = "wiilkayga iskuulka waa laga eryay maxaan sameeyaa"
# A few words of each language's emergency card.
RING = {
    "en": "Ring 999", "pl": "999", "ar": "999", "ro": "Sunați la 999", "fa": "به 999 زنگ بزنید", "gu": "999 પર ફોન કરો",
    "pt": "Ligue 999", "es": "Llame al 999", "it": "Chiami il 999", "tr": "999'u arayın", "fr": "Appelez le 999",
    "so": "Wac 999", "sq": "Telefononi 999",
}  # fmt: skip


def whole(reply: dict[str, Any]) -> str:
    return "\n".join(message["text"] for message in reply["messages"])


def buttons(reply: dict[str, Any]) -> list[dict[str, str]]:
    return [button for message in reply["messages"] for button in message.get("buttons", [])]


@pytest.mark.parametrize("tag", list(languages()))
def test_the_card_comes_in_each_language_without_the_bot(say: Say, tag: str) -> None:
    reply = say(DANGER, language=tag)
    assert (reply["language"], reply["alert"], reply["route"]) == (tag, "emergency", "emergency_999")
    text = whole(reply)
    assert RING[tag] in reply["messages"][0]["text"]
    for number in ("999", "55", "18000"):
        assert number in text
    assert reply["messages"][0]["links"][0]["url"] == "tel:999"


@pytest.mark.parametrize("tag", list(languages()))
def test_the_crisis_card_has_every_number_in_each_language(say: Say, tag: str) -> None:
    text = whole(say("i want to kill myself tonight, i cant go on", language=tag))
    for number in ("999", "111", "116 123", "85258", "0800 068 4141"):
        assert number in text


def test_danger_is_answered_in_the_language_of_the_words_at_once(say: Say) -> None:
    reply = say("on mnie bije teraz, pomocy, ma nóż i boję się", language="so")
    assert (reply["language"], reply["alert"]) == ("pl", "emergency")
    assert "Wac 999" not in whole(reply)


def test_english_words_of_danger_on_another_page_get_both_cards_the_pages_first(say: Say) -> None:
    reply = say(DANGER, language="so")
    text = whole(reply)
    assert reply["language"] == "so"
    assert text.index("Wac 999") < text.index("Ring 999")


@pytest.mark.parametrize("tag", list(languages()))
def test_while_the_bot_is_away_that_is_said_in_each_language_and_links_lead_to_pages(
    say: Say, client: FlaskClient, tag: str
) -> None:
    reply = say("route:police_101", language=tag)
    assert (reply["language"], reply["route"]) == (tag, "police_101")
    for link in reply["messages"][0]["links"]:
        if link["url"].startswith("/"):
            assert client.get(link["url"]).status_code == 200


def test_what_has_no_translation_is_marked_as_english_within_the_reply(say: Say, client: FlaskClient) -> None:
    text = whole(say("route:police_101", language="fa"))
    assert re.search("\u2066[^\u2069]*101[^\u2069]*\u2069", text)
    client.post("/en/chat", data={"press": "language:fa:police_101"})
    page = client.get("/en/chat").text
    assert 'lang="fa" dir="rtl"' in page
    assert '<span lang="en" dir="ltr">' in page
    assert "\u2066" not in page


def test_another_language_is_asked_about_once_in_that_language(bot: Any, say: Say) -> None:
    offers = [{"title": str(n), "payload": "route:police_101", "route": "police_101"} for n in range(3)]
    bot.says("Here is who can help.", "school_exclusion_help", buttons=offers)
    first = say(SOMALI, language="en")
    assert first["language"] == "en"
    asking = first["messages"][0]
    assert asking["text"] == "Ma ku sii wadaa af Soomaali?"
    assert [button["title"] for button in asking["buttons"]] == ["Soomaali", "English"]
    assert len(buttons(first)) == 3
    assert all(button["route"] for button in buttons(first))
    second = say(SOMALI, language="en", conversation=first["conversation"])
    assert "Ma ku sii wadaa" not in whole(second)


def test_yes_answers_the_same_topic_again_in_that_language_and_it_stays(bot: Any, say: Say) -> None:
    bot.says("Here is who can help.", "school_exclusion_help", links=[{"title": "All", "url": "/so/services"}])
    first = say(SOMALI, language="en")
    yes = say(buttons(first)[0]["payload"], language="en", conversation=first["conversation"])
    assert yes["language"] == "so"
    assert bot.asked[-1]["metadata"] == {"language": "so", "button": "school_exclusion_help"}
    assert yes["messages"][0]["links"][0]["url"] == "/en/services"
    later = say("haa, mahadsanid", language="en", conversation=first["conversation"])
    assert later["language"] == "so"
    elsewhere = say("dzień dobry, szukam pomocy dla syna", language="pl", conversation=first["conversation"])
    assert elsewhere["language"] == "pl"


def test_no_keeps_the_pages_language(bot: Any, say: Say) -> None:
    first = say(SOMALI, language="en")
    no = say("language:en", language="en", conversation=first["conversation"])
    assert no["language"] == "en"
    again = say(SOMALI, language="en", conversation=first["conversation"])
    assert "Ma ku sii wadaa" not in whole(again)


def test_a_short_message_asks_nothing(bot: Any, say: Say) -> None:
    bot.says("Hello.", "greeting")
    for text in ("hola", "ciao bella", "merci", "salaam", "ok"):
        assert buttons(say(text, language="en")) == []


@pytest.mark.parametrize("text", ["speak Somali please", "af soomaali ku hadal", "soomaali"])
def test_a_wish_changes_the_language_at_once_even_without_the_bot(say: Say, text: str) -> None:
    reply = say(text, language="en")
    assert (reply["language"], reply["route"]) == ("so", "language_switch")
    assert say("hello", language="en", conversation=reply["conversation"])["language"] == "so"


def test_the_bots_language_route_changes_it_where_a_language_is_named(bot: Any, say: Say) -> None:
    bot.says("Choose one.", "language_switch")
    assert say("could it maybe be turkish for my mum", language="en")["language"] == "tr"


def test_a_language_we_lack_gets_english_and_whom_to_ring(bot: Any, say: Say) -> None:
    bot.says("Is it one of these?", None)
    for text in ("мой муж бьет меня уже много лет", "can you speak Russian please"):
        reply = say(text, language="en")
        assert reply["language"] == "en"
        assert "I do not know Russian yet" in reply["messages"][0]["text"]
        assert "interpreter" in reply["messages"][0]["text"]
        assert {"tel:02083592000"} <= {link["url"] for link in reply["messages"][0]["links"]}


def test_an_invented_language_button_is_words(bot: Any, say: Say) -> None:
    for text in ("language:xx", "language:so:nonsense", "language:"):
        assert say(text, language="en")["language"] == "en"
    assert [asked["message"] for asked in bot.asked] == ["language:xx", "language:so:nonsense", "language:"]


def test_the_chat_page_speaks_the_talks_language_inside_the_site(client: FlaskClient) -> None:
    page = client.get("/en/chat?speak=fa")
    assert page.status_code == 200
    assert 'lang="fa" dir="rtl"' in page.text
    assert "پیام شما" in page.text
    client.post("/en/chat", data={"message": "سلام", "speak": "fa"})
    after = client.get("/en/chat").text
    assert "پیام شما" in after
    assert "ماشین ترجمه کرده" in after
    assert 'html lang="en"' in after


@pytest.mark.parametrize(
    ("heard", "tag"),
    [
        (Heard("so", True), "so"),
        (Heard("so", False), "pl"),
        (Heard("en", True), "pl"),
        (Heard("ru", True), "pl"),
        (None, "pl"),
    ],
)
def test_the_line_for_doubt_comes_in_the_language_of_the_words_where_that_is_sure(
    app: Flask, heard: Heard | None, tag: str
) -> None:
    with app.test_request_context("/pl/chat"):
        line = caution(Verdict("caution", "soft"), heard, Speaking("pl"))
    assert line.language == tag
    assert ("haddii" in line.text.lower()) == (tag == "so")
