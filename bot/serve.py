# ruff: noqa: T201 - it talks to the person at the terminal
"""Start the Rasa server: one worker, loopback only, with the model that fits today's data.

That is the one that the workbench put in force (docs/workbench.md), else the shipped one.
"""

import argparse
import gc
import importlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from train import BOT, fingerprint, model_path


def environment(actions_port: int) -> dict[str, str]:
    """Return what Rasa is told through its environment, whatever the machine's own says."""
    return {
        "RASA_TELEMETRY_ENABLED": "false",
        # Rasa's debugging writes people's messages into the log; its web server's requests hold the token and the names
        # of conversations.
        "LOG_LEVEL": "INFO",
        "LOG_LEVEL_LIBRARIES": "ERROR",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONWARNINGS": "ignore",
        # Two workers that share trackers lose events: more load means more processes, each with its own port.
        "SANIC_WORKERS": "1",
        "ACTIONS_URL": f"http://127.0.0.1:{actions_port}/webhook",
    }


def command(model: Path, port: int, token: str, redis_url: str = "") -> list[str]:
    """Return Rasa's command line; with a token, Rasa's own API is on; with a Redis, conversations are kept there.

    The site needs that API to delete a conversation when somebody leaves quickly. Of `redis_url` only whether there is
    one counts here: Rasa reads it from its environment, for it may hold a password.
    """
    endpoints = "endpoints-redis.yml" if redis_url else "endpoints.yml"
    words = ["rasa", "run", "--model", str(model), "--endpoints", endpoints]
    words += ["--credentials", "credentials.yml", "--interface", "127.0.0.1", "--port", str(port)]
    # One word, not two: one random token in 64 begins with "-" and would be read as an option.
    return [*words, "--enable-api", f"--auth-token={token}"] if token else words


def served(models: Path, workbench: "Path | None", bot: Path = BOT) -> Path:
    """Return the model to serve: what `workbench/current.json` names if it was made on today's data, else the shipped.

    The site writes that file ({"base": our fingerprint, "model": a file's name beside it}); one that is gone, broken or
    of another release means the shipped model, never none.
    """
    shipped = model_path(models, bot)
    if workbench is None:
        return shipped
    try:
        told = json.loads((workbench / "current.json").read_text(encoding="utf-8"))
        learned = workbench / "models" / Path(str(told["model"])).name
        fits = told["base"] == fingerprint(bot) and learned.is_file()
    except (OSError, ValueError, KeyError, TypeError):
        return shipped
    return learned if fits else shipped


def imported() -> Callable[[], None]:
    """Return Rasa's own main function, its 5,500 modules imported in about two thirds of the usual time.

    The rest of that time the garbage collector looks through what is all kept, and TensorFlow Lite imports JAX, which
    it takes where it can be imported and does without where it cannot. Nothing here uses either.
    """
    gc.disable()
    sys.modules["jax"] = None  # type: ignore[assignment]
    from rasa.__main__ import main as rasa_main

    for name in ("rasa.core.run", "rasa.server"):  # what it would import when it runs
        importlib.import_module(name)
    del sys.modules["jax"]
    gc.freeze()
    gc.enable()
    return rasa_main


def main() -> int:
    """Read the command line and serve until the process is ended; return 1 where no model fits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, default=BOT.parent / "var" / "bot" / "models")
    parser.add_argument("--workbench", type=Path, help="the folder in which the site keeps models that staff trained")
    parser.add_argument("--port", type=int, default=5005)
    parser.add_argument("--actions-port", type=int, default=5055)
    options = parser.parse_args()
    model = served(options.models.resolve(), options.workbench and options.workbench.resolve())
    if not model.exists():
        print("There is no model for today's training data: run train.py first.", file=sys.stderr)
        return 1
    os.environ.update(environment(options.actions_port))
    os.chdir(BOT)
    # In this process rather than a new one: the token must not stand in the machine's list of processes.
    sys.argv = command(model, options.port, os.environ.get("BOT_API_TOKEN", ""), os.environ.get("REDIS_URL", ""))

    rasa_main = imported()
    rasa_main()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
