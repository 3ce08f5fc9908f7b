"""Doing a run that a person asked for: themes that the codebook lacks, or campaigns. Called by a job.

Each step has a session of its own, and what takes long (counting words, comparing letters) has none: nobody who writes
an answer meanwhile waits for it.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.analysis import campaigns, discovery, proposals, runs
from surveys.models import Consultation

Sessions = Callable[[], AbstractContextManager[Session]]
CHUNK = 200


def run(run_id: str, sessions: Sessions) -> bool:
    """Do a run; False when it is not there or somebody else does it. ``sessions`` opens one that commits at its end.

    A run that breaks is marked so, and the error goes on to whoever looks after the worker.
    """
    with sessions() as session:
        taken = runs.take(session, run_id)
        if taken is None:
            return False
        kind, slug = taken.kind, taken.consultation_slug
    try:
        outcome = _WORK[kind](run_id, slug, sessions)
    except BaseException:
        with sessions() as session:
            runs.end(session, run_id, None)
        raise
    with sessions() as session:
        runs.end(session, run_id, outcome)
    return True


def _consultation(session: Session, slug: str) -> Consultation:
    return session.scalars(sa.select(Consultation).where(Consultation.slug == slug)).one()


def _themes(run_id: str, slug: str, sessions: Sessions) -> dict[str, Any]:
    def told(done: int, total: int) -> None:
        with sessions() as session:
            runs.reached(session, run_id, done, total)

    with sessions() as session:
        ids = discovery.leftovers(session, _consultation(session, slug))
    answers: list[discovery.Piece] = []
    for start in range(0, len(ids), CHUNK):
        with sessions() as session:
            answers += discovery.pieces(session, ids[start : start + CHUNK])
    found, small = discovery.topics(answers, told)
    with sessions() as session:
        new = proposals.keep(session, _consultation(session, slug), found)
    return {"looked": len(answers), "new": new, "small": small}


def _campaigns(run_id: str, slug: str, sessions: Sessions) -> dict[str, Any]:
    with sessions() as session:
        answers = campaigns.sent(session, _consultation(session, slug))
    read = 0

    def words(ids: list[str]) -> dict[str, str]:
        nonlocal read
        read += len(ids)
        with sessions() as session:
            runs.reached(session, run_id, read, len(answers))
            return campaigns.texts(session, ids)

    found = campaigns.find(answers, words)
    with sessions() as session:
        number = campaigns.keep(session, _consultation(session, slug), found)
    return {"looked": len(answers), "new": number, "small": []}


_WORK = {"discovery": _themes, "campaigns": _campaigns}
