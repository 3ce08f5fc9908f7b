"""What may stand in a theme of the codebook: every fault of it at once, each with its place and the reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from surveys.analysis.codebook import QUESTIONS
from surveys.analysis.codebook_themes import BUILT_IN, FAMILIES, TEXTS, ThemeData, shipped
from surveys.analysis.redaction import personal_data
from surveys.analysis.text import fold, words

MOST_THEMES = 300
MOST_PHRASES = 300  # a theme and language
MOST_EXAMPLES = 50
LONGEST_NAME, LONGEST_TEXT, LONGEST_PHRASE, LONGEST_EXAMPLE = 120, 2000, 120, 1000  # characters
ANY = "any"

_CODE = re.compile(r"[a-z][a-z0-9_]{1,59}")
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_NOT_NOTATION = re.compile(r"\([^()]*[(]|\(\)|\(\||\|\)|\|\||^[^(]*\)|\([^)]*$")


@dataclass(frozen=True)
class Fault:
    """What cannot stand: the field (with the language or question after a dot), a code that says why, the piece."""

    field: str
    code: str
    text: str = ""


def faults(theme: ThemeData, groups: Iterable[str], others: Mapping[str, ThemeData]) -> list[Fault]:
    """Everything of a tidied theme that cannot stand; ``others`` are the version's other themes by code.

    Codes: bad_code, no_name, name_taken, too_long, too_many, unknown, bad_language, bad_phrase, too_broad,
    bad_question, personal_data, circle, built_in.
    """
    found = []
    if not _CODE.fullmatch(theme.code):
        found.append(Fault("code", "bad_code", theme.code))
    if theme.family not in FAMILIES or (theme.family == "none" and theme.code not in BUILT_IN):
        found.append(Fault("family", "unknown", theme.family))
    if theme.group is not None and theme.group not in groups:
        found.append(Fault("group", "unknown", theme.group))
    if theme.retired and theme.code in BUILT_IN:
        found.append(Fault("retired", "built_in"))
    found += [*_parent_faults(theme, others), *_name_faults(theme, others)]
    found += [Fault(name, "too_long") for name in TEXTS if len(getattr(theme, name)) > LONGEST_TEXT]
    for tag, few in theme.phrases.items():
        if not _TAG.fullmatch(tag):
            found.append(Fault(f"phrases.{tag}", "bad_language", tag))
        found += _phrase_faults(f"phrases.{tag}", [text for text in few if text not in _known(theme.code)])
    for question, few in theme.bare.items():
        if question not in (*QUESTIONS, ANY):
            found.append(Fault("bare", "bad_question", question))
        found += _phrase_faults("bare", few, least=1)
    if len(theme.examples) > MOST_EXAMPLES:
        found.append(Fault("examples", "too_many"))
    for example in theme.examples:
        if len(example) > LONGEST_EXAMPLE:
            found.append(Fault("examples", "too_long", example[:60]))
        elif personal_data(example):
            found.append(Fault("examples", "personal_data", example[:60]))
    return found


def _parent_faults(theme: ThemeData, others: Mapping[str, ThemeData]) -> list[Fault]:
    if theme.parent is None:
        return []
    if theme.parent not in others or others[theme.parent].code in BUILT_IN:
        return [Fault("parent", "circle" if theme.parent == theme.code else "unknown", theme.parent)]
    seen = {theme.code}
    above: str | None = theme.parent
    while above is not None:
        if above in seen:
            return [Fault("parent", "circle", theme.parent)]
        seen.add(above)
        above = others[above].parent if above in others else None
    return []


def _name_faults(theme: ThemeData, others: Mapping[str, ThemeData]) -> list[Fault]:
    found = []
    if not theme.names.get("en"):
        found.append(Fault("names.en", "no_name"))
    for tag, name in theme.names.items():
        if not _TAG.fullmatch(tag):
            found.append(Fault(f"names.{tag}", "bad_language", tag))
        if len(name) > LONGEST_NAME:
            found.append(Fault(f"names.{tag}", "too_long"))
        if any(other.names.get(tag, "").casefold() == name.casefold() for other in others.values()):
            found.append(Fault(f"names.{tag}", "name_taken", name))
    return found


@lru_cache(maxsize=512)
def _known(code: str) -> frozenset[str]:
    """The key phrases that the product ships with: the trained model has learned them as they are."""
    return frozenset(text for one in shipped()[2] if one.code == code for few in one.phrases.values() for text in few)


def _phrase_faults(where: str, texts: Sequence[str], *, least: int = 2) -> list[Fault]:
    found = []
    if len(texts) > MOST_PHRASES:
        found.append(Fault(where, "too_many"))
    for text in texts[: MOST_PHRASES + 1]:
        head, colon, rest = text.partition(": ")
        phrase = rest if colon and head in QUESTIONS else text
        if len(text) > LONGEST_PHRASE:
            found.append(Fault(where, "too_long", text[:60]))
        elif _NOT_NOTATION.search(phrase):
            found.append(Fault(where, "bad_phrase", text))
        elif _letters(phrase) < least:
            found.append(Fault(where, "too_broad", text))
    return found


def _letters(phrase: str) -> int:
    """How many letters must stand in a text for the phrase to match it; none of a part that may be left out."""
    needed = [part.split("|") for part in re.findall(r"\(([^)]*)\)(?!\?)", phrase)]
    plain = [token for token in re.sub(r"\([^)]*\)\*?\??", " ", phrase).split() if not token.endswith("?")]
    fewest = [min(len("".join(words(fold(one).text))) for one in alternatives) for alternatives in needed]
    return len("".join(words(fold(" ".join(plain)).text))) + sum(fewest)
