"""Reports that something about a service is wrong: taken in, looked after, forgotten in time."""

from datetime import timedelta
from typing import Literal, get_args

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from webapp.accounts.models import now
from webapp.post.flags import gravest_first
from webapp.post.models import ProblemReport

Kind = Literal["number", "closed", "times", "turned_away", "unsafe", "other"]
KINDS: tuple[str, ...] = get_args(Kind)
Outcome = Literal["corrected", "passed_on", "nothing_wrong", "cannot_tell"]
OUTCOMES: tuple[str, ...] = get_args(Outcome)
FLAGS = ("emergency", "crisis", "caution", "unsafe")
"""Why the safeguarding lead reads a report first, the most urgent first."""
WORDS_LENGTH = 2000
NOTE_LENGTH = 2000
KEPT = timedelta(days=180)
"""So long after a report is done its words, address and note are deleted; the bare fact stays for counting."""


class ProblemError(ValueError):
    """It cannot be done; `code` says why: not_new, not_in_hand, unknown_outcome, too_long, not_flagged."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def report(
    session: Session,
    identity: str,
    *,
    service_slug: str,
    kind: str,
    words: str,
    reply_to: str,
    language: str,
    alert: str | None,
) -> ProblemReport:
    """Keep a report; sent twice with the same id it is kept once.

    In: the id that the form was given, a service's slug, one of KINDS, what was written and where an answer
    should go (both may be empty), and what triage saw in the words (None for nothing).
    """
    there = session.get(ProblemReport, identity)
    if there is not None:
        return there
    made = ProblemReport(
        id=identity,
        service_slug=service_slug,
        kind=kind,
        words=words or None,
        reply_to=reply_to or None,
        language=language,
        flag=alert or ("unsafe" if kind == "unsafe" else None),
        state="new",
    )
    session.add(made)
    session.flush()
    return made


def listed(session: Session, *, state: str = "open", flagged: bool = False, limit: int = 200) -> list[ProblemReport]:
    """Return reports: the open ones (or the `done`), the gravest first, then the oldest; only flagged ones if asked."""
    query = select(ProblemReport)
    query = query.where(ProblemReport.state == "done" if state == "done" else ProblemReport.state != "done")
    if flagged:
        query = query.where(ProblemReport.flag.is_not(None))
    order = ProblemReport.done_at.desc() if state == "done" else ProblemReport.created_at
    return list(
        session.scalars(query.order_by(gravest_first(ProblemReport.flag, FLAGS), order, ProblemReport.id).limit(limit))
    )


def counts(session: Session) -> dict[str, int]:
    """Return how many reports are open, how many of them flagged, and how many are done."""
    is_open = ProblemReport.state != "done"
    row = session.execute(
        select(
            func.count().filter(is_open),
            func.count().filter(is_open, ProblemReport.flag.is_not(None)),
            func.count().filter(~is_open),
        ).select_from(ProblemReport)
    ).one()
    return {"open": row[0], "flagged": row[1], "done": row[2]}


def by_id(session: Session, identity: str) -> ProblemReport | None:
    """Return one report, or None; `identity` may be anything that was typed."""
    return session.get(ProblemReport, identity) if len(identity) == 36 and identity.isascii() else None


def _locked(session: Session, found: ProblemReport) -> ProblemReport:
    query = select(ProblemReport).where(ProblemReport.id == found.id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def take(session: Session, found: ProblemReport, by: str) -> None:
    """Take a new report in hand. Raises ProblemError: not_new."""
    found = _locked(session, found)
    if found.state != "new":
        raise ProblemError("not_new")
    found.state, found.handled_by = "in_hand", by
    session.flush()


def finish(session: Session, found: ProblemReport, by: str, outcome: str, note: str) -> None:
    """Close a report with what came of it and a note. Raises ProblemError: not_in_hand, unknown_outcome, too_long."""
    found = _locked(session, found)
    if found.state != "in_hand":
        raise ProblemError("not_in_hand")
    if outcome not in OUTCOMES:
        raise ProblemError("unknown_outcome")
    if len(note) > NOTE_LENGTH:
        raise ProblemError("too_long")
    found.state, found.outcome, found.note, found.done_at = "done", outcome, note.strip() or None, now()
    found.handled_by = by
    session.flush()


def hand_back(session: Session, found: ProblemReport) -> None:
    """The safeguarding lead has read it and sees no harm to a person: editors may read it. Raises: not_flagged."""
    found = _locked(session, found)
    if found.flag is None:
        raise ProblemError("not_flagged")
    found.flag = None
    session.flush()


def forget_old(session: Session) -> int:
    """Delete words, address and note of the reports that were done 180 days ago or earlier; of how many."""
    cleared = session.execute(
        update(ProblemReport)
        .where(
            ProblemReport.done_at <= now() - KEPT,
            or_(
                ProblemReport.words.is_not(None),
                ProblemReport.reply_to.is_not(None),
                ProblemReport.note.is_not(None),
            ),
        )
        .values(words=None, reply_to=None, note=None)
    )
    return int(getattr(cleared, "rowcount", 0))
