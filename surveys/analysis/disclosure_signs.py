"""The patterns half of the disclosure detector, read from disclosure_signs.yaml."""

import re
from pathlib import Path

import yaml

from surveys.analysis.text import fold

PATH = Path(__file__).with_name("disclosure_signs.yaml")
_DATA = yaml.safe_load(PATH.read_text(encoding="utf-8"))


def _whole(pattern: str) -> str:
    for name, part in _DATA["parts"].items():
        pattern = pattern.replace(f"<{name}>", part)
    return pattern


SIGNS = tuple(re.compile(_whole(pattern)) for patterns in _DATA["signs"].values() for pattern in patterns)
# General statements and far-off events that use the same words (codebook.md: not a disclosure).
GENERAL = re.compile(_DATA["general"])
# Groups of words by what they tell: who, what harm, whether it goes on.
LEXICON = {name: re.compile(pattern) for name, pattern in _DATA["lexicon"].items()}
WHO = ("close", "one_person", "first", "he_she", "child")
HARM = ("physical", "sexual", "control", "exploited", "weapon", "carries", "self_harm", "neglect")


def reads_like_harm(text: str) -> bool:
    """Whether a part of the text reads like a person telling of harm that goes on; no model is asked."""
    folded = fold(text).text
    return any(pattern.search(folded) for pattern in SIGNS)
