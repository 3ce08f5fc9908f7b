"""The review desk: whose turn an answer is, deciding it, taking that back, how far everyone is. Flush only.

Several people read at once. An answer that one has before them is reserved for some minutes and given to nobody else;
the reservation ends by itself. It is a courtesy, not a lock: who saves late is told what another decided meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from surveys.analysis import review
from surveys.analysis.coding import queue
from surveys.analysis.desk_models import Decision, Reservation, Sample, SampleAnswer
from surveys.analysis.models import AnswerCode, Coding, Disclosure
from surveys.columns import now
from surveys.models import Answer, Question, Submission

HELD = timedelta(minutes=10)
TRIES = 20  # others may take the same answer in the same moment; so many times the next one is tried


class Overtaken(Exception):
    """Another person has decided this answer since it was shown; ``decision`` is theirs. Nothing was changed."""

    def __init__(self, decision: Decision) -> None:
        super().__init__("overtaken")
        self.decision = decision


@dataclass(frozen=True)
class Wish:
    """Which answers a reviewer reads now: of one codebook question (Q1-Q5), of one audience; None is all."""

    question: str | None = None
    audience: str | None = None


@dataclass(frozen=True)
class Tally:
    """How far the reading is: ``read`` of ``total`` answers by anyone, ``mine`` by this reviewer."""

    total: int
    read: int
    mine: int


def _on_the_desk(wish: Wish) -> sa.ColumnElement[bool]:
    """Coded answers that fit the wish and are not in the safeguarding queue, which is a desk of its own."""
    rules = [sa.not_(sa.exists().where(Disclosure.answer_id == Coding.answer_id))]
    if wish.question:
        rules.append(Answer.codebook_question == wish.question)
    if wish.audience:
        rules.append(Submission.audience == wish.audience)
    return sa.and_(*rules)


def blind_for(reviewer: str) -> sa.ColumnElement[bool]:
    """Whether the answer waits for this person in a blind sample, where they must not have seen its codes."""
    return (
        sa.exists()
        .where(
            SampleAnswer.answer_id == Coding.answer_id,
            SampleAnswer.codes.is_(None),
            SampleAnswer.sample_id == Sample.id,
        )
        .where(Sample.coder == reviewer)
    )


def take_next(session: Session, reviewer: str, wish: Wish = Wish()) -> Coding | None:
    """Reserve the most doubtful undecided answer for a reviewer; None when nothing is left for them.

    The one they hold already comes first; those that they skipped come last, the longest ago first.
    """
    moment = now()
    session.execute(sa.delete(Reservation).where(Reservation.until <= moment))
    skipped = (
        sa.select(sa.func.max(Decision.id))
        .where(Decision.coding_id == Coding.id, Decision.kind == "skipped", Decision.made_by == reviewer)
        .scalar_subquery()
    )
    held_by = sa.select(Reservation.held_by).where(Reservation.coding_id == Coding.id).scalar_subquery()
    waiting = (
        sa.select(Coding)
        .join(Answer, Answer.id == Coding.answer_id)
        .join(Submission, Submission.id == Answer.submission_id)
        .where(
            _on_the_desk(wish),
            Coding.decided_at.is_(None),
            sa.or_(held_by.is_(None), held_by == reviewer),
            sa.not_(blind_for(reviewer)),
        )
        .order_by(held_by.is_(None), sa.func.coalesce(skipped, 0), *review.MOST_DOUBTFUL_FIRST)
        .limit(TRIES)
    )
    for coding in session.scalars(waiting).all():
        if hold(session, coding, reviewer) is None:
            others = sa.and_(Reservation.held_by == reviewer, Reservation.coding_id != coding.id)
            session.execute(sa.delete(Reservation).where(others))
            return coding
    return None


def hold(session: Session, coding: Coding, reviewer: str) -> str | None:
    """Reserve an answer for a reviewer, or prolong it. The id of who holds it instead; None when it is theirs now."""
    moment: datetime = now()
    found = session.scalar(
        sa.select(Reservation).where(Reservation.coding_id == coding.id).execution_options(populate_existing=True)
    )
    if found is not None and found.held_by != reviewer and found.until > moment:
        return found.held_by
    if found is not None:
        found.held_by, found.until = reviewer, moment + HELD
        session.flush()
        return None
    try:
        with session.begin_nested():
            session.add(Reservation(coding_id=coding.id, held_by=reviewer, until=moment + HELD))
    except IntegrityError:  # somebody took it in this very moment
        return session.scalar(sa.select(Reservation.held_by).where(Reservation.coding_id == coding.id)) or ""
    return None


def release(session: Session, coding: Coding, reviewer: str) -> None:
    """Give an answer back before its time is over; harmless when another holds it."""
    session.execute(sa.delete(Reservation).where(Reservation.coding_id == coding.id, Reservation.held_by == reviewer))


def history(session: Session, coding: Coding) -> list[Decision]:
    """What people did with an answer, oldest first."""
    return list(session.scalars(sa.select(Decision).where(Decision.coding_id == coding.id).order_by(Decision.id)))


def last_seen(decisions: Sequence[Decision]) -> int:
    """The number that a form carries, so that a late save can be known by it; 0 before the first decision."""
    return max((one.id for one in decisions if one.kind in {"decided", "undone"}), default=0)


def _standing(decisions: Sequence[Decision]) -> list[Decision]:
    """The decisions that were not taken back, oldest first; the last one is in force."""
    undone = {one.undoes_id for one in decisions}
    return [one for one in decisions if one.kind == "decided" and one.id not in undone]


def decide(session: Session, coding: Coding, codes: Sequence[str], by: str, *, seen: int) -> Decision:
    """Set the codes of an answer by hand; ``seen`` is last_seen of the history that was on the screen.

    Raises Overtaken when another person has decided since, review.NotAllowed for codes that cannot stand.
    """
    session.execute(sa.select(Coding.id).where(Coding.id == coding.id).with_for_update())
    since = [
        one
        for one in history(session, coding)
        if one.id > seen and one.kind in {"decided", "undone"} and one.made_by != by
    ]
    if since:
        raise Overtaken(since[-1])
    decision = review.decide(session, coding, codes, by)
    release(session, coding, by)
    return decision


def skip(session: Session, coding: Coding, by: str) -> None:
    """Leave an answer to others, or for later."""
    review.add_decision(session, coding, "skipped", None, by)
    release(session, coding, by)


def undo(session: Session, by: str) -> Coding | None:
    """Take back one's own last decision and reserve the answer again; None when there is none to take back.

    What stood before it stands again: an earlier decision, or the machine's codes alone. Both stay in the history.
    Raises Overtaken when another person has decided the answer since.
    """
    taken_back = aliased(Decision)
    last = session.scalar(
        sa.select(Decision)
        .where(
            Decision.made_by == by,
            Decision.kind == "decided",
            sa.not_(sa.exists().where(taken_back.undoes_id == Decision.id)),
            sa.not_(sa.exists().where(Disclosure.answer_id == Coding.answer_id, Coding.id == Decision.coding_id)),
        )
        .order_by(Decision.id.desc())
        .limit(1)
    )
    if last is None:
        return None
    coding = last.coding
    standing = _standing(history(session, coding))
    if standing[-1].id != last.id:
        raise Overtaken(standing[-1])
    before = standing[-2] if len(standing) > 1 else None
    if before is None:
        review.set_codes(session, coding, None, None, None)
    else:
        review.set_codes(session, coding, before.codes, before.made_by, before.made_at)
    review.add_decision(session, coding, "undone", before.codes if before else None, by, undoes=last.id)
    hold(session, coding, by)
    return coding


def tells_of_harm(session: Session, coding: Coding, by: str) -> Disclosure:
    """Give an answer to the safeguarding queue; it leaves this desk at once and nothing of it is quoted."""
    case = queue(session, coding.answer, "person")
    review.add_decision(session, coding, "harm", None, by)
    session.execute(sa.delete(Reservation).where(Reservation.coding_id == coding.id))
    return case


def tally(session: Session, reviewer: str, wish: Wish = Wish()) -> Tally:
    """How far the reading is, of the answers that fit the wish."""
    read, mine = Coding.decided_at.is_not(None), Coding.decided_by == reviewer
    row = session.execute(
        sa.select(sa.func.count(), sa.func.count(sa.case((read, 1))), sa.func.count(sa.case((sa.and_(read, mine), 1))))
        .select_from(Coding)
        .join(Answer, Answer.id == Coding.answer_id)
        .join(Submission, Submission.id == Answer.submission_id)
        .where(_on_the_desk(wish))
    ).one()
    return Tally(*row._tuple())


def question_text(session: Session, answer: Answer) -> str:
    """The words of the question as they were on the screen, in English; "" when the version is gone."""
    return (
        session.scalar(
            sa.select(Question.text).where(
                Question.version_id == answer.draft.version_id, Question.code == answer.question_code
            )
        )
        or ""
    )


def often_given(session: Session, question: str | None) -> list[str]:
    """The codes of answers to a codebook question, the most often given first, by machine and people."""
    rows = session.execute(
        sa.select(AnswerCode.code)
        .join(Coding, Coding.id == AnswerCode.coding_id)
        .join(Answer, Answer.id == Coding.answer_id)
        .where(Answer.codebook_question == question)
        .group_by(AnswerCode.code)
        .order_by(sa.func.count().desc(), AnswerCode.code)
    )
    return [code for (code,) in rows]
