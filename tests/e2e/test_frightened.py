"""A frightened resident, in Arabic on a phone, is led to whom to ring; nothing is asked that need not be."""

import pytest

from tests.e2e.pages.report import End, FirstQuestion, Question
from tests.e2e.pages.visitor import Visitor

pytestmark = pytest.mark.browser

IN_ARABIC = pytest.mark.parametrize(
    "visitor",
    [{"language": "ar", "phone": True}, {"language": "ar", "phone": True, "scripted": False}],
    indirect=True,
    ids=["with script", "without script"],
)
AT_HOME = "Someone at home, a partner, an ex or family hurts, scares or follows me"


@IN_ARABIC
def test_in_danger_the_third_tap_rings_999(visitor: Visitor) -> None:
    first = visitor.opens(FirstQuestion, "/report")
    assert first.numbers()[0] == "999"
    emergency = first.says_danger()  # two taps: the answer, and on
    emergency.says("55", "18000", "BSL")
    number = emergency.first_number()
    assert number.get_attribute("href") == "tel:999"
    number.tap(trial=True)  # the third: it can be tapped, but nobody is rung


@IN_ARABIC
def test_abuse_at_home_leads_to_who_answers(visitor: Visitor) -> None:
    about = visitor.opens(FirstQuestion, "/report").says_no_danger()
    who = about.answers(AT_HOME, "Who needs the help?")
    woman = who.ends("A woman")
    woman.tells_how_to_look_safely()
    assert woman.first_number().get_attribute("href") == "tel:08082000247"
    # One page back by the browser's own button, another answer: the way so far is kept.
    visitor.page.go_back()
    who = Question(visitor, visitor.words("Who needs the help?"))
    honour = who.ends("Someone who is made to marry, or harmed in the name of honour")
    assert honour.first_number().get_attribute("href") == "tel:08005999247"
    honour.start_again()


@IN_ARABIC
def test_pressing_on_without_an_answer_loses_nothing(visitor: Visitor) -> None:
    first = visitor.opens(FirstQuestion, "/report")
    first.says_nothing().click()
    emergency = first.says_danger()
    assert isinstance(emergency, End)
    assert emergency.numbers()[0] == "999"
