"""What is typed in a survey besides its buttons: words to stop and to take all back, and words that tell of harm."""

from typing import Any

import pytest

from tests.integration.chat.talker import Talker

SURE = "You cannot undo this"


@pytest.fixture
def young(client: Any) -> Talker:
    return Talker(client, "young-adult-2026").begin()


@pytest.mark.parametrize(
    "words",
    [
        "withdraw my answers",
        "I want to withdraw",
        "please delete all my answers",
        "can i take my answers back?",
    ],
)
@pytest.mark.parametrize("before", ["", "stop", "he is outside my door with a knife right now please help me"])
def test_a_wish_to_withdraw_leads_to_the_question_in_a_sentence_too(young: Talker, words: str, before: str) -> None:
    young.say("22")
    if before:
        young.say(before)
    assert SURE in young.say(words)
    young.say("yes")
    assert [draft.state for draft in young.drafts()] == ["withdrawn"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("pl", "chcę wycofać moje odpowiedzi"),
        ("ar", "أريد سحب إجاباتي"),
        ("es", "quiero retirar mis respuestas"),
        ("fr", "je veux retirer mes réponses"),
        ("it", "voglio ritirare le mie risposte"),
        ("pt", "quero retirar as minhas respostas"),
        ("ro", "vreau să îmi retrag răspunsurile"),
        ("sq", "dua të tërheq përgjigjet e mia"),
        ("tr", "cevaplarımı geri çekmek istiyorum"),
        ("so", "waxaan rabaa inaan tirtiro jawaabahayga"),
        ("fa", "می‌خواهم پاسخ‌هایم را پس بگیرم"),
        ("gu", "મારે મારા જવાબો પાછા ખેંચવા છે"),
    ],
)
def test_a_wish_to_withdraw_is_understood_in_each_language(client: Any, language: str, words: str) -> None:
    talker = Talker(client, "young-adult-2026", language=language).begin()
    talker.say(words)
    assert {"survey:yes", "survey:no"} == set(talker.buttons.values())


def test_what_was_sent_can_be_taken_back_in_the_same_talk(young: Talker) -> None:
    while "Send my answers" not in young.buttons:
        young.say("22" if "How old" in young.words else "skip")
    young.press("Send my answers")
    assert SURE in young.say("withdraw my answers")
    assert "Your answers are sent" in young.press("No, keep them")
    assert [draft.state for draft in young.drafts()] == ["submitted"]
    young.say("i want to withdraw")
    young.say("yes")
    assert [draft.state for draft in young.drafts()] == ["withdrawn"]
    assert young.state().survey is None


def test_after_sending_nothing_else_is_taken_for_the_survey(bot: Any, client: Any) -> None:
    young = Talker(client, "young-adult-2026").begin()
    while "Send my answers" not in young.buttons:
        young.say("22" if "How old" in young.words else "skip")
    young.press("Send my answers")
    assert young.say("yes") == "Hello."
    assert "waits for you" not in young.say("go on")
    young.say("survey:begin:young-adult-2026")
    assert "survey:agree" in young.buttons.values()


@pytest.mark.parametrize("before", ["", "he is outside my door with a knife right now please help me"])
def test_stop_is_heard_in_a_sentence_too(young: Talker, before: str) -> None:
    if before:
        young.say(before)
    assert "Your answers are saved" in young.say("stop the survey please")


def test_an_answer_that_speaks_of_stopping_is_an_answer(young: Talker) -> None:
    for _ in range(9):
        if "own words" in young.words or "q2_safety" in str(young.state().survey):
            break
        young.say("22" if "How old" in young.words else "skip")
    young.say("stop the drug dealing and delete the gangs")
    assert "stop the drug dealing" in str(young.stored())


def understands(bot: Any, route: str, sure: float) -> None:
    """Let the bot be this sure of the route, and answer it."""

    def answer(asked: dict[str, Any]) -> Any:
        if "sender" in asked:
            return [{"custom": {"text": f"Answer of {route}.", "route": route}}]
        return {"intent": {"name": route, "confidence": sure}}

    bot.answer = answer


@pytest.mark.parametrize("route", ["sexual_violence_support", "domestic_abuse", "child_exploitation_worry"])
def test_words_of_harm_where_an_option_was_asked_for_are_answered_first(bot: Any, client: Any, route: str) -> None:
    young = Talker(client, "young-adult-2026").begin()
    understands(bot, route, 0.9)
    stored = dict(young.stored())
    said = young.say("somebody in my family does things I do not want")
    assert young.reply["route"] == route
    assert said.startswith(f"Answer of {route}.")
    assert "did not understand" not in said
    assert "survey waits for you" in said
    assert young.stored() == stored
    young.press("Go on with the survey")
    assert "How old are you?" in young.words


@pytest.mark.parametrize(("route", "sure"), [("domestic_abuse", 0.5), ("nlu_fallback", 0.3), ("council_cst", 0.99)])
def test_other_words_are_asked_again_with_somebody_to_talk_to(bot: Any, client: Any, route: str, sure: float) -> None:
    young = Talker(client, "young-adult-2026").begin()
    understands(bot, route, sure)
    said = young.say("well that is a bit of both")
    assert "How old are you?" in said
    assert "you can talk to someone" in said
    links = {link["url"] for message in young.reply["messages"] for link in message.get("links", [])}
    assert {"tel:999", "tel:08001111"} <= links
    assert all("sender" not in asked for asked in bot.asked), "the talk got words that are for the survey"


def test_while_the_bot_is_away_there_is_somebody_to_talk_to(young: Talker) -> None:
    assert "you can talk to someone" in young.say("things happen at home that I cannot talk about")
    assert "How old are you?" in young.words
    assert "you can talk to someone" not in young.say("banana")
