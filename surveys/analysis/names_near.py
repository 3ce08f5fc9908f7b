"""Names by the word beside them, in every language of the surveys, and the ways that people write a name with care.

Looking words up costs less than patterns: every word with a capital is met once, whatever the number of languages.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

_SIGNS = yaml.safe_load(Path(__file__).with_name("name_signs.yaml").read_text(encoding="utf-8"))
BEFORE, BETWEEN, AFTER, NEVER = (frozenset(_SIGNS[name].split()) for name in ("before", "between", "after", "never"))
_NEAR_GAP = re.compile(r"[,:]?\s|\s[(\"'“‘]")
# Forms of address are masked with the name: "Sgt Bridget", "Jignesh sir".
_TITLES = frozenset(
    "sgt constable officer don doña dona sr sra srta monsieur madame mme mlle signor signora sig senhor senhora seu"
    " domnul doamna unchiul tanti nenea nea macallin xaaji sheekh zoti zotin zonja zonjën".split()
)
_SHORT = frozenset("sr sra srta sig m mme mlle dl dna sgt st znj".split())  # written with a full stop
_CAPITAL = r"[^\W\d_a-zà-öø-ÿ]"
_NAME = rf"{_CAPITAL}[^\W\d_]+(?:['’\-][^\W\d_]+)*"
# "Igor W.", "Hafsa M," and "A. Rahimi": a name cut short to hide it still says who.
_CUT = re.compile(
    rf"(?<!\w)(?!(?:Year|Plan|Option|Block|Grade|Group|Vitamin|Wing|Class|Part|Section|Hep|Type|Zone|And|Or|But)\s)"
    rf"({_NAME}\s[B-HJ-Z](?:\.(?=\s*[,;:)]|\s+[a-z0-9])|(?=[,;:)])))"
    rf"|(?<![\w.]\s)(?<!\w)([A-Z]\.\s?{_NAME}(?:-{_NAME})?)"
)
_CLIENT = re.compile(rf"\b(?:[Cc]lient|[Pp]atient|[Pp]upil|[Ss]tudent|[Rr]esident|[Tt]enant)\s([A-Z]\.\s?{_NAME})")
# A name alone between marks, right before a telephone number or a mail address.
_BEFORE_NUMBER = re.compile(
    r"(?:^|[.,:;،।\n]\s*)((?:[^\W\d_][^\W\d_\u0A80-\u0AFF]*|[\u0A80-\u0AFF.]+)"
    r"(?:[ \u200c](?:[^\W\d_]+|[\u0A80-\u0AFF]+)){0,2})[,،:]\s+(?=(?:\+44|0)\d|\S+@\w)"
)
_NUMBERS = frozenset(
    "phone tel telephone mobile mob email e-mail mail number call text ring whatsapp contact cell on at me tel."
    " numer telefon telefono téléphone numéro teléfono correo telefone número telefoni nr رقم رقمي رقم هاتف هاتفي"
    " موبايل تلفن شماره ایمیل موبایل ફોન નંબર મોબાઇલ ઈમેલ".split()
)
_GUJARATI = re.compile(r"[\u0A80-\u0AFF]+")
_GUJARATI_NAME = re.compile(r"([\u0A80-\u0AFF]{2,}(?:ભાઈ|ભાઇ|બેન|બહેન|કાકા|માસી))(?![\u0A80-\u0AFF])")
_GUJARATI_TITLE = re.compile(r"((?:મિસ્ટર|મિસિસ|શ્રી|શ્રીમતી|ડૉ\.|ડો\.)\s[\u0A80-\u0AFF]{2,}(?:\s[\u0A80-\u0AFF]{3,})?)")
_GUJARATI_PLAIN = frozenset("પડોશીભાઈ પોલીસભાઈ મોટાભાઈ નાનાભાઈ ભાઈબેન મોટીબેન નાનીબેન દુકાનદારભાઈ પાડોશીબેન".split())
_PERSIAN_TITLE = re.compile(
    r"(?<![\u0600-\u06ff])((?:آقای|سرکار خانم|دکتر|جناب|استاد)\s(?!همسایه|پلیس|شهردار|مدیر|معلم|دکتر|رییس|رئیس|وکیل)"
    r"[\u0621-\u06cc]{3,}(?:\s(?!و\s|از\s|که\s|به\s|در\s|هر\s|را\s|هم\s|با\s)[\u0621-\u06cc]{3,}(?=[,،:]))?)"
)
_PERSIAN = re.compile(r"[پچژگکی]")


def near(text: str, tokens: Sequence[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """Places of words with a capital that stand beside a word which tells of a person; a surname goes with them."""
    folded = [token.group().lower() for token in tokens]
    for index, token in enumerate(tokens):
        word = token.group()
        if not word[0].isupper() or not word[1:2].islower() or folded[index] in NEVER:
            continue
        start, end = token.start(), token.end()
        follows = _sign_after(text, tokens, folded, index)
        if follows:
            end = tokens[index + 1].end()
        elif not _sign_before(text, tokens, folded, index):
            continue
        if index and folded[index - 1] in _TITLES:
            start = tokens[index - 1].start()
        if not follows and index + 1 < len(tokens):
            following = tokens[index + 1]
            gap, surname = text[end : following.start()], following.group()
            if gap == " " and surname[0].isupper() and len(surname) > 1 and folded[index + 1] not in NEVER:
                end = following.end()
        yield start, end


def _sign_before(text: str, tokens: Sequence[re.Match[str]], folded: Sequence[str], index: int) -> bool:
    place = index - 1
    for _skipped in range(3):
        if place < 0:
            return False
        gap = text[tokens[place].end() : tokens[place + 1].start()]
        if not (_NEAR_GAP.fullmatch(gap) or (gap == ". " and folded[place] in _SHORT)):
            return False
        if folded[place] in BEFORE:
            return True
        if folded[place] not in BETWEEN:
            return False
        place -= 1
    return False


def _sign_after(text: str, tokens: Sequence[re.Match[str]], folded: Sequence[str], index: int) -> bool:
    if index + 1 >= len(tokens) or text[tokens[index].end() : tokens[index + 1].start()] != " ":
        return False
    return folded[index + 1] in AFTER


def written_with_care(text: str) -> Iterator[tuple[int, int]]:
    """Places of names that are cut short, that stand before a number, or that Gujarati and Persian mark."""
    for pattern in (_CUT, _CLIENT):
        for match in pattern.finditer(text):
            group = match.lastindex or 0
            yield match.span(group)
    if "@" in text or any(character.isdigit() for character in text):
        for match in _BEFORE_NUMBER.finditer(text):
            if not any(word.lower().strip(".") in _NUMBERS for word in match.group(1).split()) and _may_be(
                match.group(1)
            ):
                yield match.span(1)
    if text.isascii():
        return
    if _GUJARATI.search(text):
        for pattern in (_GUJARATI_NAME, _GUJARATI_TITLE):
            for match in pattern.finditer(text):
                if match.group(1) not in _GUJARATI_PLAIN:
                    yield match.span(1)
    if _PERSIAN.search(text):
        for match in _PERSIAN_TITLE.finditer(text):
            yield match.span(1)


def _may_be(words: str) -> bool:
    """Whether words can be a name: each with a capital where the alphabet has capitals."""
    return all(not word[0].islower() for word in words.split())
