"""What the site read from the words, and danger that the classifiers understood: which of them leads."""

from typing import Any

import pytest
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message

from components.visitor import FOLLOW_UP, TELL_MORE, PressedButton


def led(name: str, confidence: float, **told: Any) -> str:
    message = Message({"text": "x", "metadata": told, INTENT: {"name": name, "confidence": confidence}})
    component = PressedButton()
    return str(component.process([message])[0].get(INTENT)["name"])


@pytest.mark.parametrize("danger", ["emergency_999", "crisis_suicide"])
def test_details_take_no_danger_away(danger: str) -> None:
    assert led(danger, 0.5, details={"age": 14, "place": "burnt-oak", "alone": True}) == danger
    assert led(danger, 0.95, details={"asks": "place"}) == danger


@pytest.mark.parametrize("danger", ["emergency_999", "crisis_suicide"])
def test_what_only_sounds_like_danger_is_asked_after(danger: str) -> None:
    assert led(danger, 0.9, calm=True) == "nlu_fallback"
    # An age and a place and no word beside them are a search.
    assert led(danger, 0.9, calm=True, details={"age": 14, "place": "burnt-oak", "alone": True}) == TELL_MORE
    assert led(danger, 1.0, calm=True, button=danger) == danger
    assert led("youth_activities", 0.9, calm=True) == "youth_activities"


def test_details_and_questions_go_on_with_what_was_talked_about_and_a_button_is_sure() -> None:
    assert led("youth_activities", 0.9, details={"age": 14, "alone": True}) == TELL_MORE
    assert led("nlu_fallback", 0.3, details={"which": 2, "alone": True}) == FOLLOW_UP
    # "Can I refer myself?" is no wish to die.
    assert led("crisis_suicide", 0.7, details={"asks": "self_referral"}) == FOLLOW_UP
    assert led("crisis_suicide", 0.9, button="police_101") == "police_101"
