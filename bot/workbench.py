"""Try training sentences that staff wrote: train the model with them beside ours, and judge both on other voices.

Started by the site's job (webapp/workbench/training.py), which decides by the figures and keeps or throws the model
away. Reads --sentences (JSON lines: {"language", "route", "text"}) and writes into the folder --out: `data/nlu/…` (what
is learned besides), `model.tar.gz` and `figures.json` ({"base", "seconds", "before", "after"}). Nothing is written
into this project's own data.
"""

import argparse
import io
import json
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import joblib
import train
import yaml
from evaluate import BOT, judge, read_evaluation, settings

from components.topic_model import TopicModel

DANGER = frozenset({"emergency_999", "crisis_suicide"})
COUNTED = ("n", "right", "among", "answered", "answered_right")


def write_data(sentences: Path, folder: Path) -> int:
    """Write the sentences as Rasa's training data, one file a language and route as in data/nlu; return how many."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for line in sentences.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found[str(row["language"]), str(row["route"])].append(" ".join(str(row["text"]).split()))
    for (language, route), texts in found.items():
        path = folder / "nlu" / language / f"{route}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        block = {"intent": route, "examples": "".join(f"- {text}\n" for text in texts)}
        told = yaml.safe_dump({"version": "3.1", "nlu": [block]}, allow_unicode=True, width=10_000)
        path.write_text(told, encoding="utf-8")
    return sum(map(len, found.values()))


def topics(model: Path) -> TopicModel:
    """Return the topic model that lies in a trained model: what is judged is what is served."""
    with tarfile.open(model) as archive:
        name = next(name for name in archive.getnames() if name.endswith("/topics.joblib"))
        file = archive.extractfile(name)
        if file is None:
            raise ValueError("no topics in this model")
        found = joblib.load(io.BytesIO(file.read()))
    if not isinstance(found, TopicModel):
        raise TypeError("these are no topics")
    return found


def figures(model: TopicModel, evaluation: Path = BOT / "evaluation") -> dict[str, Any]:
    """Return counts by language, and how many messages of danger are understood as danger, in all languages together.

    Counts as `evaluate.judge` gives them; `danger` is {"n", "right"}.
    """
    chosen = settings()
    languages: dict[str, dict[str, int]] = {}
    danger = {"n": 0, "right": 0}
    for path in sorted(evaluation.glob("*.jsonl")):
        found = judge(model, read_evaluation(path), chosen["threshold"], chosen["ambiguity"])
        languages[path.stem] = {name: int(found[name]) for name in COUNTED}
        for route in DANGER & set(found["by_route"]):
            danger["n"] += found["by_route"][route][0]
            danger["right"] += found["by_route"][route][1]
    return {"languages": languages, "danger": danger}


def attempt(sentences: Path, now: Path, out: Path) -> dict[str, Any]:
    """Train and judge beside `now`, the model that is served; return and write the figures.

    Raise CalledProcessError when the training fails. What an earlier attempt left in `out` is thrown away.
    """
    started = time.monotonic()
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    before = figures(topics(now))
    write_data(sentences, out / "data")
    model = out / "model.tar.gz"
    train.run_rasa(model, out / "data")
    # The release as it is afterwards: when it was changed under the training, the site does not take the model.
    told = {"base": train.fingerprint(), "before": before, "after": figures(topics(model))}
    told["seconds"] = round(time.monotonic() - started, 1)
    (out / "figures.json").write_text(json.dumps(told), encoding="utf-8")
    return told


def main() -> int:
    """Read the command line; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=Path, required=True)
    parser.add_argument("--now", type=Path, required=True, help="the model that is served now (.tar.gz)")
    parser.add_argument("--out", type=Path, required=True, help="a folder that is made anew")
    options = parser.parse_args()
    # SIGTERM becomes an ordinary exit, so that the training process is ended too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        attempt(options.sentences.resolve(), options.now.resolve(), options.out.resolve())
    except subprocess.CalledProcessError as error:
        return error.returncode or 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
