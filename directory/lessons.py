"""What people say when they need something, sentence by sentence: what the model of needs learns from, beside phrases.

`needs_examples/<lang>.jsonl` was written by hand for this, in every language apart: {"text": "...", "needs": [...]},
the foremost need first; without a need it is about what the directory does not hold. The queries that the
search is judged by (`evaluation`) were written by others, and a test holds the two apart.
"""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "needs_examples"


class Lesson(NamedTuple):
    """One sentence and the codes of its needs, the foremost first; none for what is not held."""

    text: str
    needs: tuple[str, ...]


@cache
def lessons(folder: Path = FOLDER) -> tuple[Lesson, ...]:
    """Return every sentence of a folder, in the order of names. Raises ValueError where a line is not one."""
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                row = json.loads(line)
                found.append(Lesson(row["text"], tuple(row["needs"])))
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(f"{path.name}:{number}: not a sentence with its needs: {error}") from error
    return tuple(found)


@cache
def fingerprint(folder: Path = FOLDER) -> str:
    """Return a short hash of the sentences: what was made with others is made anew."""
    return hashlib.sha256(repr(lessons(folder)).encode()).hexdigest()[:12]
