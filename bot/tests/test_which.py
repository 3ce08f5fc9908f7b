"""What is typed after "Which one do you mean?", and short messages that only add to a topic."""

from typing import Any

from conftest import Bot, Site


def asked_which(bot: Bot, site: Site, age: int) -> Any:
    """Somebody who was shown three services, asked what they cost, and was asked which one is meant."""
    site.holds("victim-support", "mencap", "mind")
    site.records["victim-support"] = {"cost": "free"}
    say = bot.new()
    say("x", button="disability_sen_support", details={"age": age})
    asked = say("is it free?", details={"asks": "cost", "alone": True})
    assert len(asked["buttons"]) == 3
    return say


def test_a_typed_name_is_the_service_and_the_first_question_is_answered(bot: Bot, site: Site) -> None:
    said = asked_which(bot, site, 61)("victim support")
    assert "About Service victim-support:" in said["text"]
    assert "It is free." in said["text"]
    assert said["services"] == []


def test_each_of_them_gets_one_line(bot: Bot, site: Site) -> None:
    said = asked_which(bot, site, 62)("all of them", details={"which": "all", "alone": True})
    lines = said["text"].splitlines()
    assert [line.partition(":")[0] for line in lines] == ["Service victim-support", "Service mencap", "Service mind"]
    assert lines[0].endswith("It is free.")
    assert "020 1111 1111" in lines[1]


def test_a_fact_after_the_question_is_for_the_search(bot: Bot, site: Site) -> None:
    say = asked_which(bot, site, 63)
    said = say("i live in East Barnet", details={"place": "east-barnet", "alone": True})
    assert said["route"] == "disability_sen_support"
    assert site.asked[-1]["ward"] == "east-barnet"


def test_another_topic_after_the_question_goes_there(bot: Bot, site: Site) -> None:
    say = asked_which(bot, site, 64)
    assert say("i want to tell the police about a burglary last week")["route"] == "police_101"
    # The question waits no longer.
    assert say("i was mugged last week and i feel shaken")["route"] == "victim_support"


def test_who_asks_what_this_chat_tells_is_not_asked_which_service(bot: Bot, site: Site) -> None:
    site.holds("victim-support", "mencap", "mind")
    say = bot.new()
    say("x", button="disability_sen_support", details={"age": 65})
    for words in ("will you tell the police", "will you report me to immigration?"):
        assert say(words, details={"asks": "parents", "alone": True})["route"] == "privacy", words
    assert len(say("is it free?", details={"asks": "cost", "alone": True})["buttons"]) == 3


def test_a_few_words_that_are_not_sure_stay_with_the_topic(bot: Bot, site: Site) -> None:
    site.holds("boost")
    for words in ("im at work", "i am pregnant"):
        say = bot.new()
        say("x", button="mental_health")
        said = say(words)
        assert said["route"] == "mental_health", words
        assert said["services"] == ["boost"]
    say = bot.new()
    say("x", button="mental_health")
    assert say("i was mugged last week")["route"] == "victim_support"
    assert bot.new()("i am pregnant")["route"] is None


def test_who_or_when_alone_stays_with_the_topic(bot: Bot, site: Site) -> None:
    site.holds("boost")
    say = bot.new()
    say("x", button="victim_support")
    assert say("it was this morning", details={"fact": True, "alone": True})["route"] == "victim_support"
