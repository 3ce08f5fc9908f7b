"""`make bench`: how fast the product is, as ratios of two sides measured in turn in one run, into bench/latest.json.

What contracts.md names and is not measured here yet is printed as such, never guessed. The figures: docs/bench.md.
"""

from __future__ import annotations

import json
import os
import platform
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tools import environments, machine, measure_chat, measure_load, models, product, setup
from tools.console import ROOT, Problem, duration, last_line, main, run, say, shown, step
from tools.home import Home, make_secrets, settings
from tools.part import answers

RESULT = ROOT / "bench" / "latest.json"
NOT_YET = ("ThemeFinder beside our coder (it needs a large language model)",)
LONGEST_START = 1200


def measured(module: str, what: str, place: Home, env: Mapping[str, str], **more: str) -> dict[str, Any]:
    """What a module of tools measures in the site's environment and with `more` in it: one line of JSON at its end."""
    words: list[str | Path] = [environments.python(), "-m", f"tools.{module}"]
    said = run(words, what, env=dict(env) | more, log=place.logs / f"{module}.log")
    found: dict[str, Any] = json.loads(said.strip().splitlines()[-1])
    return found


def start(
    place: Home, env: Mapping[str, str], what: str, then: Callable[[str], None] | None = None
) -> dict[str, float]:
    """Start the whole product as `make run` does, and end it; seconds until the site and all of it answer.

    ``then`` is called with the site's address while it runs.
    """
    output = place.folder / f"{what}.output"
    begun = time.monotonic()
    with output.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "tools.run"],
            cwd=ROOT,
            env=dict(env) | {"PORT": str(place.port)},
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    seconds: dict[str, float] = {}
    try:
        for name, path in (("site", "/healthz"), ("everything", "/readyz")):
            while not answers(place.inside + path):
                if process.poll() is not None or time.monotonic() - begun > LONGEST_START:
                    raise Problem(f"The {what} start failed: {last_line(output)}")
                time.sleep(0.05)
            seconds[name] = round(time.monotonic() - begun, 2)
            say(f"  {name} answers after {duration(seconds[name])}")
        if then is not None:
            then(place.inside)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    return seconds


def trained(place: Home) -> dict[str, Any]:
    """What the trainings of the cold start took, from their own logs, and how large the models are."""
    sizes = {path.relative_to(place.models): path.stat().st_size for path in place.models.rglob("*") if path.is_file()}
    large = {str(path): size for path, size in sizes.items() if path.suffix != ".stamp"}
    log = place.logs / "bot-training.log"
    trained = re.search(r"Trained in (\d+) s", log.read_text(encoding="utf-8")) if log.exists() else None
    return {"bytes": large, "bot_training_seconds": int(trained.group(1)) if trained else None}


def beside_bertopic(place: Home, env: Mapping[str, str]) -> dict[str, Any]:
    """Our coder beside BERTopic, which is installed for this alone; {} with a word where it cannot be."""
    folder = place.folder / "bertopic"
    wanted: list[str | Path] = ["--no-deps", "--target", folder, "--requirement", "tools/bertopic.txt"]
    command = [environments.uv(), "pip", "install", "--python", environments.python(), *wanted]
    try:
        run(command, "Installing BERTopic", env=env, log=place.logs / "bertopic-install.log")
    except Problem as problem:
        say(f"  BERTopic does not install here: {problem}")
        return {}
    what = "Measuring our coder beside BERTopic"
    return measured("measure_bertopic", what, place, env, PYTHONPATH=str(folder))


def work() -> int:
    """The command line: `python3 -m tools.bench`."""
    setup.everything()
    results: dict[str, Any] = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "system": f"{platform.system()} {platform.machine()}",
            "processors": os.cpu_count(),
            "python": platform.python_version(),
        },
        "not_measured_yet": NOT_YET,
    }
    with tempfile.TemporaryDirectory(prefix="frontdoor-bench-") as folder:
        place = Home(Path(folder), "127.0.0.1", machine.free_ports(1)[0], demo=False)
        ours = {"DATABASE_URL", "REDIS_URL", "SITE_URL", "DEMO", "HOST"}
        os.environ.update({"DATA_DIR": folder})
        for name in ours:
            os.environ.pop(name, None)
        with step("Starting cold: a fresh database, no model (the bot is trained: minutes)"):
            results["start_cold_seconds"] = start(place, os.environ, "cold")
        with step("Starting warm, then 1, 16 and 64 clients and conversations at once"):
            results["start_warm_seconds"] = start(
                place,
                os.environ,
                "warm",
                lambda site: results.update(measure_load.measure(site), chat=measure_chat.measure(site)),
            )
        results["models"] = trained(place)
        make_secrets(place)
        env = settings(place)
        with step("The search page and a bare page, in turn"):
            product.prepare_database(place, env)
            models.train_now(place, models.TRIAGE, env)
            results |= measured("measure", "Measuring pages", place, env)
            results |= measured("measure_post", "Measuring a post", place, env)
        with step("The bot's own turn and the door's, in turn"):
            results |= measured("measure_rasa", "Measuring the bot", place, env)
        with step("/api/v1/services at 53, 5,000 and 100,000 services, in turn (minutes)"):
            results |= measured("measure_search", "Measuring the search", place, env)
        with step("1,000, 10,000 and 100,000 answers coded (minutes)"):
            models.train_now(place, models.CODER, env)
            results |= measured("measure_coding", "Measuring the coding of answers", place, env)
        with step("Our coder beside BERTopic on the same answers (minutes)"):
            results |= beside_bertopic(place, env)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    say(json.dumps(results, indent=2))
    say(f"\nWritten to {shown(RESULT)}. Not measured yet: {'; '.join(NOT_YET)}.")
    return 0


if __name__ == "__main__":
    main(work)
