"""In a survey too danger comes first, and nothing is kept without a yes."""

import re

import pytest
import sqlalchemy as sa

from surveys import queries
from surveys.models import ContactLeft, Draft
from tests.support.forms import as_browser_sends
from webapp.extensions import db

EMERGENCY = "he is outside my house right now with a knife and he is trying to break the door down please help me"
CRISIS = "i want to kill myself tonight i have the tablets here and i can not go on any more"


@pytest.mark.parametrize("page", ["safety", "causes", "change", "better"])
def test_every_box_for_own_words_says_nobody_reads_live_and_gives_numbers(young, page):
    text = young.look(page).text
    assert "Nobody reads this live, and we cannot tell who wrote it" in text
    for number in ("tel:999", "tel:116123", "tel:08001111"):
        assert number in text


def test_residents_are_not_sent_to_childline(resident):
    text = resident.look("safety").text
    assert "tel:116123" in text
    assert "tel:08001111" not in text


@pytest.mark.parametrize(
    ("words", "alert", "numbers"),
    [
        (EMERGENCY, "emergency", ["tel:999", "press 55", "18000"]),
        (CRISIS, "crisis", ["tel:999", "tel:116123", "tel:111", "85258", "0800 068 4141"]),
    ],
)
def test_help_comes_first_and_only_a_yes_keeps_the_words(resident, words, alert, numbers):
    page = resident.answer("safety", q2_safety=words)
    assert page.status_code == 200
    assert "Keep this as your answer?" in page.text
    assert all(number in page.text for number in numbers)
    assert page.text.index(numbers[0]) < page.text.index("Keep this as your answer?")
    assert "q2_safety" not in resident.stored()
    kept = resident.answer("safety", q2_safety=words, keep="yes")
    assert kept.location == resident.path("/questions/causes")
    stored = resident.stored()["q2_safety"]
    assert (stored.text, stored.alert) == (words, alert)
    # Going back and on again does not ask a second time.
    assert resident.answer("safety", q2_safety=words).status_code == 302


def test_young_people_see_childline_in_danger(young):
    assert "tel:08001111" in young.answer("safety", q2_safety=CRISIS).text


def test_no_leaves_it_out_and_goes_on(resident):
    resident.answer("safety", q2_safety=EMERGENCY)
    gone = resident.answer("safety", q2_safety=EMERGENCY, keep="no")
    assert gone.location == resident.path("/questions/causes")
    assert "q2_safety" not in resident.stored()


def test_change_brings_the_words_back_to_be_changed(resident):
    page = resident.answer("safety", q2_safety=EMERGENCY, keep="change")
    assert page.status_code == 200
    assert "break the door down" in page.text
    assert "<textarea" in page.text
    assert "q2_safety" not in resident.stored()


def test_nothing_of_the_words_is_in_the_database_before_the_yes(resident):
    resident.answer("safety", q2_safety=EMERGENCY)
    db.session.rollback()
    rows = db.session.execute(sa.text("select count(*) from survey_answer where text is not null")).scalar_one()
    assert rows == 0


def test_where_the_person_was_going_survives_the_help_page(resident):
    page = resident.answer("safety", q2_safety=EMERGENCY, go="pause")
    assert '<input type="hidden" name="go" value="pause">' in page.text
    kept = resident.answer("safety", q2_safety=EMERGENCY, keep="yes", go="pause")
    assert kept.location == resident.path("/paused")


@pytest.mark.parametrize("language", ["pl", "ar"])
def test_the_help_page_can_change_its_language_without_losing_the_words(resident, language):
    page = resident.answer("safety", q2_safety=EMERGENCY)
    assert f'formaction="/{language}/surveys/resident-2026/questions/safety"' in page.text
    switched = resident.answer("safety", language, q2_safety=EMERGENCY, switch=language)
    assert "break the door down" in switched.text


@pytest.mark.parametrize(("words", "number"), [(EMERGENCY, "tel:999"), (CRISIS, "tel:116123")])
def test_the_help_stays_in_another_language_with_the_words_and_the_contact_and_stores_nothing(resident, words, number):
    page = as_browser_sends(resident.answer("safety", q2_safety=words, go="pause").text).to_dict()
    typed = page | {"contact": "07700 900123, after nine", "safe_to_ring": "only_text"}
    switched = resident.answer("safety", "ar", **typed, switch="ar")
    assert switched.status_code == 200
    assert re.search(r"<button[^>]*name=\"keep\"", switched.text)
    assert switched.text.count(number) >= 1
    assert "<textarea" not in switched.text
    again = as_browser_sends(switched.text).to_dict()
    assert again == typed
    assert "q2_safety" not in resident.stored()
    assert db.session.query(ContactLeft).count() == 0
    back = resident.answer("safety", "en", **again, switch="en")
    assert as_browser_sends(back.text).to_dict() == typed
    assert resident.answer("safety", "ar", **again, keep="yes").location == resident.path("/paused", "ar")
    assert resident.stored()["q2_safety"].text == words
    assert [one.contact for one in db.session.query(ContactLeft)] == ["07700 900123, after nine"]


def test_changing_the_words_and_then_the_language_stays_on_the_form(resident):
    page = as_browser_sends(resident.answer("safety", q2_safety=EMERGENCY).text).to_dict()
    form = as_browser_sends(resident.answer("safety", **page, keep="change").text).to_dict()
    assert "<textarea" in resident.answer("safety", "ar", **form, switch="ar").text


def test_what_was_kept_takes_the_disclosure_path_once_it_is_sent(resident):
    resident.answer("safety", q2_safety=EMERGENCY, keep="yes")
    assert queries.answers_with_alert(db.session) == []
    check = resident.client.get(resident.path("/check")).text
    assert "Staff who keep people safe will read it" in check
    resident.client.post(resident.path("/check"))
    db.session.rollback()
    [answer] = queries.answers_with_alert(db.session)
    assert (answer.question_code, answer.alert, answer.coding_state) == ("q2_safety", "emergency", "pending")
    assert "it may be days" in resident.client.get(resident.path("/done")).text


def test_talk_about_danger_goes_through(resident):
    going = resident.answer("causes", q1_causes="Knife crime is mostly about drugs and boys who want to look hard")
    assert going.status_code == 302
    assert resident.stored()["q1_causes"].alert in (None, "caution")


def test_words_never_reach_the_log(resident, caplog):
    caplog.set_level("DEBUG")
    resident.answer("safety", q2_safety=EMERGENCY)
    resident.answer("safety", q2_safety=EMERGENCY, keep="yes")
    resident.client.post(resident.path("/check"))
    assert db.session.query(Draft).count() == 1
    assert "break the door" not in caplog.text
