"""Documents counted into rows of weights as scikit-learn's TfidfVectorizer does, without asking it of every word again.

The vectoriser learns the vocabulary. Reading thousands of answers with it is slow, because it cuts every word into runs
of characters each time it comes; words come again and again, so here each word's own columns are remembered.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

# Words remembered, and how long one may be: the memory is bounded whatever is read.
WORDS_KEPT, LONGEST_KEPT = 20_000, 40


def feature_rows(vectoriser: TfidfVectorizer, documents: Iterable[Iterable[str]]) -> sparse.csr_matrix:
    """One row for each document's features: what ``vectoriser.transform`` gives, to the last bit."""
    known = vectoriser.vocabulary_.get
    columns, ends = array("i"), [0]
    for features in documents:
        columns.extend([column for column in map(known, features) if column is not None])
        ends.append(len(columns))
    return _weighted(vectoriser, np.frombuffer(columns, dtype=np.intc), np.array(ends))


class WordRows:
    """Rows over what words are made of (``parts``), each word's columns remembered."""

    def __init__(self, vectoriser: TfidfVectorizer, parts: Callable[[str], list[str]]) -> None:
        self.vectoriser = vectoriser
        self.parts = parts
        self._kept: dict[str, np.ndarray] = {}

    def columns(self, word: str) -> np.ndarray:
        """The columns of a word's parts, one for each time that a part is in it."""
        found = self._kept.get(word)
        if found is None:
            known = self.vectoriser.vocabulary_.get
            found = np.array([column for column in map(known, self.parts(word)) if column is not None], dtype=np.intc)
            if len(word) <= LONGEST_KEPT:
                if len(self._kept) >= WORDS_KEPT:
                    self._kept.clear()
                self._kept[word] = found
        return found

    def rows(self, documents: Iterable[Sequence[str]]) -> sparse.csr_matrix:
        """One row for each document, given as its words."""
        found: list[np.ndarray] = []
        ends, total = [0], 0
        for words in documents:
            for word in words:
                columns = self.columns(word)
                found.append(columns)
                total += len(columns)
            ends.append(total)
        columns = np.concatenate(found) if found else np.zeros(0, dtype=np.intc)
        return _weighted(self.vectoriser, columns, np.array(ends))


def _weighted(vectoriser: TfidfVectorizer, columns: np.ndarray, ends: np.ndarray) -> sparse.csr_matrix:
    """Rows of columns as counts, then as TF-IDF: 1 + log of the count, times rarity, of unit length."""
    rows = sparse.csr_matrix(
        (np.ones(len(columns), dtype=np.float32), columns, ends.astype(np.intc)),
        shape=(len(ends) - 1, len(vectoriser.vocabulary_)),
    )
    rows.sum_duplicates()
    np.log(rows.data, rows.data)
    rows.data += 1.0
    rows.data *= vectoriser.idf_[rows.indices]
    return normalize(rows, norm="l2", copy=False)
