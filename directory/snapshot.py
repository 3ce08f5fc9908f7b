"""The directory held ready for searching: made from the database, thrown away when that has changed.

It is only a copy. A process that has none makes one; the revision mark says whether it still holds.
"""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory import facets, facts, index
from directory.entries import entries
from directory.facets import Facets
from directory.facts import Facts
from directory.matching import TextIndex
from directory.models import DirectoryState

KEPT = 3
"""So many snapshots are kept at most: one is in use, others die out after a change."""


@dataclass
class Snapshot:
    """What filters and ranking need to know of every service: a row each, the same in all three parts."""

    facts: Facts
    facets: Facets
    text: TextIndex


_snapshots: OrderedDict[str, Snapshot] = OrderedDict()
_lock = Lock()


def snapshot(session: Session) -> Snapshot:
    """Return the directory as it is now, ready for searching; one small query when nothing has changed."""
    revision = session.scalar(select(DirectoryState.revision).where(DirectoryState.id == 1)) or ""
    with _lock:
        if revision and revision in _snapshots:
            _snapshots.move_to_end(revision)
            return _snapshots[revision]
        made = build(session)
        if revision:
            _snapshots[revision] = made
        while len(_snapshots) > KEPT:
            _snapshots.popitem(last=False)
        return made


def build(session: Session) -> Snapshot:
    """Make a snapshot from the database: a fixed number of queries, however many services there are."""
    services = facts.rows(session)
    made = facts.build(session, services)
    return Snapshot(made, facets.build(made), TextIndex(index.build(*entries(session, services))))
