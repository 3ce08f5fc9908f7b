"""The directory held ready for searching: made from the database, thrown away when that has changed.

It is only a copy; the revision mark says whether it still holds. A small directory is read anew where it is
needed, in milliseconds. A large one is read by a job, into a file that every process loads; until that is
there, searches go on with the copy before (docs/decisions/0006-search-index.md).
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from zipfile import BadZipFile

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory import entries, facets, facts, index, store
from directory.facets import Facets
from directory.facts import Facts
from directory.index import Index
from directory.matching import TextIndex
from directory.models import DirectoryState, Service

KEPT = 3
"""So many snapshots are kept at most: one is in use, others die out after a change."""

SMALL = 2000
"""With so many services or fewer a process makes its own snapshot, within a request if need be."""


@dataclass
class Snapshot:
    """What filters and ranking need to know of every service: a row each, the same in all three parts."""

    facts: Facts
    facets: Facets
    text: TextIndex


@dataclass
class _Held:
    """What this process holds, and how it asks for more."""

    snapshots: OrderedDict[str, Snapshot] = field(default_factory=OrderedDict)
    folder: Path | None = None
    wake: Callable[[], object] | None = None
    asked_for: str = ""
    lock: Lock = field(default_factory=Lock)


_held = _Held()


def configure(folder: Path | None, wake: Callable[[], object] | None = None) -> None:
    """Say where files of large directories are kept, and how to wake the job that makes them.

    Without a folder every process makes its own.
    """
    _held.folder, _held.wake = folder, wake


def snapshot(session: Session) -> Snapshot:
    """Return the directory ready for searching; one small query when nothing has changed.

    As it is now, or, while a job reads a large directory anew, as it last was.
    """
    revision = revision_of(session)
    with _held.lock:
        if revision and revision in _held.snapshots:
            _held.snapshots.move_to_end(revision)
            return _held.snapshots[revision]
        found = (_kept(revision) or _before(session, revision)) if _held.folder else None
        if found is None:
            found = build(session)
            if revision:
                _keep(revision, found)
        return found


def revision_of(session: Session) -> str:
    """Return the mark that changes with every change of the directory."""
    return session.scalar(select(DirectoryState.revision).where(DirectoryState.id == 1)) or ""


def build(session: Session) -> Snapshot:
    """Make a snapshot from the database: a fixed number of queries, however many services there are."""
    columns, words, needs = _read(session)
    return _snapshot(columns, index.build(words, needs))


def stale(session: Session, folder: Path) -> Callable[[], Path] | None:
    """Return what writes the file of a large directory as it is now; None when there is nothing to do.

    The work of a job. All reading is done here: what is returned needs no database, so that the job can
    let go of it before the long part begins (at 100,000 services a minute or more).
    """
    revision = revision_of(session)
    if not revision or not is_large(session) or store.path_of(folder, revision).exists():
        return None
    columns, words, needs = _read(session)
    return lambda: store.save(folder, revision, columns, index.build(words, needs))


def is_large(session: Session) -> bool:
    """Return whether reading the directory is a job's work."""
    return (session.scalar(select(func.count()).select_from(Service)) or 0) > SMALL


def _read(session: Session) -> tuple[Facts, list[index.Entry], dict[str, list[index.Pair]]]:
    services = facts.rows(session)
    return facts.build(session, services), *entries.entries(session, services)


def _snapshot(columns: Facts, words: Index) -> Snapshot:
    return Snapshot(columns, facets.build(columns), TextIndex(words))


def _keep(revision: str, made: Snapshot) -> None:
    _held.snapshots[revision] = made
    while len(_held.snapshots) > KEPT:
        _held.snapshots.popitem(last=False)


def _kept(revision: str) -> Snapshot | None:
    """Return the snapshot that a job has written for this revision, if it has."""
    return _load(store.path_of(_held.folder, revision), revision) if _held.folder and revision else None


def _before(session: Session, revision: str) -> Snapshot | None:
    """Return what a large directory was before, and wake the job; None for a small one, or when nothing was."""
    if not is_large(session):
        return None
    if _held.wake is not None and _held.asked_for != revision:
        _held.asked_for = revision
        _held.wake()
    if _held.snapshots:
        return next(reversed(_held.snapshots.values()))
    for path in store.newest(_held.folder) if _held.folder else []:
        if found := _load(path, path.name.removesuffix(store.SUFFIX)):
            return found
    return None


def _load(path: Path, revision: str) -> Snapshot | None:
    """Return the snapshot in a file, None when it is not there or not whole."""
    try:
        found = _snapshot(*store.load(path))
    except (OSError, ValueError, KeyError, BadZipFile):
        return None
    _keep(revision, found)
    return found
