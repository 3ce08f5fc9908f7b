"""Models that were tried: asked for by a person, made by a job, one of them in force. Session first, flush only.

The database holds the truth. A job that was killed is found by its silence and begun again by the sweep (tasks.py).
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from webapp.accounts.models import as_utc, now
from webapp.workbench import sentences
from webapp.workbench.models import Attempt
from webapp.workbench.place import Place

SILENT = timedelta(minutes=3)
"""A job that trains says every few seconds that it lives; one that has been silent so long was killed."""
MOST_TRIES = 3
"""So often is a job begun that is killed again and again."""
KEPT_FILES = 3
"""Models one can go back through, the one in force counted; each is about 60 MB."""
OPEN = ("waiting", "training")


class NotNow(ValueError):
    """It cannot be done now; `code` says why: busy, nothing_new, nothing_to_go_back_to."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def ask(session: Session, by: str, place: Place, base: str | None = None) -> Attempt:
    """Ask for a training; a job is to be woken with its id. `base` as for `is_worth_it`.

    Raises NotNow: busy, nothing_new.
    """
    if open_one(session) is not None:
        raise NotNow("busy")
    if not is_worth_it(session, base, place):
        raise NotNow("nothing_new")
    made = Attempt(asked_by=by, state="waiting")
    session.add(made)
    session.flush()
    return made


def open_one(session: Session) -> Attempt | None:
    """Return the attempt that waits or trains."""
    return session.scalar(select(Attempt).where(Attempt.state.in_(OPEN)).order_by(Attempt.asked_at).limit(1))


def take(session: Session, identity: str) -> Attempt | None:
    """Take an attempt that waits, or whose job was killed; None when it is done, in work, or not there.

    Taken once however often its job comes. One that was killed MOST_TRIES times is given up.
    """
    stale = (Attempt.state == "training") & (Attempt.seen_at < now() - SILENT)
    taken = session.execute(
        update(Attempt)
        .where(Attempt.id == identity, (Attempt.state == "waiting") | stale)
        .values(state="training", seen_at=now(), tries=Attempt.tries + 1)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        return None
    found = session.get(Attempt, identity, populate_existing=True)
    if found is not None and found.tries > MOST_TRIES:
        end(session, found, "failed", reasons=["killed"])
        return None
    return found


def beat(session: Session, identity: str, tries: int) -> bool:
    """Say that the job lives; False when it is its attempt no more, because another took it over."""
    told = session.execute(
        update(Attempt)
        .where(Attempt.id == identity, Attempt.state == "training", Attempt.tries == tries)
        .values(seen_at=now())
        .execution_options(synchronize_session=False)
    )
    return bool(told.rowcount == 1)  # type: ignore[attr-defined]


def to_wake(session: Session) -> str | None:
    """Return the attempt whose job a crash lost: it waits for long, or its job is silent."""
    found = open_one(session)
    if found is None:
        return None
    since = found.asked_at if found.state == "waiting" else found.seen_at or found.asked_at
    return found.id if now() - as_utc(since) > SILENT else None


def is_silent(attempt: Attempt) -> bool:
    """Tell whether the job of an attempt that trains was killed; it is begun again by itself."""
    return attempt.state == "training" and now() - as_utc(attempt.seen_at or attempt.asked_at) > SILENT


def end(session: Session, attempt: Attempt, state: str, *, reasons: list[str] | None = None) -> None:
    """Close an attempt that does not come into force."""
    attempt.state, attempt.reasons, attempt.ended_at = state, reasons or [], now()
    session.flush()


def put_in_force(session: Session, attempt: Attempt) -> None:
    """Let a judged attempt take over; the sentences that it learned are learned."""
    session.execute(update(Attempt).where(Attempt.state == "in_force").values(state="replaced"))
    attempt.state, attempt.ended_at = "in_force", now()
    sentences.mark_learned(session, attempt.sentences)
    session.flush()


def in_force(session: Session) -> Attempt | None:
    """Return the model that is in force; None is the shipped one."""
    return session.scalar(select(Attempt).where(Attempt.state == "in_force").limit(1))


def is_served(attempt: Attempt | None, base: str, place: Place) -> bool:
    """Tell whether this model can be served: of this release, and its file there."""
    return attempt is not None and attempt.base == base and place.model(attempt.id).is_file()


def in_use(session: Session, base: str | None, place: Place) -> Attempt | None:
    """Return the model in force if it is the one that is served; None while that is the shipped one.

    `base` is the release that was last seen, None when unknown: a model of an earlier release is served no more.
    """
    current = in_force(session)
    return current if current is not None and is_served(current, base or current.base, place) else None


def chain(session: Session, place: Place) -> list[Attempt]:
    """Return the model in force and those one can go back to, the nearest first: KEPT_FILES at most, of one release.

    It ends where a model's file was deleted: what cannot be served is nothing to go back to.
    """
    found: list[Attempt] = []
    current = in_force(session)
    while current is not None and len(found) < KEPT_FILES and current not in found:
        if found and (current.state != "replaced" or not is_served(current, found[0].base, place)):
            break
        found.append(current)
        current = session.get(Attempt, current.parent_id) if current.parent_id else None
    return found


def roll_back(session: Session, by: str, seen: str, place: Place, base: str | None = None) -> Attempt | None:
    """Put the model before in force again and return it; None is the shipped one.

    What only the model that goes had learned waits for the next training again. `seen` is the id of the model that the
    person saw in force, `base` as for `in_use`. Raises NotNow: busy (a training compares with it),
    nothing_to_go_back_to (also where the shipped model is served already: nothing would change).
    """
    if open_one(session) is not None:
        raise NotNow("busy")
    # Two people who press at once must not go back twice.
    session.scalars(select(Attempt).where(Attempt.state == "in_force").with_for_update()).all()
    line = chain(session, place)
    if not line or line[0].id != seen or in_use(session, base, place) is None:
        raise NotNow("nothing_to_go_back_to")
    gone, before = line[0], line[1] if len(line) > 1 else None
    gone.state, gone.rolled_back_by = "rolled_back", by
    session.flush()
    if before is not None:
        before.state = "in_force"
    sentences.mark_learned(session, before.sentences if before else [])
    session.flush()
    return before


def history(session: Session, limit: int = 20) -> list[Attempt]:
    """Return what was tried, the newest first."""
    return list(session.scalars(select(Attempt).order_by(Attempt.asked_at.desc(), Attempt.id).limit(limit)))


def is_worth_it(session: Session, base: str | None, place: Place) -> bool:
    """Tell whether a training now can bring something; `base` is the release that was last seen, None when unknown."""
    ids, current = [one.id for one in sentences.to_learn(session)], in_force(session)
    return bool(ids) and is_new(session, ids, base or (current.base if current else ""), place)


def is_new(session: Session, ids: list[str], base: str, place: Place) -> bool:
    """Tell whether a training with these sentences can give another model on this release.

    It cannot when the one in force knows just these, or when just these were refused beside it: it would be again.
    """
    current = in_force(session)
    parent = current.id if current is not None and is_served(current, base, place) else None
    if current is not None and parent and set(current.sentences) == set(ids):
        return False
    # Compared with None SQLAlchemy says IS NULL.
    refused = select(Attempt).where(Attempt.state == "refused", Attempt.base == base, Attempt.parent_id == parent)
    return not any(set(one.sentences) == set(ids) for one in session.scalars(refused))


def judged(attempt: Attempt, told: dict[str, Any]) -> None:
    """Keep the figures of an attempt: {"before", "after", "seconds"}."""
    attempt.figures = {name: told[name] for name in ("before", "after", "seconds")}
