"""Who is told of what is written here: said first, plainly, and never twice running in the same words."""

from collections.abc import Callable
from typing import Any


def test_the_first_sentence_says_that_nobody_is_told(bot: Any, say: Callable[..., Any]) -> None:
    bot.says("You do not have to give your name.", "privacy")
    first = say("will you tell the police")
    text = first["messages"][0]["text"]
    assert text.startswith("We tell nobody what you write in this chat: not the police, not the Home Office")
    assert "staff who keep people safe read that answer" in text
    bot.says("Nobody reads this chat live.", "privacy")
    second = say("will you tell my parents", conversation=first["conversation"])
    assert second["messages"][0]["text"].startswith("No.")
    before = {message["text"] for message in first["messages"]}
    assert before.isdisjoint(message["text"] for message in second["messages"])
