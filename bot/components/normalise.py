"""One way of writing for words that mean the same: accents, apostrophes, repeated letters, digits, letter forms.

Used when the model is trained and when it answers, so that "pleeease", "PLEASE" and "plèase" are one word, and a
message typed without Polish accents or with Persian letter forms still meets its examples (bot.md, "Understanding").
"""

import re
import unicodedata
from collections import Counter

# Letters that do not fall apart into a base and an accent.
_LETTERS = str.maketrans(
    {
        "ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ə": "e",
        # Arabic and Persian forms of one letter
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي",
        "ؤ": "و", "ة": "ه", "ک": "ك", "ھ": "ه", "ۀ": "ه",
        "ـ": "", "\u200c": " ", "\u200d": "", "\u200e": "", "\u200f": "",
        "’": "'", "‘": "'", "`": "'", "´": "'",
    }
)  # fmt: skip
_REPEATED = re.compile(r"([^\W\d])\1{2,}")
_NUMBERS = re.compile(r"\d+")
_SPACES = re.compile(r"\s+")
_WORDS = re.compile(r"\w+")


def plain_digits(text: str) -> str:
    """Return the text with every decimal digit of any script as 0-9."""
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() and not c.isascii() else c for c in text)


def normalise(text: str) -> str:
    """Return the text in lower case, without accents, apostrophes or repeated letters, digits of any script as 0-9."""
    text = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = plain_digits(text).replace("'", "")
    # Two letters, not one: "too" and "off" must stay what they are.
    return _SPACES.sub(" ", _REPEATED.sub(r"\1\1", text)).strip()


def for_learning(text: str) -> str:
    """Return the normalised text with every number as one sign: which number it is says nothing about the topic.

    999, 101 and 111 stay, for they name services.
    """
    return _NUMBERS.sub(lambda m: m.group() if m.group() in {"999", "101", "111", "112"} else "0", normalise(text))


def words(text: str) -> list[str]:
    """Return the words of an already normalised text."""
    return _WORDS.findall(text)


_ARABIC_BEFORE = re.compile(r"^(?:وال|بال|فال|كال|لل|ال|و|ب|ل)(?=\w{3})")
_ARABIC_AFTER = re.compile(r"(?<=\w{3})(?:ها|هم|نا|ني|ه|ي|ك|ات|ون|ين)$")
STEM_LETTERS = 5


def stems(text: str) -> str:
    """Return the text with each word cut to what its forms share, ready for learning.

    Crude and the same for every language: the first five letters (enough for English and Polish endings), and for
    Arabic words the article and the commonest joined pronouns taken off.
    """
    return " ".join(_stem(word) for word in words(for_learning(text)))


def _stem(word: str) -> str:
    if "\u0600" <= word[0] <= "\u06ff":
        return _ARABIC_AFTER.sub("", _ARABIC_BEFORE.sub("", word))
    return word[:STEM_LETTERS]


def as_written(text: str) -> str:
    """Return the text in lower case and one Unicode form, its letters as they were written."""
    return unicodedata.normalize("NFC", text).casefold()


def script(text: str) -> str:
    """Return the script of the most letters: "LATIN", "ARABIC", "GUJARATI" …; "" where there are no letters."""
    names = Counter(unicodedata.name(c, "?").split()[0] for c in text if c.isalpha())
    return names.most_common(1)[0][0] if names else ""
