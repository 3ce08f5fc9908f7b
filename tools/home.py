"""The data folder (DATA_DIR, `var` by default): secrets, lock, logs, models; and the settings of every part."""

from __future__ import annotations

import base64
import fcntl
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tools.console import ROOT, Problem, shown

# A running product writes little; what must never happen is an answer accepted and not stored.
ROOM_TO_RUN = 200e6
# Each takes 600 to 800 MB of memory.
MOST_RASA_PROCESSES = 64
LOOPBACK, EVERYWHERE = {"127.0.0.1", "localhost"}, {"0.0.0.0"}  # noqa: S104 - compared, never bound by default


@dataclass(frozen=True)
class Home:
    """One installation: where its data lie and where its site listens."""

    folder: Path
    host: str
    port: int
    demo: bool

    @property
    def logs(self) -> Path:
        """Folder of what each part says."""
        return self.folder / "logs"

    @property
    def models(self) -> Path:
        """Folder of the models that we train."""
        return self.folder / "models"

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the site."""
        return f"http://{'localhost' if self.host in EVERYWHERE | LOOPBACK else self.host}:{self.port}/"

    @property
    def inside(self) -> str:
        """Where the other parts find the site, without a slash at the end."""
        return f"http://{'127.0.0.1' if self.host in EVERYWHERE | LOOPBACK else self.host}:{self.port}"

    @property
    def database(self) -> Path | None:
        """The embedded database's file; None where DATABASE_URL names a server."""
        return None if os.environ.get("DATABASE_URL") else self.folder / "frontdoor.db"


def home(*, demo: bool = False) -> Home:
    """Read DATA_DIR, HOST and PORT. The demonstration has a data folder of its own. Raises Problem."""
    folder = os.environ.get("DATA_DIR") or ("var/demo" if demo else "var")
    given = os.environ.get("PORT") or "8000"
    if not given.isdigit() or not 0 < int(given) < 65536:
        raise Problem(f"PORT is {given!r} and has to be a number between 1 and 65535.")
    return Home((ROOT / folder).resolve(), os.environ.get("HOST") or "127.0.0.1", int(given), demo)


def rasa_processes() -> int:
    """How many processes of the bot there shall be: RASA_PROCESSES, 1 unless it is set. Raises Problem."""
    given = os.environ.get("RASA_PROCESSES") or "1"
    if not (given.isascii() and given.isdigit()) or not 0 < int(given) <= MOST_RASA_PROCESSES:
        raise Problem(f"RASA_PROCESSES is {given!r} and has to be a number between 1 and {MOST_RASA_PROCESSES}.")
    return int(given)


def lock(place: Home) -> IO[str]:
    """Hold the data folder for this process alone; two products on one database would do each job twice."""
    place.folder.parent.mkdir(parents=True, exist_ok=True)
    place.folder.mkdir(mode=0o700, exist_ok=True)
    # Something else may have made it, open to all; a folder that belongs to somebody else is theirs to guard.
    with suppress(PermissionError):
        place.folder.chmod(0o700)
    handle = (place.folder / "lock").open("a+")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        handle.close()
        raise Problem(
            f"The product is running already with the data in {shown(place.folder)}. Stop it, or give another DATA_DIR."
        ) from error
    return handle


def share_models(place: Home) -> None:
    """Let the demonstration use the installation's own models: they are named by what they were trained from."""
    models = ROOT / "var" / "models"
    if place.demo and place.folder == ROOT / "var" / "demo" and not place.models.exists():
        models.mkdir(parents=True, exist_ok=True)
        place.models.symlink_to(models)


def make_secrets(place: Home) -> None:
    """Make the secrets that are neither in the environment nor in secrets.env; the file is for its owner alone.

    Raises Problem when the file is gone and a database is there: with new keys nobody could read its answers.
    """
    path = place.folder / "secrets.env"
    makers = {
        "SECRET_KEY": lambda: secrets.token_urlsafe(48),
        "ENCRYPTION_KEYS": lambda: "k1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
        "BOT_API_TOKEN": lambda: secrets.token_urlsafe(32),
    }
    known = read_secrets(place)
    missing = [name for name in makers if not os.environ.get(name) and not known.get(name)]
    if not missing:
        return
    if "ENCRYPTION_KEYS" in missing and place.database and place.database.exists():
        raise Problem(
            f"{shown(path)} is gone, and without its keys nobody can read what people wrote in "
            f"{shown(place.database)}. Bring the file back from a copy, or move the database away."
        )
    new = known | {name: makers[name]() for name in missing}
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write("# Made by `make run`. Keep a copy in a safe place: without the keys the answers cannot be read.\n")
        file.writelines(f"{name}={value}\n" for name, value in new.items())
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)


def read_secrets(place: Home) -> dict[str, str]:
    """The `NAME=value` lines of secrets.env; nothing where there is no such file."""
    path = place.folder / "secrets.env"
    if not path.is_file():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in pairs}


def settings(place: Home, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment that every part is started with."""
    site_url = os.environ.get("SITE_URL", "")
    env = {name: value for name, value in os.environ.items() if name not in {"VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH"}}
    env |= read_secrets(place) | {name: os.environ[name] for name in read_secrets(place) if os.environ.get(name)}
    env |= {
        "DATA_DIR": str(place.folder),
        "DEMO": "1" if place.demo else os.environ.get("DEMO", ""),
        "PYTHONUNBUFFERED": "1",
        # The parts talk to one another on this machine; a proxy in the environment is for the world outside.
        "NO_PROXY": ",".join(
            filter(None, [os.environ.get("NO_PROXY") or os.environ.get("no_proxy"), "localhost,127.0.0.1"])
        ),
        # Straight to the process, without HTTPS in front, a browser would never send a secure cookie back.
        "INSECURE_COOKIES": os.environ.get("INSECURE_COOKIES") or ("" if site_url.startswith("https://") else "1"),
    }
    return env | dict(extra or {})
