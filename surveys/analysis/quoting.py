"""Quotations: a piece of an answer is proposed with personal data masked, and is public once a person approved it.

What is published are the person's own words: nobody adds any, and what is taken out leaves a mark. Flushes only.
"""

import re
from collections.abc import Collection, Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.analysis.models import Coding, Disclosure, Quotation
from surveys.analysis.redaction import MASK, mask, personal_data
from surveys.analysis.review import NotAllowed
from surveys.columns import now
from surveys.models import Answer, Choice

LONGEST = 300  # characters; longer pieces tell more of a person than of a theme
UNDECIDED_OR_PUBLIC = ("proposed", "approved")
_LEFT_OUT = re.compile(rf"\s*(?:\[\s*(?:…|\.{{3,}})\s*\]|…|\.{{3,}}|{MASK[0]}+)\s*")


def may_quote(session: Session, answer: Answer) -> bool:
    """Whether the writer said yes to being quoted and the answer is in no safeguarding queue. Silence is no."""
    if (
        session.scalar(sa.select(Disclosure.id).where(Disclosure.answer_id == answer.id)) is not None
        or answer.alert is not None
    ):
        return False
    return (
        session.scalar(
            sa.select(Choice.id)
            .join(Answer, Answer.id == Choice.answer_id)
            .where(
                Answer.submission_id == answer.submission_id,
                Answer.question_code == "quote_permission",
                Choice.option_code == "yes",
            )
            .limit(1)
        )
        is not None
    )


def propose(session: Session, coding: Coding, text: str, by: str, code: str | None = None) -> Quotation:
    """Propose a piece of an answer. It is masked here; nothing is published before a person approves it.

    Raises NotAllowed: no_permission, disclosure, empty, too_long, not_in_answer (words that the person did not write,
    or a piece that begins or ends within somebody's name).
    """
    return _keep(session, coding, text, coding.answer.text or "", by, code)


def propose_translated(session: Session, coding: Coding, text: str, by: str, code: str | None = None) -> Quotation:
    """Propose words of the translation as a quotation, marked with the language that they were put from.

    Raises NotAllowed as `propose` does, with "not_in_answer" for words that the translation has not.
    """
    whole = coding.translation.text if coding.translation is not None else None
    return _keep(session, coding, text, whole or "", by, code, translated=True)


def _keep(
    session: Session, coding: Coding, text: str, source: str, by: str, code: str | None, *, translated: bool = False
) -> Quotation:
    answer = coding.answer
    queued = session.scalar(sa.select(Disclosure.id).where(Disclosure.answer_id == answer.id)) is not None
    if coding.disclosure or queued:
        raise NotAllowed("disclosure")
    if not may_quote(session, answer):
        raise NotAllowed("no_permission")
    piece = masked_piece(_checked(text), source, coding.pii)
    if piece is None:
        raise NotAllowed("not_in_answer")
    quotation = Quotation(
        answer_id=answer.id,
        text=piece,
        language="en" if translated else coding.language,
        translated_from=coding.language if translated else None,
        code=code,
        audience=answer.submission.audience if answer.submission else "",
        proposed_by=by,
    )
    session.add(quotation)
    session.flush()
    return quotation


def fold(text: str) -> str:
    """The text on one line, with single blanks: a line end is no difference."""
    return " ".join(text.split())


def _checked(text: str) -> str:
    text = fold(text)
    if not text:
        raise NotAllowed("empty")
    if len(text) > LONGEST:
        raise NotAllowed("too_long")
    return text


def masked_piece(text: str, source: str, known: Iterable[str] = ()) -> str | None:
    """A piece of a source with personal data masked, or None when the masked source has no such piece.

    ``known`` is what was found in the source before. A piece that cuts through a name ("Smith told me" of "John Smith
    told me") is none: half a name, which no pattern finds again, would be published.
    """
    text, source = fold(text), fold(source)
    pieces = {fold(one) for one in known} | set(personal_data(source))
    text = mask(text, pieces)
    return text if text in mask(source, pieces) else None


def is_shortened(text: str, whole: str) -> bool:
    """Whether a text is another one with words left out: its pieces between marks stand there in order, whole words.

    A mark is the mask, or an ellipsis with or without square brackets. Words may go from either end without one.
    """
    at = 0
    for piece in filter(None, _LEFT_OUT.split(text.strip())):
        before = r"(?<!\w)" if piece[0].isalnum() else ""
        after = r"(?!\w)" if piece[-1].isalnum() else ""
        found = re.compile(before + re.escape(piece) + after).search(whole, at)
        if found is None:
            return False
        at = found.end()
    return at > 0


def listed(session: Session, state: str | None = None) -> list[Quotation]:
    """Quotations, of one state when named, oldest first."""
    statement = sa.select(Quotation).order_by(Quotation.proposed_at, Quotation.id)
    return list(session.scalars(statement.where(Quotation.state == state) if state else statement))


def decide(session: Session, quotation: Quotation, by: str, *, approve: bool, text: str | None = None) -> None:
    """Approve (with more taken out of it, when ``text`` is given) or reject.

    Raises NotAllowed: taken_back (rejected meanwhile), no_permission (withdrawn, or a disclosure since),
    personal_data, not_in_answer (words that did not stand in it), empty, too_long.
    """
    session.refresh(quotation, with_for_update=True)
    if approve:
        if not may_quote(session, quotation.answer):
            raise NotAllowed("no_permission")
        if quotation.state not in UNDECIDED_OR_PUBLIC:
            raise NotAllowed("taken_back")
        text = quotation.text if text is None else _checked(text)
        if personal_data(text):
            raise NotAllowed("personal_data")
        if text != quotation.text and not is_shortened(text, quotation.text):
            raise NotAllowed("not_in_answer")
        quotation.text = text
    quotation.state = "approved" if approve else "rejected"
    quotation.decided_by, quotation.decided_at = by, now()
    session.flush()


def take_back(session: Session, submission_id: str, changed: Collection[str]) -> None:
    """Reject the quotations of a submission that nobody may quote any more, and those of answers (ids) that changed."""
    found = session.scalars(
        sa.select(Quotation)
        .join(Answer, Answer.id == Quotation.answer_id)
        .where(Answer.submission_id == submission_id, Quotation.state.in_(UNDECIDED_OR_PUBLIC))
    )
    for quotation in found.all():
        if quotation.answer_id in changed or not may_quote(session, quotation.answer):
            quotation.state = "rejected"
    session.flush()
