"""One run of `make survive` on one database, in the site's own environment: product, killer, clients, count.

What is held: every submission that was accepted (200 with a reference) is there once, with the very words that were
accepted; there is none that no client sent; and every text is coded once, although the worker was killed in between.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import httpx
import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys import crypto
from surveys.analysis.models import Coding
from surveys.models import Answer, Draft, Submission
from tools import machine, models, product
from tools.console import ROOT, Problem, duration, main, say
from tools.home import Home, make_secrets, read_secrets, settings
from tools.part import Part
from tools.postgres import Cluster
from tools.supervisor import Supervisor
from tools.survival_clients import SECONDS_A_CALL, Client, Tally
from webapp.config import load

SECONDS_OF_WORK = (4, 8)
SECONDS_TO_CODE = 900


class Killer(threading.Thread):
    """Ends one process after another without a word, until it is told to stop.

    The site works for some seconds between blows: one that is never up takes nothing that could be lost.
    """

    def __init__(self, base: str, parts: dict[str, Part], cluster: Cluster | None, tally: Tally) -> None:
        super().__init__(name="killer", daemon=True)
        self._base, self._parts, self._cluster, self._tally = base, parts, cluster, tally
        self.stop = threading.Event()

    def run(self) -> None:
        """Kill in turn: a web worker, the job worker, the whole web server, the database where it is a process."""
        victims = ["a web worker", "the job worker", "a web worker", "the web server"]
        victims += ["the database server"] if self._cluster else []
        turn = 0
        while not self.stop.wait(0.5):
            if not self._site_answers() or self.stop.wait(random.uniform(*SECONDS_OF_WORK)):  # noqa: S311
                continue
            victim = victims[turn % len(victims)]
            turn += 1
            if self._kill(victim):
                self._tally.kills[victim] += 1

    def _site_answers(self) -> bool:
        try:
            # A page that reads the database: a site without its database takes no answer either.
            return httpx.get(f"{self._base}/api/v1/surveys", timeout=SECONDS_A_CALL, trust_env=False).is_success
        except httpx.HTTPError:
            return False

    def _kill(self, victim: str) -> bool:
        if self._cluster and victim == "the database server":
            self._cluster.crash()
            return True
        process = self._parts["jobs" if victim == "the job worker" else "site"].process
        if process is None or process.poll() is not None:
            return False
        if victim == "a web worker":
            if len(workers := _workers(process.pid)) < 2:
                return False  # the last kill is still being mended
            os.kill(random.choice(workers), signal.SIGKILL)  # noqa: S311
            return True
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True


def _workers(group: int) -> list[int]:
    """The processes of a group that have a parent in it and no children: the web server's workers."""
    said = subprocess.run(["ps", "-eo", "pid=,ppid=,pgid="], capture_output=True, text=True, check=True).stdout
    rows = [tuple(int(word) for word in line.split()) for line in said.splitlines()]
    inside = [(pid, parent) for pid, parent, of in rows if of == group]
    parents = {parent for _pid, parent in inside}
    return [pid for pid, parent in inside if parent == group and pid not in parents]


def survive(database: str, submissions: int, clients: int) -> None:
    """Do one run; raises Problem when anything was lost, doubled, or coded twice."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="frontdoor-survive-")))
        for name in ("DATABASE_URL", "REDIS_URL", "SITE_URL", "DEMO", "SECRET_KEY", "ENCRYPTION_KEYS", "BOT_API_TOKEN"):
            os.environ.pop(name, None)
        cluster = stack.enter_context(Cluster(durable=True)) if database == "postgresql" else None
        if cluster:
            os.environ["DATABASE_URL"] = cluster.create_database()
        os.environ["DATA_DIR"] = str(folder)
        place = Home(folder, "127.0.0.1", machine.free_ports(1)[0], demo=False)
        make_secrets(place)
        (ROOT / "var" / "models").mkdir(parents=True, exist_ok=True)
        place.models.symlink_to(ROOT / "var" / "models")
        env = settings(place, {"RASA_URLS": ""})
        product.prepare_database(place, env)
        models.train_now(place, models.TRIAGE, env)
        models.train_now(place, models.CODER, env)
        supervisor = Supervisor(place.folder)
        stack.callback(supervisor.stop)
        parts = {
            "site": supervisor.add(product.site(place, env)),
            "jobs": supervisor.add(product.job_worker(place, env)),
        }
        supervisor.wait_for(parts["site"], 90)
        tally = Tally()
        begun = time.monotonic()
        _attack(supervisor, parts, cluster, place, tally, submissions, clients)
        took = time.monotonic() - begun
        os.environ.update(read_secrets(place))
        configured = load()
        crypto.configure_keys(configured.encryption_keys)
        engine = sa.create_engine(configured.database_url)
        stack.callback(engine.dispose)
        codings = _wait_for_coding(supervisor, engine)
        _count(engine, tally, submissions, took, codings)


def _attack(
    supervisor: Supervisor,
    parts: dict[str, Part],
    cluster: Cluster | None,
    place: Home,
    tally: Tally,
    submissions: int,
    clients: int,
) -> None:
    """Let the clients send and the killer kill until all is sent."""
    token = read_secrets(place)["BOT_API_TOKEN"]
    shares = [submissions // clients + (number < submissions % clients) for number in range(clients)]
    crowd = [Client(number, share, place.inside, token, tally) for number, share in enumerate(shares)]
    killer = Killer(place.inside, parts, cluster, tally)
    for client in crowd:
        client.start()
    killer.start()
    while any(client.is_alive() for client in crowd):
        for part in supervisor.parts:
            # Here it is killed on purpose, again and again: it need not be spared ever longer.
            part.falls, part.again_at = 0, min(part.again_at, time.monotonic() + 0.5)
        supervisor.tick()
        time.sleep(0.1)
    killer.stop.set()
    killer.join(60)
    say("All is sent; now the texts are coded.")


def _wait_for_coding(supervisor: Supervisor, engine: sa.Engine) -> int:
    """Wait until no text is pending, and return how many were coded."""
    until = time.monotonic() + SECONDS_TO_CODE
    while True:
        supervisor.tick()
        with Session(engine) as session:
            waiting = session.scalar(
                sa.select(sa.func.count())
                .select_from(Answer)
                .where(Answer.coding_state == "pending", Answer.submission_id.is_not(None))
            )
            if not waiting:
                return session.scalar(sa.select(sa.func.count()).select_from(Coding)) or 0
        if time.monotonic() > until:
            raise Problem(f"{waiting} texts were not coded within {duration(SECONDS_TO_CODE)}.")
        time.sleep(0.5)


def _count(engine: sa.Engine, tally: Tally, submissions: int, took: float, codings: int) -> None:
    """Compare what was accepted with what is there, print it, and raise Problem where they differ."""
    lost, changed = 0, 0
    with Session(engine) as session:
        rows = {row.reference: row for row in session.scalars(sa.select(Submission))}
        for sent in tally.sent:
            row = rows.get(sent.reference)
            if row is None or row.draft_id != sent.draft:
                lost += 1
                continue
            there = {
                answer.question_code: answer.text or ",".join(choice.option_code for choice in answer.choices)
                for answer in session.scalars(sa.select(Answer).where(Answer.submission_id == row.id))
            }
            changed += there != sent.values
        drafts = session.scalar(sa.select(sa.func.count()).select_from(Draft)) or 0
    texts = sum("q1_causes" in sent.values for sent in tally.sent)
    doubled = len(rows) - len({sent.reference for sent in tally.sent})
    kills = ", ".join(f"{what} {times} times" for what, times in sorted(tally.kills.items()))
    say(f"{len(tally.sent)} of {submissions} submissions accepted in {duration(took)}; killed: {kills}")
    say(f"calls that failed and were made again: {dict(tally.failed)}; refused: {dict(Counter(tally.refused))}")
    say(f"in the database: {len(rows)} submissions, {drafts} drafts (a draft whose reply got lost stays empty)")
    say(f"accepted and lost: {lost}; doubled or unasked for: {doubled}; with other words: {changed}")
    say(f"texts sent: {texts}, coded: {codings}")
    if lost or doubled or changed or codings != texts:
        raise Problem("Something was lost, doubled or changed: see above.")
    if len(tally.sent) != submissions:
        raise Problem("Nothing accepted was lost, but some clients waited in vain: the run proves too little.")
    if not tally.kills:
        raise Problem("Nothing was killed: the run proves nothing.")


def work() -> int:
    """The command line; called by tools/survive.py."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), required=True)
    parser.add_argument("--submissions", type=int, default=1000)
    parser.add_argument("--clients", type=int, default=50)
    given = parser.parse_args()
    survive(given.database, given.submissions, given.clients)
    return 0


if __name__ == "__main__":
    main(work)
