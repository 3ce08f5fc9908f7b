"""A survey held by chat, with no bot running at all: every kind of question, and every word."""

import re
from typing import Any

import pytest
from sqlalchemy import text

from surveys.models import Consultation
from surveys.seed.loader import put_survey
from tests.factories.surveys import content, option, pages, question
from tests.integration.chat.talker import Talker
from webapp.chat import survey_state
from webapp.extensions import db

CODE = re.compile(r"[a-z]+(?: [a-z]+){3} \d{3}")
ROWS = [{"code": "day", "label": "By day"}, {"code": "night", "label": "At night"}]
DANGER = "he is outside my door with a knife right now please help me"
KINDS = [
    question("safe", "grid", option("yes", positive=True), option("no"), settings={"rows": ROWS}),
    question("order", "ranking", *(option(code) for code in ("police", "youth", "lights")), settings={"most": 2}),
    question("top", "up_to_n", *(option(code) for code in ("crime", "litter", "traffic")), settings={"most": 2}),
    question("years", "number", settings={"least": 0, "most": 120, "usual_most": 90}),
    question("heard", "closed_why", option("yes"), option("no"), codebook_question="Q2"),
    question("age", "age_band", option("under_11"), option("11_15"), option("16_18"), option("over_18")),
    question("place", "ward", option("hendon"), option("nw9"), option("mill-hill")),
    question("words", "free_text", codebook_question="Q3", soft_check=True),
]


@pytest.fixture
def small(client: Any) -> Talker:
    """A survey with every kind of question, agreed to."""
    home = Consultation(slug="round-small", title="Round", purpose="To test")
    db.session.add(home)
    db.session.flush()
    put_survey(db.session, home, content(pages=[pages()[0], {"code": "all", "title": "All", "questions": KINDS}]))
    db.session.commit()
    return Talker(client, "small").begin()


@pytest.fixture
def young(client: Any) -> Talker:
    return Talker(client, "young-adult-2026").begin()


def test_the_route_offers_the_open_surveys_for_whom_it_is(client: Any) -> None:
    talker = Talker(client, "", audience="young_person")
    talker.say("route:take_survey")
    assert talker.reply["route"] == "take_survey"
    assert set(talker.buttons.values()) == {"survey:begin:young-adult-2026", "survey:begin:young-person-2026"}
    everyone = Talker(client, "")
    everyone.say("route:take_survey")
    assert len(everyone.buttons) == 5


def test_the_bots_understanding_leads_to_the_same_offer(bot: Any, client: Any) -> None:
    bot.says("You can have your say.", "take_survey", links=[{"title": "x", "url": "/en/surveys/x"}])
    talker = Talker(client, "")
    assert talker.say("i want to fill in the questionnaire").startswith("You can have your say.")
    assert "survey:begin:resident-2026" in talker.buttons.values()


def test_agreement_comes_first_with_the_notice_in_short_and_no_stores_nothing(client: Any) -> None:
    talker = Talker(client, "resident-2026")
    talker.say("survey:begin:resident-2026")
    assert "What we keep" in talker.words
    assert "Nothing was stored" in talker.say("no")
    assert talker.drafts() == []
    assert talker.state().survey is None


def test_after_agreeing_the_return_code_comes_before_the_first_question(young: Talker) -> None:
    assert CODE.search(young.words)
    assert "Question 1 of" in young.words
    assert [(draft.channel, draft.state) for draft in young.drafts()] == [("chat", "open")]


def test_every_kind_of_question_is_answered_by_buttons(small: Talker) -> None:
    small.press("Yes")  # by day
    assert "At night" in small.words
    small.press("No")
    small.press("Youth")
    assert "Chosen: Youth" in small.words
    assert "Youth" not in small.buttons
    small.press("Police")
    small.press("Litter")
    small.press("That is all")
    small.say("12")
    small.press("No")
    small.say("nobody rang me back")
    small.press("16 18")
    small.say("nw9 5aa")
    small.say("more lights in the park")
    assert "Check your answers" in small.words
    stored = small.stored()
    assert stored["safe"].choices == ("day.yes", "night.no")
    assert stored["order"].choices == ("youth", "police")
    assert stored["top"].choices == ("litter",)
    assert stored["years"].number == 12
    assert (stored["heard"].choices, stored["heard"].text) == (("no",), "nobody rang me back")
    assert stored["age"].choices == ("16_18",)
    assert stored["place"].choices == ("nw9",)
    assert stored["words"].text == "more lights in the park"
    assert "Thank you" in small.press("Send my answers")
    assert re.search(r"CV-\w{4}-\w{4}", small.words)
    assert small.drafts()[0].state == "submitted"
    state = survey_state.read(small.state())
    assert state == survey_state.State("small", at="sent", draft=small.drafts()[0].id)


def test_every_kind_of_question_is_answered_in_words_and_numbers(small: Talker) -> None:
    for said in ("yes", "2", "2, 1", "crime and traffic", "١٢", "no", "they came late", "14", "Mill Hill", "safer"):
        small.say(said)
    stored = small.stored()
    assert stored["safe"].choices == ("day.yes", "night.no")
    assert stored["order"].choices == ("youth", "police")
    assert stored["top"].choices == ("crime", "traffic")
    assert stored["years"].number == 12
    assert stored["heard"].text == "they came late"
    assert stored["age"].choices == ("11_15",)
    assert stored["place"].choices == ("mill-hill",)
    assert stored["words"].text == "safer"


def test_what_is_no_answer_is_asked_again_in_other_words_and_nothing_is_stored(young: Talker) -> None:
    first = young.say("banana")
    second = young.say("banana")
    assert "How old are you?" in second
    assert first.splitlines()[0] != second.splitlines()[0]
    assert "age_band" not in young.stored()


def test_a_rare_number_is_asked_about_once_and_one_out_of_range_is_not_taken(small: Talker) -> None:
    for _ in range(4):
        small.say("skip")
    assert "too big" in small.say("121")
    assert "Is that right?" in small.say("99")
    assert "heard" in small.press("Yes").lower()
    assert small.stored()["years"].number == 99


def test_skip_leaves_empty_and_back_keeps_what_was_answered(young: Talker) -> None:
    young.say("22")
    young.say("skip")
    assert "Question 3 of" in young.words
    young.say("back")
    assert "Question 2 of" in young.words
    young.say("very happy")
    young.say("back")
    young.say("skip")
    assert young.stored()["happy_area"].choices == ("very_happy",)


def test_stop_saves_and_the_survey_goes_on_where_it_was(young: Talker, client: Any) -> None:
    code = CODE.search(young.words)
    assert code
    young.say("22")
    young.say("stop")
    assert "saved" in young.words
    # It was told when the survey began: with a talk's name alone nobody is told it again.
    assert not CODE.search(young.words)
    young.press("Go on with the survey")
    assert "Question 2 of" in young.words
    page = client.post("/en/surveys/return", data={"code": code[0]})
    assert page.status_code == 302
    assert "/surveys/young-adult-2026/" in page.location


def test_an_earlier_answer_is_changed_by_its_number_and_the_survey_goes_on(young: Talker) -> None:
    young.say("22")
    young.say("very happy")
    assert "1. How old are you?" in young.say("change")
    young.say("1")
    young.say("19 to 25")
    assert "Question 3 of" in young.words
    assert "Question 2 of" in young.say("change 2")
    young.say("fairly happy")
    assert young.stored()["happy_area"].choices == ("fairly_happy",)


def test_a_grid_and_a_list_are_changed_as_a_whole(small: Talker) -> None:
    for said in ("yes", "yes", "1, 2", "crime and litter", "change 1", "no", "no"):
        small.say(said)
    assert small.stored()["safe"].choices == ("day.no", "night.no")
    small.say("change 3")
    small.press("Traffic")
    small.press("That is all")
    assert small.stored()["top"].choices == ("traffic",)
    assert "Question 4 of" in small.words


def test_withdraw_asks_once_and_deletes_everything(young: Talker) -> None:
    young.say("22")
    young.say("withdraw")
    assert set(young.buttons) == {"Yes, delete my answers", "No, keep them"}
    young.press("No, keep them")
    assert young.stored()
    young.say("withdraw")
    young.say("yes")
    assert "deleted" in young.words
    assert [draft.state for draft in young.drafts()] == ["withdrawn"]
    assert young.stored() == {}
    assert young.state().survey is None


def test_routing_asks_an_adult_to_agree_and_not_yet_is_no_dead_end(young: Talker) -> None:
    young.say("14")
    assert "adult" in young.words
    young.press("Not yet")
    links = {link["url"] for message in young.reply["messages"] for link in message.get("links", [])}
    assert {"tel:999", "tel:08001111", "tel:116123"} <= links
    young.say("go on")
    young.say("yes")
    assert "Question 3 of" in young.words
    assert young.stored()["adult_agrees"].choices == ("yes",)


def test_the_check_points_at_what_was_left_empty_once_and_never_reads_answers_to_the_name_alone(small: Talker) -> None:
    for said in ("skip", "skip", "skip", "skip", "12", "no", "zebrafish told me", "skip", "skip", "skip"):
        small.say(said)
    assert "You left these empty" in small.words
    assert "zebrafish" not in small.words
    small.say("survey:change:words")
    small.say("skip")
    assert "You left these empty" not in small.words
    assert "Send my answers" in small.buttons


def test_danger_in_an_answer_comes_before_all_and_yes_keeps_it(small: Talker) -> None:
    for _ in range(8):
        small.say("skip")
    small.say(DANGER)
    assert (small.reply["route"], small.reply["alert"]) == ("emergency_999", "emergency")
    assert small.reply["messages"][0]["links"][0]["url"] == "tel:999"
    assert "Keep this as your answer?" in small.words
    assert "words" not in small.stored()
    small.press("Yes, keep it")
    assert small.stored()["words"].text == DANGER
    assert small.stored()["words"].alert == "emergency"
    assert "they cannot tell who you are" in small.press("Send my answers")


def test_danger_left_out_is_stored_nowhere_and_the_survey_goes_on(small: Talker) -> None:
    for _ in range(8):
        small.say("skip")
    small.say(DANGER)
    small.press("No, leave it out")
    assert "Check your answers" in small.words
    assert "words" not in small.stored()
    for table in ("chat_conversation", "chat_turn", "survey_answer"):
        assert "knife" not in str(db.session.execute(text(f"SELECT * FROM {table}")).all())


def test_danger_at_a_closed_question_shows_the_card_and_the_way_back(young: Talker) -> None:
    young.say(DANGER)
    assert young.reply["alert"] == "emergency"
    assert "Keep this" not in young.words
    young.press("Go on with the survey")
    assert "How old are you?" in young.words


def test_words_with_which_a_survey_is_steered_are_no_danger(young: Talker) -> None:
    for word in ("send", "stop", "go on", "back", "yes"):
        young.say(word)
        assert young.reply["alert"] is None, word


def test_a_question_for_help_is_answered_and_the_survey_waits(bot: Any, client: Any) -> None:
    young = Talker(client, "young-adult-2026").begin()
    bot.says("Here is help with debt.", "housing_homelessness")
    young.say("where can i get help with debt")
    assert young.words.startswith("Here is help with debt.")
    young.press("Go on with the survey")
    assert "How old are you?" in young.words
    for _ in range(7):
        young.say("skip")
    young.say("who can help me with bullies at school")
    assert "Is this your answer" in young.words
    young.press("It is my answer")
    assert young.stored()["q2_safety"].text == "who can help me with bullies at school"


def test_the_language_changes_in_the_middle_and_keeps_everything(young: Talker) -> None:
    young.say("22")
    young.say("po polsku")
    assert young.reply["language"] == "pl"
    assert young.reply["route"] == "take_survey"
    title = next(title for title, sent in young.buttons.items() if sent.endswith(":very_happy"))
    assert title != "Very happy"
    young.say(title)
    assert young.stored()["age_band"].choices == ("19_25",)
    assert young.stored()["happy_area"].choices == ("very_happy",)
    assert young.drafts()[0].language == "pl"


def test_a_failed_save_is_said_and_asked_again(young: Talker, request: Any) -> None:
    if request.config.getoption("--database") != "sqlite":
        pytest.skip("the fault is made with a trigger of SQLite")
    db.session.rollback()
    fault = "CREATE TRIGGER full BEFORE INSERT ON survey_answer BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
    db.session.execute(text(fault))
    db.session.commit()
    assert "could not save" in young.say("22")
    assert "How old are you?" in young.words
    assert "age_band" not in young.stored()
    db.session.execute(text("DROP TRIGGER full"))
    db.session.commit()
    assert "Question 2 of" in young.say("22")
    assert young.stored()["age_band"].choices == ("19_25",)


def test_a_button_pressed_twice_or_late_asks_on_and_doubles_nothing(young: Talker) -> None:
    old = young.buttons["19 to 25"]
    young.say(old)
    young.say(old)
    assert "Question 2 of" in young.words
    young.say("very happy")
    young.say(old)
    assert "Question 3 of" in young.words
    assert young.stored()["happy_area"].choices == ("very_happy",)


def test_a_survey_that_closed_says_so_and_loses_nothing(young: Talker) -> None:
    young.say("22")
    db.session.execute(text("UPDATE survey SET state = 'closed'"))
    db.session.commit()
    assert "closed" in young.say("very happy")
    assert young.stored()["age_band"].choices == ("19_25",)


def test_an_answer_given_while_the_bot_is_thinking_is_not_asked_again(bot: Any, client: Any) -> None:
    young = Talker(client, "young-adult-2026").begin()
    other = Talker(client, "")
    other.name = young.name
    first = bot.answer

    def answers_meanwhile(asked: dict[str, Any]) -> Any:
        bot.answer = first
        other.say("22")
        other.say("stop")
        return first(asked)

    bot.answer = answers_meanwhile
    young.say("where can i get help with debt")
    assert other.words.startswith("Your answers are saved")
    # Stopped in the other window: a word for the survey is not taken, and it goes on where that one left it.
    state = survey_state.read(young.state())
    assert (state.at, state.question) == ("paused", "happy_area")
    assert "Question 2 of" in young.say("go on")


def test_a_number_of_people_is_stored_as_that_and_a_half_said_scale_is_asked_again(client: Any) -> None:
    talker = Talker(client, "business-2026").begin()
    talker.say("shop")
    talker.say("3")
    assert talker.stored()["people_at_work"].choices == ("2_9",)
    talker.say("a bit")
    assert "safe_at_work" not in talker.stored()
    talker.say("a bit unsafe")
    assert talker.stored()["safe_at_work"].choices == ("bit_unsafe",)


@pytest.mark.parametrize(("language", "yes", "no"), [("tr", "evet", "hayır"), ("ro", "da", "nu"), ("fa", "بله", "نه")])
def test_yes_and_no_in_ones_own_language_are_answers(client: Any, language: str, yes: str, no: str) -> None:
    home = Consultation(slug="round-yes", title="Round", purpose="To test")
    db.session.add(home)
    db.session.flush()
    asked = [question(code, "single", option("yes"), option("no"), option("prefer_not")) for code in ("care", "work")]
    put_survey(db.session, home, content(pages=[pages()[0], {"code": "all", "title": "All", "questions": asked}]))
    db.session.commit()
    talker = Talker(client, "small", language=language).begin()
    talker.say(yes)
    talker.say(no)
    assert [talker.stored()[code].choices for code in ("care", "work")] == [("yes",), ("no",)]
