"""The model that says which ROUTE a message is about. No Rasa in here, so that it can be measured by itself.

TF-IDF of words and characters on normalised text, a small perceptron on top (bot.md, "Understanding": the best of what
was measured), its confidence set right by one temperature found on messages it has not seen, and a guard for
messages in a language that it has not learned.
"""

import logging
import warnings
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import FeatureUnion

from components.normalise import for_learning, normalise, words

logger = logging.getLogger(__name__)

Ranking = list[tuple[str, float]]


@dataclass
class LanguageGuard:
    """Knows how the learned languages look, letter by letter, and so when a message is written in none of them."""

    known_words: frozenset[str] = frozenset()
    known_letters: frozenset[str] = frozenset()
    least_words: float = 0.34
    least_letters: float = 0.55

    @classmethod
    def learn(cls, texts: list[str]) -> "LanguageGuard":
        """Learn from all training messages: words, and groups of four letters, that occur at least twice."""
        word_counts: Counter[str] = Counter()
        letter_counts: Counter[str] = Counter()
        for text in texts:
            plain = normalise(text)
            word_counts.update(set(words(plain)))
            letter_counts.update(set(_letter_groups(plain)))
        return cls(
            frozenset(w for w, n in word_counts.items() if n >= 2),
            frozenset(g for g, n in letter_counts.items() if n >= 2),
        )

    def shares(self, text: str) -> tuple[float, float]:
        """Return which share (0..1) of the message's words, and of its groups of letters, is known."""
        plain = normalise(text)
        found, groups = words(plain), _letter_groups(plain)
        known = sum(w in self.known_words for w in found) / len(found) if found else 0.0
        letters = sum(g in self.known_letters for g in groups) / len(groups) if groups else 0.0
        return known, letters

    def is_strange(self, text: str) -> bool:
        """Say whether the message is written in no language that was learned (or in no words at all)."""
        known, letters = self.shares(text)
        return known < self.least_words and letters < self.least_letters


def _letter_groups(plain: str) -> list[str]:
    """Return the groups of four characters inside each word of the normalised text, its borders marked."""
    groups = []
    for word in words(plain):
        marked = f" {word} "
        groups += [marked[i : i + 4] for i in range(max(1, len(marked) - 3))]
    return groups


@dataclass
class TopicModel:
    """Messages in, routes with their confidence out. `fit` first."""

    hidden: int = 192
    max_iter: int = 30
    seed: int = 7
    temperature: float = 1.0
    guard: LanguageGuard = field(default_factory=LanguageGuard)
    routes: list[str] = field(default_factory=list)
    _features: Any = None
    _network: Any = None

    def fit(self, texts: list[str], routes: list[str]) -> "TopicModel":
        """Learn from messages and their routes; every route needs five messages or more."""
        held_out = self._temperature_from_held_out(texts, routes)
        self._learn(texts, routes)
        self.temperature = held_out
        self.guard = LanguageGuard.learn(texts)
        return self

    def rank(self, text: str) -> Ranking:
        """Return every route with its confidence (0..1, summing to 1), best first; all zero for a strange language."""
        scores = self._scores([text])[0] / self.temperature
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        order = np.argsort(-shares)
        strange = self.guard.is_strange(text)
        return [(self.routes[i], 0.0 if strange else float(shares[i])) for i in order]

    def _learn(self, texts: list[str], routes: list[str]) -> None:
        self._features = FeatureUnion(
            [
                ("words", TfidfVectorizer(preprocessor=for_learning, token_pattern=r"\w+",  # noqa: S106 - how a word looks, no password
 ngram_range=(1, 2),
                                          sublinear_tf=True, dtype=np.float32)),
                ("letters", TfidfVectorizer(preprocessor=for_learning, analyzer="char_wb", ngram_range=(3, 5),
                                            sublinear_tf=True, min_df=2, dtype=np.float32)),
            ]
        )  # fmt: skip
        self._network = MLPClassifier(
            hidden_layer_sizes=(self.hidden,),
            max_iter=self.max_iter,
            random_state=self.seed,
            learning_rate_init=2e-3,
            batch_size=64,
            alpha=1e-4,
        )
        with warnings.catch_warnings():
            # The number of rounds is the budget of time, on purpose; more rounds did not help.
            warnings.simplefilter("ignore", ConvergenceWarning)
            self._network.fit(self._features.fit_transform(texts), routes)
        self.routes = [str(route) for route in self._network.classes_]

    def _scores(self, texts: list[str]) -> "np.ndarray[Any, Any]":
        """Return log-shares, one row a message, one column a route."""
        shares = self._network.predict_proba(self._features.transform(texts))
        return np.log(np.clip(shares, 1e-9, 1.0))

    def _temperature_from_held_out(self, texts: list[str], routes: list[str]) -> float:
        """Train on five sixths, and find the temperature at which the confidence fits the rest best."""
        if min(Counter(routes).values()) < 5:
            return 1.5
        seen, unseen, seen_routes, unseen_routes = train_test_split(
            texts, routes, test_size=1 / 6, random_state=self.seed, stratify=routes
        )
        self._learn(seen, seen_routes)
        scores = self._scores(unseen)
        truth = np.array([self.routes.index(route) for route in unseen_routes])

        def surprise(temperature: float) -> float:
            flat = scores / temperature
            flat = (
                flat
                - np.log(np.exp(flat - flat.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True))
                - flat.max(axis=1, keepdims=True)
            )
            return float(-flat[np.arange(len(truth)), truth].mean())

        found = float(minimize_scalar(surprise, bounds=(0.5, 8.0), method="bounded").x)
        right = float((scores.argmax(axis=1) == truth).mean())
        logger.info("held out %d: right %.3f, temperature %.2f", len(truth), right, found)
        return found
