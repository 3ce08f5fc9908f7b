"""Proposed themes before people: named (into the draft of the codebook) or rejected, never decided by a program."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.analysis import codebook_versions
from surveys.analysis.codebook_themes import ThemeData
from surveys.analysis.discovery import Found
from surveys.analysis.listening_models import ProposalAnswer, ThemeProposal
from surveys.analysis.models import Coding, Disclosure
from surveys.analysis.redaction import mask, personal_data
from surveys.columns import now
from surveys.models import Answer, Consultation

SAMPLE = 5
_ALIKE = 0.45  # share of words that two proposals have in common before they count as one and the same
_FAMILY = {"Q1": "causes", "Q2": "safety", "Q3": "actions", "Q4": "actions", "Q5": "challenges"}


class NotAllowed(ValueError):
    """Refused; ``code`` says why: decided, no_name, no_reason, or what the codebook says (name_taken, too_long...)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _alike(one: Iterable[str], other: Iterable[str]) -> bool:
    left, right = set(one), set(other)
    return len(left & right) >= _ALIKE * len(left | right)


def keep(session: Session, consultation: Consultation, found: Sequence[Found]) -> int:
    """Put topics before people, in place of earlier proposals nobody has decided; how many are new.

    One that was named or rejected does not come back: most of its words are the same.
    """
    of_consultation = ThemeProposal.consultation_slug == consultation.slug
    for old in session.scalars(sa.select(ThemeProposal).where(of_consultation, ThemeProposal.state == "proposed")):
        session.delete(old)
    session.flush()
    settled = list(session.scalars(sa.select(ThemeProposal).where(of_consultation)))
    # Answers that were taken back while the job ran are not there any more.
    there = _there(session, [one for topic in found for one in topic.answer_ids])
    new = 0
    for topic in found:
        if any(
            (one.question, one.language) == (topic.question, topic.language) and _alike(one.words, topic.words)
            for one in settled
        ):
            continue
        proposal = ThemeProposal(
            consultation_slug=consultation.slug,
            question=topic.question,
            language=topic.language,
            words=list(topic.words),
            size=len(topic.answer_ids),
        )
        members = [one for one in topic.answer_ids if one in there]
        proposal.answers = [ProposalAnswer(answer_id=one, position=place) for place, one in enumerate(members)]
        session.add(proposal)
        new += 1
    session.flush()
    return new


def _there(session: Session, ids: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(ids), 500):
        found.update(session.scalars(sa.select(Answer.id).where(Answer.id.in_(ids[start : start + 500]))))
    return found


def proposals(session: Session, consultation: Consultation) -> list[ThemeProposal]:
    """All proposals of a consultation: those to decide first, the largest first."""
    rows = session.scalars(sa.select(ThemeProposal).where(ThemeProposal.consultation_slug == consultation.slug))
    return sorted(rows, key=lambda one: (one.state != "proposed", one.question, one.language, -one.size, one.id))


def proposal_by_id(session: Session, proposal_id: str) -> ThemeProposal | None:
    """The proposal of this id, or None."""
    return session.get(ThemeProposal, proposal_id)


def samples(session: Session, shown: Sequence[ThemeProposal]) -> dict[str, list[str]]:
    """The most typical answers of each proposal, masked; nothing that became a disclosure since."""
    found: dict[str, list[str]] = {}
    for row, answer, pii in session.execute(
        sa.select(ProposalAnswer, Answer, Coding.pii)
        .join(Answer, Answer.id == ProposalAnswer.answer_id)
        .join(Coding, Coding.answer_id == Answer.id)
        .where(
            ProposalAnswer.proposal_id.in_([one.id for one in shown]),
            ProposalAnswer.position < 2 * SAMPLE,
            Coding.disclosure.is_(False),
            sa.not_(sa.exists().where(Disclosure.answer_id == Answer.id)),
        )
        .order_by(ProposalAnswer.position)
    ):
        texts = found.setdefault(row.proposal_id, [])
        text = answer.text or ""
        if len(texts) < SAMPLE:
            texts.append(mask(text, set(pii) | set(personal_data(text))))
    return found


def name(session: Session, proposal: ThemeProposal, title: str, note: str, by: str) -> str:
    """A person names a proposal: it goes into the open draft of the codebook (one is begun when there is none).

    ``note`` says what it takes in. The code of the new theme comes back; no answer has it before the draft is
    signed off and answers are coded again. Raises NotAllowed.
    """
    title = " ".join(title.split())
    if proposal.state != "proposed":
        raise NotAllowed("decided")
    if not title:
        raise NotAllowed("no_name")
    theme = ThemeData(code="", family=_FAMILY[proposal.question], names={"en": title}, takes_in=note.strip())
    try:
        draft = codebook_versions.open_draft(session) or codebook_versions.start_draft(session, by)
        code = codebook_versions.add_theme(session, draft, theme, by)
    except codebook_versions.CodebookError as refused:
        faults = getattr(refused, "faults", ())
        raise NotAllowed(faults[0].code if faults else refused.code) from refused
    proposal.name, proposal.note = title, note.strip()
    _decided(session, proposal, "named", by)
    return code


def reject(session: Session, proposal: ThemeProposal, reason: str, by: str) -> None:
    """A person says that this is no theme, and why. Raises NotAllowed: decided, no_reason."""
    if proposal.state != "proposed":
        raise NotAllowed("decided")
    if not reason.strip():
        raise NotAllowed("no_reason")
    proposal.note = reason.strip()
    _decided(session, proposal, "rejected", by)


def _decided(session: Session, proposal: ThemeProposal, state: str, by: str) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, by, now()
    session.flush()
