"""Texts as numbers: words 1-2 (alone and with the question), characters 2-5, key phrases of the codebook.

The question as a feature is the cheapest gain there is (analysis.md, "How far written examples carry").
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from surveys.analysis.codebook import Codebook, Spans
from surveys.analysis.counting import WordRows, feature_rows
from surveys.analysis.text import Folded, fold, words

_JOINED = re.compile(r"^(?:[وف]?(?:بال|كال|لل|ال)|و(?=\w{4})|[بل](?=\w{4}))")
PHRASE_WEIGHT = 0.5  # against rows of unit length: a hit is a strong hint, not a verdict
QUESTION_WEIGHT = 0.6
CHARACTER_WEIGHT = 1.1


@dataclass(frozen=True)
class Document:
    """A text and the question that it answers, folded once."""

    question: str
    folded: Folded

    @classmethod
    def of(cls, question: str, text: str) -> "Document":
        """Fold the text."""
        return cls(question, fold(text))

    @cached_property
    def words(self) -> list[str]:
        """The words of the folded text."""
        return words(self.folded.text)

    @cached_property
    def bare(self) -> list[str]:
        """The words, the Arabic and Persian ones without what is written onto them."""
        return self.words if self.folded.text.isascii() else [bare_word(word) for word in self.words]


def word_features(document: Document) -> list[str]:
    """Words, pairs of words, and each word with its question."""
    found, question = document.bare, document.question
    pairs = [f"{first} {second}" for first, second in zip(found, found[1:], strict=False)]
    return [*found, *pairs, *[f"{question}|{word}" for word in found]]


def bare_word(word: str) -> str:
    """An Arabic or Persian word without the particles and the article that are written onto it; others as they are."""
    if not "\u0600" <= word[0] <= "\u06ff" or len(word) < 5:
        return word
    return _JOINED.sub("", word)


def word_characters(word: str) -> list[str]:
    """Runs of 2-5 characters of a bare word, with a space at its ends."""
    padded = f" {word} "
    return [padded[place : place + size] for size in (2, 3, 4, 5) for place in range(max(1, len(padded) - size + 1))]


def character_features(document: Document) -> list[str]:
    """Runs of 2-5 characters inside words, with a space at the word's ends."""
    return [gram for word in document.bare for gram in word_characters(word)]


class Features:
    """Learns the vocabulary from texts, then turns documents into rows."""

    def __init__(self, codebook: Codebook, questions: Sequence[str]) -> None:
        self.codebook = codebook
        self.questions = list(questions)
        self.codes = list(codebook.codes)
        self.by_words = TfidfVectorizer(
            analyzer=word_features, sublinear_tf=True, min_df=2, max_features=60_000, dtype=np.float32
        )
        self.by_characters = TfidfVectorizer(
            analyzer=character_features, sublinear_tf=True, min_df=2, max_features=60_000, dtype=np.float32
        )

    def fit(self, documents: Sequence[Document]) -> "Features":
        """Learn the vocabulary."""
        self.by_words.fit(documents)
        self.by_characters.fit(documents)
        return self

    @cached_property
    def characters(self) -> WordRows:
        """The rows of characters, quickly."""
        return WordRows(self.by_characters, word_characters)

    def __getstate__(self) -> dict[str, Any]:
        """Kept without what is only remembered to be quick."""
        return {name: value for name, value in vars(self).items() if name != "characters"}

    def text_rows(self, documents: Sequence[Document]) -> sparse.csr_matrix:
        """One row a document of words and characters alone, without key phrases and question."""
        return sparse.hstack(
            [
                feature_rows(self.by_words, map(word_features, documents)),
                self.characters.rows(document.bare for document in documents) * CHARACTER_WEIGHT,
            ],
            format="csr",
        )

    def said(self, documents: Sequence[Document]) -> list[Spans]:
        """For each document the places where key phrases say a theme."""
        return [self.codebook.matches(document.folded, document.question) for document in documents]

    def transform(self, documents: Sequence[Document], said: Sequence[Spans] | None = None) -> sparse.csr_matrix:
        """One row a document. ``said`` is what its key phrases say, found when it is not given."""
        rows, columns, values = [], [], []
        place = {code: index for index, code in enumerate(self.codes)}
        for row, (document, spans) in enumerate(zip(documents, said or self.said(documents), strict=True)):
            for code in spans:
                rows.append(row)
                columns.append(place[code])
                values.append(PHRASE_WEIGHT)
            if document.question in self.questions:
                rows.append(row)
                columns.append(len(self.codes) + self.questions.index(document.question))
                values.append(QUESTION_WEIGHT)
        marks = sparse.csr_matrix(
            (values, (rows, columns)), shape=(len(documents), len(self.codes) + len(self.questions)), dtype=np.float32
        )
        return sparse.hstack([self.text_rows(documents), marks], format="csr")

    def word_weights(self, word: str, question: str, weights: np.ndarray) -> np.ndarray:
        """How much a folded word speaks for each theme: over its own features, the sum of weight times rarity.

        ``weights`` has a row for each feature and a column for each theme.
        """
        bare = bare_word(word)
        total = np.zeros(weights.shape[1])
        for feature in (bare, f"{question}|{bare}"):
            column = self.by_words.vocabulary_.get(feature)
            if column is not None:
                total += weights[column] * self.by_words.idf_[column]
        columns = sorted(set(self.characters.columns(bare).tolist()))
        if columns:
            weighed = weights[len(self.by_words.vocabulary_) :][columns] * self.by_characters.idf_[columns, np.newaxis]
            total += CHARACTER_WEIGHT * weighed.mean(axis=0)
        return total
