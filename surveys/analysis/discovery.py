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
from sqlalchemy.orm import Session, lazyload, load_only, selectinload

from surveys.analysis import campaigns
from surveys.analysis.codebook import NO_THEME, OTHER
from surveys.analysis.models import AnswerCode, Coding, Disclosure
from surveys.analysis.redaction import MASK, mask, personal_data
from surveys.analysis.text import fold
from surveys.models import Answer, Consultation, Submission, Survey

UNSURE = 0.45
"""Answers whose least sure theme is below this are looked at too: their themes may be the nearest, not the right."""
FEWEST = 25
"""So many answers of one language to one question are needed before anything is proposed."""
SMALLEST = 8
"""A proposal has at least so many answers."""
MOST_TOPICS = 12
TOP_WORDS = 8
_TOKEN = re.compile(r"[^\W\d_](?:[^\W_]|['’\-](?=[^\W_])|[\u0300-\u036f\u064b-\u065f\u0900-\u0fff])*")


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


def leftovers(session: Session, consultation: Consultation) -> list[str]:
    """Ids of answers that no theme fits, or none surely.

    Never what is or may be a disclosure, nonsense, or the copy of a campaign.
    """
    copies = campaigns.left_out(session, consultation)
    rows = session.scalars(
        sa.select(Coding)
        .join(Answer, Answer.id == Coding.answer_id)
        .join(Submission, Submission.id == Answer.submission_id)
        .join(Survey, Survey.id == Submission.survey_id)
        .where(
            Survey.consultation_id == consultation.id,
            Coding.nonsense.is_(False),
            Coding.disclosure.is_(False),
            Answer.alert.is_(None),
            Answer.text.is_not(None),
            Answer.codebook_question.is_not(None),
            sa.not_(sa.exists().where(Disclosure.answer_id == Coding.answer_id)),
            sa.or_(Coding.decided_at.is_not(None), Coding.lowest_confidence < UNSURE),
        )
        .options(
            load_only(Coding.answer_id, Coding.decided_at),
            selectinload(Coding.codes).load_only(AnswerCode.code, AnswerCode.source),
            lazyload(Coding.translation),
        )
        .order_by(Coding.answer_id)
        .execution_options(yield_per=500)
    )
    return [
        one.answer_id
        for one in rows
        if one.answer_id not in copies and _is_left_over(one.effective, one.decided_at is not None)
    ]


def pieces(session: Session, answer_ids: Sequence[str]) -> list[Piece]:
    """A few hundred answers without personal data; one that was taken back meanwhile is not there."""
    found = []
    for coding in session.scalars(
        sa.select(Coding).where(Coding.answer_id.in_(answer_ids)).options(selectinload(Coding.answer))
    ):
        text = coding.answer.text or ""
        bare = mask(text, set(coding.pii) | set(personal_data(text))).replace(MASK, " ")
        found.append(Piece(coding.answer_id, coding.answer.codebook_question or "", coding.language, bare))
    return found


def _is_left_over(codes: Sequence[AnswerCode], decided: bool) -> bool:
    """What a person gave a theme is settled; "no answer" and "something else" are themes enough."""
    return not codes if decided else not any(code.code in (NO_THEME, OTHER) for code in codes)


def topics(
    answers: Iterable[Piece], told: Callable[[int, int], None] = lambda done, total: None
) -> tuple[list[Found], list[tuple[str, str, int]]]:
    """Topics of each language of each question, and the groups that were too small (question, language, answers).

    The same answers give the same topics. ``told`` hears how many groups are done, and of how many.
    """
    groups: dict[tuple[str, str], list[Piece]] = defaultdict(list)
    for piece in answers:
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
