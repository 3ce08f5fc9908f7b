"""Making the processes of the bot serve the model in force: the running ones are told, the next ones read a file.

Nothing has to arrive: a job compares every minute what is served with what shall be (tasks.py), so that a process that
was starting, down or away comes right by itself.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx
from sqlalchemy.orm import Session

from webapp.workbench import attempts
from webapp.workbench.place import Place, base_of

TIMEOUT = httpx.Timeout(60.0, connect=1.0)
"""A process reads a model in a second or two; a busy machine takes longer."""


@dataclass(frozen=True)
class Served:
    """What the bot serves: the attempt (None: the shipped model), its release, and how many of its processes do."""

    attempt: str | None
    base: str
    having: int
    processes: int

    def pack(self) -> bytes:
        """Return it as it is kept beside the jobs."""
        return json.dumps(asdict(self)).encode()


def unpack(kept: object) -> Served | None:
    """Return what `Served.pack` made; None for nothing."""
    return Served(**json.loads(kept)) if isinstance(kept, bytes) else None


def deliver(session: Session, place: Place, urls: Sequence[str], token: str) -> Served | None:
    """Let every process of the bot serve the model in force; what is served then.

    None where nothing was ever tried or no bot is beside this site: then nobody is told anything.
    """
    if not place.is_there or not attempts.history(session, limit=1):
        return None
    shipped = place.shipped()
    if shipped is None:
        return None
    current, base = attempts.in_force(session), base_of(shipped)
    attempt = current.id if current is not None and attempts.is_served(current, base, place) else None
    model = place.model(attempt) if attempt else shipped
    _write(place, base, model if attempt else None)
    having = sum(_has(url.rstrip("/"), model, token) for url in urls)
    return Served(attempt, base, having, len(urls))


def tidy(session: Session, place: Place) -> int:
    """Delete the models that nobody can go back to; how many. A process that serves one has it in its memory.

    Not while one is tried: its file lies there a moment before the database says so.
    """
    if attempts.open_one(session) is not None:
        return 0
    wanted = {place.model(one.id) for one in attempts.chain(session, place)}
    gone = [path for path in place.models.glob("*.tar.gz") if path not in wanted]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _write(place: Place, base: str, model: Path | None) -> None:
    """Write down for processes that start what they serve; nothing is there for the shipped model."""
    if model is None:
        place.current.unlink(missing_ok=True)
        return
    told = json.dumps({"base": base, "model": model.name})
    if place.current.is_file() and place.current.read_text(encoding="utf-8") == told:
        return
    aside = place.current.with_suffix(f".{os.getpid()}")
    aside.write_text(told, encoding="utf-8")
    aside.replace(place.current)


def _has(url: str, model: Path, token: str) -> bool:
    """Tell whether a process serves the model, after it was told to if it did not; False for one that is away."""
    try:
        with httpx.Client(base_url=url, params={"token": token}, timeout=TIMEOUT, trust_env=False) as process:
            status = process.get("/status")
            status.raise_for_status()
            if status.json().get("model_file") != model.name:
                process.put("/model", json={"model_file": str(model)}).raise_for_status()
            return True
    except (httpx.HTTPError, ValueError):
        return False
