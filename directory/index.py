"""The text half of a search index: the words of every record and need, in flat arrays.

Needs hold the phrases that all their services share, so that the index does not grow by them with
every service. BM25 (bm25s) weighs the words of the records themselves.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import log
from typing import TypeVar

import bm25s
import numpy as np
from numpy.typing import NDArray

from directory import lexicon
from directory.lessons import lessons
from directory.needs_model import NeedsModel, train
from directory.postings import Postings
from directory.text import tokens

K = TypeVar("K")
Pair = tuple[str, str]

NAMES, OWN = 2.0, 1.5
"""What a phrase weighs: a record's own words more than those that it shares with all of its need."""

MOST_LESSONS = 3000
"""So many phrases of a need are learnt from, more or less: with 100,000 services there would be no end."""

UNKNOWN_WEIGHT = log(1 + 53)
"""The weight of a word that no record has, and the greatest of any: the mapping's 53 services (domain.md 1)."""


@dataclass
class Entry:
    """The words of one record in all its languages: (language, text) pairs.

    `names`, its own `phrases` and those of its `needs` (codes, the foremost first) decide whether it
    matches; `said` (its summary and whom it is for) may too when it has every word; `told` only helps to
    rank.
    """

    names: list[Pair] = field(default_factory=list)
    phrases: list[Pair] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    said: list[Pair] = field(default_factory=list)
    told: list[Pair] = field(default_factory=list)


@dataclass
class Index:
    """What is looked up while a query is read and matched. Keys are "language:stem", by number."""

    size: int
    keys: dict[str, int]
    words: dict[str, int]
    """Every word as it is written, with a bit for each language that has it (lexicon.languages)."""
    own: Postings
    """The rows whose own names and phrases have a key."""
    shared: Postings
    """The needs, by number, whose phrases have a key."""
    said: Postings
    """The rows whose summary has a key."""
    phrases_of: Postings
    """The phrases that have a key."""
    lengths: NDArray[np.int32]
    """How many keys each phrase has."""
    weights: NDArray[np.float64]
    """What each phrase weighs when it is said in full."""
    targets: Postings
    """Whose phrase it is: rows, or one need as -1 minus its number."""
    need_rows: Postings
    """The rows that have a need."""
    need_places: NDArray[np.int16]
    """Beside `need_rows`: which place the need has among those of the row, from 0."""
    bm25_rows: Postings
    bm25_scores: NDArray[np.float32]
    """Beside `bm25_rows`: the row's score for the key."""
    model: NeedsModel | None = None

    def rarity(self, key: int) -> float:
        """Return how telling a key is: the logarithm of its inverse document frequency."""
        rows = len(self.own[key]) + sum(len(self.need_rows[need]) for need in self.shared[key])
        return min(log(1 + self.size / (1 + min(rows, self.size))), UNKNOWN_WEIGHT)

    def holds(self, key: int, row: int) -> bool:
        """Return whether a record's own words, or those of its needs, have a key."""
        if self.own.has(key, row) or self.said.has(key, row):
            return True
        return any(self.need_rows.has(need, row) for need in self.shared[key])


@lru_cache(maxsize=100_000)
def _words_of(body: str) -> tuple[str, ...]:
    """Return the words of a record's or a vocabulary's text; most stay the same from one index to the next."""
    return tuple(tokens(body))


class _Notes:
    """What is written down while the words of all records are read."""

    def __init__(self) -> None:
        self.keys: dict[str, int] = {}
        self.words: dict[str, int] = {}
        self.read = lru_cache(maxsize=100_000)(self._read)

    def _read(self, pair: Pair) -> tuple[int, ...]:
        """Return the numbers of a text's keys, and remember its words for reading and spelling."""
        language, body = pair
        bit = lexicon.bit(language)
        found = []
        for token in _words_of(body):
            self.words[token] = self.words.get(token, 0) | bit
            if token not in lexicon.vocabulary(language).stop:
                found.append(self.keys.setdefault(lexicon.key(token, language), len(self.keys)))
        return tuple(found)


def build(entries: Sequence[Entry], needs: dict[str, list[Pair]]) -> Index:
    """Make the index from the words of all records, and the phrases of all needs by code."""
    notes = _Notes()
    own: dict[int, list[int]] = {}
    said: dict[int, list[int]] = {}
    shared: dict[int, list[int]] = {}
    phrases: dict[tuple[frozenset[int], float], list[int]] = {}
    documents: list[list[int]] = []
    number = {code: place for place, code in enumerate(needs)}
    for code, pairs in needs.items():
        for pair in pairs:
            if found := frozenset(notes.read(pair)):
                _note(phrases, (found, 1.0), -1 - number[code])
            for one in found:
                _note(shared, one, number[code])
    for row, entry in enumerate(entries):
        for pairs, weight in ((entry.names, NAMES), (entry.phrases, OWN)):
            for pair in pairs:
                if found := frozenset(notes.read(pair)):
                    _note(phrases, (found, weight), row)
                for one in found:
                    _note(own, one, row)
        for pair in entry.said:
            for one in notes.read(pair):
                _note(said, one, row)
        document = [*entry.names, *entry.names, *entry.phrases, *entry.said, *entry.told]
        documents.append([one for pair in document for one in notes.read(pair)])
    places = [
        [(row, entry.needs.index(code)) for row, entry in enumerate(entries) if code in entry.needs] for code in needs
    ]
    count = len(notes.keys)
    bm25_rows, bm25_scores = _bm25(documents, count)
    index = Index(
        size=len(entries),
        keys=notes.keys,
        words=notes.words,
        own=_postings(own, count),
        shared=_postings(shared, count),
        said=_postings(said, count),
        need_rows=Postings.of([[row for row, _place in one] for one in places]),
        need_places=np.array([place for one in places for _row, place in one], np.int16),
        bm25_rows=bm25_rows,
        bm25_scores=bm25_scores,
        phrases_of=_postings({}, count),
        lengths=np.zeros(0, np.int32),
        weights=np.zeros(0),
        targets=_postings({}, 0),
    )
    _add_phrases(index, phrases)
    index.model = train(_lessons(entries, needs), lexicon.not_held_texts(), lessons())
    return index


def _lessons(entries: Sequence[Entry], needs: dict[str, list[Pair]]) -> dict[str, list[str]]:
    """Return what the model of needs learns from: the phrases of each need, and those of services first for it."""
    found = {code: dict.fromkeys(text for _language, text in phrases) for code, phrases in needs.items()}
    for entry in entries:
        for code in entry.needs[:1]:
            if len(found[code]) < MOST_LESSONS:
                found[code].update(dict.fromkeys(text for _language, text in entry.phrases))
    return {code: sorted(texts) for code, texts in found.items()}


def _add_phrases(index: Index, phrases: dict[tuple[frozenset[int], float], list[int]]) -> None:
    """Put in the phrases that say enough to find something by."""
    generic = {
        index.keys[key]
        for language in lexicon.languages()
        for word in lexicon.vocabulary(language).generic
        if (key := lexicon.key(word, language)) in index.keys
    }
    telling = {phrase: targets for phrase, targets in phrases.items() if not phrase[0] <= generic}
    rarity = lru_cache(maxsize=None)(index.rarity)
    phrases_of: dict[int, list[int]] = {}
    for number, (found, _weight) in enumerate(telling):
        for one in found:
            phrases_of.setdefault(one, []).append(number)
    index.phrases_of = _postings(phrases_of, len(index.keys))
    index.lengths = np.array([len(found) for found, _weight in telling], np.int32)
    index.weights = np.array([weight * sum(rarity(one) for one in found) for found, weight in telling], float)
    index.targets = Postings.of(list(telling.values()))


def _bm25(documents: list[list[int]], count: int) -> tuple[Postings, NDArray[np.float32]]:
    """Return the score of each row for each key, as bm25s weighs them."""
    if not any(documents):
        return _postings({}, count), np.zeros(0, np.float32)
    model = bm25s.BM25()
    vocabulary = {one: one for one in range(count)}
    model.index((documents, vocabulary), show_progress=False)
    starts = np.asarray(model.scores["indptr"], np.int64)
    rows = np.asarray(model.scores["indices"], np.int32)
    return Postings(starts, rows), np.asarray(model.scores["data"], np.float32)


def _postings(lists: dict[int, list[int]], count: int) -> Postings:
    return Postings.of([lists.get(key, []) for key in range(count)])


def _note(rows_of: dict[K, list[int]], one: K, row: int) -> None:
    """Add a row to a list once; rows come in their order, so only the last can be the same."""
    rows = rows_of.setdefault(one, [])
    if not rows or rows[-1] != row:
        rows.append(row)


def pairs(language: str, texts: Iterable[str]) -> list[Pair]:
    """Return texts of one language as pairs; empty ones are left out."""
    return [(language, text) for text in texts if text]
