"""The written answers that the models learn from and are measured on (jsonl, one answer a line)."""

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import sklearn
from sklearn.model_selection import GroupKFold, KFold

from surveys.analysis.codebook import PATH as CODEBOOK_PATH

HERE = Path(__file__).parent
TRAINING = HERE / "training"
EVALUATION = HERE / "evaluation"
AUDIENCES = ("resident", "young_person", "professional", "business")


@dataclass(frozen=True)
class Example:
    """One written answer with what a careful coder would say of it. ``source`` is its file: one voice."""

    text: str
    question: str
    audience: str
    themes: tuple[str, ...]
    sentiment: str
    pii: tuple[str, ...]
    disclosure: bool
    nonsense: bool
    source: str

    @property
    def language(self) -> str:
        """The language tag that its file's name begins with."""
        return self.source.split("_")[0]


def read_examples(folder: Path) -> list[Example]:
    """All examples under a folder. Raises ValueError with file and line on a broken one."""
    examples = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                examples.append(
                    Example(
                        text=row["text"],
                        question=row["question"],
                        audience=row["audience"],
                        themes=tuple(row["themes"]),
                        sentiment=row["sentiment"],
                        pii=tuple(row["pii"]),
                        disclosure=bool(row["disclosure"]),
                        nonsense=bool(row["nonsense"]),
                        source=path.stem,
                    )
                )
            except (json.JSONDecodeError, KeyError, TypeError) as error:
                raise ValueError(f"{path.name}:{number}: {error!r}") from error
    return examples


def models_dir() -> Path:
    """Where trained models lie: DATA_DIR/models, made when absent."""
    folder = Path(os.environ.get("DATA_DIR", "var")) / "models"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def fingerprint(paths: Iterable[Path] = ()) -> str:
    """Names what a model learned from: training data, codebook and the code that trains, as 16 hex digits."""
    digest = hashlib.sha256(sklearn.__version__.encode())  # a model kept by another version may not load
    code = [
        HERE / name
        for name in (
            "features.py",
            "themes.py",
            "together.py",
            "disclosure.py",
            "sentiment.py",
            "sentiment_lexicon.yaml",
            "disclosure_signs.yaml",
            "text.py",
            "codebook.py",
        )
    ]
    for path in [*sorted(TRAINING.glob("*.jsonl")), CODEBOOK_PATH, *code, *paths]:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def folds(sources: Sequence[str]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Three ways to learn from some voices and hold others back.

    A language with a single voice is cut into thirds: holding it back whole would measure a language never learned.
    """
    voices: dict[str, set[str]] = {}
    for source in sources:
        voices.setdefault(source.split("_")[0], set()).add(source)
    groups = [
        source if len(voices[source.split("_")[0]]) > 1 else f"{source}{place % 3}"
        for place, source in enumerate(sources)
    ]
    rows = np.zeros((len(sources), 1))
    if len(set(groups)) >= 3:
        return list(GroupKFold(3).split(rows, groups=groups))
    return list(KFold(3, shuffle=True, random_state=0).split(rows))
