"""Personal data in an answer, found as exact substrings, and texts with it masked.

Public numbers and mailboxes, postcode districts (NW9), places and organisations are not personal data
(codebook.md, "Other fields"). No pattern finds every name: a person approves every quotation (dependencies.md).
"""

import re
from collections.abc import Iterable

import phonenumbers

from surveys.analysis.names import find_names

MASK = "█████"

_EMAIL = re.compile(
    r"[\w.+'-]+\s?@\s?[\w-]+(?:\.[\w-]+)+|[\w.+-]+ ?(?:\(at\)|\[at\]| at ) ?(?:gmail|hotmail|yahoo|outlook|icloud"
    r"|live)\b(?: ?(?:\.|dot|\(dot\)) ?\w+)?",
    re.I,
)
_POSTCODE = re.compile(r"\b(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]?\s?\d[ABD-HJLNP-UW-Z]{2})\b", re.I)
_ONE_ADDRESS = re.compile(r",\s{0,2}")
_INITIAL = re.compile(r"\s[^\W\d_]\.$")
_HANDLE = re.compile(r"(?<![\w.])@[A-Za-z0-9_][\w.]{1,29}(?<!\.)")
_NAMED_HANDLE = re.compile(
    r"\b(?:snap(?:chat)?|insta(?:gram)?|ig|tiktok|tik tok|discord|telegram|twitter|kik|psn|gamertag|username|user "
    r"name|handle)\s*(?:is|:|=|name|called|@|account)+\s*(?:is|:)?\s*@?([A-Za-z][\w.]*[\d_.][\w.]*)",
    re.I,
)
_STREET = (
    r"(?:road|rd|street|st|avenue|ave|lane|ln|close|cl|drive|dr|way|gardens|gdns|crescent|cres|court|ct|house"
    r"|place|pl|terrace|grove|hill|park|mews|walk|square|sq|rise|view|green|parade|broadway|row|end|heights|point"
    r"|tower|lodge|mansions|villas|circus|estate|vale|dene|croft|wharf|quay|mount|approach|chase|copse|mill|ridge)"
)
_ADDRESS = re.compile(
    rf"\b(?:(?:شماره|numéro|número|numero|number|nr\.?|no\.?|n[º°])\s+)?"
    rf"(?:(?:flat|apartment|apt|unit|room|block)\s*\d{{0,4}}[a-z]?,?\s*(?:at\s+"
    rf"|of\s+)?)?(?<![\d£])\d{{1,4}}[a-z]?,?\s+(?!(?:years?|months?|weeks?|days?|hours?|minutes?|min|times|people"
    rf"|yr|yrs|out|of|in|at|on|to|and|the|a|per|pm|am)\b)(?:[A-Za-z'’]+\s+){{1,3}}{_STREET}\b\.?"
    rf"|\b(?:flat|apartment|apt)\s+\d{{1,4}}[a-z]?,?\s+(?:[A-Z][\w'’]+\s+){{1,3}}{_STREET}\b"
    r"|\b(?:ul\.|ulica|ulicy|strada|str\.|calle|rua|via|rue)\s+[A-ZŁŚŻŹĆ]\w+(?:\s\w+)?\s+\d{1,4}[a-z]?\b"
    r"|\bflat\s+\d{1,4}[a-z]?\b"
    r"|(?:شارع)\s+\S+(?:\s\S+)?\s+(?:رقم\s+)?\d{1,4}|(?:شقة|بيت|منزل)\s+(?:رقم\s+)?\d{1,4}",
    re.I,
)
# Published help lines and desks (domain.md §3), without the leading nought.
_PUBLIC_NUMBERS = (
    "2083592000",
    "2083594066",
    "2083595000",
    "2032996900",
    "3001236600",
    "800555111",
    "8000684141",
    "8000323263",
    "8004561226",
    "8081689111",
    "8082000247",
    "8088010327",
    "8009995428",
    "8005999247",
    "8088024040",
    "8085002222",
    "8088005000",
    "8001111",
    "8000121700",
    "8000113764",
    "800789321",
)
_PUBLIC_MAIL = re.compile(r"@(?:[\w-]+\.)*(?:barnet\.gov\.uk|gov\.uk|nhs\.(?:uk|net)|police\.uk)$", re.I)
_PUBLIC_BOX = re.compile(r"^(?:info|hello|contact|help|support|enquiries|admin|office|barnetcst)@", re.I)
LEAST_DIGITS = 10  # of a private telephone number
_DIGIT = re.compile(r"\d")
_MAIL_HOST = re.compile(r"(?:\(at\)|\[at\]| at ) ?(?:gmail|hotmail|yahoo|outlook|icloud|live)\b", re.I)
_DIGITS = re.compile(r"\+?\(?\d[\d\s().-]{6,}\d")


def _is_public_number(digits: str) -> bool:
    national = digits.removeprefix("44").lstrip("0")
    return national.startswith(_PUBLIC_NUMBERS) or national.startswith(("800", "808", "300", "116"))


def _phones(text: str) -> Iterable[tuple[int, int]]:
    taken: list[tuple[int, int]] = []
    for match in phonenumbers.PhoneNumberMatcher(text, "GB", leniency=phonenumbers.Leniency.POSSIBLE):
        taken.append((match.start, match.end))
    for found in _DIGITS.finditer(text):
        digits = re.sub(r"\D", "", found.group())
        if 10 <= len(digits) <= 13 and digits.startswith(("0", "44")):
            taken.append(found.span())
    for start, end in taken:
        digits = re.sub(r"\D", "", text[start:end])
        # Fewer than ten digits is a crime reference or a public short number; a mobile or landline has ten or more.
        if len(digits) >= LEAST_DIGITS and digits.startswith(("0", "4", "00")) and not _is_public_number(digits):
            yield start, end


def _spans(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    # Cheap tests first: most answers have neither a digit nor an @.
    has_at, digits = "@" in text, len(_DIGIT.findall(text))
    if has_at or _MAIL_HOST.search(text):
        spans += [
            match.span()
            for match in _EMAIL.finditer(text)
            if not (_PUBLIC_MAIL.search(match.group()) or _PUBLIC_BOX.search(match.group()))
        ]
    if digits >= LEAST_DIGITS:
        spans += _phones(text)
    if digits:
        spans += [match.span() for match in _POSTCODE.finditer(text)]
        spans += [match.span() for match in _ADDRESS.finditer(text)]
    if has_at:
        spans += [match.span() for match in _HANDLE.finditer(text)]
    spans += [match.span(1) for match in _NAMED_HANDLE.finditer(text)]
    spans += find_names(text)
    spans.sort(key=lambda span: (span[0], -span[1]))
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        # Overlapping pieces are one, and so are a street and its postcode.
        if kept and (
            start < kept[-1][1] or (_ONE_ADDRESS.fullmatch(text[kept[-1][1] : start]) and _POSTCODE.match(text, start))
        ):
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
            continue
        kept.append((start, end))
    return kept


def personal_data(text: str) -> list[str]:
    """Exact substrings of the text that say who or where a private person is, in order, each once."""
    found: list[str] = []
    for start, end in _spans(text):
        piece = text[start:end].strip(" ,;:")
        if not _INITIAL.search(piece):
            piece = piece.strip(" .,;:")
        if piece and piece not in found:
            found.append(piece)
    return found


def mask(text: str, pieces: Iterable[str] | None = None) -> str:
    """The text with each piece of personal data replaced by a bar. ``pieces`` are found when not given."""
    pieces = list(personal_data(text) if pieces is None else pieces)
    for piece in sorted(pieces, key=len, reverse=True):
        if piece:
            text = re.sub(rf"(?<!\w){re.escape(piece)}(?!\w)", MASK, text)
    return text
