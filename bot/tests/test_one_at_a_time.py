"""One process takes the messages of a conversation one after the other, however fast they come: none is lost."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from conftest import TOKEN, Bot, call

MESSAGES = 24


def test_messages_of_one_conversation_that_come_at_once_are_all_kept_and_answered(bot: Bot) -> None:
    def say(number: int) -> Any:
        return bot.post({"sender": "in-a-hurry", "message": f"hello {number}", "metadata": {"language": "en"}})

    with ThreadPoolExecutor(MESSAGES) as pool:
        replies = list(pool.map(say, range(MESSAGES)))
    assert all(len(reply) == 1 for reply in replies)
    events = call(f"{bot.url}/conversations/in-a-hurry/tracker?token={TOKEN}", method="GET")["events"]
    said = [event["text"] for event in events if event["event"] == "user"]
    assert sorted(said) == sorted(f"hello {number}" for number in range(MESSAGES))
