"""Files on their way in: kept between the dry run and the yes, for a day at most, under names nobody can guess."""

import json
import os
import re
import secrets
import shutil
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

LIFE = 24 * 60 * 60
"""So many seconds a file is kept."""
_TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass
class Kept:
    """A file that waits: who brought it, how it is read, whether a colleague has been asked to confirm it."""

    token: str
    name: str
    by: str
    at: float
    kind: str
    mapping: dict[str, Any] = field(default_factory=dict)
    absent: str = "leave"
    absent_slugs: list[str] = field(default_factory=list)
    asked: bool = False

    @property
    def source(self) -> str:
        """Where its records are from, as `sources` says it: the file's name and the day."""
        return f"{self.name}, {time.strftime('%Y-%m-%d', time.gmtime(self.at))}"


def keep(folder: Path, name: str, data: bytes, *, by: str, kind: str, at: float | None = None) -> Kept:
    """Put a file away; returns what is known of it. `name` is only ever shown, never part of a path."""
    made = Kept(secrets.token_hex(16), tidy(name), by, time.time() if at is None else at, kind)
    place = folder / made.token
    place.mkdir(parents=True, mode=0o700)
    (place / "file").write_bytes(data)
    save(folder, made)
    return made


def tidy(name: str) -> str:
    """Return a file's name as it may be shown: its last part, printable, at most 100 signs."""
    last = re.split(r"[\\/]", name)[-1]
    return "".join(sign for sign in last if sign.isprintable())[-100:].strip() or "file"


def save(folder: Path, one: Kept) -> None:
    """Write down what is known of a file, all of it or nothing."""
    place = folder / one.token / "about.json"
    fresh = place.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(one)), encoding="utf-8")
    os.replace(fresh, place)


def find(folder: Path, token: str) -> Kept | None:
    """Return a file that waits, or None: never there, or its day is over."""
    if not _TOKEN.fullmatch(token):
        return None
    try:
        found = Kept(**json.loads((folder / token / "about.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return found if found.at > time.time() - LIFE else None


def data(folder: Path, one: Kept) -> bytes:
    """Return the file itself; b"" when it is gone."""
    try:
        return (folder / one.token / "file").read_bytes()
    except OSError:
        return b""


def waiting(folder: Path) -> list[Kept]:
    """Return every file that waits, the latest first."""
    tokens = [place.name for place in folder.iterdir()] if folder.is_dir() else []
    found = [one for one in (find(folder, token) for token in tokens) if one is not None]
    return sorted(found, key=lambda one: -one.at)


def drop(folder: Path, token: str) -> None:
    """Throw a file away."""
    if _TOKEN.fullmatch(token):
        shutil.rmtree(folder / token, ignore_errors=True)


def forget_old(folder: Path) -> int:
    """Throw away every file whose day is over; how many."""
    gone = 0
    for place in list(folder.iterdir()) if folder.is_dir() else []:
        # One that is being written has no paper beside it yet.
        settled = time.time() - place.stat().st_mtime > 60
        if settled and _TOKEN.fullmatch(place.name) and find(folder, place.name) is None:
            shutil.rmtree(place, ignore_errors=True)
            gone += 1
    return gone
