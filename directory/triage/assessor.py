"""The one door: `assess` a message with the model that fits the training data.

scikit-learn is imported where it is needed first, not at the top: it takes longer to load than the rest of the site,
and a site that starts must answer within seconds (the web server warms the triage up behind the first pages).
"""

from __future__ import annotations

import logging
import os
import re
import threading
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from directory.triage.examples import DATA, HERE, LABELS, TOPICS, fingerprint, read_examples, read_topics, topic_files
from directory.triage.normalise import parts
from directory.triage.unlearned import has_plain_danger_word, is_bare_call, is_unlearned, names_emergency
from directory.triage.verdict import Verdict

if TYPE_CHECKING:
    from directory.triage.model import Model

_WORD = re.compile(r"\w")
_logger = logging.getLogger(__name__)
_CRISIS = LABELS.index("crisis")
MAJORITY = 0.5


class _Shared:
    """The process's one model: loaded at the first message, replaced when the folder changes."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.folder: Path | None = None
        self.model: Model | None = None


_shared = _Shared()


def configure(folder: Path) -> None:
    """Name the folder of trained models (DATA_DIR/models); the model loads at the first `assess`."""
    with _shared.lock:
        if _shared.folder != folder:
            _shared.folder, _shared.model = folder, None


def ensure_model(folder: Path, progress: Callable[[str], object] = print) -> Path:
    """Train a model if none in `folder` fits the training data; return its file.

    The file's name carries a hash of the sentences, of this package's code and of scikit-learn's
    version, so a stale model is never used; older ones are removed. `progress` gets plain lines.
    """
    path = model_path(folder)
    if path.exists():
        return path
    import joblib

    from directory.triage.model import train

    examples, topics = read_examples(DATA), read_topics(TOPICS)
    progress(f"triage: training on {len(examples)} sentences and {len(topics)} messages of the bot's topics")
    model = train(examples, topics)
    folder.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.{threading.get_ident()}.partial")
    joblib.dump(model, partial, compress=1)
    # Renamed when complete, so that no other process ever loads half a file.
    partial.replace(path)
    for old in folder.glob("triage-*.joblib"):
        if old != path:
            old.unlink(missing_ok=True)
    progress(f"triage: ready ({path.stat().st_size / 1e6:.1f} MB)")
    return path


def model_path(folder: Path) -> Path:
    """Return the file of the model that fits the present training data and code."""
    sources = [*DATA.glob("*.jsonl"), *topic_files(TOPICS), *HERE.glob("*.py"), *HERE.glob("*.yaml")]
    return folder / f"triage-{fingerprint(sources)}-sk{version('scikit-learn')}.joblib"


def load(path: Path) -> Model:
    """Load a model that `ensure_model` wrote; raises TypeError when the file holds something else."""
    import joblib

    from directory.triage.model import Model

    model = joblib.load(path)
    if not isinstance(model, Model):
        raise TypeError(f"{path} is not a triage model")
    return model


def assess(text: str, language: str | None = None) -> Verdict:
    """Say whether the writer of `text` is in danger now (contracts.md, ROUTE).

    `language` is the language of the page, if known. It is only a hint: people write in their own
    language on an English page, so the text itself decides whether the model knows its language.
    Thread-safe. The first call loads the model, and trains it (a minute or two) if `ensure_model` was never run.
    """
    if not _WORD.search(text):
        # Dots, dashes or one smiling face: there is nothing to judge, whatever a model makes of nothing.
        return Verdict()
    return judge(_model(), text)


def judge(model: Model, text: str) -> Verdict:
    """Give the verdict of one model on a non-empty text; the most dangerous part of it decides."""
    from directory.triage.model import danger_of

    pieces = parts(text)
    scores = model.score(pieces)
    danger = danger_of(scores, text)
    worst = int(danger.argmax())
    named = _named(scores[worst])
    if danger[worst] >= model.soft and not is_unlearned(text, model.familiar):
        if danger[worst] < model.hard:
            return Verdict("caution", "soft", named)
        # The crisis card speaks of suicide, which hurts whoever fears another person: it needs more than half.
        # The emergency card fits both.
        crisis = scores[worst, _CRISIS] > MAJORITY
        return Verdict("crisis" if crisis else "emergency", "hard", named)
    if is_bare_call(text):
        return Verdict("caution", "soft", named)
    # What is left is calm, or in a language that was never learned: there the model only guesses, so
    # even when it is sure, or a plain word of danger stands there, this is a caution at most.
    if danger[worst] >= model.hard:
        return Verdict("caution", "soft")
    if has_plain_danger_word(text) and is_unlearned(text, model.familiar):
        return Verdict("caution", "soft")
    # Whoever writes "call 999" may be nearly nothing to a model, and is never to be called calm.
    return Verdict() if names_emergency(text) else Verdict(scores=named)


def _named(row: NDArray[np.float64]) -> dict[str, float]:
    return {label: round(float(value), 4) for label, value in zip(LABELS, row, strict=True)}


def _model() -> Model:
    model = _shared.model
    if model is not None:
        return model
    with _shared.lock:
        if _shared.model is None:
            folder = _shared.folder or Path(os.environ.get("DATA_DIR", "var")) / "models"
            _shared.model = load(ensure_model(folder, progress=_logger.info))
        return _shared.model
