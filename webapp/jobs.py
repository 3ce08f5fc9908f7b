"""Background jobs: thin callers of domain functions. They carry ids, never text.

Run by ``huey_consumer webapp.jobs.jobs``. The queue only wakes; what is still to do is
in the database, and a sweep finds what a crash left.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from huey import crontab

from surveys import crypto
from surveys.analysis import coding
from webapp import config
from webapp.chat import store
from webapp.extensions import jobs, worker_session

if TYPE_CHECKING:
    from surveys.analysis.coder import Coder

HEARTBEAT = "heartbeat"


def _coder() -> Coder:
    """The models of this worker, loaded here and not at the top: the web process imports us too, and starts fast."""
    from surveys.analysis.coder import default_coder

    return default_coder()


@jobs.on_startup()
def prepare() -> None:
    """Each worker thread begins with the keys, and says that it is there."""
    crypto.configure_keys(config.load().encryption_keys)
    jobs.storage.put_data(HEARTBEAT, str(time.time()).encode())


@jobs.periodic_task(crontab(minute="*"))
def heartbeat() -> None:
    """Say every minute that the worker lives; ``/readyz`` reads it."""
    jobs.storage.put_data(HEARTBEAT, str(time.time()).encode())


@jobs.task(retries=3, retry_delay=30)
def code_submission(submission_id: str) -> int:
    """Code the texts of one submission; how many. Harmless when it is done already."""
    coder = _coder()  # before the session: a first training must not hold the database
    with worker_session() as session:
        return coding.code_pending(session, coder, submission_id=submission_id)


@jobs.periodic_task(crontab(minute="*/2"))
@jobs.lock_task("sweep")
def sweep_pending() -> int:
    """Find what a crash left: texts nobody coded, alerts nobody queued. A chunk a transaction; how many texts."""
    coder = _coder()
    with worker_session() as session:
        coding.queue_alerts(session)
    done = 0
    while True:
        with worker_session() as session:
            taken = coding.code_pending(session, coder)
        if not taken:
            return done
        done += taken


@jobs.periodic_task(crontab(minute="*/10"))
def forget_old_chats() -> int:
    """Delete the conversations whose time is over; how many. What was said lives no longer than the talk."""
    with worker_session() as session:
        return store.forget_old(session)
