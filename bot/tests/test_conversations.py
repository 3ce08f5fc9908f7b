"""Whole conversations over HTTP: Rasa, actions, and the site's API as the contract has it."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from conftest import TOKEN, Bot, Site, call
from replies import FIXED, LEADS, TITLES

from actions.topics import NEEDS, REPORTING

# What the site reads from "my 7 year old in Totteridge".
SEVEN = {"age": 7, "place": "totteridge-and-woodside"}


def test_every_route_that_is_understood_leads_its_own_reply(bot: Bot, site: Site) -> None:
    site.holds("boost")
    say = bot.new()
    for route in sorted({*FIXED, *LEADS}):
        reply = say("x", button=route)
        assert reply["route"] == route
        assert reply["text"]
        assert len(reply["buttons"]) <= 3


def test_a_reporting_routes_numbers_come_from_the_site(bot: Bot, site: Site) -> None:
    reply = bot.new()("x", button="police_101")
    assert "Contact of police_101 (Anyone): 020 0000 0000 (hours to be confirmed)" in reply["text"]
    assert "closed-police_101" in reply["text"]
    assert {"title": "Contact of police_101: 020 0000 0000", "url": "tel:02000000000"} in reply["links"]
    assert site.tokens == {f"Bearer {TOKEN}"}


def test_services_are_asked_for_by_need_age_and_place(bot: Bot, site: Site) -> None:
    site.holds("youth-drop-in-west-1")
    reply = bot.new()(
        "looking for a youth club for my 13 year old in Burnt Oak", details={"age": 13, "place": "burnt-oak"}
    )
    assert reply["route"] == "youth_activities"
    assert reply["services"] == ["youth-drop-in-west-1"]
    asked = site.asked[-1]
    assert (asked["need"], asked["age"], asked["ward"]) == ("youth_activities", "13", "burnt-oak")
    assert "Looking for: age 13, near Burnt Oak." in reply["text"]
    assert reply["why"] == {"youth-drop-in-west-1": ["why youth-drop-in-west-1"]}
    # The site goes on with it while this bot is away.
    assert reply["looked_for"] == {"need": "youth_activities", "age": "13", "ward": "burnt-oak"}


def test_an_age_or_place_alone_goes_on_with_the_topic(bot: Bot, site: Site) -> None:
    site.holds("a", "b")
    say = bot.new()
    say("x", button="youth_mentoring")
    reply = say("he's 16", details={"age": 16, "alone": True})
    assert reply["route"] == "youth_mentoring"
    assert site.asked[-1]["age"] == "16"
    reply = say("NW4", details={"place": "NW4", "alone": True})
    assert (site.asked[-1]["age"], site.asked[-1]["ward"]) == ("16", "NW4")
    assert reply["looked_for"] == {"need": "mentoring", "age": "16", "ward": "NW4"}
    assert say("start again", details={"restart": True, "alone": True})["looked_for"] == {}


def test_when_nothing_fits_the_nearest_are_given_and_it_says_so(bot: Bot, site: Site) -> None:
    site.holds(nearest=("far-away",), relaxed=("age", "ward"))
    reply = bot.new()("any mentor for my 7 year old in Totteridge", details=SEVEN)
    assert reply["services"] == ["far-away"]
    assert "These come close, but look at: age, place." in reply["text"]


def test_what_is_not_found_is_reported_once_without_the_words(bot: Bot, site: Site) -> None:
    site.holds(nearest=("far-away",))
    say = bot.new()
    say("any mentor for my 7 year old in Totteridge", details=SEVEN)
    say("a mentor please, she is 7, Totteridge", details=SEVEN)
    told = site.hears(1)
    report = {"path": "/api/v1/unmet", "needs": ["mentoring"], "age": 7, "ward": "totteridge-and-woodside"}
    assert told == [report]
    site.holds()
    say = bot.new()
    say("blorp zxq")
    say("qqq vrrm tkk")
    assert site.hears(1) == [{"path": "/api/v1/unmet", "needs": [], "age": None, "ward": None}]
    site.holds("a")
    bot.new()("x", button="youth_mentoring")
    assert site.hears(1, seconds=0.3) == []


def test_three_messages_not_understood_go_through_three_stages(bot: Bot, site: Site) -> None:
    site.holds("boost")
    say = bot.new()
    first, second, third = say("blorp zxq"), say("qqq vrrm tkk"), say("zzzz wub")
    assert first["route"] is None
    assert 1 <= len(first["buttons"]) <= 3
    assert all(b["route"] in TITLES and b["payload"] == f"route:{b['route']}" for b in first["buttons"])
    assert (second["route"], second["services"]) == (None, ["boost"])
    assert third["route"] == "human_handover"
    assert "020 0000 0000" in third["text"]
    assert len({first["text"], second["text"], third["text"]}) == 3


def test_the_same_sentence_is_never_said_twice_running(bot: Bot) -> None:
    say = bot.new()
    for route in ("greeting", "police_101", "privacy"):
        first, second = say("x", button=route)["text"], say("x", button=route)["text"]
        assert first.splitlines()[0] != second.splitlines()[0]


def test_a_message_in_a_language_not_learned_is_not_taken_for_a_topic(bot: Bot) -> None:
    for message in ("mieheni lyö minua", "A férjem évek óta ver engem", "मेरा पति मुझे मारता है"):
        assert bot.new()(message)["route"] is None


def test_a_leading_slash_does_not_skip_understanding(bot: Bot) -> None:
    reply = bot.new()("/thanks_bye")
    assert reply["route"] is None or reply["text"]
    restarted = bot.post({"sender": "slash", "message": "/restart", "metadata": {"language": "en"}})
    assert restarted, "a typed command emptied the conversation without a word"


@pytest.mark.parametrize("body", [{}, {"sender": "x"}, {"message": "x"}, {"sender": 5, "message": "x"}])
def test_a_body_that_does_not_fit_is_refused(bot: Bot, body: dict[str, Any]) -> None:
    with pytest.raises(OSError, match="400"):
        bot.post(body)


def test_while_the_site_is_down_what_was_fetched_still_serves_and_the_rest_says_so(bot: Bot, site: Site) -> None:
    site.holds("boost")
    bot.new()("x", button="police_101")
    site.up = False
    try:
        assert "020 0000 0000" in bot.new()("x", button="police_101")["text"]
        unknown = bot.new()("a mentor for my 9 year old in Whetstone", details={"age": 9, "place": "whetstone"})
        assert "cannot reach" in unknown["text"]
        assert unknown["services"] == []
    finally:
        site.up = True


def test_the_second_same_question_asks_the_site_nothing(bot: Bot, site: Site) -> None:
    site.holds("boost")
    bot.new()("x", button="lgbtq_support")
    site.asked.clear()
    bot.new()("x", button="lgbtq_support")
    assert site.asked == []


def test_a_conversation_can_be_deleted_and_needs_the_token(bot: Bot) -> None:
    say = bot.new()
    say("my secret name is zebrafish")
    where = f"{bot.url}/conversations/{say.sender}/tracker"  # type: ignore[attr-defined]
    assert "zebrafish" in str(call(f"{where}?token={TOKEN}", method="GET"))
    with pytest.raises(OSError, match="401"):
        call(f"{where}/events?token=wrong", [], method="PUT")
    call(f"{where}/events?token={TOKEN}", [], method="PUT")
    assert "zebrafish" not in str(call(f"{where}?token={TOKEN}", method="GET"))


def test_sixty_four_chats_at_once_all_finish(bot: Bot, site: Site) -> None:
    site.holds("boost")
    says = [bot.new() for _ in range(64)]
    started = time.monotonic()
    with ThreadPoolExecutor(64) as pool:
        routes = list(pool.map(lambda say: say("x", button="mental_health")["route"], says))
    assert routes == ["mental_health"] * 64
    assert time.monotonic() - started < 30


def test_topics_and_words_are_complete() -> None:
    assert set(NEEDS) <= set(LEADS)
    assert set(LEADS) >= REPORTING
    assert {*FIXED, *LEADS} - set(TITLES) <= {"greeting", "thanks_bye", "chitchat_oos"}


def test_more_shows_the_next_and_says_when_there_is_no_more(bot: Bot, site: Site) -> None:
    site.holds("a1", "a2", "a3", "a4")
    say = bot.new()
    first = say("x", button="lgbtq_support", details={"age": 31})
    assert first["services"] == ["a1", "a2", "a3"]
    assert first["buttons"][0]["payload"] == "wish:more"
    following = say("more", details={"more": True, "alone": True})
    assert following["services"] == ["a4"]
    assert following["buttons"] == []
    assert say("more", details={"more": True, "alone": True})["services"] == []


def test_wishes_go_into_the_search_and_are_taken_back(bot: Bot, site: Site) -> None:
    site.holds("boost")
    say = bot.new()
    say("x", button="youth_activities", details={"age": 13, "place": "hendon"})
    say("only free ones", details={"free": True, "alone": True})
    assert (site.asked[-1]["free"], site.asked[-1]["ward"]) == ("1", "hendon")
    say("not there", details={"not_there": True, "alone": True})
    assert (site.asked[-1]["avoid"], site.asked[-1].get("ward")) == ("hendon", None)
    say("any age", details={"age": "", "alone": True})
    assert "age" not in site.asked[-1]
    # Another topic: what narrowed down the last search must hide nothing.
    say("x", button="domestic_abuse")
    assert "free" not in site.asked[-1]
    forgotten = say("start again", details={"restart": True, "alone": True})
    assert forgotten["services"] == []
    # An age that no other test asks for: what was asked in the last minute is remembered and not asked again.
    say("x", button="youth_activities", details={"age": 17})
    assert site.asked[-1]["age"] == "17"
    assert "avoid" not in site.asked[-1]


def test_a_language_goes_with_its_topic_and_evenings_are_said_back(bot: Bot, site: Site) -> None:
    site.holds("late")
    say = bot.new()
    polish = {"tag": "pl", "name": "Polish"}
    told = say("x", button="youth_activities", details={"age": 12, "spoken": polish, "evenings": True})
    assert "they speak Polish" in told["text"]
    assert "evenings and weekends" in told["text"]
    assert (site.asked[-1]["spoken"], site.asked[-1]["evenings"]) == ("pl", "1")
    say("not in the evening", details={"evenings": "", "alone": True})
    assert "evenings" not in site.asked[-1]
    # A place that no other test asks for: what was asked in the last minute is not asked again.
    say("x", button="domestic_abuse", details={"place": "whetstone"})
    assert site.asked[-1]["ward"] == "whetstone"
    assert "spoken" not in site.asked[-1]


def test_a_question_is_answered_from_the_record_and_what_is_unknown_is_said(bot: Bot, site: Site) -> None:
    site.holds("q1", "q2")
    site.records["q2"] = {"cost": "free", "cost_note": "Nobody pays.", "self_referral": "no"}
    say = bot.new()
    say("x", button="disability_sen_support", details={"age": 41})
    asked = say("is it free?", details={"asks": "cost", "alone": True})
    assert [button["payload"] for button in asked["buttons"]] == ["wish:which-1", "wish:which-2"]
    chosen = say("the second one", details={"which": 2, "alone": True})
    assert "Service q2" in chosen["text"]
    assert "It is free.\nNobody pays." in chosen["text"]
    # It stays the one that is talked about.
    assert "has to ask for you" in say("can i refer myself", details={"asks": "self_referral"})["text"]
    parents = say("do my parents have to know", details={"asks": "parents"})
    assert "020 1111 1111" in parents["text"]
    assert "Yes" not in parents["text"]
    unknown = say("is the first one free", details={"asks": "cost", "which": 1})
    assert "Service q1" in unknown["text"]
    assert "020 1111 1111" in unknown["text"]


def test_a_place_that_stays_secret_is_never_said(bot: Bot, site: Site) -> None:
    site.holds("r1")
    site.records["r1"] = {"confidential": True, "where": ["1 Secret Street"], "areas": ["barnet"]}
    say = bot.new()
    say("x", button="housing_homelessness", details={"age": 51})
    answer = say("where is it?", details={"asks": "place", "alone": True})
    assert "secret" in answer["text"]
    assert "Street" not in answer["text"]


def test_a_question_with_nothing_shown_is_read_as_any_message(bot: Bot, site: Site) -> None:
    site.holds("boost")
    reply = bot.new()("i want to tell the police about a burglary last week", details={"asks": "other"})
    assert reply["route"] == "police_101"


def test_for_a_boy_what_is_for_women_only_is_left_out(bot: Bot, site: Site) -> None:
    site.holds("w1", "w2")
    site.items[0]["women_only"] = "yes"
    reply = bot.new()("x", button="youth_mentoring", details={"who": "boy", "age": 11})
    assert reply["services"] == ["w2"]
