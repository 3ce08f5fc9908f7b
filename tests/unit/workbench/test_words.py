"""The workbench calls topics what the bot calls them, and every code has words."""

import ast
from pathlib import Path

from webapp.chat.routes import ROUTES
from webapp.documents import workbench_words as words
from webapp.workbench.models import ATTEMPT_STATES, SENTENCE_STATES
from webapp.workbench.training import FAULTS

ROOT = Path(__file__).resolve().parents[3]


def bots_titles() -> dict[str, str]:
    """What stands in the bot's own table, which the site may not import."""
    for node in ast.parse((ROOT / "bot" / "replies.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == "TITLES":
            assert isinstance(node.value, ast.Dict)
            pairs = zip(node.value.keys, node.value.values, strict=True)
            return {ast.literal_eval(key): ast.literal_eval(value.args[0]) for key, value in pairs}  # type: ignore
    raise AssertionError("the bot has no table of titles")


def test_a_topic_has_one_name_for_the_bot_and_for_staff() -> None:
    titles = bots_titles()
    assert titles
    assert {code: str(words.ROUTES[code]) for code in titles} == titles


def test_every_code_has_words() -> None:
    assert set(words.ROUTES) == ROUTES
    assert set(words.STATES) == set(SENTENCE_STATES)
    assert set(words.ATTEMPTS) == set(ATTEMPT_STATES)
    for code in (*FAULTS, "right", "among", "danger", "incomparable"):
        assert words.reason(code) != code
