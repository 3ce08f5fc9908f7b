"""What a ward walk's device judges by itself is what the server takes: compared value by value, in a real browser."""

import base64
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser

from surveys.questions import TYPES, InvalidAnswer, clean
from tools.console import ROOT

pytestmark = pytest.mark.browser

Judge = Callable[[dict[str, Any], Any], str | None]
SCRIPT = ROOT / "webapp" / "assets" / "js" / "walk-checks.js"
NUMBERS = [
    "12", "0", "-0", "+7", "-5", "\N{MINUS SIGN}5", "12e3", "1e2", "0x10", "Infinity", "NaN", "", "1.0", "1.5", "1,5",
    "1,250", "1.250", "12,50", "1 250", "1\N{NARROW NO-BREAK SPACE}250", "1'250", "1,250,000", "1.2.3", ".5", "5.",
    "--5", "12 years", "1" * 15, "1" * 16, "1" * 61, "1.1234567890", "\u0661\u0662", "\u06f1\u06f2",
    "\u0ae7\u0ae8", "\u09e7\u09e8", "\N{MATHEMATICAL BOLD DIGIT THREE}", "\u0661\u066b\u0665", "\u00b2", "\u00bd",
    "119", "120", "121", "-1",
]  # fmt: skip
SMILE = "\N{SLIGHTLY SMILING FACE}"


@pytest.fixture(scope="module")
def judge(browser: Browser) -> Judge:
    """The device's verdict on a value under rules: the code of a sentence, or None."""
    page = browser.new_page()
    script = base64.b64encode(SCRIPT.read_bytes()).decode()
    ask = f"([rules, value]) => import('data:text/javascript;base64,{script}').then((m) => m.problemOf(rules, value))"
    return lambda rules, value: page.evaluate(ask, [rules, value])


def takes(kind: str, value: Any, **settings: Any) -> bool:
    asked = SimpleNamespace(code="q", type=kind, settings=settings, options=[])
    try:
        clean(asked, value)
    except InvalidAnswer:
        return False
    return True


@pytest.mark.parametrize("settings", [{}, {"whole": False}, {"least": 0, "most": 120}], ids=str)
def test_numbers(judge: Judge, settings: dict[str, Any]) -> None:
    rules = {"type": "number", "whole": True, "least": None, "most": None} | settings
    for text in filter(None, NUMBERS):
        assert (judge(rules, text) is None) == takes("number", text, **settings), text


@pytest.mark.parametrize("text", ["x" * 20, "x" * 21, SMILE * 20, SMILE * 21, "x\ny" * 7])
def test_length(judge: Judge, text: str) -> None:
    for kind, value in (("free_text", text), ("closed_why", {"choice": None, "why": text})):
        assert (judge({"type": kind, "longest": 20}, value) is None) == takes(kind, value, longest=20)


def test_a_required_question_is_not_half_answered(judge: Judge) -> None:
    rows = [{"code": "day"}, {"code": "night"}]
    for value in ({"day": "yes"}, {"day": "yes", "night": "no"}):
        whole = TYPES["grid"].complete(
            SimpleNamespace(code="q", type="grid", settings={"rows": rows}, options=[]),
            [f"{row}.{option}" for row, option in value.items()],
        )
        assert (judge({"type": "grid", "required": True, "rows": 2}, value) is None) == whole
    why = {"type": "closed_why", "required": True, "longest": 20}
    assert judge(why, {"choice": None, "why": "x"}) == "needed"
    assert judge(why, {"choice": "yes", "why": None}) is None
