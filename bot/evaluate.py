"""Measure the topics: train as the served model is trained, and judge messages that other writers wrote.

Prints, for each language: right at once, right among the three that would be offered, how many are answered above the
threshold and how many of those are right; then each route, and the pairs most confused. Reads
evaluation/<lang>.jsonl ({"text", "route"}); needs no Rasa server and no site.
"""

import argparse
import json
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import yaml
from directory_words import read_words

from components.topic_model import TopicModel

BOT = Path(__file__).resolve().parent
OFFERED = 3


def read_training(data: Path, language: str = "") -> list[tuple[str, str]]:
    """Return (text, route) of every example under data/nlu/<lang>/<route>.yml, of one language where it is named."""
    examples = []
    for path in sorted((data / "nlu" / language).rglob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8")).get("nlu", []):
            for line in str(block.get("examples", "")).splitlines():
                if line.strip().startswith("- "):
                    examples.append((line.strip()[2:].strip(), str(block["intent"])))
    return examples


def read_evaluation(path: Path) -> list[tuple[str, str]]:
    """Return (text, route) of one language's evaluation file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [(str(row["text"]), str(row["route"])) for row in rows]


def settings() -> dict[str, Any]:
    """Return from config.yml what the served model is trained and judged with."""
    pipeline = yaml.safe_load((BOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    by_name = {part["name"]: part for part in pipeline}
    classifier, fallback = by_name["components.classifier.TopicClassifier"], by_name["FallbackClassifier"]
    return {
        "strength": classifier["strength"],
        "threshold": fallback["threshold"],
        "ambiguity": fallback["ambiguity_threshold"],
    }


def judge(model: TopicModel, rows: list[tuple[str, str]], threshold: float, ambiguity: float) -> dict[str, Any]:
    """Return counts for one language: n, right, among the three, answered, right of those, by route, confusions."""
    result: dict[str, Any] = {"n": len(rows), "right": 0, "among": 0, "answered": 0, "answered_right": 0}
    by_route: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    confused: Counter[tuple[str, str]] = Counter()
    for text, route in rows:
        ranking = model.rank(text)
        (first, confidence), (_, second) = ranking[0], ranking[1]
        offered = [name for name, _ in ranking[:OFFERED]] if confidence > 0 else []
        right, among = first == route and confidence > 0, route in offered
        result["right"] += right
        result["among"] += among
        if confidence >= threshold and confidence - second >= ambiguity:
            result["answered"] += 1
            result["answered_right"] += right
        by_route[route][0] += 1
        by_route[route][1] += right
        by_route[route][2] += among
        if not right:
            confused[(route, first if confidence > 0 else "(strange language)")] += 1
    return result | {"by_route": by_route, "confused": confused}


def share(part: int, whole: int) -> str:
    """Return "83.1% (54/65)"."""
    return f"{100 * part / whole:.1f}% ({part}/{whole})" if whole else "- (0)"


def main() -> int:
    """Train, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=BOT / "data")
    parser.add_argument("--evaluation", type=Path, default=BOT / "evaluation")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    options = parser.parse_args()
    training = read_training(options.data) + read_words()
    chosen = settings()
    started = time.monotonic()
    model = TopicModel(strength=chosen["strength"])
    model.fit([text for text, _ in training], [route for _, route in training])
    seconds = time.monotonic() - started
    print(f"routes: {len(model.routes)}, examples: {len(training)}, trained in {seconds:.1f} s, "
          f"temperature {model.temperature:.2f}")  # fmt: skip
    figures: dict[str, Any] = {"examples": len(training), "seconds": round(seconds, 1)}
    for path in sorted(options.evaluation.glob("*.jsonl")):
        found = judge(model, read_evaluation(path), chosen["threshold"], chosen["ambiguity"])
        print(f"\n{path.stem}: right at once {share(found['right'], found['n'])}, "
              f"among the three offered {share(found['among'], found['n'])}, "
              f"answered at {chosen['threshold']} {share(found['answered'], found['n'])}, "
              f"of those right {share(found['answered_right'], found['answered'])}")  # fmt: skip
        for route, (n, right, among) in sorted(found["by_route"].items(), key=lambda item: item[1][1] / item[1][0]):
            print(f"  {route:42} right {share(right, n):16} among three {share(among, n)}")
        for (route, taken_for), n in found["confused"].most_common(10):
            print(f"  {n:3} × {route} taken for {taken_for}")
        figures[path.stem] = {k: found[k] for k in ("n", "right", "among", "answered", "answered_right")}
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
