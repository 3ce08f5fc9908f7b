"""Background jobs: thin callers of domain functions. They carry ids, never text.

Run by ``huey_consumer webapp.jobs.jobs``. The queue only wakes; what is still to do is
in the database, and a sweep finds what a crash left.
"""

import time

from huey import crontab

from surveys import crypto
from webapp import config
from webapp.extensions import jobs

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
