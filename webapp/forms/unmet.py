"""Counts searches that found nothing: the need, ward and age band by the week, never the words (directory.demand).

A page that only reads may write here after it was made: it never waits long for that, and never fails for it.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial

from flask import current_app, request
from flask import session as cookie
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from directory import demand, triage
from directory.demand import Key, Source
from directory.filters import Search
from directory.models import local_day
from directory.search import Result
from directory.wanting import is_unmet, needs_wanted
from webapp.extensions import after_commit, db, worker_session
from webapp.i18n import current_tag

_KEY = "unmet"
MOST_REMEMBERED = 40
"""So many searches of a visit are remembered; who searches more is counted anew."""

PATIENCE = 250
"""Milliseconds that a page waits for its turn to write a counter; then it goes without."""

# Robots that say so. Others cannot be told from people without a script or a trace, and are counted.
_ROBOT = re.compile(r"bot\b|crawl|spider|slurp|preview|scan|monitor|headless", re.IGNORECASE)


def count_search(wanted: Search, found: Result, *, visit: bool, source: Source = "search") -> None:
    """Count a search when it is one for help that found none; once a visit when the caller has one.

    Words that say danger are not counted: they get numbers to ring. Nor are robots that say so, nor what a
    browser fetches before anybody asked for it.
    """
    if not is_unmet(wanted, found) or _unasked():
        return
    if wanted.q and triage.assess(wanted.q, current_tag()).tier == "hard":
        return
    needs = needs_wanted(db.session, wanted)
    wards = wanted.ward.wards if wanted.ward else ()
    keys = demand.keys(needs, wards[0] if len(wards) == 1 else demand.NOT_TOLD, wanted.age)
    if visit:
        keys = _first_time(keys)
    if keys:
        after_commit(partial(_add, source, keys, local_day()))


def count_not_understood(words: str) -> None:
    """Count a chat message that the bot was not sure of: the needs it seems to be about, or none; never the words."""
    keys = demand.keys(needs_wanted(db.session, Search(q=words)))
    after_commit(partial(_add, "unsure", keys, local_day()))


def _unasked() -> bool:
    """Whether a robot asks, or a browser on its own account (Fetch Metadata)."""
    ahead = request.headers.get("Sec-Purpose", "") or request.headers.get("Purpose", "")
    return bool(_ROBOT.search(request.user_agent.string)) or "prefetch" in ahead


def _first_time(keys: Iterable[Key]) -> list[Key]:
    """Return what this visit has not asked for yet, and remember it: marks without the key nobody can read."""
    kept: list[str] = cookie.get(_KEY, [])
    marks = {_mark(key): key for key in keys}
    new = [mark for mark in marks if mark not in kept]
    if new:
        cookie[_KEY] = [*kept, *new][-MOST_REMEMBERED:]
    return [marks[mark] for mark in new]


def _mark(key: Key) -> str:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, "|".join(("unmet", *key)).encode(), hashlib.sha256).hexdigest()[:10]


def _add(source: Source, keys: list[Key], today: date) -> None:
    """Add to the counters in a session of its own, after the page's: a busy database costs the count, not the page."""
    try:
        with worker_session() as session, _little_patience(session):
            demand.record_keys(session, source, keys, today=today)
            session.commit()
    except SQLAlchemyError as error:
        current_app.logger.warning("a search that found nothing was not counted: %s", type(error).__name__)


@contextmanager
def _little_patience(session: Session) -> Iterator[None]:
    """Wait for other writers only a moment."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"SET LOCAL lock_timeout = {PATIENCE}"))
        yield
        return
    usual = session.scalar(text("PRAGMA busy_timeout"))
    session.execute(text(f"PRAGMA busy_timeout = {PATIENCE}"))
    try:
        yield
    finally:
        # The connection goes back to its pool as patient as it came; a failed statement is undone first.
        session.rollback()
        session.execute(text(f"PRAGMA busy_timeout = {usual}"))
