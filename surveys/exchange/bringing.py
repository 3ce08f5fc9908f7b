"""Bringing a file in that somebody said yes to: each step has a session of its own, and what takes long has none.

Nobody who answers meanwhile waits for it. A step that fails, or finds that something has changed, takes all of it back;
after a crash the batch is still asked for, and whoever runs it next begins anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.exchange import batches, loading
from surveys.exchange.faults import FileError
from surveys.exchange.incoming import Reader
from surveys.exchange.loading import Refused, Rows, Target, Verdict
from surveys.exchange.plan import Plan, read, told_apart
from surveys.models import Draft, ImportBatch

Sessions = Callable[[], AbstractContextManager[Session]]
"""Opens a session that commits at its end."""
Done = Callable[[Session, ImportBatch], None]
"""Told of a batch in the same transaction that makes it count."""


def ask(session: Session, batch: ImportBatch, seal: str) -> None:
    """Say yes to what was looked at, which `seal` stands for. Raises Refused: wrong_state, survey_draft."""
    loading.check(session, batch, state="checked")
    batch.state = "asked"
    batch.mapping = {**batch.mapping, "seal": seal, "problem": ""}
    session.flush()


def asked(session: Session) -> list[str]:
    """Ids of the batches that somebody said yes to on the page, the oldest first; a command does its own."""
    return list(
        session.scalars(
            sa.select(ImportBatch.id)
            .where(ImportBatch.state == "asked", ImportBatch.created_by.is_not(None))
            .order_by(ImportBatch.created_at, ImportBatch.id)
        )
    )


def reached(session: Session, batch: ImportBatch) -> int:
    """How many people of a batch have been read and put in, so that they do not count yet."""
    return session.scalar(sa.select(sa.func.count()).where(Draft.import_id == batch.id)) or 0


def problem(batch: ImportBatch) -> str:
    """Why it was not brought in when somebody said yes: a code of Refused, or ""."""
    return str(batch.mapping.get("problem", ""))


def run(sessions: Sessions, batch_id: str, verdict: Verdict, languages: Mapping[str, str], done: Done) -> None:
    """Bring in a batch that was asked for. Raises Refused with the reason, which the batch keeps for its page.

    `languages` has the tag by every folded name of a language.
    """
    try:
        _run(sessions, batch_id, verdict, languages, done)
    except Refused as refused:
        _give_back(sessions, batch_id, refused.code)
        raise
    except sa.exc.IntegrityError:  # somebody brings in the same answers at the same moment
        _give_back(sessions, batch_id, "changed")
        raise Refused("changed") from None
    except Exception:
        _give_back(sessions, batch_id, "broke")
        raise


def _run(sessions: Sessions, batch_id: str, verdict: Verdict, languages: Mapping[str, str], done: Done) -> None:
    clear(sessions, batch_id)
    with sessions() as session:
        batch = _batch(session, batch_id)
        survey = loading.check(session, batch, state="asked")
        seal = batch.mapping.get("seal")
        try:
            table = batches.table_of(batch)
        except FileError as error:
            raise Refused("gone") from error
        reader = Reader(session, survey, table, batches.mapped_of(batch), languages)
        target = Target(batch.id, survey.id, survey.audience, reader.versions.views)
    seen = read(reader, table)
    with sessions() as session:
        plan = told_apart(session, target.survey_id, seen)
    if plan.seal != seal:
        raise Refused("changed")
    if not plan.loadable:
        raise Refused("not_ready")
    put_in = _put(sessions, target, plan, verdict)
    with sessions() as session:
        batch = _batch(session, batch_id)
        loading.lock(session, batch)
        loading.check(session, batch, state="asked")
        again = told_apart(session, target.survey_id, seen)
        if [one.row for one in again.ready] != [one.row for one in plan.ready] or again.faults != plan.faults:
            raise Refused("changed")
        loading.finish(session, batch, plan, put_in)
        done(session, batch)


def _put(sessions: Sessions, target: Target, plan: Plan, verdict: Verdict) -> Rows:
    """Put all people in, a few at a time; what is left to do when they are to count."""
    left = Rows()
    for start in range(0, len(plan.ready), loading.CHUNK):
        rows = target.rows(plan.ready[start : start + loading.CHUNK], verdict)
        with sessions() as session:
            loading.put(session, rows)
        left.submissions += rows.submissions
        left.groups |= rows.groups
    return left


def _batch(session: Session, batch_id: str) -> ImportBatch:
    found = batches.by_id(session, batch_id)
    if found is None:
        raise Refused("gone")
    return found


def _give_back(sessions: Sessions, batch_id: str, code: str) -> None:
    """Let the file be looked at again, with the reason, and leave nothing of it behind."""
    with sessions() as session:
        batch = batches.by_id(session, batch_id)
        if batch is not None and batch.state == "asked":
            batch.state, batch.mapping = "checked", {**batch.mapping, "problem": code}
            session.flush()
    clear(sessions, batch_id)


def clear(sessions: Sessions, batch_id: str = "") -> None:
    """Delete, a few people at a time, what was taken back and what a crash left (loading.clear)."""
    while True:
        with sessions() as session:
            if not loading.clear(session, batch_id):
                return
