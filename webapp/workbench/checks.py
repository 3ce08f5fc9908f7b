"""What a typed sentence may not be: somebody's data, what is learned or measured with already, or another's danger."""

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from directory.triage import assess
from surveys.analysis.redaction import personal_data
from webapp import config

DANGER = frozenset({"emergency_999", "crisis_suicide"})
"""The routes of danger (contracts.md, ROUTE)."""
LONGEST = 300
"""Characters of a sentence. Messages have 68 in the middle (bot.md, "Understanding")."""
_APOSTROPHES = re.compile(r"['’‘ʼ`´]")
_MARKUP = frozenset("[](){}")  # they mean something in Rasa's training data


@dataclass(frozen=True)
class Problem:
    """Why a sentence is refused: its code, and what in it is meant (personal data that was found)."""

    text: str
    code: str
    detail: str = ""


def one_line(text: str) -> str:
    """Return the text with every run of spaces and line ends as one space."""
    return " ".join(text.split())


def spelling(text: str) -> str:
    """Return the text in one spelling, by which the same sentence is found: lower case, without punctuation."""
    folded = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", text).casefold())
    return " ".join("".join(" " if unicodedata.category(sign)[0] in "PSCZ" else sign for sign in folded).split())


def problem(text: str, language: str, route: str) -> Problem | None:
    """Return why a sentence cannot be proposed for a route, or None.

    Codes: too_long, no_words, signs, personal (with what was found), learned, measured, danger.
    """
    if len(text) > LONGEST:
        return Problem(text, "too_long")
    if not spelling(text) or not any(sign.isalpha() for sign in text):
        return Problem(text, "no_words")
    if _MARKUP & set(text) or any(unicodedata.category(sign) in {"Cc", "Cs", "Co", "Cn"} for sign in text):
        return Problem(text, "signs")
    if found := personal_data(text):
        return Problem(text, "personal", ", ".join(found))
    learned, measured = known(config.bot_home())
    if spelling(text) in measured:
        return Problem(text, "measured")
    if spelling(text) in learned:
        return Problem(text, "learned")
    if route not in DANGER and assess(text, language).tier == "hard":
        # The danger check answers it before the bot is asked, so the bot must not learn that it is something else.
        return Problem(text, "danger")
    return None


def is_doubtful(text: str, language: str, route: str) -> bool:
    """Tell whether the danger check would add a line on 999 to it: the bot still answers, so it may be learned."""
    return route not in DANGER and assess(text, language).tier == "soft"


@lru_cache(maxsize=1)
def known(bot: Path) -> tuple[frozenset[str], frozenset[str]]:
    """Return the spellings of what the shipped bot learns from and of what it is measured with; read once.

    Both empty where the bot's project is not beside this site.
    """
    learned: set[str] = set()
    for path in (bot / "data" / "nlu").glob("*/*.yml"):
        lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
        learned |= {spelling(line[2:]) for line in lines if line.startswith("- ") and not line.startswith("- intent:")}
    measured = {
        spelling(str(json.loads(line)["text"]))
        for path in (bot / "evaluation").glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    }
    return frozenset(learned), frozenset(measured)
