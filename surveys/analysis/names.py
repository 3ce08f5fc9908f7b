"""Names of private people in a text, by the words around them and by a list of given names."""

import re
from functools import lru_cache
from pathlib import Path

from surveys.analysis.names_near import NEVER, near, written_with_care

_RELATION = (
    "son|daughter|brother|sister|mum|mother|dad|father|husband|wife|partner|boyfriend|girlfriend|bf|gf|ex|cousin"
    "|nephew|niece|uncle|aunt|auntie|grandson|granddaughter|"
    "friend|mate|neighbour|neighbor|boy|girl|stepdad|stepson|landlord|boss|teacher|best friend|bestie|bro|sis"
    "|mates|friends|kid|child|lad|baby|social worker|pupil|student|client|tenant|lodger|manager|ex-husband|ex-wife"
    "|grandma|nan|grandad"
)
_UPPER = "A-ZŁŚŻŹĆÓĘĄŞŠȘȚÎÂÇĞÉÁÍÑÖÜË"
_LOWER = "a-ząćęłńóśźżăâîșțşğıçöüéèêëïáíñãõôú"
_NAME = rf"[{_UPPER}][{_LOWER}]+(?:['’\-][{_UPPER}]?[{_LOWER}]+)*"
_FULL = rf"{_NAME}(?:\s+(?:al-|El |Al |bin |ibn |de |van |O['’])?{_NAME}){{0,2}}"


def _listed(name: str) -> list[str]:
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


_ARABIC_NAMES = "|".join(sorted(_listed("given_names_arabic.txt"), key=len, reverse=True))
_AFTER = (
    re.compile(rf"\b(?:[Mm]y|[Oo]ur|[Hh]is|[Hh]er|[Tt]heir)\s+(?:\w+\s+)?(?:{_RELATION}),?\s+({_FULL})"),
    re.compile(
        rf"\b(?:called|named|name is|name's|names|known as|goes by|nickname(?: is)?|call (?:him|her|me|myself)|AKA"
        rf"|aka)\s+({_FULL})"
    ),
    re.compile(
        rf"\b((?:[Mm]r|[Mm]rs|[Mm]s|[Mm]iss|[Dd]r|[Rr]ev|[Ii]mam|[Rr]abbi|[Ff]ather|[Aa]untie|[Uu]ncle"
        rf"|[Ss]ir)\.?\s+(?:{_FULL}|[{_UPPER}]\b))"
    ),
    re.compile(r"\b((?:mr|mrs|miss) (?!and\b|is\b|was\b|who\b|in\b|the\b|out\b|my\b|it\b|you\b|a\b)[a-z]{3,})\b"),
    re.compile(rf"\b([Pp]an(?:i|a|ią|em|u)?\s+{_FULL})"),
    # ", Safiya," and "Marlon T, 15,"
    re.compile(rf"\w,\s+({_FULL})\s*(?:,\s|\.\s|\(|\d{{5}}|$)"),
    re.compile(rf"\b({_NAME}(?:\s[{_UPPER}]\b|\s{_NAME})?),\s+(?:aged\s+)?\d{{1,2}}\b"),
    re.compile(rf"\b({_NAME})\s+(?:opposite|(?:and|n|an) (?:them|his|her|their|dem)\b|n \w+ lot\b)"),
    re.compile(
        rf"\b(?:I'm|I am|Im|[Tt]his is|[Ss]igned|[Rr]egards|[Tt]hanks|[Cc]heers|[Ll]ove from"
        rf"|[Ff]rom),?\s+({_NAME}(?:\s+{_NAME})?)[\s,.!]*(?:$|\n|and |from |at |here|\d)"
    ),
    re.compile(
        rf"({_FULL}),?\s+(?:who lives|lives? (?:at|on|in|next|above|below|upstairs|opposite)|from (?:number|no\.?"
        rf"|next door|flat|year|upstairs|downstairs|my (?:class|school|year|block))|at number|in year|next door"
        rf"|upstairs)"
    ),
    re.compile(
        rf"\b(?:[Mm]am na imię|[Nn]azywam się|[Jj]estem|[Ss]yn|[Cc]órka|[Ss]ąsiad(?:ka)?|[Mm]ąż"
        rf"|[Kk]olega|[Kk]oleżanka|[Bb]rat|[Ss]iostra|[Ss]yna|[Cc]órkę|[Mm]oja|[Mm]ój)\s+({_FULL})"
    ),
    re.compile(r"(?:اسمي|اسمه|اسمها|يدعى|تدعى|اسمو)\s+([\u0621-\u064a]{3,})"),
    re.compile(
        r"(?<![\u0621-\u06ff])((?:السيد|السيدة|الأستاذ|الأستاذة|الدكتور|الدكتورة|د\.|كابتن"
        r"|الشيخ)\s+[\u0621-\u064a]{3,}(?:\s+ال[\u0621-\u064a]{3,})?)"
    ),
    re.compile(rf"((?:أم|ام|أبو|ابو|عمو|خالة|حجة|حاج)\s+(?:{_ARABIC_NAMES}))(?![\u0621-\u06ff])"),
    re.compile(rf"(?<![\u0621-\u06ff])((?:{_ARABIC_NAMES})(?:\s+ال[\u0621-\u064a]{{3,}})?)(?![\u0621-\u06ff])"),
    # A name before its telephone number or e-mail.
    re.compile(r"([\u0621-\u064a]{3,}\s+[\u0621-\u064a]{3,})\s+(?=0\d{4})"),
    re.compile(rf"({_NAME}\s{_NAME})[,:]?\s+(?=\S+@|0\d{{4}}|\+44)"),
)
_ARABIC_LETTER = re.compile(r"[\u0621-\u064a]")
_AFTER_LATIN = tuple(
    pattern for pattern in _AFTER if not _ARABIC_LETTER.search(pattern.pattern.replace(r"\u0621", "ب"))
)
# Public people in their public role (codebook.md) and words that look like names in this borough.
_PUBLIC = re.compile(
    r"^(?:sadiq khan|keir starmer|starmer|rishi sunak|sunak|boris johnson|boris|suella braverman|braverman|mark "
    r"rowley|theresa freeman|margaret thatcher|thatcher|donald trump|trump|andrew tate|tate|"
    r"nigel farage|farage|king charles|charles|stephen lawrence|sarah everard|damilola taylor|yvette cooper|priti "
    r"patel|kemi badenoch|tony blair|marcus rashford|elon musk|musk|mayor khan|theresa villiers|villiers|matthew "
    r"offord|mike freer|sarah sackman|dan tomlinson|sunak's)(?:'s|’s)?$",
    re.I,
)
_NOT_PERSON = re.compile(
    r"^[\s]*(?:['’]s\s+)?(?:road|rd|street|st|avenue|ave|lane|close|drive|way|gardens|crescent|court|house|park"
    r"|station|school|academy|college|church|hospital|centre|center|estate|square|grove|hill|broadway|common"
    r"|woods?|farm|cross|green|ward|foundation|trust|hub|clinic|surgery|pub|club|mosque|synagogue|arms|hall"
    r"|theatre|library|playing fields?|rec|recreation|bridge|tube|underground|line|brook|court|shopping|market"
    r"|supermarket|homes|and wells)\b",
    re.I,
)


_STOP_FOLDED = frozenset(word.lower() for word in _listed("not_names.txt"))
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_PERSON_SIGN = re.compile(
    rf"\b(?:{_RELATION}|with|and|told|said|says|ask|asked|by|called|named|saw|knows?|killed|stabbed|hit|beat"
    rf"|threatened|hurt|lost|is|was|has|gave|near|mr|mrs|ms|miss|dear)\s+$",
    re.I,
)


_SPEAKS = re.compile(
    r"\s+(?:said|says|told|asked|threatened|hit|punched|attacked|stabbed|lives|goes|keeps|knows|came|wants|got"
    r"|from (?:next|no|number|upstairs|downstairs))\b",
    re.I,
)
# Short names that are no word of another kind in any of our languages.
_SHORT_SURE = frozenset(
    "alan alex kofi dave gary jake josh liam luke noah omar zara kyle tony paul john emma ryan sean".split()
)


@lru_cache(maxsize=1)
def _given_names() -> tuple[frozenset[str], frozenset[str]]:
    """Names that stand alone, and names that are also words."""
    names = set(_listed("given_names.txt"))
    doubtful = {name[1:] for name in names if name.startswith("!")}
    return frozenset(name for name in names if not name.startswith("!") and name not in doubtful), frozenset(doubtful)


_ENDINGS = (
    ("a", ("",)),
    ("owi", ("",)),
    ("iem", ("",)),
    ("em", ("",)),
    ("ą", ("a",)),
    ("ę", ("a",)),
    ("ię", ("ia",)),
    ("ce", ("ka",)),
    ("ën", ("a", "ë")),
    ("iu", ("",)),
    ("it", ("", "i")),
    ("in", ("", "i")),
)
_WITH_CAPITAL = frozenset(_listed("given_names_capital.txt"))


def _declined(word: str) -> bool:
    """A given name with a Polish or Albanian ending: Dawida, Oliwią, Shpresën, Gencit."""
    names = _WITH_CAPITAL | _given_names()[0]
    for ending, instead in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > (3 if ending == "a" else 2) and any(stem + last in names for last in instead):
            return True
    return False


@lru_cache(maxsize=20_000)
def _as_given_name(token: str) -> tuple[str, bool, bool]:
    """A word without a possessive ending, whether it surely is a given name, and whether it may be one."""
    certain, doubtful = _given_names()
    word = re.sub(r"['’]s?$", "", token)
    plain = word.lower()
    if plain in _STOP_FOLDED and plain not in doubtful:
        return word, False, False
    capital = word[:1].isupper() and not word[1:2].isupper()
    if capital and (plain in _WITH_CAPITAL or _declined(plain)):
        return word, True, False
    # Written in small letters, a name of two to four letters is more often another word.
    sure = (plain in certain and (capital or len(plain) > 4 or plain in _SHORT_SURE)) or (
        plain.endswith("s") and len(plain) > 5 and plain[:-1] in certain
    )
    return word, sure, plain in doubtful and capital


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Drop possessive endings and words that are no part of a name; None when nothing is left."""
    pieces = list(_WORD.finditer(text, start, end))
    while pieces and re.split("['’]", pieces[0].group())[0].lower() in _STOP_FOLDED:
        pieces.pop(0)  # "She's Keeley, 16"
    while pieces and pieces[-1].group().lower().removesuffix("'s").removesuffix("’s") in _STOP_FOLDED:
        pieces.pop()
    # "Victoria Road": a place that begins like a name.
    if (
        not pieces
        or any(_NOT_PERSON.match(piece.group()) for piece in pieces[1:])
        or any(piece.group().lower() in _STOP_FOLDED for piece in pieces)
    ):
        return None
    last = re.sub(r"['’]s?$", "", pieces[-1].group())
    start, end = pieces[0].start(), pieces[-1].start() + len(last)
    if len(text[start:end]) < 2 or _PUBLIC.match(text[start:end]) or _NOT_PERSON.match(text[end:]):
        return None
    return start, end


def _has_surname(text: str, tokens: list[re.Match[str]], index: int) -> bool:
    """Whether a word with a capital follows that may be a surname: "Grace Omondi", not "Grace Church"."""
    if index + 1 >= len(tokens):
        return False
    token, following = tokens[index], tokens[index + 1]
    word = following.group()
    return (
        text[token.end() : following.start()] == " "
        and word[0].isupper()
        and word[1:2].islower()
        and word.lower() not in _STOP_FOLDED
        and word.lower() not in NEVER
        and not _NOT_PERSON.match(word)
    )


def find_names(text: str) -> list[tuple[int, int]]:
    """Places (start, end) of names of private people in the text, first names too."""
    found: list[tuple[int, int]] = []
    for pattern in _AFTER if _ARABIC_LETTER.search(text) else _AFTER_LATIN:
        for match in pattern.finditer(text):
            span = _trim(text, *match.span(1))
            if span:
                found.append(span)
    tokens = list(_WORD.finditer(text))
    found += written_with_care(text)
    for place in near(text, tokens):
        span = _trim(text, *place)
        if span:
            found.append(span)
    for index, token in enumerate(tokens):
        word, sure, doubt = _as_given_name(token.group())
        sure = sure or (doubt and _has_surname(text, tokens, index))
        if not (sure or (doubt and (_PERSON_SIGN.search(text[: token.start()]) or _SPEAKS.match(text[token.end() :])))):
            continue
        capital = word[:1].isupper()
        end = token.start() + len(word)
        # A surname follows a first name with a capital.
        if capital and end == token.end() and index + 1 < len(tokens):
            following = tokens[index + 1]
            gap = text[token.end() : following.start()]
            if (
                gap == " "
                and following.group()[:1].isupper()
                and following.group().lower() not in _STOP_FOLDED
                and len(following.group()) > 1
            ):
                end = following.start() + len(re.sub(r"['’]s?$", "", following.group()))
        span = _trim(text, token.start(), end)
        if span:
            found.append(span)
    return found
