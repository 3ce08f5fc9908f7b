"""The trained model under the version of the codebook that is in force.

A theme that staff added has no trained model: its key phrases and its approved examples decide. So do key phrases that
staff added to a theme of the shipped codebook, because the model never learned them. A retired theme is not given.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse
from sklearn.preprocessing import normalize

from surveys.analysis.codebook import MOST_CODES, NO_THEME, Codebook
from surveys.analysis.codebook_themes import Version
from surveys.analysis.features import Document
from surveys.analysis.nonsense import is_nonsense
from surveys.analysis.text import Folded, clauses, fold, without_rejected
from surveys.analysis.themes import BARE_CONFIDENCE, CLAUSES_READ, Coding, ThemeModel

# Measured on the 670 evaluation answers: so often is a key phrase of the shipped codebook right by itself.
PHRASE_CONFIDENCE = 0.63
# Cosine from which a clause says what an approved example says. Measured on the 362 English evaluation answers, each
# theme in turn known by 10 examples only: right in 0.53 of the hits, 0.12 of what was there found (0.3: 0.36 and 0.23).
NEAR, NEAR_CONFIDENCE = 0.4, 0.53
PHRASE, EXAMPLE, MODEL = "phrase", "example", "model"


@dataclass(frozen=True)
class Sourced(Coding):
    """A coding that says of each code how the program came to it: phrase, example or model."""

    basis: dict[str, str] = field(default_factory=dict)


class VersionThemes:
    """Reads answers by a version of the codebook with a model that was trained on another."""

    def __init__(self, model: ThemeModel, book: Version) -> None:
        learned = {code: book.codes.get(code, model.codebook.codes[code]) for code in model.codes}
        self.book = book
        self.model = copy(model)
        self.model.by_feature = model.by_feature  # it is large, and the same
        self.model.codebook = Codebook(book.version, book.groups, {**learned, **book.codes})
        self.model.features = copy(model.features)
        self.model.features.codebook = Codebook(book.version, book.groups, learned)
        self.by_example = [
            (code, example) for code, theme in book.given.items() if code not in learned for example in theme.examples
        ]
        self.examples = self._rows([text for _code, text in self.by_example]) if self.by_example else None
        self.decides = any(theme.deciding for theme in book.given.values())

    def code_many(self, answers: Sequence[tuple[str, str]], nonsense: Sequence[bool] | None = None) -> list[Sourced]:
        """Code (question, text) pairs, in the order given. ``nonsense``: which are, looked up when it is not given."""
        codings = self.model.code_many(answers, nonsense)
        near = self._near(answers)
        return [
            self._added(question, text, coding, examples)
            for (question, text), coding, examples in zip(answers, codings, near, strict=True)
        ]

    def _added(self, question: str, text: str, coding: Coding, examples: set[str]) -> Sourced:
        """What the model said, without the retired, and with what phrases and examples of staff say."""
        bare = BARE_CONFIDENCE in coding.confidence.values() and self.model.codebook.bare(fold(text), question)
        basis = {code: PHRASE if bare and code in bare else MODEL for code in coding.themes}
        scores, evidence = dict(coding.confidence), dict(coding.evidence)
        if coding.themes != [NO_THEME] or not is_nonsense(text):
            folded = fold(text)
            for code in self._said(question, text):
                if scores.get(code, 0.0) < PHRASE_CONFIDENCE:
                    scores[code], basis[code] = PHRASE_CONFIDENCE, PHRASE
                    evidence[code] = self._words(code, question, text, folded)
            for code in examples:
                if code not in scores:
                    scores[code], basis[code] = NEAR_CONFIDENCE, EXAMPLE
        kept = sorted((code for code in scores if code in self.book.given), key=lambda code: -scores[code])
        together = [code for code in kept if not self.book.codes[code].alone]
        themes = (together or kept[:1])[:MOST_CODES]
        return Sourced(
            themes,
            {code: evidence.get(code, []) for code in themes},
            {code: scores[code] for code in themes},
            basis={code: basis[code] for code in themes},
            doubt=round(coding.doubt + sum(1 - scores[code] for code in themes if code not in coding.confidence), 3),
        )

    def _said(self, question: str, text: str) -> list[str]:
        """The themes whose deciding phrases stand in the text, outside of what is only rejected (general rule 4)."""
        if not self.decides:
            return []
        return list(self.book.deciding.matches(fold(without_rejected(text)), question))

    def _words(self, code: str, question: str, text: str, folded: Folded) -> list[str]:
        spans = self.book.deciding.matches(folded, question).get(code, [])
        return list(dict.fromkeys(folded.original(text, *span) for span in spans))[:4]

    def _near(self, answers: Sequence[tuple[str, str]]) -> list[set[str]]:
        """For each answer the themes whose approved examples it, or a clause of it, comes near."""
        if self.examples is None or not answers:
            return [set() for _ in answers]
        pieces = [[kept, *clauses(kept)[:CLAUSES_READ]] for kept in (without_rejected(text) for _q, text in answers)]
        nearness = (self._rows([piece for few in pieces for piece in few]) @ self.examples.T).toarray()
        ends = np.cumsum([len(few) for few in pieces])
        return [
            {
                code
                for (code, _text), value in zip(
                    self.by_example, nearness[end - len(few) : end].max(axis=0), strict=True
                )
                if value >= NEAR
            }
            for few, end in zip(pieces, ends, strict=True)
        ]

    def _rows(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Texts as rows of unit length: words and runs of characters; the question of an example is not known."""
        documents = [Document.of("", text) for text in texts]
        return normalize(self.model.features.text_rows(documents))
