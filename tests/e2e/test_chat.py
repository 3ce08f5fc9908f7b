"""Somebody who chats: an answer with services, danger, leaving quickly, and a chat helper that is away."""

import os
import signal
import subprocess

import pytest
from playwright.sync_api import expect

from tests.e2e.pages.chat import Chat
from tests.e2e.pages.public import Home
from tests.e2e.pages.visitor import Visitor
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

SCHOOL = "my teenager got kicked out of school, who can help"
IN_DANGER = "hes trying to break my door down hes got a knife"
BOTH_WAYS = pytest.mark.parametrize(
    "visitor", [{}, {"scripted": False}], indirect=True, ids=["with script", "without script"]
)


@pytest.fixture(autouse=True)
def awake(live_stack: Stack) -> None:
    """The bot is there when a journey begins."""
    live_stack.wait_until_ready()


def test_enter_sends_where_there_is_a_keyboard_and_shift_with_it_begins_a_line(visitor: Visitor) -> None:
    chat = visitor.opens(Chat, "/chat").type("my teenager got kicked out", "who can help")
    said = chat.turns()
    assert len(said) == 3
    assert "my teenager got kicked out\nwho can help" in said[1]


@BOTH_WAYS
def test_a_question_is_answered_with_services_and_topics(visitor: Visitor) -> None:
    home = visitor.opens(Home, "/")
    home.menu("Chat").click()
    chat = Chat(visitor)
    chat.reach_by_keyboard(chat.box())
    visitor.page.keyboard.type("hello")
    chat.reach_by_keyboard(chat.button("Send"))
    visitor.page.keyboard.press("Enter")
    expect(chat.reply()).to_contain_text("Find a service")
    chat = Chat(visitor)
    topics = chat.choices()
    assert topics
    chat = chat.press(topics[0])
    assert topics[0] in chat.turns()[-2]
    chat = chat.say(SCHOOL)
    assert chat.services()
    chat.open(chat.services()[0])
    # Who comes back finds what was said, until it is deleted.
    chat = visitor.opens(Chat, "/chat")
    chat.says(SCHOOL)
    chat.end().never_says(SCHOOL)


@BOTH_WAYS
def test_a_topic_can_be_chosen_without_a_word(visitor: Visitor) -> None:
    chat = visitor.opens(Chat, "/chat").press("I want to tell the police about a crime")
    assert "101" in chat.numbers()


@BOTH_WAYS
def test_nothing_is_not_sent(visitor: Visitor) -> None:
    chat = visitor.opens(Chat, "/chat")
    chat.button("Send").click()
    chat.problem("Write a message first")


@BOTH_WAYS
def test_danger_is_answered_with_999_first(visitor: Visitor) -> None:
    chat = visitor.opens(Chat, "/chat").say(IN_DANGER)
    assert chat.first_way_out() == "tel:999"
    expect(chat.reply()).to_contain_text("55")
    # The words of that turn are stored nowhere.
    chat.never_says(IN_DANGER)


@BOTH_WAYS
def test_leaving_quickly_forgets_what_was_said(visitor: Visitor) -> None:
    chat = visitor.opens(Chat, "/chat").say(SCHOOL)
    chat.leave_now()
    chat = visitor.opens(Chat, "/chat")
    chat.never_says(SCHOOL)
    assert len(chat.turns()) == 1


def test_escape_three_times_leaves_too(visitor: Visitor) -> None:
    chat = visitor.opens(Chat, "/chat").say(SCHOOL)
    chat.leave_now(by_keyboard=True)
    visitor.page.go_back()
    chat = visitor.opens(Chat, "/chat")
    chat.never_says(SCHOOL)


def test_without_the_bot_the_page_says_so_and_searches(visitor: Visitor, live_stack: Stack) -> None:
    chat = visitor.opens(Chat, "/chat")
    end_bot(live_stack)
    chat = chat.say(SCHOOL)
    expect(chat.reply()).to_contain_text("waking up or away")
    assert chat.services()
    chat = chat.say(IN_DANGER)
    assert chat.first_way_out() == "tel:999"


def end_bot(stack: Stack) -> None:
    """Kill the bot of this product; its supervisor starts it again, which takes a while."""
    listed = subprocess.run(["ps", "-axo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    for line in listed.splitlines():
        pid, parent, command = line.split(maxsplit=2)
        if int(parent) == stack.process.pid and "serve.py" in command.split():
            os.kill(int(pid), signal.SIGKILL)
            return
    raise AssertionError("no bot is running")
