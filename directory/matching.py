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

SHARED = np.array((1.2, 0.8, 0.5) + (0.4,) * 30)
"""What a phrase of a need weighs: what a service is for first, then what it helps with besides."""

RELATIVE = 0.5
"""A record that scores less than this part of the best is left out."""

WEAK = 0.2
"""Down to this part of the best it may still stand in, when nothing better has a way in."""


MODEL = 6.0
"""What the model of needs weighs beside words that are said in full."""

MEANT = 0.2
"""A record is among the hits though it has none of the words when its needs are meant at least so much."""

SHARPNESS = 3.0
"""How fast a need counts less that the query sounds less like than like the best one."""

OUTSIDE_MARGIN = {"said": 0.2, "matched": 0.1, "unmatched": 0.35}
"""By how much a query must sound more like a need than like what is not held: when words for what is not
held are in it, when a record has its words, and when none has."""

NAMED = 3.0
"""A phrase of a record's own that weighs less ("keep my son busy", of which "son" alone tells anything) is no name."""

FEW = 2
"""A word in the summary of so many records at most tells them apart, whatever the query sounds like."""

LEAST = -0.65
"""What sounds less like the likeliest need than this is like none, when no record has its words."""


@dataclass
class Sense:
    """How much a query sounds like each need, and like what is not held (needs_model)."""

    needs: Scores
    outside: float

    def is_outside(self, said: bool, matched: bool, by_name: bool) -> bool:
        """Return whether it is about what the directory does not hold.

        In: whether words for such are in it, whether some record has its words, and whether a record is
        named by a whole phrase of its own: then it is never about something else unless it says so.
        """
        if not len(self.needs):
            return said and not by_name
        if by_name and not said:
            return False
        margin = self.needs.max() - self.outside
        if not matched and self.needs.max() < LEAST:
            return True
        return bool(margin < OUTSIDE_MARGIN["said" if said else "matched" if matched else "unmatched"])

    def strengths(self) -> list[float]:
        """Return how much each need counts: the likeliest by how sure it is, the others less."""
        if not len(self.needs):
            return []
        best = self.needs.max()
        sure = min(max((best + 0.9) / 0.9, 0.0), 1.0)
        return [float(one) for one in sure * np.exp(SHARPNESS * (self.needs - best))]


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
        if not reading.terms or not index.size:
            return Found(reading=reading)
        keys = {one for term in reading.terms for one in term.keys}
        # "victim support" is a name, though "support" alone says nothing.
        bonus, by_name = self._phrase_bonus(keys | reading.general)
        covered, all_said = self._covered(reading.terms)
        matched = (bonus > 0) | (covered >= COVERED * sum(term.weight for term in reading.terms)) | all_said
        sense = self._sense(query)
        literally = not reading.outside and bool((all_said & self._few_say(reading.terms)).any())
        if not literally and sense.is_outside(bool(reading.outside), bool(matched.any()), by_name):
            return Found(reading=reading)
        meant = self._by_need(sense)
        if not by_name:
            matched |= meant >= MEANT
        if not matched.any():
            return Found(reading=reading)
        scores = np.where(matched, self._ranked(keys) + bonus + covered + MODEL * meant, 0.0)
        best = scores.max()
        rows = np.flatnonzero(matched & (scores >= RELATIVE * best))
        weak = np.flatnonzero(matched & (scores < RELATIVE * best) & (scores >= WEAK * best))
        return Found(rows, scores, reading, weak)

    def _few_say(self, terms: Sequence[Term]) -> NDArray[np.bool_]:
        """Return the records that hold a word as it was typed that hardly any other holds: those are meant."""
        index = self.index
        rare = np.zeros(index.size, bool)
        for term in terms:
            if term.word == term.typed:
                for one in term.keys:
                    rows = index.said[one]
                    if 0 < len(rows) <= FEW:
                        rare[rows] = True
        return rare

    def _sense(self, query: str) -> "Sense":
        """Return what need the query sounds like, and how much like what is not held."""
        if self.index.model is None:
            return Sense(np.zeros(0), -1.0)
        scores = self.index.model.scores(query)
        return Sense(scores[:-1], float(scores[-1]))

    def _by_need(self, sense: "Sense") -> Scores:
        """Return for each record how much its needs are what the query sounds like, from 0 to about 1."""
        index = self.index
        meant = np.zeros(index.size)
        for need, strength in enumerate(sense.strengths()):
            if strength > 0.05:
                start, end = index.need_rows.starts[need], index.need_rows.starts[need + 1]
                rows = index.need_rows.items[start:end]
                meant[rows] = np.maximum(meant[rows], strength * SHARED[index.need_places[start:end]])
        return meant

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

    def _phrase_bonus(self, keys: Iterable[int]) -> tuple[Scores, bool]:
        """Return for each record the weight of its best phrase that is said in full; whether one is a record's own."""
        index = self.index
        counts = np.zeros(len(index.lengths), np.int32)
        for one in keys:
            counts[index.phrases_of[one]] += 1
        bonus, by_name = np.zeros(index.size), False
        of_need: dict[int, float] = {}
        for phrase in np.flatnonzero((counts == index.lengths) & (counts > 0)):
            weight = float(index.weights[phrase])
            targets = index.targets[int(phrase)]
            rows = targets[targets >= 0]
            bonus[rows] = np.maximum(bonus[rows], weight)
            by_name |= len(rows) > 0 and weight >= NAMED
            for target in targets[targets < 0].tolist():
                of_need[-1 - target] = max(of_need.get(-1 - target, 0.0), weight)
        for need, weight in of_need.items():
            start, end = index.need_rows.starts[need], index.need_rows.starts[need + 1]
            rows = index.need_rows.items[start:end]
            bonus[rows] = np.maximum(bonus[rows], weight * SHARED[index.need_places[start:end]])
        return bonus, by_name
