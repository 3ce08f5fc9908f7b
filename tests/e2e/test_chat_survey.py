"""A survey answered in the chat on a phone, in English and in Arabic: agreed, asked, looked over, sent."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.pages.chat import Chat
from tests.e2e.pages.visitor import Visitor
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

IN_DANGER = {
    "en": "hes trying to break my door down hes got a knife",
    "ar": "ساعدوني زوجي يضربني الآن ومعه سكين",
}


@pytest.fixture(autouse=True)
def awake(live_stack: Stack) -> None:
    """The bot is there when a journey begins."""
    live_stack.wait_until_ready()


@pytest.mark.parametrize(
    "visitor",
    [{"phone": True}, {"phone": True, "language": "ar", "scripted": False}],
    indirect=True,
    ids=["English", "Arabic without script"],
)
def test_a_survey_is_answered_in_the_chat_on_a_phone(visitor: Visitor) -> None:
    chat = visitor.opens(Chat, "/chat")
    chat = chat.press(chat._("Have my say"))
    chat = chat.press(next(title for title in chat.choices() if "19" in title and "25" in title))
    chat = chat.press(chat.choices()[0])  # I agree
    code = re.search(r"[a-z]+(?: [a-z]+){3} \d{3}", chat.reply().inner_text())
    assert code
    chat = chat.press(next(title for title in chat.choices() if "19" in title and "25" in title))
    chat = chat.press(chat.choices()[0])
    for _ in range(5):
        chat = chat.say("skip")
    # Danger in an answer: the card is what one sees, then the question whether to keep it.
    chat.box().fill(IN_DANGER[visitor.language])
    chat.button("Send").click()
    expect(chat.reply()).to_contain_text("999")
    chat = Chat(visitor)
    assert chat.first_way_out() == "tel:999"
    expect(chat.reply().get_by_role("link").first).to_be_in_viewport()
    chat = chat.press(chat._("No, leave it out"))
    for _ in range(20):
        if chat._("Send my answers") in chat.choices():
            break
        chat = chat.say("skip")
    chat = chat.press(chat._("Send my answers"))
    expect(chat.reply()).to_contain_text(re.compile(r"CV-\w{4}-\w{4}"))
    expect(chat.reply()).to_contain_text(code[0])
    chat.never_says(IN_DANGER[visitor.language])
