"""The training sentences: where they are, what they must look like, which model fits them."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

Label = Literal["emergency", "crisis", "none"]
Kind = Literal["danger", "lookalike", "ordinary", "answer"]
LABELS: tuple[Label, ...] = ("emergency", "crisis", "none")
KINDS: tuple[Kind, ...] = ("danger", "lookalike", "ordinary", "answer")  # answer: to a question of a survey

HERE = Path(__file__).parent
DATA = HERE / "data"
EVALUATION = HERE / "evaluation"


@dataclass(frozen=True)
class Example:
    """One sentence with its label; `language` and `writer` come from the file's name."""

    text: str
    label: Label
    kind: Kind
    language: str
    writer: str


def read_examples(folder: Path) -> list[Example]:
    """Read every `<lang>_<writer>.jsonl` (or `<lang>.jsonl`) of a folder, in the order of names.

    Raises ValueError with file and line when a line is not a sentence with label and kind, or when
    label and kind contradict each other.
    """
    found: list[Example] = []
    for path in sorted(folder.glob("*.jsonl")):
        language, _, writer = path.stem.partition("_")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip():
                found.append(_example(line, language, writer, f"{path.name}:{number}"))
    return found


def fingerprint(paths: Iterable[Path]) -> str:
    """Return a short hash of the files' names and contents: the key of the model that fits them."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _example(line: str, language: str, writer: str, where: str) -> Example:
    try:
        row = json.loads(line)
        text, label, kind = row["text"], row["label"], row["kind"]
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{where}: not an example: {error}") from error
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"{where}: the text is empty")
    if label not in LABELS or kind not in KINDS or (kind == "danger") != (label != "none"):
        raise ValueError(f"{where}: label {label!r} and kind {kind!r} do not go together")
    return Example(text, cast(Label, label), cast(Kind, kind), language, writer)
