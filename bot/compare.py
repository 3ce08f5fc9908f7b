# ruff: noqa: T201 - it talks to the person at the terminal
"""Compare ways to tell topics on one sample, all trained and asked through Rasa: Rasa's linear one, DIET, and ours.

Each learns the same written messages (so many a route and language) and judges the messages of other writers in
evaluation/. Prints right at once and among three per group of languages, the time to train, the model's size and the
median time of one message. Some minutes on two cores, most of them DIET's. README.md has the table that decided.
"""

import argparse
import asyncio
import os
import random
import statistics
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

os.environ |= {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "TQDM_DISABLE": "1"}

import yaml
from evaluate import BOT, OFFERED, read_evaluation, read_training, settings

# The features of Rasa's own classifiers: words, and parts of words, which bear typos and many languages.
FEATURES: list[dict[str, Any]] = [
    {"name": "WhitespaceTokenizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 3, "max_ngram": 5},
]
GROUPS = {"en": "English", "pl": "Polish", "ar": "Arabic"}


def pipelines(epochs: int) -> dict[str, list[dict[str, Any]]]:
    """Return the pipelines to compare, by the name that is printed."""
    return {
        "linear (LogisticRegressionClassifier)": [*FEATURES, {"name": "LogisticRegressionClassifier"}],
        f"DIET, {epochs} epochs": [
            *FEATURES,
            {"name": "DIETClassifier", "epochs": epochs, "entity_recognition": False},
        ],
        "ours (TopicClassifier)": [
            {"name": "components.classifier.TopicClassifier", "strength": settings()["strength"]}
        ],
    }


def sample(each: int) -> dict[str, list[str]]:
    """Return up to `each` messages by route from every language, the same at every call."""
    chosen: dict[str, list[str]] = defaultdict(list)
    for folder in sorted((BOT / "data" / "nlu").iterdir()):
        by_route: dict[str, list[str]] = defaultdict(list)
        for text, route in read_training(BOT / "data", folder.name):
            by_route[route].append(text)
        for route, texts in by_route.items():
            chosen[route] += random.Random(f"{folder.name}/{route}").sample(texts, min(each, len(texts)))  # noqa: S311
    return chosen


def train(pipeline: list[dict[str, Any]], messages: dict[str, list[str]], folder: Path) -> tuple[Path, float]:
    """Train one pipeline with Rasa; return the model's file and the seconds it took."""
    from rasa.model_training import train_nlu

    config, data = folder / "config.yml", folder / "nlu.yml"
    config.write_text(yaml.safe_dump({"recipe": "default.v1", "language": "en", "pipeline": pipeline}))
    nlu = [{"intent": route, "examples": "".join(f"- {text}\n" for text in texts)} for route, texts in messages.items()]
    data.write_text(yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True, width=10_000), encoding="utf-8")
    started = time.monotonic()
    model = train_nlu(str(config), str(data), str(folder), fixed_model_name="model")
    return Path(str(model)), time.monotonic() - started


async def judge(model: Path) -> tuple[dict[str, list[int]], float]:
    """Ask the model every message of evaluation/; return [asked, right, among three] by group, and median seconds."""
    from rasa.core.agent import Agent

    agent = Agent.load(str(model))
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    times = []
    for path in sorted((BOT / "evaluation").glob("*.jsonl")):
        group = counts[GROUPS.get(path.stem, "ten others")]
        for text, route in read_evaluation(path):
            started = time.monotonic()
            said = await agent.parse_message(text)
            times.append(time.monotonic() - started)
            offered = [row["name"] for row in said["intent_ranking"][:OFFERED]]
            group[0] += 1
            group[1] += said["intent"]["name"] == route
            group[2] += route in offered
    return counts, statistics.median(times)


def main() -> int:
    """Train each, judge each, print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=10, help="messages of a route in a language")
    parser.add_argument("--epochs", type=int, default=40, help="how often DIET goes through the sample")
    options = parser.parse_args()
    messages = sample(options.each)
    print(
        f"{sum(map(len, messages.values()))} messages, {len(messages)} routes; right at once / among three", flush=True
    )
    for name, pipeline in pipelines(options.epochs).items():
        with tempfile.TemporaryDirectory(prefix="compare-") as folder:
            model, seconds = train(pipeline, messages, Path(folder))
            counts, median = asyncio.run(judge(model))
            size = model.stat().st_size / 1e6
        figures = ", ".join(
            f"{group} {right / asked:.2f}/{among / asked:.2f}" for group, (asked, right, among) in counts.items()
        )
        print(f"{name}: {figures}; trained in {seconds:.0f} s, {size:.0f} MB, {1000 * median:.1f} ms", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
