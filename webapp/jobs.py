"""Background jobs: thin callers of domain functions. They carry ids, never text.

Run by ``huey_consumer webapp.jobs.jobs``. The queue only wakes; what is still to do is
in the database, and a sweep finds what a crash left.
"""

import time

from huey import crontab

from surveys import crypto
from surveys.analysis import coding
from surveys.analysis.coder import default_coder
from webapp import config
from webapp.extensions import jobs, worker_session

HEARTBEAT = "heartbeat"


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
    coder = default_coder()  # before the session: a first training must not hold the database
    with worker_session() as session:
        return coding.code_pending(session, coder, submission_id=submission_id)


@jobs.periodic_task(crontab(minute="*/2"))
@jobs.lock_task("sweep")
def sweep_pending() -> int:
    """Find what a crash left: texts nobody coded, alerts nobody queued. A chunk a transaction; how many texts."""
    coder = default_coder()
    with worker_session() as session:
        coding.queue_alerts(session)
    done = 0
    while True:
        with worker_session() as session:
            taken = coding.code_pending(session, coder)
        if not taken:
            return done
        done += taken
