"""Texts as numbers: words 1-2 (alone and with the question), characters 2-5, key phrases of the codebook.

The question as a feature is the cheapest gain there is (analysis.md, "How far written examples carry").
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from surveys.analysis.codebook import Codebook
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


def word_features(document: Document) -> list[str]:
    """Words, pairs of words, and each word with its question."""
    found = [bare_word(word) for word in words(document.folded.text)]
    pairs = [f"{first} {second}" for first, second in zip(found, found[1:], strict=False)]
    return [*found, *pairs, *(f"{document.question}|{word}" for word in found)]


def bare_word(word: str) -> str:
    """An Arabic or Persian word without the particles and the article that are written onto it; others as they are."""
    if not "\u0600" <= word[0] <= "\u06ff" or len(word) < 5:
        return word
    return _JOINED.sub("", word)


def character_features(document: Document) -> list[str]:
    """Runs of 2-5 characters inside words, with a space at the word's ends."""
    grams = []
    for word in words(document.folded.text):
        padded = f" {bare_word(word)} "
        for size in (2, 3, 4, 5):
            grams += [padded[place : place + size] for place in range(max(1, len(padded) - size + 1))]
    return grams


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

    def transform(self, documents: Sequence[Document]) -> sparse.csr_matrix:
        """One row a document."""
        rows, columns, values = [], [], []
        place = {code: index for index, code in enumerate(self.codes)}
        for row, document in enumerate(documents):
            for code in self.codebook.matches(document.folded, document.question):
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
        return sparse.hstack(
            [self.by_words.transform(documents), self.by_characters.transform(documents) * CHARACTER_WEIGHT, marks],
            format="csr",
        )

    def word_weights(self, word: str, question: str, weights: np.ndarray) -> float:
        """How much a folded word speaks for a theme: the sum over its own features of weight times rarity."""
        total = 0.0
        vocabulary, rarity = self.by_words.vocabulary_, self.by_words.idf_
        for feature in (bare_word(word), f"{question}|{bare_word(word)}"):
            index = vocabulary.get(feature)
            if index is not None:
                total += float(weights[index] * rarity[index])
        offset = len(vocabulary)
        vocabulary, rarity = self.by_characters.vocabulary_, self.by_characters.idf_
        grams = character_features(Document(question, Folded(word, tuple(range(len(word))))))
        hits = [vocabulary[gram] for gram in set(grams) if gram in vocabulary]
        if hits:
            total += CHARACTER_WEIGHT * float(np.mean(weights[[offset + hit for hit in hits]] * rarity[hits]))
        return total
