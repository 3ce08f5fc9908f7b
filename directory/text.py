"""Makes words comparable: case, marks and quotes set aside, for every script that people type in."""

import re
import unicodedata

MOST_TOKENS = 200
"""So many words of a query are looked at: a longer text adds cost, not sense."""

_ALIKE = str.maketrans(
    {
        "ł": "l",
        "đ": "d",
        "ø": "o",
        "ı": "i",
        "ß": "ss",
        "æ": "ae",
        # Arabic and Persian letters that people use for one another.
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ة": "ه",
        "ؤ": "و",
        "ئ": "ي",
        "ک": "ك",
        "ـ": None,
        # A joiner only shapes letters.
        "\u200d": None,
        **dict.fromkeys("'’‘ʼ`"),
    }
)


# French "l'école", Italian "dell'ospedale": two words. English "can't", "I'll": one, for little follows.
_ELIDED = re.compile(r"\b(\w{1,5})['’‘ʼ`](?=\w{3})")


def normalise(text: str) -> str:
    """Return `text` in small letters, without accents, quotes and vowel marks, and no look-alike letters."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    # Only marks of Latin and Arabic writing go: those of Indic scripts are letters.
    kept = "".join(char for char in decomposed if not ("\u0300" <= char <= "\u036f" or "\u064b" <= char <= "\u065f"))
    return unicodedata.normalize("NFC", kept).translate(_ALIKE)


def printable(text: str) -> str:
    """Return a text without characters that no page may hold: control characters, halves, unassigned ones."""
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs", "Cn"))


def tokens(text: str) -> list[str]:
    """Return the words of a text, made comparable."""
    # "ex-offender" is one word: somebody's ex is somebody else.
    plain = re.sub(r"\b(\w\w)-(?=\w)", r"\1", normalise(_ELIDED.sub(r"\1 ", text)))
    return "".join(char if unicodedata.category(char)[0] in "LNM" else " " for char in plain).split()
