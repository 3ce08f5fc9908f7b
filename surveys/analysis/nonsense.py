"""Junk that must make no theme: spam, keyboard noise, test strings, code, markup (codebook.md, "Other fields").

A lazy non-answer ("idk", ".") is not nonsense.
"""

import re
from functools import lru_cache

from surveys.analysis.text import WORD, fold

_CODE = re.compile(
    r"<\s*/?\s*(?:script|img|iframe|svg|html|body|div|b|a|p|br|h1|style|meta)\b[^>]*>?|\b(?:drop|alter)\s+table\b"
    r"|\bunion\s+select\b|\bselect\b.+\bfrom\b.+(?:;|--|where)"
    r"|'\s*or\s*'?1'?\s*=\s*'?1|\{\{.*\}\}|\$\{.*\}|javascript:|\balert\s*\(|/etc/passwd|\.\./\.\./|\beval\s*\("
    r"|\bconsole\.log|\bnull\b\s*[;)]|<\?php|%3Cscript|\brm -rf\b",
    re.IGNORECASE,
)
_SIGN = re.compile(r"[^\w\s.,!?'’\"]")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+\.(?:org|com|net|example|ru)/\S*", re.IGNORECASE)
_LURE = re.compile(
    r"\b(?:viagra|forex|seo services|cheap (?:meds|followers)|free iphone|earn (?:£|\$)\d+"
    r"|click (?:here|this|my link|the link)|buy (?:followers|now)|loan approved|make money (?:fast|online|from home)"
    r"|work from home and|whatsapp \+?\d{6,}|promo code|discount code|100% free|congratulations you"
    r"|(?:sub|subscribe) to my (?:channel|youtube)|my soundcloud|stream my|اربح|اضغط هنا|kliknij (?:teraz|tutaj)"
    r"|pożyczk\w+|wygraj)\b",
    re.IGNORECASE,
)
_PRICE = re.compile(r"\d+ ?(?:euro|%|€)|[£$€%]\d+|\bbuy\b", re.IGNORECASE)
# People tell of these too: where gangs meet, what a girl is made to do, who writes to a child.
_ALSO_SAID = re.compile(r"\b(?:bitcoin|crypto|casino|onlyfans|dm me)\b", re.IGNORECASE)
_TEST = re.compile(
    r"(?:(?:test(?:ing|y|er)?|this is (?:just )?a test|hello world|lorem ipsum.*|foo(?: ?bar)?|asdf\w*|qwert\w*"
    r"|abc(?:d\w*)?|12345\d*|aaa+|blah(?: blah)*|la ?la ?la|undefined|null|nan|sample answer|dummy|[\d\s.,:/+-]{2,}"
    r"|(?:test(?:ing)?[ 123,.]*)+|zaq\w*|jhg\w*|hjkl\w*|dfg\w*|1 ?2 ?3(?: ?4)?|(?:poo|wee|bum|fart|lol|ha"
    r"|haha){2,})[\s.!]*)",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[.\-_?!,…؟/\\ ]+")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SHORT_FORMS = frozenset(
    "cctv pcso pcsos pcs asb lgbt tbh hmo hmos nhs cst mh shh hmm ngl smh gdpr ptsd xbox wtf pls plz ppl txt bc tv "
    "dv xxx nvm btw mps lgbtq brb rn nthng nth dnt wnt cmhts dwp mps".split()
)


@lru_cache(maxsize=20_000)
def _mashed(word: str) -> bool:
    """Keys struck at random: no vowel, one letter again and again, or a run along a keyboard row."""
    if len(word) < 3 or not word.isascii() or not word.isalpha() or word in _SHORT_FORMS:
        return False
    if len(word) == 3:
        return any(word in row or word in row[::-1] for row in _ROWS)
    vowels = sum(letter in "aeiouy" for letter in word)
    if vowels == 0 or re.search(r"([a-z])\1{3,}", word):
        return True
    if re.search(r"[bcdfghjklmnpqrstvwxz]{6,}", word):
        return True
    if len(word) >= 8 and len(set(word)) <= 3:
        return True
    for row in _ROWS:
        run = longest = 0
        for first, second in zip(word, word[1:], strict=False):
            near = first in row and second in row and abs(row.index(first) - row.index(second)) == 1
            run = run + 1 if near else 0
            longest = max(longest, run)
        if longest >= 3 and longest >= len(word) - 3:
            return True
    return vowels / len(word) < 0.13 and len(word) >= 10


def _may_be_code(text: str) -> bool:
    """A cheap test first: code has signs that answers hardly have, or one of a few words."""
    folded = text.casefold()
    return bool(_SIGN.search(text)) or any(word in folded for word in ("table", "select", "console"))


def _is_spam(text: str) -> bool | None:
    """Whether a text that has an address, or words of advertisements, is one; None where it has neither.

    An address alone makes none: people show the club that they mean. Nor does one word that people also say.
    """
    without = _ADDRESS.sub(" ", text)
    lures, said = len(_LURE.findall(without)), len(_ALSO_SAID.findall(without))
    address = without != text
    if not (address or lures or said):
        return None
    words = len(WORD.findall(_ALSO_SAID.sub(" ", _LURE.sub(" ", without))))
    if lures or (address and _PRICE.search(without)):
        return lures + said > 1 or (lures > 0 and address) or words < 12
    return words < (7 if address else 3)


def is_nonsense(text: str) -> bool:
    """True for spam, gibberish, test strings, code, markup with no answer and emoji with no readable answer."""
    stripped = text.strip()
    if not stripped or _MARKS.fullmatch(stripped):
        return False
    if _may_be_code(stripped) and _CODE.search(stripped):
        left = [word for word in WORD.findall(_CODE.sub(" ", stripped)) if word.isalpha()]
        return len(left) < 6
    if _TEST.fullmatch(stripped):
        return True
    if (spam := _is_spam(stripped)) is not None:
        return spam
    if not any(character.isalpha() for character in stripped):
        return True  # emoji or digits only
    found = WORD.findall(fold(stripped).text)
    letters = [word for word in found if word.isalpha()]
    mashed = sum(_mashed(word) for word in letters)
    if letters and mashed / len(letters) >= 0.5:
        return True
    return len(found) >= 5 and len(set(found)) <= max(1, len(found) // 5)
