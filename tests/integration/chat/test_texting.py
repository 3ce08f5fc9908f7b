"""Text messages through the same door: signed, answered in lines and numbers, and nobody's number kept."""

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from webapp.api.twilio import signature
from webapp.chat import danger, safe_use
from webapp.chat.models import Conversation
from webapp.chat.speaking import Speaking, cards
from webapp.chat.texting import LONGEST, as_texts
from webapp.extensions import db
from webapp.i18n import languages

RECORDED = Path(__file__).with_name("recorded")
PATH = "/api/v1/channels/twilio"
SITE = "https://safer.example.org"
TOKEN = "only-for-tests-token"
SENDER = "+447700900123"
FORM = "application/x-www-form-urlencoded"
DANGER = "he is kicking my door in with a knife right now please help"
Text = Callable[..., list[str]]


@pytest.fixture(autouse=True)
def channel_is_on(monkeypatch: pytest.MonkeyPatch, bot_is_down: None) -> None:
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", TOKEN)
    monkeypatch.setenv("SITE_URL", SITE)


def texts_of(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "text/xml"
    return [message.text or "" for message in ElementTree.fromstring(answer.data)]


def send(client: FlaskClient, words: str, sender: str = SENDER, **more: str) -> Any:
    form = {"From": sender, "To": "+447700900001", "Body": words, "FromCity": "", **more}
    return client.post(PATH, data=form, headers={"X-Twilio-Signature": signature(TOKEN, SITE + PATH, form.items())})


@pytest.fixture
def write(client: FlaskClient) -> Text:
    return lambda words, **more: texts_of(send(client, words, **more))


def recorded(client: FlaskClient, name: str, **headers: str) -> Any:
    given = json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))
    return client.post(
        PATH, data=given["body"], content_type=FORM, headers={"X-Twilio-Signature": given["signature"]} | headers
    )


def everything_stored() -> str:
    db.session.rollback()
    tables = ("chat_conversation", "chat_turn", "unmet_demand")
    return str([list(db.session.execute(text(f"SELECT * FROM {table}"))) for table in tables])


def test_a_recorded_message_is_answered_in_lines(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        texts = texts_of(recorded(client, "twilio_sms"))
    whole = "\n".join(texts)
    assert all(len(one) <= LONGEST for one in texts)
    assert whole.count(f"{SITE}/en/services/") in (1, 2, 3)
    assert "\n1 " in whole
    assert "\u2066" not in whole
    kept = everything_stored() + caplog.text
    for secret in (SENDER, SENDER[1:], "mentor", "scared"):
        assert secret not in kept
    assert db.session.query(Conversation).one().browser_hash is None


def test_an_arabic_message_is_answered_in_arabic_from_the_first_on(client: FlaskClient) -> None:
    texts = texts_of(recorded(client, "twilio_whatsapp"))
    assert any("\u0600" <= letter <= "\u06ff" for letter in texts[0][:20])
    assert f"{SITE}/ar/services" in "\n".join(texts)


def test_a_number_presses_the_choice_that_it_stood_before(bot: Any, write: Text) -> None:
    buttons = [{"title": f"Topic {code}", "payload": f"route:{code}"} for code in ("police_101", "domestic_abuse")]
    bot.says("Which is it?", None, buttons=buttons)
    assert write("well you know") == ["Which is it?\n1 Topic police_101\n2 Topic domestic_abuse"]
    bot.says("Here you are.", "domestic_abuse")
    for number in ("2", "٢"):
        write(number)
        assert bot.asked[-1]["metadata"].get("button") == ("domestic_abuse" if number == "2" else None)
    # The last reply had no choices: a number is what somebody says.
    assert bot.asked[-1]["message"] == "٢"


def test_danger_comes_first_whole_and_in_one_text(write: Text) -> None:
    texts = write(DANGER)
    assert texts[0].startswith("It sounds as if somebody is in danger now. Ring 999.")
    for fact in ("55", "18000", "I cannot ring anybody for you"):
        assert fact in texts[0]
    assert "knife" not in everything_stored()


@pytest.mark.parametrize("alert", ["emergency", "crisis"])
def test_each_card_stands_in_one_text_in_every_language(app: Any, alert: Any) -> None:
    from flask_babel import force_locale

    for tag, known in languages().items():
        for again in (False, True):
            with app.test_request_context(), force_locale(known.babel_locale):
                card = danger.card(alert, again=again)
                texts = as_texts(db.session, card, [[] for _ in card], tag, SITE)
            assert len(texts) == 1, (tag, [len(one) for one in texts])


def test_those_who_may_be_watched_are_told_to_delete_the_talk_and_the_card_still_stands_in_one_text(
    app: Any, bot: Any, write: Text
) -> None:
    line = "delete this talk on your phone."
    bot.says("You can get help.", "domestic_abuse")
    assert "\n".join(write("someone at home scares me, where can i go")).count(line) == 1
    texts = write("my boyfriend has a knife and he is coming through the door right now help")
    assert texts[0].startswith("It sounds as if somebody is in danger now. Ring 999.")
    assert texts[0].count(line) == 1
    for tag in languages():
        with app.test_request_context():
            _language, card = cards("emergency", None, Speaking(tag), again=False)
            whole = safe_use.after_card(card, "my husband", page=False)
            assert len(as_texts(db.session, whole, [[] for _ in whole], tag, SITE)) == 1, tag


@pytest.mark.parametrize("word", ["STOP", "stop.", " Unsubscribe "])
def test_stop_ends_the_talk_on_the_server_at_once(bot: Any, write: Text, word: str) -> None:
    write("hello there")
    assert db.session.query(Conversation).count() == 1
    assert write(word) == ["The chat is deleted."]
    db.session.rollback()
    assert db.session.query(Conversation).count() == 0
    assert bot.forgotten.wait(5)


def test_where_the_provider_answered_stop_itself_nothing_more_is_sent(write: Text) -> None:
    write("hello there")
    assert write("STOP", OptOutType="STOP") == []
    db.session.rollback()
    assert db.session.query(Conversation).count() == 0


def test_two_senders_and_two_ways_are_two_talks(bot: Any, write: Text) -> None:
    for sender in (SENDER, SENDER, "+447700900124", f"whatsapp:{SENDER}"):
        write("hello there", sender=sender)
    names = [asked["sender"] for asked in bot.asked]
    assert names[0] == names[1]
    assert len(set(names)) == 3


def test_a_second_first_message_while_the_bot_thinks_joins_the_same_talk(bot: Any, app: Any, write: Text) -> None:
    first = bot.answer
    status: list[int] = []

    def writes_again(asked: dict[str, Any]) -> Any:
        bot.answer = first
        status.append(send(app.test_client(), "hello again").status_code)
        return first(asked)

    bot.answer = writes_again
    assert write("hello there") == ["Hello."]
    assert status == [200]
    db.session.rollback()
    assert db.session.query(Conversation).count() == 1


def test_a_wrong_signature_is_refused(client: FlaskClient) -> None:
    for header in ({}, {"X-Twilio-Signature": "AAAA"}, {"X-Twilio-Signature": "é"}):
        answer = client.post(PATH, data={"From": SENDER, "Body": "hello"}, headers=header)
        assert (answer.status_code, answer.mimetype) == (403, "application/problem+json")
    given = json.loads((RECORDED / "twilio_sms.json").read_text(encoding="utf-8"))
    changed = client.post(
        PATH,
        data=given["body"].replace("mentor", "mentos"),
        content_type=FORM,
        headers={"X-Twilio-Signature": given["signature"]},
    )
    assert changed.status_code == 403
    assert db.session.query(Conversation).count() == 0


def test_pictures_without_words_and_too_many_words_are_answered(write: Text) -> None:
    assert write("", NumMedia="1") == ["Write a message first"]
    assert write("x" * 2001) == ["Your message must be 2,000 characters or fewer"]


LONG = "i was walking home and it rained and i was thinking about my shopping list. " * 30


@pytest.mark.parametrize(
    "words", [f"{DANGER}. {LONG}", f"{LONG}{DANGER}", f"{LONG * 2}{DANGER} {LONG}"], ids=["first", "last", "between"]
)
def test_danger_in_a_message_that_is_too_long_gets_the_card_first(write: Text, words: str) -> None:
    texts = write(words)
    assert texts[0].startswith("It sounds as if somebody is in danger now. Ring 999.")
    assert texts[-1] == "Your message must be 2,000 characters or fewer"
    assert "knife" not in everything_stored()


def test_danger_in_a_long_arabic_message_is_answered_in_arabic(write: Text) -> None:
    texts = write("ساعدوني زوجي يضربني الآن ومعه سكين. " + "كنت أمشي إلى البيت وأفكر في قائمة المشتريات. " * 60)
    assert "999" in texts[0]
    assert any("\u0600" <= letter <= "\u06ff" for letter in texts[0][:20])


def test_who_writes_too_fast_still_gets_the_card_for_danger(client: FlaskClient, write: Text) -> None:
    while send(client, "").status_code == 200:
        pass
    assert send(client, "hello there").status_code == 429
    for words in (DANGER, LONG + DANGER):
        assert write(words)[0].startswith("It sounds as if somebody is in danger now. Ring 999.")
    assert "116 123" in write("i want to kill myself tonight, i cant go on")[0]
    forged = {"From": SENDER, "Body": DANGER}
    assert client.post(PATH, data=forged, headers={"X-Twilio-Signature": "AAAA"}).status_code == 403


def test_another_provider_is_not_there(client: FlaskClient) -> None:
    assert client.post("/api/v1/channels/elsewhere", data={"From": SENDER}).status_code == 404


def test_one_sender_is_slowed_and_the_others_are_not(client: FlaskClient, write: Text) -> None:
    seen = {send(client, "").status_code for _ in range(31)}
    assert seen == {200, 429}
    assert write("", sender="+447700900199")


class TestOff:
    """Nobody set a secret."""

    @pytest.fixture(autouse=True)
    def channel_is_on(self, monkeypatch: pytest.MonkeyPatch, bot_is_down: None) -> None:
        monkeypatch.delenv("TWILIO_AUTH_TOKEN", raising=False)

    def test_it_is_not_there(self, client: FlaskClient) -> None:
        assert recorded(client, "twilio_sms").status_code == 404
        assert client.post(PATH, data={"From": SENDER, "Body": "hello"}).status_code == 404
