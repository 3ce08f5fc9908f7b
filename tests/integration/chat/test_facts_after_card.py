"""After a 999 card a message that only adds who, where or when: where to ring, again."""

from collections.abc import Callable
from typing import Any

import pytest

DANGER = "he is outside my door with a knife right now please help me"


@pytest.mark.parametrize("fact", ["it was this morning", "hes 16", "i am a woman 24"])
def test_a_fact_after_the_card_says_again_where_to_ring(bot: Any, say: Callable[..., Any], fact: str) -> None:
    name = say(DANGER)["conversation"]
    reply = say(fact, conversation=name)
    assert (reply["route"], reply["alert"]) == ("emergency_999", "emergency")
    assert bot.asked == []
    assert say("thank you, the police are here now", conversation=name)["route"] == "greeting"
