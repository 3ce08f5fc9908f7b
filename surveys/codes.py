"""The two codes that a person is given: one that opens their answers, one that only names them.

Return code: four words and three digits, "acorn kettle planet tulip 482". Why words: people keep
it on paper or in their head, without e-mail or account, and read it out over the telephone; four
plain words survive that better than fourteen digits, and the digits are there because they read
alike in every language. The list is ours: 512 short concrete English words, no homophones, nothing
violent, no two alike in their first four letters or one letter apart. Only the first four letters
of a word count, so a slip at the end of a word does no harm.
Strength: 4 x log2(512) + log2(1000) = 36 + 9.97 = 45.97 bits (architecture.md asks for 44). That
is too little for a plain hash, so it is stored under a key that is not in the database.
"""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache
from pathlib import Path

from surveys.crypto import keyed_hashes

RETURN_WORDS = 4
RETURN_DIGITS = 3
_WORD_LETTERS = 4
_PURPOSE = "survey return code"
# No vowels (no words by accident) and nothing that is easily misread: 0 O, 1 I L, 5 S, 8 B, 2 Z.
_REFERENCE_ALPHABET = "CDFGHJKMNPQRTVWXY34679"
_REFERENCE_LENGTH = 8


@cache
def return_words() -> tuple[str, ...]:
    """The shipped list of words, in alphabetical order."""
    path = Path(__file__).parent / "return_words.txt"
    return tuple(path.read_text(encoding="utf-8").split())


def new_return_code() -> str:
    """A fresh return code such as "acorn kettle planet tulip 482" (45.97 bits)."""
    words = [secrets.choice(return_words()) for _ in range(RETURN_WORDS)]
    return " ".join([*words, f"{secrets.randbelow(10**RETURN_DIGITS):0{RETURN_DIGITS}d}"])


def normalise_return_code(typed: str) -> str | None:
    """What was typed in the one form that is hashed, or None when it cannot be a return code.

    Capitals, hyphens, commas and spaces do not matter, nor do letters after a word's fourth, nor
    which digits (Arabic or Persian ones) were used.
    """
    folded = unicodedata.normalize("NFKD", typed[:200]).casefold()
    digits = "".join(str(unicodedata.digit(c)) for c in folded if c.isdigit())
    letters = "".join(c if c.isascii() and c.isalpha() else " " for c in folded)
    words = [word[:_WORD_LETTERS] for word in letters.split()]
    if len(words) != RETURN_WORDS or len(digits) != RETURN_DIGITS:
        return None
    return " ".join([*words, digits])


def return_code_hashes(typed: str) -> list[str]:
    """The hashes under which a typed code may be stored, current key first; [] for a non-code."""
    normal = normalise_return_code(typed)
    return [] if normal is None else keyed_hashes(_PURPOSE, normal)


def new_reference() -> str:
    """A fresh reference such as "CV-7K3M-9QTW": 22 to the 8th, unique by the database, opens nothing."""
    drawn = "".join(secrets.choice(_REFERENCE_ALPHABET) for _ in range(_REFERENCE_LENGTH))
    return f"CV-{drawn[:4]}-{drawn[4:]}"


def reference_hashes(reference: str) -> list[str]:
    """The hashes under which a withdrawn reference may be stored, current key first."""
    return keyed_hashes("survey withdrawn reference", reference)
