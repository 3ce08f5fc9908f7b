"""Text made comparable: one fold for all alphabets, words, clauses and the parts that a person rejects."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_ARABIC = {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ک": "ك", "ـ": ""}
_QUOTES = {"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "–": "-", "—": "-", "ł": "l", "ı": "i", "ß": "s"}
_KEEP_MARKS = range(0x0A80, 0x0B00)  # Gujarati vowel signs are letters to a reader, not accents

WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_CLAUSE = re.compile(
    r"[.!?؟;؛\n\r…]+|\s[-–—]+\s|[,،]\s*|\s(?:but|although|however|because|cos|coz|so|also|plus|then|ale|bo|oraz"
    r"|więc|لكن|بس|ولكن)\s"
    r"|\s(?:and|i|a|و|że|żeby)\s(?=\S+\s+\S+\s+\S+)",
    re.IGNORECASE,
)

# Rule 4 of codebook.md: what is mentioned only to be rejected is not coded.
REJECTED = re.compile(
    r"\b(?:it'?s|its|it is|is|isn'?t|that'?s)\s+(?:not|nothing to do with)\s+(?:about|because of|just|only|down "
    r"to)?\s*(?:the\s+)?[\w' ]{2,40}"
    r"|\bnothing to do with\b.*"
    r"|\b(?:isn'?t|aint|ain'?t|is not|are not|aren'?t) the (?:answer|problem|issue|cause|reason)\b"
    r"|\b(?:won'?t|wont|wouldn'?t|will not|will never|not gonna|not going to) (?:help|work|solve|fix|change|stop"
    r"|do|make)\b"
    r"|\b(?:don'?t|dont|stop|people|they) blam\w+\b.*|\bto blame\b.*\bnot\b"
    r"|\bto nie (?:jest |są )?(?:wina )?\w+|\bnie pomo[gż]\w*|\bnic nie da\w*"
    r"|ليس(?:ت)? (?:السبب|الحل|المشكله)|لن (?:يحل|تحل|يفيد|تفيد|ينفع|تنفع|يساعد|تساعد)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Folded:
    """A text in lower case, without accents, and for each of its characters the place it came from."""

    text: str
    places: Sequence[int]

    def original(self, source: str, start: int, end: int) -> str:
        """The exact substring of ``source`` that became ``text[start:end]``."""
        if start >= end:
            return ""
        return source[self.places[start] : self.places[end - 1] + 1]


def _fold_character(character: str) -> str:
    character = _QUOTES.get(character, character)
    if character in _ARABIC:
        return _ARABIC[character]
    out = []
    for part in unicodedata.normalize("NFKD", character).lower():
        if unicodedata.combining(part) and ord(part) not in _KEEP_MARKS:
            continue
        out.append(_ARABIC.get(part, _QUOTES.get(part, part)))
    return "".join(out)


class _Table(dict[int, str]):
    """What `str.translate` asks of each character, folded when it is first met: as many as Unicode has, at most."""

    def __init__(self) -> None:
        super().__init__()
        self.uneven: set[str] = set()
        """Those met that become none or several."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        if len(folded) != 1:
            self.uneven.add(chr(code))
        return folded


_TABLE = _Table()


def fold(source: str) -> Folded:
    """Lower case, accents and vowel marks off, alphabets' variants unified, so that "więcej" meets "wiecej"."""
    if source.isascii():  # every character becomes one character
        return Folded(source.lower().replace("`", "'"), range(len(source)))
    text = source.translate(_TABLE)
    if _TABLE.uneven.isdisjoint(source):
        return Folded(text, range(len(source)))
    places = [place for place, character in enumerate(source) for _ in _TABLE[ord(character)]]
    return Folded(text, places)


def words(text: str) -> list[str]:
    """The words of a text in any alphabet, apostrophes and hyphens inside a word kept."""
    return WORD.findall(text)


def clauses(text: str) -> list[str]:
    """The text cut at sentence ends, commas and joining words; a text of one clause gives itself."""
    parts = [part.strip() for part in _CLAUSE.split(text)]
    return [part for part in parts if part] or [text.strip()]


def without_rejected(text: str) -> str:
    """The text without the clauses that only reject a theme (codebook.md general rule 4); "" when all is rejection."""
    if not REJECTED.search(text):
        return text
    kept = [part for part in clauses(text) if not REJECTED.search(part)]
    return ". ".join(kept)
