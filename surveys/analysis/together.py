"""A second look at an answer: what all themes' margins, its question and its length together say of each theme.

One machine a theme looks only at words. Which themes go together, which one is said less surely than another beside it,
and that long answers have several, is learned here, from margins of voices that the first machines did not learn from.
"""

from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

LEAST = 20  # answers of a theme before it is looked at here
STRENGTH = 0.03  # of the fit; chosen, with what goes in, by cross-validation over voices (docs/coding.md)
HIGHEST = 3  # margins that go in once more, by their size


class Together:
    """Logistic regressions, one a theme, over the margins of all."""

    def __init__(self, questions: Sequence[str]) -> None:
        self.questions = list(questions)
        self.mean = np.zeros(0)
        self.spread = np.zeros(0)
        self.weights = np.zeros((0, 0))
        self.intercepts = np.zeros(0)
        self.seen = np.zeros(0, dtype=bool)
        """Which themes had answers enough."""

    def _rows(self, margins: np.ndarray, questions: Sequence[str], lengths: Sequence[int]) -> np.ndarray:
        asked = np.array([[question == one for one in self.questions] for question in questions], dtype=float)
        highest = np.sort(margins, axis=1)[:, ::-1][:, :HIGHEST]
        return np.hstack([margins, asked, np.log1p(lengths)[:, np.newaxis], highest])

    def fit(
        self,
        margins: np.ndarray,
        questions: Sequence[str],
        lengths: Sequence[int],
        truth: np.ndarray,
        known: np.ndarray,
    ) -> "Together":
        """Learn from margins (answers by themes), each answer's question and number of words, and its true themes.

        ``known`` says of which answers it is known whether they have a theme.
        """
        rows = self._rows(margins, questions, lengths)
        self.mean, self.spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
        rows = (rows - self.mean) / self.spread
        themes = truth.shape[1]
        self.weights, self.intercepts = np.zeros((themes, rows.shape[1])), np.zeros(themes)
        self.seen = np.zeros(themes, dtype=bool)
        for place in range(themes):
            wanted = truth[known[:, place], place]
            if min(wanted.sum(), len(wanted) - wanted.sum()) >= LEAST:
                machine = LogisticRegression(C=STRENGTH, max_iter=200).fit(rows[known[:, place]], wanted)
                self.weights[place], self.intercepts[place] = machine.coef_[0], machine.intercept_[0]
                self.seen[place] = True
        return self

    def mixed(
        self, chances: np.ndarray, margins: np.ndarray, questions: Sequence[str], lengths: Sequence[int]
    ) -> np.ndarray:
        """The chances of the first look averaged with those of this one, where a theme had answers enough."""
        if not self.seen.any():
            return chances
        rows = (self._rows(margins, questions, lengths) - self.mean) / self.spread
        second = 1 / (1 + np.exp(-(rows @ self.weights.T + self.intercepts)))
        return np.where(self.seen, (chances + second) / 2, chances)
