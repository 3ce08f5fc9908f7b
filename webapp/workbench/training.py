"""Trying a model: the bot's own command trains and judges it, the figures decide. Called by a job.

The database is held only for moments. What was left by a job that was killed is thrown away by the next.
"""

import json
import shutil
import subprocess
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from webapp.workbench import attempts, sentences
from webapp.workbench.figures import worse
from webapp.workbench.models import Attempt
from webapp.workbench.place import Place, base_of

Sessions = Callable[[], AbstractContextManager[Session]]
FAULTS = ("no_bot", "not_trained", "training", "too_long", "changed", "killed")
"""Why an attempt failed: no bot beside this site, its shipped model not trained yet, the training ended with an error
or took too long, sentences or the product changed again and again meanwhile, or its job was killed too often."""
LONGEST = 3600.0
"""Seconds after which a training is ended; it takes minutes."""
BEAT = 10.0
"""Seconds between two signs of life."""
_CHANGES = 3


class _Failed(Exception):
    """The attempt ends without a model; the argument is one of FAULTS."""


class _TakenOver(Exception):
    """Another job works at this attempt."""


def run(sessions: Sessions, identity: str, place: Place) -> str | None:
    """Train, judge, and let the model take over or refuse it; the attempt's state. None: it is not ours to do.

    When sentences were withdrawn or the product was renewed meanwhile, it begins again.
    """
    with sessions() as session:
        taken = attempts.take(session, identity)
        if taken is None:
            return None
        tries = taken.tries
    try:
        for _change in range(_CHANGES):
            outcome = _once(sessions, identity, tries, place)
            if outcome is not None:
                return outcome
        raise _Failed("changed")
    except _TakenOver:
        return None
    except _Failed as failed:
        return _end(sessions, identity, "failed", [str(failed)])
    except BaseException:
        _end(sessions, identity, "failed", ["training"])
        raise
    finally:
        shutil.rmtree(place.folder / "runs" / identity, ignore_errors=True)


def _once(sessions: Sessions, identity: str, tries: int, place: Place) -> str | None:
    """Try once; the state, or None when what it was made of has changed meanwhile."""
    if not place.is_there:
        raise _Failed("no_bot")
    shipped = place.shipped()
    if shipped is None:
        raise _Failed("not_trained")
    base = base_of(shipped)
    with sessions() as session:
        learned = sentences.to_learn(session)
        rows = [{"language": one.language, "route": one.route, "text": one.text} for one in learned]
        ids = [one.id for one in learned]
        parent = _parent(session, base, place)
        if not attempts.is_new(session, ids, base, place):
            attempts.end(session, _ours(session, identity, tries), "nothing_new")
            return "nothing_new"
    folder = place.folder / "runs" / identity
    shutil.rmtree(folder, ignore_errors=True)  # what a job that was killed, or the try before, left there
    folder.mkdir(parents=True)
    (folder / "sentences.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    _train(sessions, identity, tries, place, folder, place.model(parent) if parent else shipped)
    told: dict[str, Any] = json.loads((folder / "out" / "figures.json").read_text(encoding="utf-8"))
    reasons = worse(told["before"], told["after"])
    with sessions() as session:
        attempt = _ours(session, identity, tries)
        same = [one.id for one in sentences.to_learn(session)]
        # What was approved meanwhile may wait for the next training; what was taken back may not be learned.
        if told["base"] != base or set(ids) - set(same) or _parent(session, base, place) != parent:
            return None
        attempts.judged(attempt, told)
        attempt.base, attempt.sentences, attempt.parent_id = base, ids, parent
        if reasons:
            attempts.end(session, attempt, "refused", reasons=reasons)
            return "refused"
        place.models.mkdir(parents=True, exist_ok=True)
        (folder / "out" / "model.tar.gz").replace(place.model(identity))
        attempts.put_in_force(session, attempt)
        return "in_force"


def _parent(session: Session, base: str, place: Place) -> str | None:
    """The model in force, as long as it is served: of this release, and its file there. None: the shipped one."""
    current = attempts.in_force(session)
    return current.id if current is not None and attempts.is_served(current, base, place) else None


def _ours(session: Session, identity: str, tries: int) -> Attempt:
    if not attempts.beat(session, identity, tries):
        raise _TakenOver
    found = session.get(Attempt, identity, populate_existing=True)
    if found is None:
        raise _TakenOver
    return found


def _train(sessions: Sessions, identity: str, tries: int, place: Place, folder: Path, now: Path) -> None:
    """Run the bot's command behind everything else, saying that we live; ended when we are."""
    command = [str(place.python), "workbench.py", "--sentences", str(folder / "sentences.jsonl")]
    command += ["--now", str(now), "--out", str(folder / "out")]
    if nice := shutil.which("nice"):
        command = [nice, "-n", "5", *command]
    log = place.folder / "training.log"
    begun = said = time.monotonic()
    with log.open("wb") as sink:
        process = subprocess.Popen(  # noqa: S603 - the bot's own program; what staff typed is in a file
            command, cwd=place.bot, env=place.environment(), stdin=subprocess.DEVNULL, stdout=sink, stderr=sink
        )
        try:
            while process.poll() is None:
                time.sleep(0.2)
                if time.monotonic() - begun > LONGEST:
                    raise _Failed("too_long")
                if time.monotonic() - said > BEAT:
                    said = time.monotonic()
                    with sessions() as session:
                        _ours(session, identity, tries)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
    if process.returncode:
        raise _Failed("training")


def _end(sessions: Sessions, identity: str, state: str, reasons: list[str]) -> str:
    with sessions() as session:
        found = session.get(Attempt, identity)
        if found is not None and found.state == "training":
            attempts.end(session, found, state, reasons=reasons)
    return state
