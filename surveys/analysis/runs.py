"""Long jobs over a consultation's answers: begun by a person, done by a worker, followed on a page."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.analysis.listening_models import RUN_KINDS, ListeningRun
from surveys.columns import now

GIVEN_UP = timedelta(minutes=30)
"""A run that has been silent so long was killed: another may begin."""


class Busy(ValueError):
    """A run of this kind is on its way already."""


def start(session: Session, kind: str, consultation_slug: str, by: str | None) -> ListeningRun:
    """Begin a run of RUN_KINDS; a job is to be woken with its id. Raises Busy, ValueError for an unknown kind."""
    if kind not in RUN_KINDS:
        raise ValueError("unknown kind")
    before = latest(session, kind, consultation_slug)
    if before is not None and before.state in ("waiting", "running") and now() - before.started_at < GIVEN_UP:
        raise Busy
    run = ListeningRun(kind=kind, consultation_slug=consultation_slug, started_by=by)
    session.add(run)
    session.flush()
    return run


def latest(session: Session, kind: str, consultation_slug: str) -> ListeningRun | None:
    """The newest run of a kind, whatever became of it."""
    return session.scalar(
        sa.select(ListeningRun)
        .where(ListeningRun.kind == kind, ListeningRun.consultation_slug == consultation_slug)
        .order_by(ListeningRun.started_at.desc(), ListeningRun.id)
        .limit(1)
    )


def take(session: Session, run_id: str) -> ListeningRun | None:
    """Take a run that waits; None when it is done, taken or not there, so that a job that comes twice works once."""
    taken = session.execute(
        sa.update(ListeningRun)
        .where(ListeningRun.id == run_id, ListeningRun.state == "waiting")
        .values(state="running", started_at=now())
    )
    return session.get(ListeningRun, run_id) if taken.rowcount == 1 else None  # type: ignore[attr-defined]


def reached(session: Session, run_id: str, done: int, total: int) -> None:
    """Write down how far it is, in parts of the work."""
    session.execute(sa.update(ListeningRun).where(ListeningRun.id == run_id).values(done=done, total=total))


def end(session: Session, run_id: str, outcome: dict[str, object] | None) -> None:
    """It is done, with numbers and codes for the page; None: it broke."""
    run = session.get(ListeningRun, run_id)
    if run is not None:
        run.state, run.outcome, run.ended_at = ("done" if outcome is not None else "failed"), outcome or {}, now()
        session.flush()
