"""What help is looked for outlives the bot: told by it, kept with the talk, used by the directory while it is away."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from directory.models import Service
from webapp.chat import store
from webapp.extensions import db

Say = Callable[..., dict[str, Any]]
HOURS = {
    "en": "2 hours",
    "pl": "2 godziny",
    "ar": "ساعتان",
    "gu": "2 કલાક",
    "fa": "2 ساعت",
    "sq": "2 orë",
    "so": "2 saac",
}
LAD = "my lad's 14, Burnt Oak, no money"


def whole(reply: dict[str, Any]) -> str:
    return "\n".join(message["text"] for message in reply["messages"])


def shown(reply: dict[str, Any]) -> list[Service]:
    slugs = [slug for message in reply["messages"] for slug in message.get("services", [])]
    return [db.session.query(Service).filter_by(slug=slug).one() for slug in slugs]


def takes(service: Service, age: int) -> bool:
    low, high = service.minimum_age, service.maximum_age
    return (low is None or low <= age) and (high is None or age <= high)


def test_details_in_the_words_narrow_the_search_and_are_said_back(say: Say) -> None:
    reply = say(LAD)
    for piece in ("away", "age 14", "a boy", "near Burnt Oak", "free"):
        assert piece in whole(reply)
    found = shown(reply)
    assert found
    assert all(takes(one, 14) and one.women_only != "yes" for one in found)


def test_a_correction_goes_on_with_what_was_looked_for(say: Say) -> None:
    first = say("youth club for my 14 year old in Colindale")
    older = say("he's 16 not 14", conversation=first["conversation"])
    assert "age 16, near Colindale North" in whole(older)
    assert "age 14" not in whole(older)
    assert all(takes(one, 16) for one in shown(older))
    elsewhere = say("not there", conversation=first["conversation"])
    assert "not in Colindale North" in whole(elsewhere)
    assert "near Colindale" not in whole(elsewhere)
    assert "age 16" in whole(elsewhere)
    gone = say("start again", conversation=first["conversation"])
    assert "I have forgotten that" in whole(gone)
    assert "Looking for" not in whole(say("mentor", conversation=first["conversation"]))


@pytest.mark.parametrize(
    ("language", "words"), [("ar", "نادي لابني عمره 14 في هندون"), ("pl", "klub dla syna, 14 lat, Hendon")]
)
def test_what_is_counted_up_has_the_languages_own_comma(say: Say, language: str, words: str) -> None:
    told = next(line for line in whole(say(words, language=language)).split("\n") if "Hendon" in line and "14" in line)
    assert ("، " in told, ", " in told) == ((True, False) if language == "ar" else (False, True))


def test_only_free_ones_does_not_hide_a_helpline_of_another_topic(say: Say) -> None:
    first = say("youth club for my 14 year old in Burnt Oak, only free ones")
    assert ", free" in whole(first)
    other = say("my husband controls all my money and it is domestic abuse", conversation=first["conversation"])
    assert shown(other)
    for gone in ("free", "age 14"):
        assert gone not in whole(other)


def test_what_fits_nothing_comes_close_and_says_what_it_misses(say: Say) -> None:
    reply = say("a mentor who speaks Gujarati for my son, he is 14")
    assert "they speak Gujarati" in whole(reply)
    assert "come close, but look at: language spoken" in whole(reply)
    assert shown(reply)


def test_what_the_bot_looked_for_is_gone_on_with_once_it_is_away(bot: Any, say: Say) -> None:
    wished = {"need": "youth_activities", "age": 14, "ward": "burnt-oak", "who": "girl", "free": "1"}
    bot.says("Here you are.", "youth_activities", looked_for=wished)
    name = say("something for my daughter")["conversation"]
    bot.answer = lambda _asked: None
    reply = say("she's 15 not 14", conversation=name)
    assert "age 15, a girl, near Burnt Oak, free" in whole(reply)
    assert "youth_activities" in {need for one in shown(reply) for need in one.needs}
    stored = str(db.session.execute(text("SELECT * FROM chat_conversation")).all())
    assert "burnt-oak" not in stored
    assert say("Hendon, not Burnt Oak", conversation=name)
    bot.says("I am back.", "youth_activities")
    say("something where she can dance", conversation=name)
    told = bot.asked[-1]["metadata"]["details"]
    assert (told["age"], told["place"], told["who"]) == (15, "hendon", "girl")
    assert "free" not in told


def test_more_goes_on_and_comes_to_an_end(say: Say) -> None:
    first = say("mentor")
    assert shown(first)
    # The words are not kept: from here on it is what they were about.
    seen: list[str] = []
    for _turn in range(20):
        reply = say("more", conversation=first["conversation"])
        now = [one.slug for one in shown(reply)]
        assert not set(now) & set(seen)
        seen += now
        if not now:
            break
    assert "I have no more for this" in whole(reply)
    assert seen


def test_a_broken_search_of_the_bot_harms_nobody(bot: Any, say: Say) -> None:
    bot.says("Here.", "youth_activities", looked_for={"need": "nonsense", "age": "x", "ward": "nowhere", "page": "y"})
    name = say("something for my daughter")["conversation"]
    bot.answer = lambda _asked: None
    assert "away" in whole(say("more please", conversation=name))


@pytest.mark.parametrize(("language", "time"), HOURS.items())
def test_how_long_words_are_kept_is_said_from_what_the_store_does(bot: Any, say: Say, language: str, time: str) -> None:
    bot.says("You do not have to give your name.", "privacy")
    assert time in whole(say("what do you do with what i type", language=language))


def test_the_time_follows_the_store(say: Say, monkeypatch: pytest.MonkeyPatch, client: FlaskClient) -> None:
    from datetime import timedelta

    from webapp.chat import privacy

    # The bot is away: the button is answered all the same.
    assert "2 hours" in whole(say("route:privacy"))
    assert "2 hours" in client.get("/en/privacy").text
    monkeypatch.setattr(privacy, "LIFE", timedelta(minutes=90))
    assert "90 minutes" in whole(say("route:privacy"))
    assert timedelta(hours=2) == store.LIFE


def test_a_language_is_let_go_in_words_and_with_its_topic(say: Say) -> None:
    first = say("a mentor who speaks Gujarati for my son, he is 14")
    assert "they speak Gujarati" in whole(first)
    any_other = say("any language is fine", conversation=first["conversation"])
    assert "age 14" in whole(any_other)
    assert "they speak" not in whole(any_other)
    again = say("a mentor who speaks Gujarati", conversation=first["conversation"])
    assert "they speak Gujarati" in whole(again)
    other = say("my husband controls all my money and it is domestic abuse", conversation=first["conversation"])
    assert "they speak" not in whole(other)


def test_evenings_are_said_back_and_let_go(say: Say) -> None:
    first = say("youth club for my 14 year old in Burnt Oak")
    late = say("weekends", conversation=first["conversation"])
    assert "evenings and weekends" in whole(late).split("Looking for:")[1]
    assert "evenings" not in whole(say("doesn't have to be at the weekend", conversation=first["conversation"]))


def test_who_wants_english_is_not_left_with_near_misses(say: Say) -> None:
    reply = say("a mentor who speaks English for my son, he is 14")
    assert shown(reply)
    assert "language spoken" not in whole(reply)
