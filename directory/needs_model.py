"""Tells from a sentence which need somebody has, when no known phrase is said in full.

A linear model over pieces of words (3 to 5 letters), trained in seconds on the phrases of all needs in
all languages, on sentences that people say (lessons.py) and, against them, on what the directory does
not hold. Pieces of words forgive typing errors, endings and missing accents in every script, without
rules for any language.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy import sparse
    from sklearn.feature_extraction.text import HashingVectorizer

from directory.lessons import Lesson
from directory.text import MOST_TOKENS, tokens

FEATURES = 2**16
LEAST_NEEDS = 10
"""With fewer needs their words alone tell them apart."""

KEPT = 2
"""So many trained models stay on disk."""


class _Where:
    """Where trained models are kept; None: nowhere."""

    folder: Path | None = None


def keep_in(folder: Path | None) -> None:
    """Keep trained models in a folder, so that only the first process that needs one trains it."""
    _Where.folder = folder


@cache
def _pieces() -> HashingVectorizer:
    # Here and not at the top: loading it takes longer than the rest of the site, and a start does not need it.
    from sklearn.feature_extraction.text import HashingVectorizer

    return HashingVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), n_features=FEATURES, norm=None, alternate_sign=False
    )


@dataclass
class NeedsModel:
    """Weights of each piece of a word for each need; the last column stands for what is not held."""

    inverse: NDArray[np.float32]
    """Inverse document frequency of each piece."""
    weights: NDArray[np.float32]
    constant: NDArray[np.float32]

    def scores(self, query: str) -> NDArray[np.float64]:
        """Return how much a query sounds like each need (about -1 to 1), and last like what is not held."""
        pieces = _weighed([query], self.inverse)
        return np.asarray(pieces.data @ self.weights[pieces.indices] + self.constant, float)


def train(
    needs: Mapping[str, Sequence[str]], not_held: Iterable[str], said: Iterable[Lesson] = ()
) -> NeedsModel | None:
    """Return a model of the needs (their phrases by code, in this order); None where there are too few needs.

    `said` are sentences with the needs that they tell of; those of other needs only are left out.
    """
    if len(needs) < LEAST_NEEDS:
        return None
    number = {code: place for place, code in enumerate(needs)}
    outside = len(number)
    taught: list[tuple[str, tuple[int, ...]]] = [
        (phrase, (number[code],)) for code, phrases in needs.items() for phrase in phrases
    ]
    taught += [(phrase, (outside,)) for phrase in not_held]
    for text, codes in said:
        if places := tuple(number[code] for code in codes if code in number) if codes else (outside,):
            taught.append((text, places))
    return _trained(tuple(taught), outside + 1)


# The phrases hardly ever change, the records do: a process reads or trains its model once.
@lru_cache(maxsize=2)
def _trained(taught: tuple[tuple[str, tuple[int, ...]], ...], classes: int) -> NeedsModel:
    if _Where.folder is None:
        return _train(taught, classes)
    mark = hashlib.sha256(json.dumps([taught, classes, FEATURES, 1]).encode()).hexdigest()[:24]
    path = _Where.folder / f"needs-{mark}.npz"
    return _read(path) or _keep(_train(taught, classes), path)


def _train(taught: tuple[tuple[str, tuple[int, ...]], ...], classes: int) -> NeedsModel:
    from sklearn.linear_model import Ridge

    labels = np.full((len(taught), classes), -1.0)
    for row, (_text, places) in enumerate(taught):
        labels[row, places] = 1.0
    texts = [text for text, _places in taught]
    counts = _pieces().transform(_plain(texts)).tocsc()
    rows_of = np.diff(counts.indptr)
    inverse = np.where(rows_of > 1, np.log((1 + len(texts)) / (1 + rows_of)) + 1, 0.0).astype(np.float32)
    # Labels, and so the weights, are centred: a need with many phrases is not likelier for that.
    model = Ridge(alpha=0.5, solver="sparse_cg", tol=1e-2).fit(_weighed(texts, inverse), labels)
    return NeedsModel(inverse, model.coef_.T.astype(np.float32), np.asarray(model.intercept_, np.float32))


def _read(path: Path) -> NeedsModel | None:
    """Return the model kept in a file of plain arrays; None where there is none, or a spoilt one."""
    try:
        with path.open("rb") as source, np.load(source, allow_pickle=False) as kept:
            return NeedsModel(kept["inverse"], kept["weights"], kept["constant"])
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None


def _keep(model: NeedsModel, path: Path) -> NeedsModel:
    """Write a model, whole or not at all, and take old ones away; a disk that is full costs only the time to train."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as sink:
            np.savez(sink, inverse=model.inverse, weights=model.weights, constant=model.constant)
        os.replace(sink.name, path)
        kept = sorted(path.parent.glob("needs-*.npz"), key=lambda one: one.stat().st_mtime, reverse=True)
        for old in kept[KEPT:]:
            old.unlink(missing_ok=True)
    except OSError:
        pass
    return model


def _plain(texts: Iterable[str]) -> list[str]:
    return [" ".join(tokens(text)[:MOST_TOKENS]) for text in texts]


def _weighed(texts: Iterable[str], inverse: NDArray[np.float32]) -> sparse.csr_matrix:
    """Return the pieces of each text, weighed by how telling they are, each text of length one."""
    counts = _pieces().transform(_plain(texts)).astype(np.float32)
    counts.data = (1 + np.log(counts.data)) * inverse[counts.indices]
    row_of = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    length = np.sqrt(np.bincount(row_of, counts.data**2, counts.shape[0]))
    counts.data = (counts.data / np.maximum(length, 1e-9)[row_of]).astype(np.float32)
    return counts
