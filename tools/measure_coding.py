"""Measures how many answers are coded a second, and the peak memory, at 1,000, 10,000 and 100,000 answers.

The answers are the written ones that the product ships with, in all 13 languages, shuffled; from the second round on
each has a word of another answer put in, so that none stands there twice. Each size is coded in a process of its own,
from a file into a file, as `themes code` does. Prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from surveys.analysis import files
from surveys.analysis.coder import Coder
from surveys.analysis.data import TRAINING, read_examples
from tools.console import ROOT

SIZES = (1_000, 10_000, 100_000)


def write(path: Path, count: int) -> None:
    """A file of so many answers; the same ones every time."""
    chance = random.Random(1)  # noqa: S311 - made-up data, no secret
    examples = read_examples(TRAINING)
    chance.shuffle(examples)
    words = [word for example in examples for word in example.text.split()]
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            example = examples[number % len(examples)]
            text = example.text
            if number >= len(examples):
                spoken = text.split()
                spoken.insert(chance.randint(0, len(spoken)), chance.choice(words))
                text = " ".join(spoken)
            row = {"id": number, "question": example.question, "audience": example.audience, "text": text}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def once(source: Path, processes: int) -> dict[str, Any]:
    """Code one file in this process and those it starts; seconds do not count the loading of the models."""
    coder = Coder.load()
    begun, count = time.perf_counter(), 0
    read = files.Read()
    with source.open("rb") as lines, source.with_suffix(".out").open("w", encoding="utf-8") as target:
        for row in files.code(coder, files.answers(lines, read), processes):
            target.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    seconds = time.perf_counter() - begun
    scale = 1 if sys.platform == "darwin" else 1024  # there in bytes, here in kB
    return {
        "answers": count,
        "processes": processes,
        "answers_a_second": round(count / seconds),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / 1e6),
        "largest_worker_peak_mb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * scale / 1e6),
    }


def measure() -> dict[str, Any]:
    """Each size with all cores, and the middle one with one process beside it; the load of the machine before."""
    cores = files.cores()
    found = []
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="frontdoor-coding-") as folder:
        for size in SIZES:
            source = Path(folder) / f"{size}.jsonl"
            write(source, size)
            for processes in sorted({1, cores}) if size == SIZES[1] else [cores]:
                command = [sys.executable, "-m", "tools.measure_coding", str(source), str(processes)]
                said = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
                found.append(json.loads(said.strip().splitlines()[-1]))
    return {"coding": found, "coding_load_before": round(load, 1)}


if __name__ == "__main__":
    if len(sys.argv) > 2:
        print(json.dumps(once(Path(sys.argv[1]), int(sys.argv[2]))))
    else:
        print(json.dumps(measure()))
