"""The two Python environments: the site's (3.11 or newer) and the bot's own (3.10, because Rasa needs it).

Both are made by uv from their locks. Why there are two: docs/decisions/0002-two-environments.md.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tools import machine
from tools.console import ROOT, Problem, run, step
from tools.stamps import once

SITE = ROOT / ".venv"
BOT = ROOT / "bot"
BOT_PYTHON = "3.10"
NEWEST = (3, 13)  # of the Pythons that pyproject.toml allows
SITE_ROOM, BOT_ROOM = 1.5e9, 3.5e9  # bytes, measured with a little to spare


def python() -> Path:
    """The site's Python."""
    return SITE / "bin" / "python"


def bot_python() -> Path:
    """The bot's Python."""
    return BOT / ".venv" / "bin" / "python"


def uv() -> Path:
    """The uv program: this machine's, else one that is fetched into .tools."""
    own = ROOT / ".tools" / "uv"
    for candidate in [*machine.on_path("uv"), own / "bin" / "uv"]:
        if machine.answers([candidate, "--version"]):
            return candidate
    with step("Fetching uv, which makes the Python environments"):
        try:
            run([sys.executable, "-m", "venv", "--clear", own], "Making an environment for uv")
        except Problem as problem:
            raise Problem(
                f"python3 cannot make environments ({problem}). On Debian or Ubuntu: apt-get install python3-venv"
            ) from problem
        run([own / "bin" / "python", "-m", "pip", "install", "--disable-pip-version-check", "uv"], "Fetching uv")
    return own / "bin" / "uv"


def _environ() -> dict[str, str]:
    """Our environment without what would lead uv to another environment than the project's."""
    return {k: v for k, v in os.environ.items() if k not in {"VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT", "UV_PYTHON"}}


def make_site(*groups: str) -> None:
    """Make or mend the site's environment, with these dependency groups besides.

    What earlier groups brought stays (`--inexact`): `make run` after `make test` takes nothing away.
    """

    def work() -> None:
        machine.need_compiler()
        if not SITE.exists():
            machine.need_room(ROOT, SITE_ROOM, "the site's environment")
        command: list[str | Path] = [uv(), "sync", "--locked", "--inexact", "--no-progress"]
        if not SITE.exists() and sys.version_info[:2] <= NEWEST:
            command += ["--python", sys.executable]
        for group in groups:
            command += ["--group", group]
        run(command, "Installing the site's Python packages", env=_environ())

    name = "-".join(["site", *groups])
    once(name, "Installing the site's Python packages", _locks(ROOT), [python()], work)


def make_bot(*groups: str) -> None:
    """Make or mend the bot's environment, with a real Python 3.10."""

    def work() -> None:
        machine.need_compiler()
        if not bot_python().exists():
            machine.need_room(BOT, BOT_ROOM, "the bot's environment")
        command: list[str | Path] = [
            uv(),
            "sync",
            "--locked",
            "--inexact",
            "--no-progress",
            "--python",
            _python_for_bot(),
        ]
        for group in groups:
            command += ["--group", group]
        run(command, "Installing the bot's Python packages", cwd=BOT, env=_environ())

    name = "-".join(["bot", *groups])
    title = "Installing the bot's Python packages (2.5 GB, minutes the first time)"
    once(name, title, _locks(BOT), [bot_python()], work)


def _locks(folder: Path) -> list[Path | str]:
    return [folder / "pyproject.toml", folder / "uv.lock", str(folder)]


def _python_for_bot() -> Path:
    """The environment's own Python where there is one, else this machine's 3.10, else one that uv installs."""
    if machine.answers([bot_python(), "-c", "import sys; assert sys.version_info[:2] == (3, 10); print('fits')"]):
        return bot_python()
    found = machine.python_of(BOT_PYTHON)
    if found:
        return found
    try:
        with step(f"Installing Python {BOT_PYTHON} for the bot"):
            run([uv(), "python", "install", BOT_PYTHON], f"Installing Python {BOT_PYTHON}", env=_environ())
    except Problem as problem:
        raise Problem(f"The bot needs Python {BOT_PYTHON}, which is not on this machine. {problem}") from problem
    where = machine.answers([uv(), "python", "find", "--managed-python", BOT_PYTHON])
    if not where:
        raise Problem(f"The bot needs Python {BOT_PYTHON}: uv installed it and then did not find it.")
    return Path(where)
