"""Which language somebody writes or asks for, found in the words, and how sure that is.

Short messages are hard, and a wrong guess talks over people's heads: what is not sure is asked, never taken.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from webapp.i18n import languages

_DATA = Path(__file__).with_name("tongue.toml")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Below these the letters' statistics guess (chosen on the training messages of triage and bot).
SURE, LIKELY = 0.9, 0.7
LEAST_WORDS, LEAST_WORDS_FOREIGN = 3, 5
SURE_FOREIGN = 0.98
# Where no everyday word stands in it, of that language or of the page's, the letters have to be surer.
SURE_ALONE, LEAST_WORDS_ALONE = 0.98, 4
# Letters that one language of the Arabic script has and Arabic itself has not.
_PERSIAN, _URDU, _PASHTO, _SORANI = set("یک"), set("ٹڈڑںےہھ"), set("ښځڅړډږ"), set("ڵێۆڕ")
# چ and گ also stand in Arabic as it is spoken in Iraq and the Gulf: they count only beside no Arabic word.
_ALSO_SPOKEN_ARABIC = set("پچژگ")
_PERSIAN_WORDS = frozenset(
    "است را به از که این برای هست نیست شما چی کمک خیلی دارم داره میخوام باید بچه پسرم شوهرم".split()
)
_ARABIC_WORDS = frozenset(
    "في من على الى إلى مو ما هذا هذه عندي وين شنو ايش انا أنا لي عن مع ابني بنتي زوجي امي".split()
)
# Scripts that one language alone uses, of those that people in the borough may write, and none of ours does.
_SCRIPTS = {
    "BENGALI": "bn", "GURMUKHI": "pa", "TAMIL": "ta", "TELUGU": "te", "MALAYALAM": "ml", "SINHALA": "si", "GREEK": "el",
    "HEBREW": "he", "HANGUL": "ko", "THAI": "th", "ARMENIAN": "hy", "GEORGIAN": "ka", "HIRAGANA": "ja",
    "KATAKANA": "ja", "CJK": "zh", "CYRILLIC": "ru", "DEVANAGARI": "hi", "ETHIOPIC": "am",
}  # fmt: skip
# Scripts of several languages: which one, the letters' statistics say.
_SHARED = {"CYRILLIC": {"ru", "uk", "bg", "sr", "mk", "be"}, "DEVANAGARI": {"hi", "ne", "mr"}}
# Languages that we lack, by the English name that people ask for them with.
LACKED = {
    "russian": "ru", "ukrainian": "uk", "bulgarian": "bg", "greek": "el", "hungarian": "hu", "german": "de",
    "dutch": "nl", "lithuanian": "lt", "chinese": "zh", "mandarin": "zh", "cantonese": "yue", "japanese": "ja",
    "korean": "ko", "hindi": "hi", "urdu": "ur", "bengali": "bn", "bangla": "bn", "punjabi": "pa", "tamil": "ta",
    "telugu": "te", "malayalam": "ml", "nepali": "ne", "sinhala": "si", "hebrew": "he", "yiddish": "yi",
    "kurdish": "ku", "pashto": "ps", "amharic": "am", "tigrinya": "ti", "swahili": "sw", "yoruba": "yo", "igbo": "ig",
    "twi": "tw", "tagalog": "tl", "filipino": "tl", "vietnamese": "vi", "thai": "th", "serbian": "sr",
    "czech": "cs", "slovak": "sk", "armenian": "hy", "georgian": "ka",
}  # fmt: skip


@dataclass(frozen=True)
class Heard:
    """The language of a message: its tag (also of one that we lack), and whether that is sure."""

    tag: str
    sure: bool

    @property
    def ours(self) -> bool:
        """Whether we answer in it."""
        return self.tag in languages()


def heard(text: str, page: str) -> Heard | None:
    """Return the language that a message is in where that is another than `page`'s; None where it is not, or unknown.

    A guess that is likely but not sure comes with `sure` False.
    """
    found = _by_script(text) or _by_words(text, page)
    return found if found and found.tag != page else None


def asked_for(text: str, *, certainly: bool = False) -> str | None:
    """Return the tag of the language that somebody asks to be spoken to in, also one that we lack, or None.

    Only a message that is nothing but the wish counts ("speak somali please"; not "a club for somali girls"), unless
    it is `certainly` one, because the bot says so: then a language's name anywhere is enough.
    """
    words = _words(text)
    names = [_names()[word] for word in words if word in _names()]
    if len(set(names)) != 1:
        # "Not in English, in Turkish please": the language that is not spoken now is meant.
        names = [tag for tag in names if tag != "en"]
    if len(set(names)) != 1:
        return None
    rest = [word for word in words if word not in _names() and word not in _asking()]
    return names[0] if certainly or not rest else None


def names() -> dict[str, str]:
    """Return the names that people call languages by, in ours, without accents, with their tags."""
    return dict(_names())


def english_name(tag: str) -> str:
    """Return the English name of a language, ours or lacked; the tag where none is known."""
    known = languages().get(tag)
    if known is not None:
        return known.english_name
    return next((name.capitalize() for name, lacked in LACKED.items() if lacked == tag), tag)


def _by_script(text: str) -> Heard | None:
    """Return the language that the letters alone give away; None for Latin ones, and where there are too few."""
    letters = [letter for letter in text if letter.isalpha()]
    if not letters:
        return None
    scripts = [unicodedata.name(letter, "?").split()[0] for letter in letters]
    script = max(set(scripts), key=scripts.count)
    if script == "LATIN" or scripts.count(script) * 2 < len(scripts):
        return None
    if script == "GUJARATI":
        return Heard("gu", True)
    if script == "ARABIC":
        return _arabic(text)
    tag = _SCRIPTS.get(script)
    if tag is None:
        return None
    if script in _SHARED:
        tag = next((guess for guess, _ in _ranked(text) if guess in _SHARED[script]), tag)
    # One word of a name may stand in another script.
    return Heard(tag, len(letters) > 3 or tag in {"zh", "ja"})


def _arabic(text: str) -> Heard:
    signs = set(text)
    for tag, own in (("ps", _PASHTO), ("ckb", _SORANI), ("ur", _URDU)):
        if signs & own:
            return Heard(tag, True)
    words = text.split()
    arabic = sum(word in _ARABIC_WORDS or word.startswith(("ال", "وال", "بال", "لل")) for word in words)
    persian = sum(word in _PERSIAN_WORDS for word in words)
    if signs & _PERSIAN or persian > arabic or (signs & _ALSO_SPOKEN_ARABIC and not arabic):
        # An Arabic message may be typed on a Persian keyboard, and those letters alone may be a dialect's.
        return Heard("fa", arabic <= persian and bool(signs & _PERSIAN or persian))
    # Neither way sure in one or two words: Persian is written without its own letters at times.
    return Heard("ar", len(_words(text)) >= LEAST_WORDS)


def _by_words(text: str, page: str) -> Heard | None:
    """Return the language of a message in Latin letters, from its everyday words and the letters' statistics."""
    words = _words(text)
    if not words:
        return None
    told = {tag: sum(word in known for word in words) for tag, known in _telling().items()}
    most = max(told.values())
    best = [tag for tag, number in told.items() if number == most]
    at_home = max(told.get(page, 0), told["en"] if page != "en" else 0)
    if len(words) == 1:
        # "aiuto": a word that one language alone has, and too long to be a slip.
        alone = len(best) == 1 and most == 1 and len(words[0]) >= 5 and best[0] != "en"
        return Heard(best[0], False) if alone else None
    guess, chance = _ranked(text)[0]
    if guess in told:
        if len(words) >= LEAST_WORDS and chance >= SURE and told[guess] == most and told[guess] > told.get(page, 0):
            return Heard(guess, True)
        if len(words) >= LEAST_WORDS_ALONE and chance >= SURE_ALONE and not at_home and told[guess] == most:
            return Heard(guess, True)
        if best == [guess] and told[guess] > at_home:
            return Heard(guess, len(words) >= LEAST_WORDS and told[guess] >= 2 * at_home + 2)
        if chance >= LIKELY and told[guess] >= told.get(page, 0):
            return Heard(guess, False)
    if len(best) == 1 and most >= at_home + 2:
        return Heard(best[0], False)
    if len(words) >= LEAST_WORDS_FOREIGN and chance >= SURE_FOREIGN and most * 4 <= len(words):
        return Heard(guess, True) if guess in LACKED.values() else None
    return None


def _ranked(text: str) -> list[tuple[str, float]]:
    return [(str(tag), float(chance)) for tag, chance in _identifier().rank(text)[:8]]


@cache
def _identifier() -> Any:
    # Loaded at the first message: it takes longer than a page may.
    from py3langid.langid import _load_identifier

    return _load_identifier(norm_probs=True)


def _words(text: str) -> list[str]:
    return _WORD.findall(_fold(text))


def _fold(text: str) -> str:
    text = unicodedata.normalize("NFKD", text.casefold().replace("’", "'").replace("ı", "i").replace("ł", "l"))
    return "".join(letter for letter in text if not unicodedata.combining(letter))


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


@cache
def _telling() -> dict[str, frozenset[str]]:
    return {tag: frozenset(_words(words)) for tag, words in _read()["words"].items()}


@cache
def _names() -> dict[str, str]:
    ours = {name: tag for tag, names in _read()["names"].items() for name in _words(names)}
    return LACKED | ours


@cache
def _asking() -> frozenset[str]:
    return frozenset(_words(_read()["ask"]))
