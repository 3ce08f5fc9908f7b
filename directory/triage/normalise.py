"""One spelling for many: what people type, brought to a form in which like words look alike."""

import re
import unicodedata
from collections.abc import Iterable

# 999 and the like mean what they mean; every other number only matters as "a number of that length".
_MEANINGFUL_NUMBERS = frozenset({"999", "112", "101", "111", "116123", "997", "998", "911"})
_APOSTROPHES = re.compile(r"['’‘ʼ`´]")
_REPEATED = re.compile(r"(\D)\1{2,}")
_DIGITS = re.compile(r"\d+")
_SPACE = re.compile(r"\s+")
# Letters that no decomposition takes apart, and Arabic and Persian forms of one letter.
_LETTERS = str.maketrans(
    {
        "ł": "l", "đ": "d", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe",
        "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ٱ": "ا", "ـ": None, "ھ": "ه",
        "،": ",", "؟": "?", "؛": ";",
    }
)  # fmt: skip
# The long and the short way of saying one thing in English, and what is typed for it on a phone.
_SHORT_FORMS = {
    "i am": "im", "i have": "ive", "i will": "ill", "he is": "hes", "she is": "shes", "it is": "its",
    "they are": "theyre", "you are": "youre", "there is": "theres", "is not": "isnt", "are not": "arent",
    "do not": "dont", "does not": "doesnt", "did not": "didnt", "will not": "wont", "can not": "cant",
    "cannot": "cant", "could not": "couldnt", "would not": "wouldnt", "has not": "hasnt", "aint": "isnt",
    "wanna": "want to", "gonna": "going to", "pls": "please", "plz": "please", "rn": "right now",
    "tonite": "tonight", "2nite": "tonight", "kms": "kill myself", "idk": "i dont know",
}  # fmt: skip
_LONG_FORM = re.compile(r"\b(?:" + "|".join(_SHORT_FORMS) + r")\b")
_SENTENCE_END = re.compile(r"(?<=[.!?؟…\n;؛])\s+|\n+")

_CLAUSE_END = re.compile(r"(?<=[.!?؟…\n;؛,،:])\s+|\n+|\s+[-–—]\s+")

# A message shorter than this is mostly one thought: a clause of it counts for less than a sentence of a long one.
_SHORT = 160
_FEWEST_WORDS = 4
_FEWEST_IN_CLAUSE = 3
# People in a hurry write without full stops: such a run is looked at through a moving window.
_LONGEST_RUN = 36
_WINDOW = 24
_STEP = 12


def normalise(text: str) -> str:
    """Return the text in one spelling: lower case, no accents or apostrophes, letters repeated three
    times or more written once, Arabic letter forms and digits made one, short forms for long ones,
    numbers reduced to their length except emergency ones."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = unicodedata.normalize("NFD", text)
    text = "".join(letter for letter in text if not unicodedata.category(letter).startswith("M"))
    text = text.translate(_LETTERS)
    text = _APOSTROPHES.sub("", text)
    text = _REPEATED.sub(r"\1", text)
    text = _SPACE.sub(" ", text)
    text = _LONG_FORM.sub(lambda match: _SHORT_FORMS[match.group()], text)
    text = _DIGITS.sub(_number, text)
    return text.strip()


def parts(text: str) -> list[str]:
    """Return what to judge in a message: the whole first, then its clauses when it is short, its sentences when it is
    long (very short ones joined to the next, and windows of a run without full stops); danger inside a message about
    something else is so not drowned by the rest."""
    whole = text.strip()
    if is_short(whole):
        found = _joined(_CLAUSE_END.split(whole), _FEWEST_IN_CLAUSE)
    else:
        sentences = _joined(_SENTENCE_END.split(whole), _FEWEST_WORDS)
        found = [window for sentence in sentences for window in _windows(sentence)]
    return [whole] if len(found) < 2 else [whole, *found]


def is_short(text: str) -> bool:
    """Whether a message is cut at its clauses, not at its sentences."""
    return len(text.strip()) <= _SHORT


def _joined(pieces: Iterable[str], fewest_words: int) -> list[str]:
    """Return the pieces, each joined to the next until it has that many words; what is left goes with the last."""
    found: list[str] = []
    waiting = ""
    for piece in pieces:
        waiting = f"{waiting} {piece}".strip()
        if len(waiting.split()) >= fewest_words:
            found.append(waiting)
            waiting = ""
    if not waiting:
        return found
    return [*found[:-1], f"{found[-1]} {waiting}"] if found else [waiting]


def _windows(sentence: str) -> list[str]:
    words = sentence.split()
    if len(words) <= _LONGEST_RUN:
        return [sentence]
    starts = range(0, len(words) - _STEP, _STEP)
    return [" ".join(words[start : start + _WINDOW]) for start in starts]


def _number(match: re.Match[str]) -> str:
    # Arabic and Persian digits become European ones first, so that ٩٩٩ is 999 too.
    digits = "".join(str(unicodedata.digit(digit)) for digit in match.group())
    return digits if digits in _MEANINGFUL_NUMBERS else "0" * min(len(digits), 4)
