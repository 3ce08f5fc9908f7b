"""What this machine has: Pythons, Node, a compiler, room on the disk, a free port, a browser, a database server."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tools.console import ROOT, Problem, run, say, size, step

OLDEST_NODE = 18


def answers(command: list[str | Path], seconds: float = 20) -> str | None:
    """What a program prints when it works; None when it is missing, fails or hangs (a shim may be any of these)."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False, cwd=ROOT)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def on_path(name: str) -> Iterator[Path]:
    """Every program of that name on PATH, the first first: the first may be a shim that only knows an error."""
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        candidate = Path(folder or ".") / name
        if candidate.is_file() and os.access(candidate, os.X_OK):
            yield candidate


def python_of(version: str) -> Path | None:
    """A Python of exactly that version ("3.10") that really runs: on PATH, else in pyenv's versions folder."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    installed = sorted(
        pyenv.glob(f"versions/{version}.*/bin/python{version}"),
        key=lambda path: [int(part) for part in re.findall(r"\d+", path.parent.parent.name)],
        reverse=True,
    )
    check = (
        f"import sys, ssl, sqlite3, ctypes; assert '%d.%d' % sys.version_info[:2] == '{version}'; print(sys.executable)"
    )
    for candidate in [*on_path(f"python{version}"), *installed]:
        real = answers([candidate, "-c", check])
        if real:
            return Path(real)
    return None


def node() -> Path | None:
    """A Node of the machine that runs and brings npm along, else None."""
    for candidate in on_path("node"):
        printed = answers([candidate, "--version"]) or ""
        major = re.match(r"v(\d+)", printed)
        if major and int(major.group(1)) >= OLDEST_NODE and answers(["npm", "--version"]):
            return candidate
    return None


def need_compiler() -> None:
    """Raise Problem where no C compiler is: parts of the bot are built from source."""
    if not any(shutil.which(name) for name in (os.environ.get("CC") or "cc", "gcc", "clang")):
        raise Problem(
            "A C compiler is missing, and parts of the bot are built with one. "
            "On Debian or Ubuntu: apt-get install build-essential. On a Mac: xcode-select --install."
        )


def need_room(folder: Path, least: float, what: str) -> None:
    """Raise Problem where fewer than `least` bytes are free on the disk that holds `folder`."""
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < least:
        raise Problem(f"The disk is full: {what} needs {size(least)}, and {folder} has {size(free)} left.")


def need_port(host: str, port: int) -> None:
    """Raise Problem where the site's port is taken already or may not be used."""
    with socket.socket() as probe:
        # As the web server does it: a connection that has just ended does not hold the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise Problem(f"Port {port} may not be used by this user. Choose another: PORT=8080 make run") from error
        except OSError as error:
            raise Problem(
                f"Port {port} is taken by another program ({error.strerror}). Stop that, or choose another port: "
                f"PORT={port + 1} make run"
            ) from error


def free_ports(count: int) -> list[int]:
    """That many different ports on the loopback that nobody listens on now."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def chromium() -> Path | None:
    """A Chromium or Chrome of this machine, for the browser tests; CHROMIUM names one by hand."""
    names = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
    by_hand = os.environ.get("CHROMIUM")
    found = [Path(by_hand)] if by_hand else [path for name in names for path in on_path(name)]
    found += sorted(Path.home().glob(".cache/ms-playwright/chromium-*/chrome-linux*/chrome"), reverse=True)
    found += [Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")]
    return next((path for path in found if path.exists()), None)


def postgres_server() -> bool:
    """Whether a PostgreSQL server is installed; tools/postgres.py looks closer."""
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or bool(shutil.which("initdb"))


def install(packages: list[str], why: str) -> None:
    """Install packages of the system with apt, as root; elsewhere raise Problem that says which are missing."""
    names = " ".join(packages)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Problem(f"{why} is missing. On Debian or Ubuntu: sudo apt-get install {names}")
    # Another apt may be at work: wait for it rather than fail.
    apt = ["apt-get", "-o", "DPkg::Lock::Timeout=600", "-o", "Acquire::Retries=3"]
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    with step(f"Installing {why} ({names})"):
        run([*apt, "update"], "Reading the list of packages", env=env)
        run([*apt, "install", "-y", "--no-install-recommends", *packages], f"Installing {names}", env=env)


def need_for_tests() -> None:
    """Find or install what only the tests need: a browser and a PostgreSQL server."""
    if not chromium():
        install(["chromium", "fonts-noto-core"], "Chromium, for the browser tests,")
    if not postgres_server():
        install(["postgresql"], "PostgreSQL, for the tests on both databases,")
    if not chromium():
        raise Problem("Chromium was installed and is not found; name it: CHROMIUM=/path/to/chromium make test")
    say(f"• Browser: {chromium()}")
