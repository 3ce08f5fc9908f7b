"""`make check`: the one gate. Format, lint, types, who imports what, sizes, catalogue drift, API drift."""

from __future__ import annotations

from tools import assets, environments
from tools.console import main
from tools.gates import Gate, run_all
from tools.scratch import scratch_environment


def work() -> int:
    """The command line: `python3 -m tools.check`."""
    environments.make_site("dev")
    assets.make_catalogues()
    python = environments.python()
    tool = python.parent
    with scratch_environment() as env:
        return run_all(
            [
                Gate("Format", [tool / "ruff", "format", "--check", "."], "uv run ruff format ."),
                Gate("Lint", [tool / "ruff", "check", "."], "uv run ruff check --fix ."),
                Gate("Types", [python, "-m", "mypy"]),
                Gate("Who imports what", [tool / "lint-imports"], env=env),
                Gate(
                    "Sizes and the bot's imports",
                    [
                        python,
                        "-m",
                        "pytest",
                        "-q",
                        "--noconftest",
                        "tests/house/test_sizes.py",
                        "tests/house/test_bot_imports.py",
                    ],
                ),
                Gate(
                    "Languages against the sources",
                    [python, "-m", "tools.drift", "catalogues"],
                    "uv run python -m tools.drift update, then translate what is new",
                    env=env,
                ),
                Gate(
                    "The API's description against the code",
                    [python, "-m", "tools.drift", "api"],
                    "uv run flask --app webapp spec --output webapp/api/openapi.json, and read the difference",
                    env=env,
                ),
            ]
        )


if __name__ == "__main__":
    main(work)
