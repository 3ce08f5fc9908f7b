"""Messages in a language that the model never learned: it would guess, so it is not asked.

There, a short list of plain danger words may raise a caution and nothing more (bot.md: untrained
languages fall into any class, danger too).
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import py3langid
import yaml

from directory.triage.normalise import normalise

_WORDS = Path(__file__).parent / "plain_words.yaml"
_TOKEN = re.compile(r"\w+")
# A message is foreign when the language guesser is sure of a language that was not learned and half
# of its words or more are in no learned language's sentences either: slang and typing mistakes
# fool the guesser, but then the words are still mostly known.
_KNOWN_SHARE = 0.5


def is_unlearned(text: str, familiar: Mapping[str, frozenset[str]]) -> bool:
    """Say whether the text is in none of the learned languages (`familiar`: language -> its words)."""
    words = _TOKEN.findall(normalise(text))
    if not words:
        return False
    known = max(
        (sum(word in vocabulary for word in words) / len(words) for vocabulary in familiar.values()),
        default=0.0,
    )
    if known > _KNOWN_SHARE:
        return False
    language, _ = py3langid.classify(text)
    return language not in familiar


def has_plain_danger_word(text: str) -> bool:
    """Say whether one of the plain danger words or phrases of plain_words.yaml stands in the text."""
    return _pattern().search(normalise(text)) is not None


def is_bare_call(text: str) -> bool:
    """Say whether the whole message is one call for help ("help!!", "999"): too little for a model."""
    return " ".join(_TOKEN.findall(normalise(text))) in _bare_calls()


def names_emergency(text: str) -> bool:
    """Say whether the text names the number of the emergency services."""
    return not {"999", "112"}.isdisjoint(_TOKEN.findall(normalise(text)))


@cache
def _bare_calls() -> frozenset[str]:
    return frozenset(normalise(call) for call in _listed()["bare"])


@cache
def _pattern() -> re.Pattern[str]:
    phrases = {normalise(phrase) for listed in _listed().values() for phrase in listed}
    return re.compile("|".join(_bounded(phrase) for phrase in sorted(phrases)))


def _bounded(phrase: str) -> str:
    # Chinese is written without spaces: there a word has no edge to look for.
    if "\u4e00" <= phrase[0] <= "\u9fff":
        return re.escape(phrase)
    return rf"(?<!\w){re.escape(phrase)}(?!\w)"


@cache
def _listed() -> dict[str, list[str]]:
    listed: dict[str, list[str]] = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return listed
