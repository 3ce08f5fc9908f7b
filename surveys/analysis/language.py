"""Which of the 13 languages that we serve first (domain.md §2) an answer is in."""

from functools import lru_cache
from typing import Any

from py3langid.langid import LanguageIdentifier, _load_identifier

from surveys.analysis.text import fold, words

LANGUAGES = ("en", "ro", "fa", "pl", "ar", "gu", "pt", "es", "it", "tr", "fr", "so", "sq")
FLOOR = 0.75  # below it the identifier is guessing and the page's own language, else English, is the better guess
FEW = 6  # words, up to which a text is told by its words first
UNKNOWN = "und"

# Short answers are too short for letter statistics: the words that give each language away.
_TELLING = {
    "en": "the and is to of in for not they it's more police idk my we you with people kids safe crime knife drugs"
    " street lights cctv club clubs"
    " at on youth dark school nothing no help jobs area gang gangs social media",
    "pl": "nie jest na sie i w z dla wiecej policji mlodych brak po nic bo sa ze",
    "ro": "si nu este pentru mai mult politie droguri copii ca in sunt la",
    "pt": "nao e para mais policia drogas jovens com de os uma falta ruas",
    "es": "no y para mas policia drogas jovenes con los una falta calles el la",
    "it": "non e per piu polizia droga giovani con gli una la il di",
    "tr": "bir ve icin daha polis yok gencler cok uyusturucu degil",
    "fr": "et pas pour plus police drogue jeunes avec les une le la des il",
    "so": "iyo waa in la ka ku dhalinyarada booliska badan uu ay",
    "sq": "dhe per nuk eshte me policia droga te rinjte shume ne",
}
_TELLING_SETS = {language: frozenset(text.split()) for language, text in _TELLING.items()}
_PERSIAN = set("پچژگ") | {"ی", "ک"}


@lru_cache(maxsize=1)
def _identifier() -> Any:
    identifier: LanguageIdentifier = _load_identifier(norm_probs=True, langs=list(LANGUAGES))
    return identifier


def _by_letters(text: str) -> str | None:
    if text.isascii():
        return None
    letters = [character for character in text if character.isalpha()]
    if not letters:
        return None
    arabic = sum("\u0600" <= character <= "\u06ff" for character in letters)
    if sum("\u0a80" <= character <= "\u0aff" for character in text) > len(letters) / 2:
        return "gu"
    if arabic > len(letters) / 2:
        if any(character in _PERSIAN for character in text):
            return "fa"
        return "ar" if not ({"می", "است", "این", "برای"} & set(text.split())) else "fa"
    return None


def detect(text: str, hint: str | None = None) -> str:
    """The language tag of a text. ``hint`` is the language of the page it was written on, used in doubt.

    "und" when there is no letter in it. Latin texts too short to tell count as the hint, else English.
    """
    by_letters = _by_letters(text)
    if by_letters:
        return by_letters
    if not any(character.isalpha() for character in text):
        return UNKNOWN
    found = words(fold(text).text)
    fallback = hint if hint in LANGUAGES and hint not in ("ar", "fa", "gu") else "en"
    if len(found) > FEW:
        language, confidence = _identifier().classify(text)
        return str(language) if confidence >= FLOOR else fallback
    told = {tag: sum(word in telling for word in found) for tag, telling in _TELLING_SETS.items()}
    best = max(told, key=lambda tag: told[tag])
    if told[best] and all(told[best] > count for tag, count in told.items() if tag != best) and best == fallback:
        return best  # whatever the letters say, so they need not be asked
    language, confidence = _identifier().classify(text)
    if told[best] > told.get(str(language), 0):
        return best if told[best] > told[fallback] else fallback
    if confidence < FLOOR or (len(found) < 3 and confidence < 0.95):
        return fallback
    return str(language)
