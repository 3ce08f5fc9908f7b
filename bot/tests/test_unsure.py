"""Only what was not understood is told to the site as such: its figure counts nothing else."""

import asyncio

from actions.follow_up import which
from actions.tell_more import _asking, _forgotten
from actions.turn import Turn
from actions.unsure import not_sure
from actions.wishes import Wishes


def test_only_what_was_not_understood_says_so() -> None:
    turn = Turn(
        sender="x", language="en", intent="nlu_fallback", text="blorp zxq", ranking=[], wishes=Wishes(age=42),
        topic=None, audience=None, said=[], unsure_in_a_row=1, shown=["boost", "mencap"],
    )  # fmt: skip
    said, _events = asyncio.run(not_sure(turn))
    assert said["unsure"] is True
    assert said["route"] is None
    for understood in (_asking(turn), _forgotten(turn), which(turn)):
        assert understood["route"] is None
        assert "unsure" not in understood
