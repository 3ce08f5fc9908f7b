"""Which records speak of a query, and how well.

Whether a record matches at all is decided first and strictly, by names and the words of needs, so that a
query about something that the directory does not hold finds nothing. Then BM25 helps to rank.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from directory.index import Index
from directory.reading import Reader, Reading, Term

Rows = NDArray[np.int64]
Scores = NDArray[np.float64]

COVERED = 0.5
"""The weight of a query that a record's names and synonyms must cover when no whole phrase does."""

SHARED = np.array((1.2, 0.9) + (0.6,) * 30)
"""What a phrase of a need weighs: what a service is for first, then what it helps with besides."""

RELATIVE = 0.5
"""A record that scores less than this part of the best is left out."""

WEAK = 0.2
"""Down to this part of the best it may still stand in, when nothing better has a way in."""


def _none() -> Rows:
    return np.empty(0, np.int64)


@dataclass
class Found:
    """The records that match a query; every record's score; what was read in it."""

    rows: Rows = field(default_factory=_none)
    scores: Scores = field(default_factory=lambda: np.zeros(0))
    reading: Reading = field(default_factory=Reading)
    weak: Rows = field(default_factory=_none)
    """Records of the same need that match less well."""
    general: bool = False
    """The query says too little to search by ("help me"): every record is as good as another."""


class TextIndex:
    """Finds records by words. Made once, then only read."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.reader = Reader(index)

    def find(self, query: str) -> Found:
        """Return the records that speak of `query`. An empty or senseless query finds none."""
        index = self.index
        reading = self.reader.read(query)
        if not reading.terms and reading.is_general:
            return Found(np.arange(index.size), np.zeros(index.size), reading, general=True)
        keys = {one for term in reading.terms for one in term.keys}
        if not keys or not index.size:
            return Found(reading=reading)
        # "victim support" is a name, though "support" alone says nothing.
        bonus = self._phrase_bonus(keys | reading.general)
        matched = bonus > 0
        covered, all_said = self._covered(reading.terms)
        matched |= covered >= COVERED * sum(term.weight for term in reading.terms)
        matched |= all_said
        if not matched.any():
            return Found(reading=reading)
        scores = np.where(matched, self._ranked(keys) + bonus + covered, 0.0)
        best = scores.max()
        rows = np.flatnonzero(matched & (scores >= RELATIVE * best))
        weak = np.flatnonzero((bonus > 0) & (scores < RELATIVE * best) & (scores >= WEAK * best))
        return Found(rows, scores, reading, weak)

    def words_of(self, row: int, terms: Sequence[Term]) -> list[str]:
        """Return the words of a query that a record's own words hold."""
        return [term.word for term in terms if any(self.index.holds(one, row) for one in term.keys)]

    def _covered(self, terms: Sequence[Term]) -> tuple[Scores, NDArray[np.bool_]]:
        """Return for each record the weight of the words that it has, and whether its summary has every word."""
        index = self.index
        covered, every = np.zeros(index.size), np.ones(index.size, bool)
        for term in terms:
            has, said = np.zeros(index.size, bool), np.zeros(index.size, bool)
            for one in term.keys:
                has[index.own[one]] = True
                for need in index.shared[one]:
                    has[index.need_rows[need]] = True
                said[index.said[one]] = True
            covered += has * term.weight
            every &= said | has
        return covered, every

    def _ranked(self, keys: Iterable[int]) -> Scores:
        """Return the BM25 score of each record."""
        scores = np.zeros(self.index.size)
        postings = self.index.bm25_rows
        for one in keys:
            start, end = postings.starts[one], postings.starts[one + 1]
            scores[postings.items[start:end]] += self.index.bm25_scores[start:end]
        return scores

    def _phrase_bonus(self, keys: Iterable[int]) -> Scores:
        """Return for each record the weight of its best phrase that the query says in full."""
        index = self.index
        counts = np.zeros(len(index.lengths), np.int32)
        for one in keys:
            counts[index.phrases_of[one]] += 1
        bonus = np.zeros(index.size)
        of_need: dict[int, float] = {}
        for phrase in np.flatnonzero((counts == index.lengths) & (counts > 0)):
            weight = float(index.weights[phrase])
            targets = index.targets[int(phrase)]
            rows = targets[targets >= 0]
            bonus[rows] = np.maximum(bonus[rows], weight)
            for target in targets[targets < 0].tolist():
                of_need[-1 - target] = max(of_need.get(-1 - target, 0.0), weight)
        for need, weight in of_need.items():
            start, end = index.need_rows.starts[need], index.need_rows.starts[need + 1]
            rows = index.need_rows.items[start:end]
            bonus[rows] = np.maximum(bonus[rows], weight * SHARED[index.need_places[start:end]])
        return bonus
