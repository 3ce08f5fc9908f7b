"""The job worker says every minute that it lives; pages and ``/readyz`` read it."""

import time

from huey import crontab

from webapp.extensions import jobs

HEARTBEAT = "heartbeat"
OLDEST_SECONDS = 150
"""One beat may be late."""


@jobs.periodic_task(crontab(minute="*"))
def beat() -> None:
    """Say that the worker lives."""
    jobs.storage.put_data(HEARTBEAT, str(time.time()).encode())


def is_beating() -> bool:
    """Whether a worker takes jobs; False too when nobody can tell."""
    try:
        return time.time() - float(jobs.storage.peek_data(HEARTBEAT)) < OLDEST_SECONDS
    except Exception:
        return False
