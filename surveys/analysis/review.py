"""The analyst's desk: progress, reading coded answers, deciding codes. Reads and changes; flush only."""

import re
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, selectinload

from surveys.analysis.codebook import MOST_CODES
from surveys.analysis.codebook_versions import current
from surveys.analysis.desk_models import Decision
from surveys.analysis.models import AnswerCode, Coding, Disclosure, in_force
from surveys.analysis.redaction import mask, personal_data
from surveys.columns import now
from surveys.models import Answer, Consultation, Submission, Survey

# What was coded before doubt was kept stands behind, by the confidence of its least sure theme.
MOST_DOUBTFUL_FIRST = (sa.func.coalesce(Coding.doubt, 0.0).desc(), Coding.lowest_confidence, Coding.id)


class NotAllowed(ValueError):
    """Refused; ``code`` says why.

    unknown_code, too_many, alone; of quotations (quoting.py) no_permission, disclosure, not_in_answer, personal_data,
    empty, too_long, taken_back; of translations (translating.py) english, unknown_language.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def progress(session: Session) -> dict[str, int]:
    """Sent free texts by coding state: pending, coded, failed; and "decided", those that a person has read."""
    found = {"pending": 0, "coded": 0, "failed": 0}
    rows = session.execute(
        sa.select(Answer.coding_state, sa.func.count())
        .where(Answer.submission_id.is_not(None), Answer.coding_state != "not_needed")
        .group_by(Answer.coding_state)
    )
    found.update((state, number) for state, number in rows)
    found["decided"] = (
        session.scalar(sa.select(sa.func.count()).select_from(Coding).where(Coding.decided_at.is_not(None))) or 0
    )
    return found


def code_counts(session: Session) -> dict[str, int]:
    """Answers by the code that counts for them; for the desk, not for publication."""
    rows = session.execute(
        sa.select(AnswerCode.code, sa.func.count())
        .join(Coding, Coding.id == AnswerCode.coding_id)
        .where(in_force())
        .group_by(AnswerCode.code)
    )
    return dict(row._tuple() for row in rows)


def coded_answers(
    session: Session,
    *,
    code: str | None = None,
    audience: str | None = None,
    consultation: str | None = None,
    order: str = "unsure",
    offset: int = 0,
    limit: int = 25,
    besides: sa.ColumnElement[bool] | None = None,
) -> tuple[list[Coding], int]:
    """A page of coded answers and how many there are. ``order``: "unsure" (least sure and undecided first) or "newest".

    Of one consultation where its slug is given, else of all.
    Answers in the safeguarding queue are left out: they have a desk of their own; so are those of ``besides``.
    """
    statement = (
        sa.select(Coding)
        .join(Answer, Answer.id == Coding.answer_id)
        .join(Submission, Submission.id == Answer.submission_id)
        .where(sa.not_(sa.exists().where(Disclosure.answer_id == Coding.answer_id)))
    )
    if audience:
        statement = statement.where(Submission.audience == audience)
    if consultation:
        of_it = sa.select(Survey.id).join(Consultation, Consultation.id == Survey.consultation_id)
        statement = statement.where(Submission.survey_id.in_(of_it.where(Consultation.slug == consultation)))
    if code:
        statement = statement.where(
            sa.exists().where(AnswerCode.coding_id == Coding.id, AnswerCode.code == code, in_force())
        )
    if besides is not None:
        statement = statement.where(sa.not_(besides))
    total = session.scalar(sa.select(sa.func.count()).select_from(statement.subquery())) or 0
    if order == "newest":
        statement = statement.order_by(Submission.submitted_at.desc(), Coding.id)
    else:
        statement = statement.order_by(Coding.decided_at.is_not(None), *MOST_DOUBTFUL_FIRST)
    rows = session.scalars(
        statement.options(contains_eager(Coding.answer).contains_eager(Answer.submission), selectinload(Coding.codes))
        .offset(offset)
        .limit(limit)
    )
    return list(rows.unique()), total


def coding_by_id(session: Session, coding_id: str) -> Coding | None:
    """The coding of this id, or None."""
    return session.get(Coding, coding_id)


def shown_text(coding: Coding, *, unmasked: bool = False) -> str:
    """The answer for the desk: personal data masked unless the role may see it."""
    text = coding.answer.text or ""
    return text if unmasked else masked(text, coding.pii)


def masked(text: str, known: Sequence[str] = ()) -> str:
    """A text with the personal data that is known of it, and what is found now, masked."""
    return mask(text, set(known) | set(personal_data(text)))


def standing(evidence: Sequence[str], text: str) -> list[str]:
    """The pieces of evidence that stand in a text as it is shown, as whole words.

    The rest is not for whoever sees it masked: evidence are words of the answer itself, names and numbers among them.
    """
    return [one for one in evidence if one.strip() and re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text)]


def checked_codes(session: Session, codes: Sequence[str], *, there: Sequence[str] = ()) -> list[str]:
    """The codes, each once; a retired one only where it is ``there`` already.

    Raises NotAllowed: unknown_code, too_many (over five), alone (one that stands alone).
    """
    book = current(session)
    wanted = list(dict.fromkeys(codes))
    if any(code not in book.given and not (code in there and code in book.codes) for code in wanted):
        raise NotAllowed("unknown_code")
    if len(wanted) > MOST_CODES:
        raise NotAllowed("too_many")
    if len(wanted) > 1 and any(book.codes[code].alone for code in wanted):
        raise NotAllowed("alone")
    return wanted


def decide(session: Session, coding: Coding, codes: Sequence[str], by: str) -> Decision:
    """A person sets the codes of an answer; the machine's stay on record beside them, and so does what stood before.

    Raises NotAllowed: unknown_code, too_many (over five), alone (no_theme or other_not_safety with another).
    """
    wanted = checked_codes(session, codes, there=[code.code for code in coding.effective])
    if coding.decided_at is not None and not _has_history(session, coding):
        # Decided before histories were kept: what stood must not be lost by deciding anew.
        earlier = [code.code for code in coding.effective]
        add_decision(session, coding, "decided", earlier, coding.decided_by, moment=coding.decided_at)
    set_codes(session, coding, wanted, by, now())
    return add_decision(session, coding, "decided", wanted, by)


def set_codes(
    session: Session, coding: Coding, codes: Sequence[str] | None, by: str | None, moment: datetime | None
) -> None:
    """Put a person's codes in place of a person's earlier ones; None leaves the machine's alone in force."""
    for old in [code for code in coding.codes if code.source == "person"]:
        coding.codes.remove(old)
    session.flush()
    version = current(session).version
    coding.codes += [
        AnswerCode(code=code, source="person", position=place, evidence=[], version=version, given_by=by)
        for place, code in enumerate(codes or ())
    ]
    coding.decided_by, coding.decided_at = (by, moment) if codes is not None else (None, None)
    session.flush()


def add_decision(
    session: Session,
    coding: Coding,
    kind: str,
    codes: Sequence[str] | None,
    by: str | None,
    *,
    undoes: int | None = None,
    moment: datetime | None = None,
) -> Decision:
    """Append to the history of an answer. ``kind`` is one of surveys.analysis.desk_models.DECISION_KINDS."""
    decision = Decision(
        coding_id=coding.id,
        kind=kind,
        codes=None if codes is None else list(codes),
        version=current(session).version,
        undoes_id=undoes,
        made_by=by,
        made_at=moment or now(),
    )
    session.add(decision)
    session.flush()
    return decision


def _has_history(session: Session, coding: Coding) -> bool:
    return (
        session.scalar(
            sa.select(Decision.id).where(Decision.coding_id == coding.id, Decision.kind == "decided").limit(1)
        )
        is not None
    )
