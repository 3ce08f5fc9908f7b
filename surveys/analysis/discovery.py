"""Themes that the codebook may lack: topics in the answers that no theme fits. They are proposed, never assigned.

Factors of word weights (NMF over TF-IDF), as analysis.md tried: good enough to point at something, not to count it.
Answers of different languages share no words, so each language of each question is looked at by itself; a theme that
is spoken of in two languages comes as two proposals. Words that fewer than three answers use are not looked at.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from surveys.analysis import campaigns, codebook_versions
from surveys.analysis.codebook import NO_THEME, OTHER
from surveys.analysis.codebook_themes import ThemeData
from surveys.analysis.listening_models import ProposalAnswer, ThemeProposal
from surveys.analysis.models import AnswerCode, Coding, Disclosure
from surveys.analysis.redaction import MASK, mask, personal_data
from surveys.analysis.text import fold
from surveys.columns import now
from surveys.models import Answer, Consultation, Submission, Survey

UNSURE = 0.45
"""Answers whose least sure theme is below this are looked at too: their themes may be the nearest, not the right."""
FEWEST = 25
"""So many answers of one language to one question are needed before anything is proposed."""
SMALLEST = 8
"""A proposal has at least so many answers."""
MOST_TOPICS = 12
TOP_WORDS = 8
SAMPLE = 5
_ALIKE = 0.45  # share of words that two proposals have in common before they count as one and the same
_TOKEN = re.compile(r"[^\W\d_](?:[^\W_]|['’\-](?=[^\W_])|[\u0300-\u036f\u064b-\u065f\u0900-\u0fff])*")
_FAMILY = {"Q1": "causes", "Q2": "safety", "Q3": "actions", "Q4": "actions", "Q5": "challenges"}


class NotAllowed(ValueError):
    """Refused; ``code`` says why: decided, no_name, no_reason, or what the codebook says (name_taken, too_long...)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Piece:
    """One answer that is looked at, without personal data."""

    answer_id: str
    question: str
    language: str
    text: str


@dataclass(frozen=True)
class Found:
    """A topic: its words, the most telling first, and its answers, the most typical first."""

    question: str
    language: str
    words: tuple[str, ...]
    answer_ids: tuple[str, ...]


def leftovers(session: Session, consultation: Consultation) -> list[Piece]:
    """Answers that no theme fits, or none surely. Never what is or may be a disclosure, nonsense, a campaign's copy."""
    copies = campaigns.left_out(session, consultation)
    statement = (
        sa.select(Coding)
        .join(Answer, Answer.id == Coding.answer_id)
        .join(Submission, Submission.id == Answer.submission_id)
        .join(Survey, Survey.id == Submission.survey_id)
        .where(
            Survey.consultation_id == consultation.id,
            Coding.nonsense.is_(False),
            Coding.disclosure.is_(False),
            Answer.alert.is_(None),
            Answer.codebook_question.is_not(None),
            sa.not_(sa.exists().where(Disclosure.answer_id == Coding.answer_id)),
            sa.or_(Coding.decided_at.is_not(None), Coding.lowest_confidence < UNSURE),
        )
        .options(selectinload(Coding.codes), selectinload(Coding.answer))
        .order_by(Coding.answer_id)
        .execution_options(yield_per=500)
    )
    found = []
    for coding in session.scalars(statement):
        text = coding.answer.text or ""
        if coding.answer_id in copies or not text or not _is_left_over(coding.effective, coding.decided_at is not None):
            continue
        bare = mask(text, set(coding.pii) | set(personal_data(text))).replace(MASK, " ")
        found.append(Piece(coding.answer_id, coding.answer.codebook_question or "", coding.language, bare))
    return found


def _is_left_over(codes: Sequence[AnswerCode], decided: bool) -> bool:
    """What a person gave a theme is settled; "no answer" and "something else" are themes enough."""
    return not codes if decided else not any(code.code in (NO_THEME, OTHER) for code in codes)


def topics(
    pieces: Iterable[Piece], told: Callable[[int, int], None] = lambda done, total: None
) -> tuple[list[Found], list[tuple[str, str, int]]]:
    """Topics of each language of each question, and the groups that were too small (question, language, answers).

    The same answers give the same topics. ``told`` hears how many groups are done, and of how many.
    """
    groups: dict[tuple[str, str], list[Piece]] = defaultdict(list)
    for piece in pieces:
        groups[piece.question, piece.language].append(piece)
    found, small = [], []
    for done, ((question, language), group) in enumerate(sorted(groups.items())):
        told(done, len(groups))
        if len(group) < FEWEST:
            small.append((question, language, len(group)))
        else:
            found += _of_group(question, language, sorted(group, key=lambda one: one.answer_id))
    told(len(groups), len(groups))
    return found, small


def _of_group(question: str, language: str, group: Sequence[Piece]) -> list[Found]:
    # Loaded here: staff pages import this module, and only jobs ever count words.
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

    spoken: dict[str, Counter[str]] = defaultdict(Counter)

    def tokens(text: str) -> list[str]:
        out = []
        for word in _TOKEN.findall(text):
            plain = fold(word).text
            if len(plain) > 2 and not (language == "en" and plain in ENGLISH_STOP_WORDS):
                spoken[plain][word.casefold()] += 1
                out.append(plain)
        return out

    vectors = TfidfVectorizer(analyzer=tokens, min_df=3, max_df=0.4, sublinear_tf=True, max_features=5000)
    try:
        weights = vectors.fit_transform([piece.text for piece in group])
    except ValueError:  # no word is used by three answers and by fewer than nearly all
        return []
    number = min(MOST_TOPICS, max(2, round((len(group) / 6) ** 0.5)), min(weights.shape))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model = NMF(n_components=number, init="nndsvda", random_state=0, max_iter=300)
        shares = model.fit_transform(weights)
    names = vectors.get_feature_names_out()
    found = []
    for topic in range(number):
        strength = model.components_[topic]
        top = [int(place) for place in np.argsort(-strength, kind="stable")[:TOP_WORDS] if strength[place] > 0]
        members = _members(shares, topic, weights[:, top].getnnz(axis=1))
        if len(members) >= SMALLEST:
            words = tuple(spoken[names[place]].most_common(1)[0][0] for place in top)
            found.append(Found(question, language, words, tuple(group[row].answer_id for row in members)))
    return sorted(found, key=lambda one: (-len(one.answer_ids), one.words))


def _members(shares: np.ndarray, topic: int, top_words: np.ndarray) -> list[int]:
    """Rows that speak mostly of a topic and say one of its words, the most typical first."""
    totals = shares.sum(axis=1)
    own = shares[:, topic]
    mine = np.flatnonzero((totals > 0) & (own >= 0.5 * totals) & (top_words > 0))
    return sorted((int(row) for row in mine), key=lambda row: (-own[row], row))


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
