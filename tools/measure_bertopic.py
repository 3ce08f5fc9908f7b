"""Measures our coder beside BERTopic on the same answers in one run: answers a second, and F1 over the codes.

    uv pip install --no-deps --target FOLDER --requirement tools/bertopic.txt
    PYTHONPATH=FOLDER uv run python -m tools.measure_bertopic

BERTopic usually takes its sentence vectors from a model out of a hub. Here both work with what this machine has, so it
is given vectors of latent meaning (words and runs of characters, as our coder counts them), made from the same written
answers. Its topics have no codes: each is given those that a share of its written answers have, chosen once without
them being known to it (as it is meant) and once with each answer's first code told to it ("supervised").
The evaluation answers judge; nothing learns from them. One process each; prints one line of JSON.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from bertopic import BERTopic
from sklearn.decomposition import TruncatedSVD
from sklearn.preprocessing import normalize
from umap import UMAP

from surveys.analysis.coder import Coder
from surveys.analysis.data import EVALUATION, TRAINING, Example, read_examples
from surveys.analysis.evaluate import coded_pairs, interval
from surveys.analysis.features import Document
from surveys.analysis.retraining import micro_f1

DIMENSIONS = 200
SHARE = 0.3  # of a topic's written answers that have a code, for the topic to be given it
SPEED = 4_000  # answers of the written ones that the speed is measured on
Given = list[set[str]]


class Vectors:
    """Texts as vectors of latent meaning: a stand-in for sentence vectors, from our coder's own counts."""

    def __init__(self, coder: Coder, examples: Sequence[Example]) -> None:
        self.features = coder.themes.features
        self.svd = TruncatedSVD(DIMENSIONS, random_state=0).fit(self._rows(examples))

    def _rows(self, examples: Sequence[Example]) -> Any:
        return self.features.text_rows([Document.of(one.question, one.text) for one in examples])

    def of(self, examples: Sequence[Example]) -> np.ndarray:
        """One row of unit length for each answer."""
        rows: np.ndarray = normalize(self.svd.transform(self._rows(examples)))
        return rows


class Topics:
    """BERTopic, with the codes of each of its topics."""

    def __init__(self, vectors: Vectors, examples: Sequence[Example], *, supervised: bool) -> None:
        self.vectors = vectors
        self.model = BERTopic(
            embedding_model=None, umap_model=UMAP(n_components=5, metric="cosine", min_dist=0.0, random_state=0)
        )
        names = {code: place for place, code in enumerate(sorted({one.themes[0] for one in examples if one.themes}))}
        told = [names[one.themes[0]] if one.themes else -1 for one in examples] if supervised else None
        found, _ = self.model.fit_transform([one.text for one in examples], vectors.of(examples), y=told)
        self.codes: dict[int, set[str]] = {}
        for topic in set(found) - {-1}:  # -1: answers that it puts into no topic
            members = [one for one, given in zip(examples, found, strict=True) if given == topic]
            codes = {code for one in members for code in one.themes}
            self.codes[topic] = {
                code for code in codes if sum(code in one.themes for one in members) >= SHARE * len(members)
            }

    def read(self, examples: Sequence[Example]) -> Given:
        """The codes of each answer's topic."""
        found, _ = self.model.transform([one.text for one in examples], self.vectors.of(examples))
        return [self.codes.get(int(topic), set()) for topic in found]


def ours(coder: Coder, examples: Sequence[Example]) -> Given:
    """The codes that our coder gives."""
    return [set(coded.themes) for _example, coded in coded_pairs(coder, examples)]


def judged(examples: Sequence[Example], given: Given) -> dict[str, Any]:
    """Micro-F1 with its 95% interval, over all answers and the English ones."""
    pairs = [(set(one.themes), codes) for one, codes in zip(examples, given, strict=True)]
    english = [pair for one, pair in zip(examples, pairs, strict=True) if one.language == "en"]
    return {
        name: {
            "answers": len(part),
            "micro_f1": round(micro_f1(part) or 0.0, 3),
            "interval": [round(end, 3) for end in interval(part)],
        }
        for name, part in (("all", pairs), ("english", english))
    }


def measure() -> dict[str, Any]:
    """Both sides: F1 on the evaluation answers, answers a second, seconds of learning (BERTopic's)."""
    coder = Coder.load()
    written, judges = read_examples(TRAINING), read_examples(EVALUATION)
    vectors = Vectors(coder, written)
    readers: dict[str, Callable[[Sequence[Example]], Given]] = {"ours": lambda examples: ours(coder, examples)}
    found: dict[str, Any] = {"ours": {}}
    for supervised in (False, True):
        begun = time.perf_counter()
        topics = Topics(vectors, written, supervised=supervised)
        name = "bertopic_supervised" if supervised else "bertopic"
        found[name] = {"learned_in_seconds": round(time.perf_counter() - begun), "topics": len(topics.codes)}
        readers[name] = topics.read
    for name, read in readers.items():
        found[name] |= judged(judges, read(judges))  # what is loaded at first use is loaded now
        begun = time.perf_counter()
        read(written[:SPEED])
        found[name]["answers_a_second"] = round(SPEED / (time.perf_counter() - begun))
    return {"beside_bertopic": found}


if __name__ == "__main__":
    print(json.dumps(measure()))
