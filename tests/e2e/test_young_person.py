"""A young person on a phone, in Arabic: answers the survey in two sittings, and asks the chat."""

import pytest
from playwright.sync_api import expect

from tests.e2e.pages.chat import Chat
from tests.e2e.pages.public import Home
from tests.e2e.pages.survey import Questions, Surveys
from tests.e2e.pages.visitor import Visitor
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

SURVEY = "young-person-2026"
WANTS_TO_DIE = "ما بدي اعيش بعد اليوم"
ON_A_PHONE = pytest.mark.parametrize(
    "visitor",
    [{"language": "ar", "phone": True}, {"language": "ar", "phone": True, "scripted": False}],
    indirect=True,
    ids=["with script", "without script"],
)


@ON_A_PHONE
def test_answers_the_survey_in_two_sittings(visitor: Visitor) -> None:
    home = visitor.opens(Home, "/")
    expect(visitor.page.locator("html")).to_have_attribute("dir", "rtl")
    home.menu("Have your say").click()
    told = Surveys(visitor).open(SURVEY).begin()
    code = told.code()
    survey = told.survey
    age = told.go_on()
    age.choose("age_band", "11_15")
    # At this age an adult has to agree. Who has asked none is given the numbers for children, and can come back.
    alone = age.next().without_adult()
    assert "08001111" in alone.numbers()
    alone.says(code)
    adult = alone.agreed().go_on().next()
    adult.choose("adult_agrees", "yes")
    area = adult.next()
    # Only who goes to school is asked about the way there.
    area.choose("safe_school_travel", "bit_unsafe")
    area.choose("safe_parks", "fairly_safe")
    worries = area.next()
    worries.choose("safety_concerns", "knife_crime", "gangs")
    safety = worries.next()

    # Help first, for a child; then the words are left out.
    safety.box("q2_safety").fill(WANTS_TO_DIE)
    help_now = safety.into_danger("You do not have to be alone with this")
    numbers = help_now.numbers()
    assert numbers[0] == "999"
    assert {"116123", "08001111"} <= set(numbers)
    causes = help_now.leave_out()
    causes.box("q1_causes").fill("ما في شي نعمله بعد المدرسة")
    causes.pause().forget().come_back().type(code)

    # The code leads to where the answers stopped.
    again = Questions(visitor, survey)
    assert again.code == "reasons"
    check = again.to_check()
    expect(check.answer("q2_safety")).to_have_text(visitor.words("Left empty"))
    check.says("ما في شي نعمله بعد المدرسة", survey.label("age_band", "11_15"))
    check.never_says(WANTS_TO_DIE)
    check.reach_by_keyboard(check.send_button())
    check.send().says(code)


@ON_A_PHONE
def test_asks_the_chat(visitor: Visitor, live_stack: Stack) -> None:
    live_stack.wait_until_ready()
    visitor.opens(Home, "/").menu("Chat").click()
    chat = Chat(visitor).say("وين في نادي شباب قريب مني")
    assert chat.services(), chat.turns()[-1]
    service = chat.open(chat.services()[0])
    expect(service.page.locator("html")).to_have_attribute("lang", "ar")
    chat = visitor.opens(Chat, "/chat").say(WANTS_TO_DIE)
    assert chat.first_way_out() in {"tel:999", "tel:116123"}
