# ruff: noqa: T201 - it talks to the person at the terminal
"""Train the model that is served, unless one that fits is there already.

A model is named by the hash of everything it is made from, so `make run` trains only after a change. Uses the
standard library only until it has to train: the check takes milliseconds, Rasa takes fifteen seconds to load.
"""

import argparse
import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

BOT = Path(__file__).resolve().parent
# What a model is made of. The actions and the words of the replies are not in it: they can change without training.
INGREDIENTS = ("config.yml", "domain", "data", "components", "directory_words.py", "uv.lock")
# The directory's words are learned too (directory_words.py).
WORDS = {"needs.yaml", "routes.yaml"}


def fingerprint(bot: Path = BOT) -> str:
    """Return 16 hex digits that change when anything that the model is made from changes."""
    digest = hashlib.sha256()
    for name in INGREDIENTS:
        start = bot / name
        files = sorted(start.rglob("*")) if start.is_dir() else [start]
        for path in files:
            if path.is_file() and path.suffix in {".yml", ".py", ".lock"}:
                digest.update(str(path.relative_to(bot)).encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    for path in sorted((bot.parent / "directory" / "seed").rglob("*.yaml")):
        if path.name in WORDS:
            digest.update(str(path.relative_to(bot.parent)).encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def model_path(models: Path, bot: Path = BOT) -> Path:
    """Return where the model that fits today's data is, or would be, under the folder `models`."""
    return models / f"{fingerprint(bot)}.tar.gz"


def train(models: Path) -> Path:
    """Train the shipped model and return its path; older ones go. Raise CalledProcessError if it fails."""
    wanted = model_path(models)
    run_rasa(wanted)
    for old in models.glob("*.tar.gz"):
        if old != wanted:
            old.unlink(missing_ok=True)
    return wanted


def run_rasa(wanted: Path, more_data: "Path | None" = None) -> None:
    """Train with Rasa in a process of its own, with `more_data` (a folder) besides, and save the model as `wanted`.

    Raise CalledProcessError if it fails.
    """
    folder = wanted.parent
    folder.mkdir(parents=True, exist_ok=True)
    # Saved under a passing name first: a model that was killed half-way must not look like a finished one.
    unfinished = f"unfinished-{os.getpid()}"
    command = [sys.executable, "-m", "rasa", "train", "--config", "config.yml", "--domain", "domain", "--data", "data"]
    command.append(str(_directory_words(folder)))
    if more_data is not None:
        command.append(str(more_data))
    # Rasa keeps parts of earlier trainings and does not see when our own components have changed.
    command += ["--force"]
    command += ["--out", str(folder), "--fixed-model-name", unfinished]
    quiet = {
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONWARNINGS": "ignore",
        "TQDM_DISABLE": "1",
    }
    log = folder / "training.log"
    try:
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603 - our own Python, nothing from outside
                command, cwd=BOT, env=os.environ | quiet, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
            _wait_with_progress(process)
        if process.returncode:
            print(log.read_text(errors="replace")[-2000:], file=sys.stderr)
            raise subprocess.CalledProcessError(process.returncode, command)
        (folder / f"{unfinished}.tar.gz").replace(wanted)
    finally:
        (folder / f"{unfinished}.tar.gz").unlink(missing_ok=True)


def _directory_words(folder: Path) -> Path:
    """Write the directory's words as training data into the folder of the model and return the file."""
    import yaml  # not needed to check whether a model fits
    from directory_words import as_training_data

    path = folder / "directory_words.yml"
    path.write_text(yaml.safe_dump(as_training_data(), allow_unicode=True, width=10_000), encoding="utf-8")
    return path


def _wait_with_progress(process: "subprocess.Popen[bytes]") -> None:
    """Wait for the training, saying every ten seconds how long it has taken; end it when we are ended."""
    started = time.monotonic()
    try:
        while True:
            try:
                process.wait(timeout=10)
                return
            except subprocess.TimeoutExpired:
                print(f"  still training, {time.monotonic() - started:.0f} s", flush=True)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()


def main() -> int:
    """Read the command line; print the model's path; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, default=BOT.parent / "var" / "bot" / "models")
    parser.add_argument("--check", action="store_true", help="only say whether a model that fits is there")
    options = parser.parse_args()
    # SIGTERM becomes an ordinary exit, so that the training process is ended too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    models = options.models.resolve()
    wanted = model_path(models)
    if wanted.exists():
        print(wanted)
        return 0
    if options.check:
        print(f"no model for {wanted.name}", file=sys.stderr)
        return 1
    started = time.monotonic()
    print("Training the bot (a minute or two) …", flush=True)
    try:
        train(models)
    except subprocess.CalledProcessError as error:
        print(f"Training the bot failed (rasa train ended with {error.returncode}).", file=sys.stderr)
        return 1
    print(f"Trained in {time.monotonic() - started:.0f} s.", flush=True)
    print(wanted)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
