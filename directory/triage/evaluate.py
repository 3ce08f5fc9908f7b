"""`python -m directory.triage.evaluate`: recall on danger and false alarms, per language and kind.

Reads evaluation/<lang>.jsonl, which is written by others than the training data and never tuned on.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from directory.triage.assessor import ensure_model, judge, load
from directory.triage.examples import EVALUATION, Example, read_examples
from directory.triage.model import Model
from directory.triage.verdict import Verdict

ROWS = ("emergency", "crisis", "lookalike", "ordinary", "answer")


def evaluate(model: Model, examples: Sequence[Example]) -> dict[tuple[str, str], dict[str, float]]:
    """Return by (language, row of ROWS), and for all languages by ("all", row): `n`, share `any`, share
    `hard`, and share `right` (hard with the right card; only sense on danger)."""
    groups: dict[tuple[str, str], list[tuple[Example, Verdict]]] = {}
    for example in examples:
        row = example.label if example.kind == "danger" else example.kind
        pair = (example, judge(model, example.text))
        groups.setdefault((example.language, row), []).append(pair)
        groups.setdefault(("all", row), []).append(pair)
    return {key: _shares(pairs) for key, pairs in groups.items()}


def milliseconds(model: Model, examples: Sequence[Example]) -> tuple[float, float]:
    """Return (median, 95th percentile) of the time one verdict takes, in milliseconds."""
    times = []
    for example in examples:
        start = time.perf_counter()
        judge(model, example.text)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def main() -> int:
    """Print the table; exit code 1 when there is no evaluation set."""
    examples = read_examples(EVALUATION)
    if not examples:
        sys.stderr.write(f"no evaluation sentences in {EVALUATION}\n")
        return 1
    folder = Path(os.environ.get("DATA_DIR", tempfile.gettempdir())) / "models"
    start = time.perf_counter()
    model = load(ensure_model(folder, progress=_say))
    _say(f"model ready in {time.perf_counter() - start:.1f} s; hard {model.hard:.3f} soft {model.soft:.3f}")
    _say(f"{'language':<9}{'kind':<11}{'n':>5}{'any':>8}{'hard':>8}{'right':>8}")
    table = evaluate(model, examples)
    for language in [*sorted({example.language for example in examples}), "all"]:
        for row in ROWS:
            if (language, row) in table:
                _say(_line(language, row, table[language, row]))
    median, late = milliseconds(model, examples)
    _say(f"one verdict: {median:.1f} ms median, {late:.1f} ms at the 95th percentile")
    return 0


def _shares(pairs: Sequence[tuple[Example, Verdict]]) -> dict[str, float]:
    count = len(pairs)
    return {
        "n": count,
        "any": sum(verdict.tier is not None for _, verdict in pairs) / count,
        "hard": sum(verdict.tier == "hard" for _, verdict in pairs) / count,
        "right": sum(verdict.alert == example.label for example, verdict in pairs) / count,
    }


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _line(language: str, row: str, shares: dict[str, float]) -> str:
    right = f"{shares['right']:8.1%}" if row in ("emergency", "crisis") else " " * 7 + "-"
    return f"{language:<9}{row:<11}{shares['n']:5.0f}{shares['any']:8.1%}{shares['hard']:8.1%}{right}"


if __name__ == "__main__":
    sys.exit(main())
