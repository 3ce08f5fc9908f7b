"""`python -m directory.triage.evaluate`: recall on danger and false alarms, per language and kind.

Reads evaluation/<lang>.jsonl, which is written by others than the training data and never tuned on.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from directory.triage.assessor import ensure_model, judge, load
from directory.triage.examples import EVALUATION, Example, read_examples
from directory.triage.model import Model
from directory.triage.verdict import Alert

HARD = ("emergency", "crisis")
ROWS = (*HARD, "lookalike", "ordinary", "answer")
Table = Mapping[tuple[str, str], Mapping[str, float]]


def evaluate(model: Model, examples: Sequence[Example]) -> Table:
    """Return the shares of what the model alone says of each example."""
    return shares(examples, [judge(model, example.text).alert for example in examples])


def shares(examples: Sequence[Example], alerts: Sequence[Alert | None]) -> Table:
    """Return by (language, row of ROWS), and for all languages by ("all", row): `n`, share `any`, share
    `hard`, and share `right` (hard with the right card; only sense on danger). `alerts`: what each example got."""
    groups: dict[tuple[str, str], list[tuple[Example, Alert | None]]] = {}
    for example, alert in zip(examples, alerts, strict=True):
        row = example.label if example.kind == "danger" else example.kind
        for language in (example.language, "all"):
            groups.setdefault((language, row), []).append((example, alert))
    return {key: _shares(pairs) for key, pairs in groups.items()}


def lines(table: Table) -> Iterator[str]:
    """Yield the table as lines of text: a heading, the languages, and last all of them."""
    yield f"{'language':<9}{'kind':<11}{'n':>5}{'any':>8}{'hard':>8}{'right':>8}"
    for language in [*sorted({language for language, _row in table} - {"all"}), "all"]:
        for row in ROWS:
            if (language, row) in table:
                yield _line(language, row, table[language, row])


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
    for line in lines(evaluate(model, examples)):
        _say(line)
    median, late = milliseconds(model, examples)
    _say(f"one verdict: {median:.1f} ms median, {late:.1f} ms at the 95th percentile")
    return 0


def _shares(pairs: Sequence[tuple[Example, Alert | None]]) -> dict[str, float]:
    count = len(pairs)
    return {
        "n": count,
        "any": sum(alert is not None for _, alert in pairs) / count,
        "hard": sum(alert in HARD for _, alert in pairs) / count,
        "right": sum(alert == example.label for example, alert in pairs) / count,
    }


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _line(language: str, row: str, found: Mapping[str, float]) -> str:
    right = f"{found['right']:8.1%}" if row in HARD else " " * 7 + "-"
    return f"{language:<9}{row:<11}{found['n']:5.0f}{found['any']:8.1%}{found['hard']:8.1%}{right}"


if __name__ == "__main__":
    sys.exit(main())
