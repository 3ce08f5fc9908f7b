"""The queue of disclosures: new, claimed, acted, closed with an outcome. Reads and changes; flush only."""

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from surveys.analysis import coding, duty
from surveys.analysis.models import OUTCOMES, Disclosure, DisclosureNote
from surveys.base import URGENT
from surveys.columns import now
from surveys.models import Answer, Submission


class NotAllowed(ValueError):
    """The case cannot make this step; ``code`` says why.

    not_new, not_claimed, already_closed, unknown_outcome, note_needed, same_person, moved_on.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def cases(session: Session, *, closed: bool = False) -> list[Disclosure]:
    """Open cases (or the closed ones): urgent ones first, then the oldest."""
    wanted = Disclosure.state == "closed" if closed else Disclosure.state != "closed"
    urgent = sa.case((Disclosure.alert == "emergency", 0), (Disclosure.alert == "crisis", 1), else_=2)
    return list(
        session.scalars(
            sa.select(Disclosure)
            .where(wanted)
            .order_by(urgent, Disclosure.found_at, Disclosure.id)
            .options(joinedload(Disclosure.answer).joinedload(Answer.submission), selectinload(Disclosure.notes))
        )
    )


def counts(session: Session) -> dict[str, int]:
    """Cases by state."""
    rows = session.execute(sa.select(Disclosure.state, sa.func.count()).group_by(Disclosure.state))
    return dict(row._tuple() for row in rows)


def case_by_id(session: Session, case_id: str) -> Disclosure | None:
    """The case of this id, or None."""
    return session.get(Disclosure, case_id)


def is_queued(session: Session, answer_id: str) -> bool:
    """Whether an answer is, or was, a case of this queue."""
    return session.scalar(sa.select(Disclosure.id).where(Disclosure.answer_id == answer_id)) is not None


def claim(session: Session, case: Disclosure, by: str) -> None:
    """A member of staff takes a new case. Raises NotAllowed("not_new") when another was quicker."""
    taken = session.execute(
        sa.update(Disclosure)
        .where(Disclosure.id == case.id, Disclosure.state == "new")
        .values(state="claimed", claimed_by=by, claimed_at=now())
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise NotAllowed("not_new")
    session.refresh(case)


def hand_on(session: Session, case: Disclosure, by: str, *, to: str, seen: str | None, note: str = "") -> None:
    """Another member of staff takes the case over from whoever has it, with what they must know (encrypted).

    Whoever may open the queue can do it: the one who has it may be ill. ``seen`` is who had it on the screen.
    Raises NotAllowed: not_claimed, already_closed, same_person, moved_on (it was handed on since it was shown).
    """
    if case.state == "closed":
        raise NotAllowed("already_closed")
    if case.state == "new":
        raise NotAllowed("not_claimed")
    if not to or to == seen:
        raise NotAllowed("same_person")
    moved = session.execute(
        sa.update(Disclosure)
        .where(Disclosure.id == case.id, Disclosure.state.in_(("claimed", "acted")), Disclosure.claimed_by == seen)
        .values(claimed_by=to, claimed_at=now())
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        raise NotAllowed("moved_on")
    if note.strip():
        session.add(DisclosureNote(disclosure_id=case.id, text=note.strip(), written_by=by))
    session.flush()
    session.refresh(case)


def act(session: Session, case: Disclosure, by: str, note: str) -> DisclosureNote:
    """Write down what was done. Raises NotAllowed: not_claimed, already_closed, note_needed."""
    if case.state == "closed":
        raise NotAllowed("already_closed")
    if case.state == "new":
        raise NotAllowed("not_claimed")
    if not note.strip():
        raise NotAllowed("note_needed")
    written = DisclosureNote(disclosure_id=case.id, text=note.strip(), written_by=by)
    session.add(written)
    case.state = "acted"
    session.flush()
    session.refresh(case)
    return written


def add_words(session: Session, case: Disclosure, words: str, alert: str | None) -> None:
    """Put what the person wrote later with an open case (encrypted); a graver alert of it is the case's from then on.

    The note has no author of the staff: the person wrote it. Staff hear of it with the next round of notices.
    """
    raised = _is_graver(case, alert)
    to_tell = "raised" if raised else "words"
    session.add(DisclosureNote(disclosure_id=case.id, text=words, written_by=None, to_tell=to_tell))
    if raised:
        case.alert = alert
    session.flush()
    session.refresh(case)


def read_again(session: Session, answer: Answer) -> Disclosure | None:
    """The case of an answer whose words were put right, when its alert is graver now; else None.

    The alert is the case's from then on. A case that was closed on the misread words is new again, and so are the
    hours in which it is to be taken.
    """
    case = session.scalar(sa.select(Disclosure).where(Disclosure.answer_id == answer.id).with_for_update())
    if case is None or not _is_graver(case, answer.alert):
        return None
    case.alert = answer.alert
    if case.state == "closed":
        case.state, case.found_at = "new", now()
        case.claimed_by = case.claimed_at = case.outcome = case.closed_by = case.closed_at = None
        duty.begin_again(session, case)
    session.flush()
    return case


def _is_graver(case: Disclosure, alert: str | None) -> bool:
    return alert in URGENT and (case.alert not in URGENT or URGENT.index(alert) < URGENT.index(case.alert))


def words_to_tell(session: Session) -> list[tuple[Disclosure, bool]]:
    """Cases with words of the person that staff have not heard of, and whether these made the case graver."""
    found: dict[str, bool] = {}
    waiting = sa.select(DisclosureNote).where(DisclosureNote.to_tell.is_not(None)).order_by(DisclosureNote.id)
    for note in session.scalars(waiting):
        found[note.disclosure_id] = found.get(note.disclosure_id, False) or note.to_tell == "raised"
    return [(session.get_one(Disclosure, case_id), raised) for case_id, raised in found.items()]


def words_told(session: Session, case: Disclosure) -> None:
    """Staff have heard of every word that the person added to a case."""
    session.execute(sa.update(DisclosureNote).where(DisclosureNote.disclosure_id == case.id).values(to_tell=None))


def unread(session: Session, *, limit: int) -> tuple[list[Answer], int]:
    """Sent texts that no program has read, or that it failed on, and that are in no queue: the oldest, and how many."""
    total = session.scalar(sa.select(sa.func.count()).select_from(_unread().subquery())) or 0
    answers = sa.select(Answer).join(Submission, Submission.id == Answer.submission_id).where(Answer.id.in_(_unread()))
    return list(session.scalars(answers.order_by(Submission.submitted_at, Answer.id).limit(limit))), total


def take_unread(session: Session, answer_id: str) -> Disclosure | None:
    """Put an answer that no program has read into the queue; None when it has been read, queued or erased meanwhile."""
    answer = session.scalar(sa.select(Answer).where(Answer.id == answer_id, Answer.id.in_(_unread())))
    return coding.queue(session, answer, "person") if answer else None


def _unread() -> sa.Select[tuple[str]]:
    return sa.select(Answer.id).where(
        Answer.submission_id.is_not(None),
        Answer.coding_state.in_(("pending", "failed")),
        sa.not_(sa.exists().where(Disclosure.answer_id == Answer.id)),
    )


def close(session: Session, case: Disclosure, by: str, outcome: str) -> None:
    """Close a claimed case with an outcome of OUTCOMES.

    Raises NotAllowed: not_claimed, already_closed, unknown_outcome.
    """
    if outcome not in OUTCOMES:
        raise NotAllowed("unknown_outcome")
    if case.state == "closed":
        raise NotAllowed("already_closed")
    if case.state == "new":
        raise NotAllowed("not_claimed")
    case.state, case.outcome, case.closed_by, case.closed_at = "closed", outcome, by, now()
    session.flush()
