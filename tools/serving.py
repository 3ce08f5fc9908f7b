"""How gunicorn serves the site: read by gunicorn itself (`--config tools/serving.py`), in the site's environment.

The address comes from the command line. Everything else that is decided about serving stands here.
"""

from __future__ import annotations

import threading
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]  # it comes without types


class NobodysLogger(Logger):
    """Gunicorn's log without addresses of people and of pages (a search stands in those), nor what was sent."""

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """Log a warning; of a request that cannot be read, only that there was one."""
        unreadable = str(msg).startswith("Invalid request from ip=")
        super().warning("A request could not be read" if unreadable else msg, *args, **kwargs)

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """Log an exception; of a request that broke, where in the code it did."""
        if str(msg).startswith("Error handling request"):
            msg, args = "A request broke", ()
        super().exception(msg, *args, **kwargs)


# Threads, because a request waits for the bot or the disk and hardly ever for the processor. 64 chats at once may each
# hold one while their bot asks this very site: no worker can be filled by them (architecture.md: no circle may wait
# for itself).
worker_class = "gthread"
workers = 2
threads = 96
# Loaded once and then forked: the second worker costs no second start.
preload_app = True
timeout = 60
graceful_timeout = 8
keepalive = 5
# No access log: it would hold the addresses of the people who come here.
accesslog = None
loglevel = "warning"
logger_class = NobodysLogger


def when_ready(_server: Any) -> None:
    """Before the first fork: no connection may be shared by two processes; what tells danger is shared by all.

    A worker that falls is replaced at once, and whoever writes to the new one does not wait for the triage to load:
    people who answer in their own words otherwise wait behind it again and again (`make survive` showed it).
    """
    from directory import triage
    from webapp.extensions import jobs

    jobs.storage.close()
    triage.assess("hello", "en")


def post_worker_init(worker: Any) -> None:
    """After the fork: load what finds help, so that nobody waits for it."""
    threading.Thread(target=_warm, args=(worker.wsgi,), name="warm-up", daemon=True).start()


def _warm(site: Any) -> None:
    from directory import search
    from webapp.extensions import db

    with site.app_context():
        search.search(db.session, search.Search(q="help"))
        search.search(db.session, search.Search(q="somebody to talk to"))
