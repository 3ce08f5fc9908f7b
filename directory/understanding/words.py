"""The words of each language by which details and questions are told, as data: `data/<lang>.yaml`.

A file has, by name, phrases between semicolons, written as people write; a word that ends in `*` stands for all that
begin so. Under `asks` (what people ask about a service) words may stand between the words of a phrase. What is under
`grammar` only says how other words are meant; it does not count where the language of a message is guessed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from directory import lexicon
from directory.text import tokens

DATA = Path(__file__).parent / "data"
PLACES = "places"
"""The file of names that people use for wards, in every script; it is no language's."""

NO_WARD = "no-ward-known"
"""In that file: names that hold a ward's ("North Finchley"), but nothing says which ward they are."""

MOST_BETWEEN = 3
"""So many words may stand between two words of a question's phrase ("do my parents [really have to] know")."""

MOST_DIGITS, MANY_DIGITS = 9, "manydigits"

Phrase = tuple[str, ...]
Span = tuple[int, int]


@dataclass(frozen=True)
class Words:
    """What is known of a language: phrases by name, questions by what they ask, and words that say nothing.

    `telling` are the names of those phrases by which the language may be known; `beginnings` are of words that say
    nothing too.
    """

    language: str
    phrases: dict[str, tuple[Phrase, ...]]
    telling: tuple[str, ...]
    asks: dict[str, tuple[Phrase, ...]]
    nothing: frozenset[str]
    beginnings: tuple[str, ...] = ()

    def says_nothing(self, word: str) -> bool:
        """Return whether a word is without weight: by itself, or by how it begins."""
        return word in self.nothing or word.startswith(self.beginnings)

    def spans(self, name: str, typed: Sequence[str]) -> list[Span]:
        """Return where phrases of this name stand in a message, the longest first at each place."""
        found = []
        for start in range(len(typed)):
            ends = [start + len(one) for one in self.phrases.get(name, ()) if _stands(one, typed, start)]
            if ends:
                found.append((start, max(ends)))
        return found

    def questions(self, typed: Sequence[str]) -> Iterator[tuple[str, list[int]]]:
        """Yield what is asked, with the places of the words that say so."""
        for name, phrases in self.asks.items():
            for phrase in phrases:
                places = _in_order(phrase, typed)
                if places:
                    yield name, places


@cache
def languages() -> dict[str, Words]:
    """Return what is known of each language, by its tag."""
    return {path.stem: _read(path) for path in sorted(DATA.glob("*.yaml")) if path.stem != PLACES}


@cache
def other_names() -> dict[Phrase, str]:
    """Return the names by which people call a ward besides its own, with the ward's slug; "" where none is known."""
    data = _load(DATA / f"{PLACES}.yaml")
    data[""] = data.pop(NO_WARD)
    return {tuple(tokens(name)): slug for slug, names in data.items() for name in names.split(";") if name.strip()}


def digits(word: str) -> str:
    """Return a number as 0-9 without zeros before it. One of very many digits is no number here, but a word."""
    if not word.isdecimal():
        return word
    return str(int(word)) if len(word) <= MOST_DIGITS else MANY_DIGITS


def _read(path: Path) -> Words:
    data = _load(path)
    asks, grammar = data.pop("asks", {}), data.pop("grammar", {})
    search = lexicon.vocabulary(path.stem)
    small = {word for phrase in _phrases(data.pop("small", "")) for word in phrase}
    return Words(
        path.stem,
        {name: _phrases(text) for name, text in (data | grammar).items()},
        tuple(data),
        {name: _phrases(text) for name, text in asks.items()},
        search.stop | search.generic | {word for word in small if not word.endswith("*")},
        tuple(word[:-1] for word in small if word.endswith("*")),
    )


def _load(path: Path) -> dict[str, Any]:
    # Every word stays a word: "no" and "on" are not truth values here. This loader makes nothing but strings.
    found: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    return found


def _phrases(text: str) -> tuple[Phrase, ...]:
    return tuple(phrase for part in text.split(";") if (phrase := _phrase(part)))


def _phrase(text: str) -> Phrase:
    """Return the words of a phrase; the star that stands for any ending stays."""
    return tuple(word + ("*" if part.endswith("*") else "") for part in text.split() for word in tokens(part))


def _is(pattern: str, word: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


def _stands(phrase: Phrase, typed: Sequence[str], start: int) -> bool:
    here = typed[start : start + len(phrase)]
    return len(here) == len(phrase) and all(map(_is, phrase, here))


def _in_order(phrase: Phrase, typed: Sequence[str]) -> list[int]:
    """Return where the words of a phrase stand in order, few words between them; nothing where they do not."""
    for start in range(len(typed)):
        if not _is(phrase[0], typed[start]):
            continue
        places = [start]
        for pattern in phrase[1:]:
            after = range(places[-1] + 1, min(places[-1] + 2 + MOST_BETWEEN, len(typed)))
            place = next((at for at in after if _is(pattern, typed[at])), None)
            if place is None:
                break
            places.append(place)
        else:
            return places
    return []
