"""The text half of a search index: which records speak of a query, and how well.

BM25 (bm25s) ranks. Whether a record matches at all is decided first and strictly, by names and
synonyms, so that a query about something that the directory does not hold finds nothing.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import log
from typing import TypeVar

import bm25s
import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from directory import text

Rows = NDArray[np.int64]
Scores = NDArray[np.float64]

K = TypeVar("K")

COVERED = 0.5
"""The weight of a query that a record's names and synonyms must cover when no whole phrase does."""

SHARED = (1.2, 0.9) + (0.6,) * 30
"""What a phrase of a need weighs: what a service is for first, then what it helps with besides."""

RELATIVE = 0.5
"""A record that scores less than this part of the best is left out."""

WEAK = 0.2
"""Down to this part of the best it may still stand in, when nothing better has a way in."""


@dataclass
class Entry:
    """The words of one record in all its languages: (language, text) pairs.

    `names`, its own `phrases` and those that it `shared` with all of its needs (the foremost need first)
    decide whether it matches; `said` (its summary and whom it is for) may too when
    it has every word; `told` only helps to rank.
    """

    names: list[tuple[str, str]] = field(default_factory=list)
    phrases: list[tuple[str, str]] = field(default_factory=list)
    shared: list[list[tuple[str, str]]] = field(default_factory=list)
    said: list[tuple[str, str]] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Term:
    """One word of a query: as it was typed, what it was read as, and what it is indexed under."""

    typed: str
    word: str
    keys: tuple[str, ...]
    weight: float


@dataclass
class Found:
    """The records that match a query, the best first; every record's score; the words that led there."""

    rows: Rows
    scores: Scores
    terms: list[Term]
    weak: Rows = field(default_factory=lambda: np.empty(0, np.int64))
    """Records of the same need that match less well, the best first."""
    outside: str | None = None
    """The code of what was asked for that the directory does not hold."""
    general: bool = False
    """The query says too little to search by ("help me"): every record is as good as another."""

    @property
    def corrected(self) -> dict[str, str]:
        """Return the words that were read as others, by what was typed."""
        return {term.typed: term.word for term in self.terms if term.word != term.typed}


class TextIndex:
    """Made once from all records, then only read."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.size = len(entries)
        self._phrases: list[tuple[int, float, Rows]] = []
        self._phrases_of: dict[str, list[int]] = {}
        self._words: dict[str, set[str]] = {}
        strong: dict[str, list[int]] = {}
        said: dict[str, list[int]] = {}
        phrases: dict[tuple[frozenset[str], float], list[int]] = {}
        documents: list[list[str]] = []
        keys = lru_cache(maxsize=20_000)(self._learn)
        for row, entry in enumerate(entries):
            # A record's own words weigh more than those that it shares with all of its need.
            own = [(entry.names, 2.0), (entry.phrases, 1.5)]
            for pairs, weight in own + list(zip(entry.shared, SHARED, strict=False)):
                for pair in pairs:
                    if found := frozenset(keys(pair)):
                        _note(phrases, (found, weight), row)
                    for one in found:
                        _note(strong, one, row)
            document: list[str] = []
            for pair in [*entry.names, *entry.names, *entry.phrases, *entry.said, *entry.told]:
                document += keys(pair)
            for pair in entry.said:
                for one in keys(pair):
                    _note(said, one, row)
            documents.append(document or ["-"])
        self._strong = {one: np.array(rows, np.int64) for one, rows in strong.items()}
        self._said = {one: np.array(rows, np.int64) for one, rows in said.items()}
        self._generic = frozenset(one for word in text.generic_words() for one in self._words.get(word, ()))
        for (found, weight), rows_of in phrases.items():
            if found <= self._generic:
                continue
            weight *= sum(self._rarity(one) for one in found)
            for one in found:
                self._phrases_of.setdefault(one, []).append(len(self._phrases))
            self._phrases.append((len(found), weight, np.array(rows_of, np.int64)))
        empty = text.stop_words() | text.generic_words()
        self._spellings = [word for word in self._words if len(word) >= 4 and word not in empty]
        self._bm25: bm25s.BM25 | None = None
        if documents:
            self._bm25 = bm25s.BM25()
            self._bm25.index(documents, show_progress=False)

    def _learn(self, pair: tuple[str, str]) -> list[str]:
        """Return what a text is indexed under, and remember its words for reading and spelling."""
        language, body = pair
        for token in text.tokens(body):
            self._words.setdefault(token, set()).add(text.key(token, language))
        return text.keys(body, language)

    def _rarity(self, one: str) -> float:
        """Return how telling a key is: the logarithm of its inverse document frequency."""
        return log(1 + self.size / (1 + len(self._strong.get(one, ()))))

    def _read(self, query: str) -> tuple[list[Term], set[str]]:
        """Split a query into its telling words; the keys of those that say little come apart."""
        tokens = text.tokens(query)[: text.MOST_TOKENS]
        terms: list[Term] = []
        general: set[str] = set()
        outside = _outside(tokens)
        for position, token in enumerate(tokens):
            if position in outside:
                terms.append(Term(token, token, (), log(1 + self.size)))
            elif token in text.generic_words():
                general.update(self._keys(token) or (token,))
            elif token not in text.stop_words() and token not in {term.typed for term in terms}:
                terms.append(self._term(token))
        return terms, general

    def _term(self, token: str) -> Term:
        """Return a word with what it is indexed under, its spelling corrected if need be."""
        keys = self._keys(token)
        word = token
        if not keys and (near := self._near(token)):
            word, keys = near, self._keys(near)
        weight = max((self._rarity(one) for one in keys), default=log(1 + self.size))
        return Term(token, word, keys, weight)

    def _keys(self, word: str) -> tuple[str, ...]:
        """Return the keys of a word in every language that has it."""
        candidates = [text.key(word, language) for language in text.vocabularies()]
        candidates += self._words.get(word, ())
        return tuple({one for one in candidates if one in self._strong or one in self._said})

    def _near(self, token: str) -> str | None:
        """Return the known word that a mistyped one most likely is, if any is near enough.

        The first letter is hardly ever mistyped; holding to it keeps "lights" from becoming "fights".
        """
        length = len(token)
        if length < 4 or length > 40 or token.isdigit():
            return None
        allowed = 1 if length < 8 else 2
        known = [word for word in self._spellings if word[0] == token[0]]
        if length == 4:
            known = [word for word in known if len(word) == 5 and (word[-1] == token[-1] or word.startswith(token))]
        best = process.extractOne(token, known, scorer=OSA.distance, score_cutoff=allowed)
        if best is None and length > 8:
            # "councling": a long word that begins right may be further off.
            alike = [word for word in known if word.startswith(token[:4])]
            best = process.extractOne(token, alike, scorer=OSA.distance, score_cutoff=3)
        return best[0] if best else None

    def find(self, query: str) -> Found:
        """Return the records that speak of `query`. An empty or senseless query finds none."""
        terms, general = self._read(query)
        nothing = Found(np.empty(0, np.int64), np.zeros(self.size), terms)
        if not terms and general:
            return Found(np.arange(self.size), np.zeros(self.size), terms, general=True)
        if not terms or self._bm25 is None:
            return nothing
        keys = {one for term in terms for one in term.keys}
        if not keys:
            return nothing
        # "victim support" is a name, though "support" alone says nothing.
        bonus = self._phrase_bonus(keys | general)
        matched = bonus > 0
        total = sum(term.weight for term in terms)
        covered, all_said = np.zeros(self.size), np.ones(self.size, bool)
        for term in terms:
            strong, said = np.zeros(self.size, bool), np.zeros(self.size, bool)
            for one in term.keys:
                strong[self._strong.get(one, [])] = True
                said[self._said.get(one, [])] = True
            covered += strong * term.weight
            all_said &= said | strong
        matched |= covered / total >= COVERED
        matched |= all_said
        if not matched.any():
            return nothing
        known = [one for one in keys if one in self._bm25.vocab_dict]
        scores = self._bm25.get_scores(known).astype(np.float64) if known else np.zeros(self.size)
        scores = np.where(matched, scores + bonus + covered, 0.0)
        best = scores.max()
        rows = np.flatnonzero(matched & (scores >= RELATIVE * best))
        weak = np.flatnonzero((bonus > 0) & (scores < RELATIVE * best) & (scores >= WEAK * best))
        rows = rows[np.argsort(-scores[rows], kind="stable")]
        weak = weak[np.argsort(-scores[weak], kind="stable")]
        return Found(rows, scores, terms, weak)

    def words_of(self, row: int, terms: Sequence[Term]) -> list[str]:
        """Return the words of a query that a record's own words hold."""
        return [
            term.word
            for term in terms
            if any(row in rows for one in term.keys for rows in (self._strong.get(one, ()), self._said.get(one, ())))
        ]

    def _phrase_bonus(self, keys: Iterable[str]) -> Scores:
        """Return for each record the weight of its best phrase that the query says in full."""
        bonus = np.zeros(self.size)
        counts = Counter(phrase for one in keys for phrase in self._phrases_of.get(one, ()))
        for phrase, count in counts.items():
            length, weight, rows = self._phrases[phrase]
            if count == length:
                bonus[rows] = np.maximum(bonus[rows], weight)
        return bonus


def _note(rows_of: dict[K, list[int]], one: K, row: int) -> None:
    """Add a row to a list once; rows come in their order, so only the last can be the same."""
    rows = rows_of.setdefault(one, [])
    if not rows or rows[-1] != row:
        rows.append(row)


def _outside(tokens: list[str]) -> set[int]:
    """Return the places in a query of words for what the directory does not hold."""
    found: set[int] = set()
    phrases = text.not_held_phrases()
    for position, token in enumerate(tokens):
        for phrase in phrases.get(token, []):
            if tuple(tokens[position : position + len(phrase)]) == phrase:
                found.update(range(position, position + len(phrase)))
    return found
