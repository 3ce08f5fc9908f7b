"""A page that was opened before another window saved overwrites nothing unasked."""

import pytest

from tests.integration.surveys.test_danger import EMERGENCY
from tests.support.forms import as_browser_sends

CHANGED = "These answers were changed in another window"
SAVED = "What is saved now:"


def opened(person, page="safety", language=None):
    """The fields of a window with this page open."""
    return as_browser_sends(person.look(page, language).text).to_dict()


def test_an_old_empty_window_does_not_wipe_a_newer_answer(resident):
    old = opened(resident)
    assert resident.answer("safety", **opened(resident) | {"q2_safety": "KEEP ME"}).status_code == 302
    page = resident.answer("safety", **old)
    assert page.status_code == 409
    assert page.text.index(CHANGED) < page.text.index(SAVED) < page.text.index("KEEP ME")
    assert resident.stored()["q2_safety"].text == "KEEP ME"
    again = as_browser_sends(page.text).to_dict()
    assert again["q2_safety"] == ""
    assert resident.answer("safety", **again).location == resident.path("/questions/causes")
    assert "q2_safety" not in resident.stored()


def test_both_are_shown_and_saving_once_more_takes_what_was_typed(resident):
    old = opened(resident) | {"q2_safety": "Dark <b>paths"}
    resident.answer("safety", **opened(resident) | {"q2_safety": "Theirs", "safe_parks": "bit_unsafe"})
    page = resident.answer("safety", **old, go="pause")
    assert (page.status_code, page.text.count("Theirs")) == (409, 1)
    again = as_browser_sends(page.text).to_dict()
    assert again["q2_safety"] == "Dark <b>paths"
    assert resident.answer("safety", **again).status_code == 302
    assert resident.stored()["q2_safety"].text == "Dark <b>paths"


def test_a_third_window_that_saves_in_between_is_told_of_too(resident):
    old = opened(resident) | {"q2_safety": "first"}
    resident.answer("safety", **opened(resident) | {"q2_safety": "second"})
    again = as_browser_sends(resident.answer("safety", **old).text).to_dict()
    resident.answer("safety", **opened(resident) | {"q2_safety": "third"})
    page = resident.answer("safety", **again)
    assert page.status_code == 409
    assert "third" in page.text
    assert resident.stored()["q2_safety"].text == "third"


def test_what_says_the_same_goes_on_and_a_press_of_the_button_twice_too(resident):
    form = opened(resident) | {"q2_safety": "The same"}
    assert resident.answer("safety", **form).status_code == 302
    assert resident.answer("safety", **form).status_code == 302


def test_a_post_without_the_mark_is_taken_as_ever(resident):
    resident.answer("safety", q2_safety="one")
    assert resident.answer("safety", q2_safety="two").status_code == 302
    assert resident.stored()["q2_safety"].text == "two"


@pytest.mark.parametrize("how", ["another language", "a mistake"])
def test_a_page_that_came_back_unsaved_is_still_an_old_one(resident, how):
    old = opened(resident) | {"q2_safety": "Mine"}
    resident.answer("safety", **opened(resident) | {"q2_safety": "Theirs"})
    if how == "a mistake":
        back = resident.answer("safety", **old | {"q2_safety": "x" * 20_000})
        assert back.status_code == 400
    else:
        back = resident.answer("safety", "pl", **old, switch="pl")
    again = as_browser_sends(back.text).to_dict() | {"q2_safety": "Mine"}
    assert resident.answer("safety", **again).status_code == 409
    assert resident.stored()["q2_safety"].text == "Theirs"


def test_in_danger_help_comes_before_the_clash_and_nothing_is_overwritten(resident):
    old = opened(resident) | {"q2_safety": EMERGENCY}
    resident.answer("safety", **opened(resident) | {"q2_safety": "Theirs"})
    help_first = resident.answer("safety", **old)
    assert help_first.status_code == 200
    assert "Ring 999" in help_first.text
    carried = as_browser_sends(help_first.text).to_dict()
    clash = resident.answer("safety", **carried, keep="yes")
    assert clash.status_code == 409
    assert resident.stored()["q2_safety"].text == "Theirs"
    again = as_browser_sends(clash.text).to_dict()
    carried = as_browser_sends(resident.answer("safety", **again).text).to_dict()
    assert resident.answer("safety", **carried, keep="yes").status_code == 302
    assert resident.stored()["q2_safety"].text == EMERGENCY


def test_the_help_page_is_no_other_window(resident):
    """It comes after the other answers of its page were saved, which is no clash with them."""
    form = opened(resident) | {"q2_safety": EMERGENCY, "safe_day": "very_safe"}
    carried = as_browser_sends(resident.answer("safety", **form).text).to_dict()
    assert resident.answer("safety", **carried, keep="yes").status_code == 302
    assert resident.stored()["q2_safety"].text == EMERGENCY


def test_the_mark_holds_no_words_and_is_no_plain_hash(resident):
    resident.answer("safety", q2_safety="KEEP ME")
    mark = opened(resident)[".seen"]
    assert len(mark) == 64
    assert mark == opened(resident, language="pl")[".seen"]
    resident.answer("safety", q2_safety="KEEP YOU")
    assert opened(resident)[".seen"] != mark
