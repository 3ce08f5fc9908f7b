"""`make test`: the same set-up as `make run`, then every test of the site and of the bot, in a real browser too."""

from __future__ import annotations

import os
from pathlib import Path

from tools import environments, setup
from tools.console import ROOT, main
from tools.gates import Gate, run_all

WORKERS = str(min(4, os.cpu_count() or 1))


def work() -> int:
    """The command line: `python3 -m tools.test`."""
    setup.everything(tests=True)
    # A setting of the person's own installation must never reach a test.
    ours = {"DATABASE_URL", "DATA_DIR", "PORT", "HOST", "REDIS_URL", "RASA_URLS", "SITE_URL", "DEMO", "VIRTUAL_ENV"}
    env = {name: value for name, value in os.environ.items() if name not in ours}
    pytest: list[str | Path] = [environments.python(), "-m", "pytest", "-q"]
    parallel = ["-n", WORKERS, "--dist", "loadscope"]
    bot: list[str | Path] = [environments.bot_python(), "-m", "pytest", "-q"]
    return run_all(
        [
            Gate("The site on SQLite", [*pytest, *parallel, "tests/unit", "tests/integration", "tests/house"], env=env),
            Gate(
                "The site on PostgreSQL",
                [*pytest, *parallel, "--database=postgresql", "tests/unit", "tests/integration"],
                env=env,
            ),
            Gate("The bot", bot, cwd=environments.BOT, env=env),
            Gate("The whole product in a browser", [*pytest, "tests/e2e"], env=env, cwd=ROOT),
        ]
    )


if __name__ == "__main__":
    main(work)
