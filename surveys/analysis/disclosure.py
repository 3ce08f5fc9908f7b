"""Does an answer tell of harm or danger to a specific person? High recall first (codebook.md, "disclosure").

Signs (patterns) and a small classifier together: either may raise it. The weakest part of the analysis by
measurement (analysis.md), so its figures are printed by ``evaluate`` and a person decides every case.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from surveys.analysis.counting import WordRows, feature_rows
from surveys.analysis.data import Example, folds
from surveys.analysis.disclosure_signs import GENERAL, HARM, LEXICON, SIGNS, WHO
from surveys.analysis.features import Document, character_features, word_characters
from surveys.analysis.text import fold

WANTED_RECALL = 0.9  # of voices that the fold has not learned from
LOWEST, HIGHEST = 0.1, 0.5  # the threshold stays between, whatever the folds say
# The words of the training answers are few against the ways that harm is told: what they speak of weighs more.
MARK_WEIGHT = 0.15
WORD_WEIGHT = 1.0
Progress = Callable[[str], None]


def _words(document: Document) -> list[str]:
    found = document.words
    pairs = [f"{first} {second}" for first, second in zip(found, found[1:], strict=False)]
    triples = [" ".join(three) for three in zip(found, found[1:], found[2:], strict=False)]
    return [*found, *pairs, *triples]


def _marks(document: Document) -> list[float]:
    """What the text speaks of: signs, groups of words, and a person meeting a harm, which tells most."""
    text = document.folded.text
    said = {name: bool(pattern.search(text)) for name, pattern in LEXICON.items()}
    harms = sum(said[name] for name in HARM)
    found = sum(bool(sign.search(text)) for sign in SIGNS)
    meetings = [said[who] and said[harm] for who in WHO for harm in HARM]
    going_on = [harms > 0 and said[name] for name in ("ongoing", "telling", "child", "many", "ask", "past")]
    return [min(3, found) / 2, bool(GENERAL.search(text)), min(harms, 4) / 2, *said.values(), *meetings, *going_on]


def signs(text: str) -> list[str]:
    """The exact parts of the text that read like a person telling of harm."""
    folded = fold(text)
    found = []
    for pattern in SIGNS:
        for match in pattern.finditer(folded.text):
            found.append(folded.original(text, *match.span()))
    return list(dict.fromkeys(found))


class DisclosureModel:
    """Logistic regression over words, characters and the signs found."""

    def __init__(self) -> None:
        self.by_words = TfidfVectorizer(
            analyzer=_words, sublinear_tf=True, min_df=2, max_features=40_000, dtype=np.float32
        )
        self.by_characters = TfidfVectorizer(
            analyzer=character_features, sublinear_tf=True, min_df=2, max_features=40_000, dtype=np.float32
        )
        self.machine: LogisticRegression | None = None
        self.threshold = 0.3

    @cached_property
    def characters(self) -> WordRows:
        """The rows of characters, quickly."""
        return WordRows(self.by_characters, word_characters)

    def __getstate__(self) -> dict[str, Any]:
        """Kept without what is only remembered to be quick."""
        return {name: value for name, value in vars(self).items() if name != "characters"}

    def _rows(self, documents: Sequence[Document]) -> sparse.csr_matrix:
        marks = np.array([_marks(document) for document in documents], dtype=np.float32)
        marks = marks.reshape(len(documents), -1) * MARK_WEIGHT
        return sparse.hstack(
            [
                feature_rows(self.by_words, map(_words, documents)) * WORD_WEIGHT,
                self.characters.rows(document.bare for document in documents) * WORD_WEIGHT * 0.7,
                sparse.csr_matrix(marks),
            ],
            format="csr",
        )

    def fit(self, examples: Sequence[Example], progress: Progress | None = None) -> "DisclosureModel":
        """Learn, and set the threshold where voices not learned from still reach the wanted recall."""
        documents = [Document.of("", example.text) for example in examples]
        truth = np.array([example.disclosure for example in examples])
        voices = [example.source for example in examples]
        self.by_words.fit(documents)
        self.by_characters.fit(documents)
        rows = self._rows(documents)
        chances = np.zeros(len(truth))
        for learn, held in folds(voices):
            if truth[learn].any():
                chances[held] = _machine().fit(rows[learn], truth[learn]).predict_proba(rows[held])[:, 1]
        positive = np.sort(chances[truth])
        if len(positive):
            wanted = float(positive[int((1 - WANTED_RECALL) * len(positive))])
            self.threshold = min(HIGHEST, max(LOWEST, wanted))
        self.machine = _machine().fit(rows, truth)
        if progress:
            progress(
                f"disclosure: learned from {int(truth.sum())} of {len(truth)} answers, threshold {self.threshold:.2f}"
            )
        return self

    def chances(self, texts: Sequence[str]) -> list[float]:
        """For each text how likely it is to tell of harm to a specific person, 0 to 1."""
        if self.machine is None:
            raise RuntimeError("the disclosure model has not been trained")
        if not texts:
            return []
        return [
            float(chance)
            for chance in self.machine.predict_proba(self._rows([Document.of("", text) for text in texts]))[:, 1]
        ]

    def detect(self, texts: Sequence[str]) -> list[bool]:
        """True where a person must look."""
        return [chance >= self.threshold for chance in self.chances(texts)]


def _machine() -> LogisticRegression:
    return LogisticRegression(C=6.0, class_weight="balanced", max_iter=2000)
