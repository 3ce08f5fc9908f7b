"""What search knows of each language, as data: `vocabulary/<lang>.yaml`. Adding a language needs no code.

A file has `stop` words, which say nothing, `generic` ones, which say too little, what the directory does
`not_held` (by code, or one string of phrases between semicolons), endings that are cut, and the words in
which people tell of their `needs` and of single `services` (by code and slug).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from directory.text import tokens

VOCABULARY = Path(__file__).parent / "vocabulary"
NOT_HELD = Path(__file__).parent / "not_held.yaml"
"""What the directory does not hold, by code and language; the languages' own files add to it."""

OTHER = "other"
"""The code of what is not held and has no code of its own."""


@dataclass(frozen=True)
class Vocabulary:
    """What search knows of one language."""

    language: str
    stop: frozenset[str] = frozenset()
    generic: frozenset[str] = frozenset()
    not_held: tuple[tuple[tuple[str, ...], str, str], ...] = ()
    """What the directory does not hold: stems, the code, and the phrase as it is written."""
    needs: dict[str, list[str]] = field(default_factory=dict)
    services: dict[str, list[str]] = field(default_factory=dict)
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
    # Every word stays a word: "no" and "on" are not truth values here. This loader makes nothing but strings.
    data: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    plain = Vocabulary(
        language=path.stem,
        stop=frozenset(tokens(data["stop"])),
        generic=frozenset(tokens(data["generic"])),
        needs=_phrases(data, "needs"),
        services=_phrases(data, "services"),
        prefixes=tuple(data.get("prefixes", [])),
        suffixes=_endings(data, "suffixes"),
        last=_endings(data, "last"),
        keep_endings=tuple(data.get("keep_endings", [])),
        undouble=frozenset(data.get("undouble", [])),
        minimum_stem=int(data.get("minimum_stem", 3)),
    )
    given = data["not_held"]
    codes = [(code, words[path.stem]) for code, words in _coded().items() if path.stem in words]
    codes += given.items() if isinstance(given, dict) else [(OTHER, given)]
    not_held = [
        (tuple(plain.stem(token) for token in tokens(phrase)), code, phrase.strip())
        for code, phrases in codes
        for phrase in phrases.split(";")
    ]
    return replace(plain, not_held=tuple(one for one in not_held if one[0]))


@cache
def _coded() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = yaml.load(
        NOT_HELD.read_text(encoding="utf-8"),
        Loader=yaml.BaseLoader,  # noqa: S506 - it makes nothing but strings
    )
    return found


def _phrases(data: dict[str, Any], name: str) -> dict[str, list[str]]:
    """Return phrases by code."""
    return {code: list(phrases) for code, phrases in (data.get(name) or {}).items()}


def _endings(data: dict[str, Any], name: str) -> tuple[tuple[str, str], ...]:
    """Return endings with what is put in their place: "ies>y" is ("ies", "y")."""
    split = (ending.partition(">") for ending in data.get(name, []))
    return tuple((ending, put) for ending, _, put in split)


@cache
def languages() -> tuple[str, ...]:
    """Return the tags of the languages that have a file."""
    return tuple(vocabularies())


def bit(language: str) -> int:
    """Return the bit that stands for a language; 0 for one without a file."""
    return 1 << languages().index(language) if language in languages() else 0


@lru_cache(maxsize=200_000)
def key(token: str, language: str) -> str:
    """Return what a word of a language is indexed under."""
    return f"{language}:{vocabulary(language).stem(token)}"


def not_held_at(stems: Sequence[str], language: str) -> Iterator[tuple[int, int, str]]:
    """Yield (from, to, code) of each phrase among a query's stems for what the directory does not hold."""
    for position, stem in enumerate(stems):
        for phrase, code in _not_held(language).get(stem, ()):
            if tuple(stems[position : position + len(phrase)]) == phrase:
                yield position, position + len(phrase), code


@cache
def _not_held(language: str) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Return phrases and codes by their first stem."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for phrase, code, _text in vocabulary(language).not_held:
        found.setdefault(phrase[0], []).append((phrase, code))
    return found


@cache
def not_held_texts() -> list[str]:
    """Return what the directory does not hold, in all languages."""
    return list(dict.fromkeys(text for words in vocabularies().values() for _stems, _code, text in words.not_held))
