"""Makes words comparable: case, marks and endings set aside, for every script that people type in.

What differs between languages is data (`vocabulary/<lang>.yaml`); a language without a file is
matched by whole words. Adding one needs no code.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

VOCABULARY = Path(__file__).parent / "vocabulary"
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
        **dict.fromkeys("'’‘ʼ`"),
    }
)


@dataclass(frozen=True)
class Vocabulary:
    """What search knows of one language."""

    language: str
    stop: frozenset[str] = frozenset()
    generic: frozenset[str] = frozenset()
    not_held: tuple[tuple[str, ...], ...] = ()
    prefixes: tuple[str, ...] = ()
    suffixes: tuple[tuple[str, str], ...] = ()
    last: tuple[tuple[str, str], ...] = ()
    keep_endings: tuple[str, ...] = ()
    undouble: frozenset[str] = field(default_factory=frozenset)
    minimum_stem: int = 3

    def stem(self, token: str) -> str:
        """Return a word without its beginnings and endings, at least `minimum_stem` letters long."""
        for prefix in self.prefixes:
            if token.startswith(prefix) and len(token) - len(prefix) >= self.minimum_stem:
                token = token.removeprefix(prefix)
                break
        if token.endswith(self.keep_endings):
            return token
        for suffix, put in self.suffixes:
            if token.endswith(suffix) and len(token) - len(suffix) >= self.minimum_stem:
                token = token.removesuffix(suffix) + put
                if len(suffix) > 1 and token[-2:-1] == token[-1] and token[-1] in self.undouble:
                    token = token[:-1]
                # "abuse" and "abused", "carry" and "carrying": the last letter goes as well.
                return token if len(suffix) == 1 else self._last(token)
        return token

    def _last(self, token: str) -> str:
        for ending, put in self.last:
            if token.endswith(ending) and len(token) > self.minimum_stem:
                return token.removesuffix(ending) + put
        return token


@cache
def vocabularies() -> dict[str, Vocabulary]:
    """Return what search knows of each language that has a file, by its tag."""
    return {path.stem: _read(path) for path in sorted(VOCABULARY.glob("*.yaml"))}


@cache
def vocabulary(language: str) -> Vocabulary:
    """Return what search knows of a language; one without a file is matched by whole words."""
    return vocabularies().get(language, Vocabulary(language))


def _read(path: Path) -> Vocabulary:
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Vocabulary(
        language=path.stem,
        stop=frozenset(tokens(data["stop"])),
        generic=frozenset(tokens(data["generic"])),
        not_held=tuple(tuple(tokens(phrase)) for phrase in data["not_held"].split(";")),
        prefixes=tuple(data.get("prefixes", [])),
        suffixes=_endings(data, "suffixes"),
        last=_endings(data, "last"),
        keep_endings=tuple(data.get("keep_endings", [])),
        undouble=frozenset(data.get("undouble", [])),
        minimum_stem=data.get("minimum_stem", 3),
    )


def _endings(data: dict[str, Any], name: str) -> tuple[tuple[str, str], ...]:
    """Return endings with what is put in their place: "ies>y" is ("ies", "y")."""
    split = (ending.partition(">") for ending in data.get(name, []))
    return tuple((ending, put) for ending, _, put in split)


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
    plain = re.sub(r"\b(\w\w)-(?=\w)", r"\1", normalise(text))
    return "".join(char if unicodedata.category(char)[0] in "LNM" else " " for char in plain).split()


def key(token: str, language: str) -> str:
    """Return what a word of a language is indexed under."""
    return f"{language}:{vocabulary(language).stem(token)}"


def keys(text: str, language: str) -> list[str]:
    """Return what a text is indexed under: its words in order, those that say nothing left out."""
    words = vocabulary(language)
    return [key(token, language) for token in tokens(text) if token not in words.stop]


@cache
def stop_words() -> frozenset[str]:
    """Return the words that say nothing in some language that we know."""
    return frozenset().union(*(words.stop for words in vocabularies().values()))


@cache
def generic_words() -> frozenset[str]:
    """Return the words that say too little to find something by."""
    return frozenset().union(*(words.generic for words in vocabularies().values()))


@cache
def not_held_phrases() -> dict[str, list[tuple[str, ...]]]:
    """Return what the directory does not hold, phrases by their first word."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for words in vocabularies().values():
        for phrase in words.not_held:
            if phrase:
                found.setdefault(phrase[0], []).append(phrase)
    return found
