"""What a member of staff knows of an answer's language: which it is, and what it says in English.

The original is never touched. A translation is encrypted and goes with the answer. Tone is read in English answers only
and in the original only: "not assessed" stays "not assessed", whatever a translation sounds like.
"""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.analysis.coding import as_named
from surveys.analysis.models import AnswerTranslation, Coding, Quotation
from surveys.analysis.quoting import is_shortened
from surveys.analysis.redaction import mask, personal_data
from surveys.analysis.review import NotAllowed
from surveys.columns import now

LONGEST = 10_000
"""Characters: a text of 5,000 may become twice as long in another language."""
ENGLISH = "en"


def of_answer(session: Session, answer_id: str) -> AnswerTranslation | None:
    """What a person has written about the answer's language, or None."""
    return session.get(AnswerTranslation, answer_id)


def _row(session: Session, coding: Coding) -> AnswerTranslation:
    row = of_answer(session, coding.answer_id)
    if row is None:
        row = AnswerTranslation(answer_id=coding.answer_id)
        session.add(row)
    return row


def name_language(session: Session, coding: Coding, language: str, by: str, *, known: frozenset[str]) -> None:
    """A person says which language an answer is in; that stands from then on, also when it is coded again.

    ``known`` are the tags that may be named. A tone that was read in what is not English is taken back.
    Raises NotAllowed("unknown_language").
    """
    if language not in known:
        raise NotAllowed("unknown_language")
    row = _row(session, coding)
    row.language, row.named_by = language, by
    as_named(coding, language)
    session.flush()


def translate(session: Session, coding: Coding, text: str, by: str) -> AnswerTranslation:
    """Keep a person's translation into English, in place of an earlier one.

    What was quoted from the earlier one is taken back when its words are gone. Raises NotAllowed: english, empty,
    too_long.
    """
    text = text.strip()
    if coding.language == ENGLISH:
        raise NotAllowed("english")
    if not text:
        raise NotAllowed("empty")
    if len(text) > LONGEST:
        raise NotAllowed("too_long")
    row = _row(session, coding)
    row.text, row.made_by, row.made_at = text, by, now()
    session.flush()
    _take_back_quotations(session, coding, " ".join(text.split()))
    session.refresh(coding, ["translation"])
    return row


def remove(session: Session, coding: Coding) -> bool:
    """Take a translation away, and the quotations made of it; whether there was one."""
    row = of_answer(session, coding.answer_id)
    if row is None or row.text is None:
        return False
    row.text = row.made_by = row.made_at = None
    session.flush()
    _take_back_quotations(session, coding, "")
    session.refresh(coding, ["translation"])
    return True


def _take_back_quotations(session: Session, coding: Coding, text: str) -> None:
    pieces = _pieces(coding, text)
    for quotation in session.scalars(
        sa.select(Quotation).where(
            Quotation.answer_id == coding.answer_id,
            Quotation.translated_from.is_not(None),
            Quotation.state != "rejected",
        )
    ):
        if not is_shortened(quotation.text, mask(text, pieces)):
            quotation.state = "rejected"
    session.flush()


def _pieces(coding: Coding, text: str) -> set[str]:
    """Personal data of the original, which keeps its letters in many languages, and of the translation."""
    return set(coding.pii) | set(personal_data(text))


def shown(coding: Coding, *, unmasked: bool = False) -> str | None:
    """The translation for the desk: personal data masked unless the role may see it; None when there is none."""
    if coding.translation is None or coding.translation.text is None:
        return None
    text = coding.translation.text
    return text if unmasked else mask(text, _pieces(coding, text))
