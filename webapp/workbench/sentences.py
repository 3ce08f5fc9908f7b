"""Proposing training sentences, and a second person's decision on each. Session first, flush only."""

from collections.abc import Sequence
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.drafts import self_approval
from webapp.accounts.models import now
from webapp.chat.routes import ROUTES
from webapp.i18n import languages
from webapp.workbench.checks import Problem, is_doubtful, one_line, problem, spelling
from webapp.workbench.models import SENTENCE_STATES, ProposedSentence

MOST_AT_ONCE = 20
"""Sentences in one form: each is judged while the person waits (20 ms each)."""
ALIVE = ("proposed", "approved", "learned")
LISTED = 200


class Refused(ValueError):
    """Nothing of what was typed was kept; `problems` say why, or `code` does where it is not about a sentence.

    Codes: unknown_language, unknown_route, empty, too_many.
    """

    def __init__(self, code: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.problems = problems


class Undecidable(ValueError):
    """It cannot be decided so; `code` says why: own (a second person is needed), decided, not_own."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def propose(session: Session, language: str, route: str, typed: str, by: str) -> list[ProposedSentence]:
    """Keep what was typed, one sentence a line, for a second person to decide on: all of it, or nothing.

    Raises Refused with the problem of each line: those of `checks.problem`, `proposed` (somebody was first), `twice`.
    """
    if language not in languages():
        raise Refused("unknown_language")
    if route not in ROUTES:
        raise Refused("unknown_route")
    texts = [text for line in typed.splitlines() if (text := one_line(line))]
    if not texts:
        raise Refused("empty")
    if len(texts) > MOST_AT_ONCE:
        raise Refused("too_many")
    marks = [_mark(text) for text in texts]
    there = set(
        session.scalars(
            select(ProposedSentence.spelling).where(
                ProposedSentence.spelling.in_(marks), ProposedSentence.state.in_(ALIVE)
            )
        )
    )
    problems = []
    for place, (text, mark) in enumerate(zip(texts, marks, strict=True)):
        found = problem(text, language, route)
        if found is None and mark in there:
            found = Problem(text, "proposed")
        if found is None and mark in marks[:place]:
            found = Problem(text, "twice")
        if found is not None:
            problems.append(found)
    if problems:
        raise Refused("sentences", problems)
    made = [
        ProposedSentence(
            language=language,
            route=route,
            text=text,
            spelling=mark,
            caution=is_doubtful(text, language, route),
            state="proposed",
            proposed_by=by,
        )
        for text, mark in zip(texts, marks, strict=True)
    ]
    session.add_all(made)
    session.flush()
    return made


def approve(session: Session, sentence: ProposedSentence, by: str) -> None:
    """Let the next training learn it. Raises Undecidable: decided, own (unless the directory's setting allows it)."""
    _still(session, sentence, "proposed")
    if sentence.proposed_by == by and not self_approval(session):
        raise Undecidable("own")
    _decide(session, sentence, "approved", by)


def reject(session: Session, sentence: ProposedSentence, by: str) -> None:
    """Say no to a proposal. Raises Undecidable: decided."""
    _still(session, sentence, "proposed")
    _decide(session, sentence, "rejected", by)


def withdraw(session: Session, sentence: ProposedSentence, by: str) -> None:
    """Take a sentence back: what was only proposed its writer, what was approved or learned anybody of the desk.

    What the model in force learned it knows until the next training, or until somebody goes back.
    Raises Undecidable: decided, not_own.
    """
    _still(session, sentence, *ALIVE)
    if sentence.state == "proposed" and sentence.proposed_by != by:
        raise Undecidable("not_own")
    _decide(session, sentence, "withdrawn", by)


def listed(session: Session, state: str) -> list[ProposedSentence]:
    """Return the sentences of a state, the oldest proposal first, of the others the newest; LISTED at most."""
    order = ProposedSentence.proposed_at if state == "proposed" else ProposedSentence.decided_at.desc()
    query = select(ProposedSentence).where(ProposedSentence.state == state)
    return list(session.scalars(query.order_by(order, ProposedSentence.id).limit(LISTED)))


def counts(session: Session) -> dict[str, int]:
    """Return how many sentences there are of each state."""
    query = select(ProposedSentence.state, func.count()).group_by(ProposedSentence.state)
    found = {str(state): int(number) for state, number in session.execute(query)}
    return {state: found.get(state, 0) for state in SENTENCE_STATES}


def to_learn(session: Session) -> list[ProposedSentence]:
    """Return what a training learns now: everything approved, and what was learned before."""
    query = select(ProposedSentence).where(ProposedSentence.state.in_(("approved", "learned")))
    return list(session.scalars(query.order_by(ProposedSentence.id)))


def mark_learned(session: Session, ids: Sequence[str]) -> None:
    """Say which sentences the model in force knows: these, and no others; the others wait for the next training.

    What was withdrawn meanwhile stays withdrawn.
    """
    wanted = set(ids)
    for sentence in to_learn(session):
        sentence.state = "learned" if sentence.id in wanted else "approved"
    session.flush()


def by_id(session: Session, identity: str) -> ProposedSentence | None:
    """Return one sentence, or None; `identity` may be anything that was typed."""
    return session.get(ProposedSentence, identity) if len(identity) == 36 and identity.isascii() else None


def _mark(text: str) -> str:
    return sha256(spelling(text).encode()).hexdigest()


def _still(session: Session, sentence: ProposedSentence, *states: str) -> None:
    """Lock the row and see that nobody was quicker."""
    query = select(ProposedSentence).where(ProposedSentence.id == sentence.id).with_for_update()
    session.scalars(query.execution_options(populate_existing=True)).one()
    if sentence.state not in states:
        raise Undecidable("decided")


def _decide(session: Session, sentence: ProposedSentence, state: str, by: str) -> None:
    sentence.state, sentence.decided_by, sentence.decided_at = state, by, now()
    session.flush()
