"""Campaigns: answers of several people in almost the same words. Clustered, counted with and without, never dropped.

MinHash with banding (Broder 1997; Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, 3.4) over pairs of words:
only answers that fall into one bucket are compared, so that ten times the answers take about ten times as long.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.analysis.listening_models import Campaign, CampaignCopy
from surveys.analysis.models import AnswerCode, Coding, Disclosure, in_force
from surveys.analysis.redaction import mask
from surveys.analysis.text import fold, words
from surveys.models import Answer, Consultation, Submission, Survey

FEWEST_WORDS = 8
"""Shorter answers are left alone: two people may well say the same in few words (surveys.duplicates)."""
ALIKE = 0.6
"""Share of word pairs (Jaccard) that two answers have in common when they count as the same letter."""
FEWEST_PEOPLE = 3
CHUNK = 400
"""So many texts are read at a time."""
_BANDS, _ROWS = 32, 4
_COMPARED = 10  # so many different letters of one bucket are compared with; more never share one by chance
_EMPTY = np.empty(0, dtype=np.uint64)


@dataclass(frozen=True)
class Shown:
    """A campaign as the page shows it: how many people, between which days, how they answered, the first masked."""

    id: str
    people: int
    first: datetime
    last: datetime
    channels: dict[str, int]
    sample: str


@dataclass(frozen=True)
class Count:
    """People who spoke of a theme, all of them, and without the copies of campaigns."""

    code: str
    people: int
    without: int


def shingles(text: str) -> np.ndarray:
    """The pairs of words of a text as sorted numbers of 32 bits; none for a text that is too short."""
    found = words(fold(text).text)
    if len(set(found)) < FEWEST_WORDS:
        return _EMPTY
    pairs = {zlib.crc32(f"{one} {other}".encode()) for one, other in zip(found, found[1:], strict=False)}
    return np.array(sorted(pairs), dtype=np.uint64)


def cluster(texts: Iterable[str]) -> list[list[int]]:
    """Places of texts that say almost the same, each cluster in order; texts that are like no other are left out."""
    by_letter: dict[bytes, list[int]] = {}
    for place, text in enumerate(texts):
        found = shingles(text)
        if found.size:
            by_letter.setdefault(found.tobytes(), []).append(place)
    letters = [np.frombuffer(key, dtype=np.uint64) for key in by_letter]
    roots = list(range(len(letters)))

    def root(place: int) -> int:
        while roots[place] != place:
            roots[place] = roots[roots[place]]
            place = roots[place]
        return place

    for keys in _buckets(letters):
        order = np.argsort(keys, kind="stable")
        cuts = np.flatnonzero(np.diff(keys[order])) + 1
        for bucket in np.split(order, cuts):
            if bucket.size > 1:
                _join(bucket.tolist(), letters, roots, root)
    joined: dict[int, list[int]] = defaultdict(list)
    for letter, places in enumerate(by_letter.values()):
        joined[root(letter)].extend(places)
    return sorted(sorted(places) for places in joined.values() if len(places) > 1)


def _buckets(letters: Sequence[np.ndarray]) -> Iterable[np.ndarray]:
    """For each band the bucket of every letter."""
    if not letters:
        return
    random = np.random.default_rng(2023)
    number = _BANDS * _ROWS
    # Multiply and shift (Dietzfelbinger 1997): odd factors of 64 bits, the upper half is the hash.
    factors = random.integers(0, 2**63, number, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    added = random.integers(0, 2**63, number, dtype=np.uint64)
    smallest = np.empty((len(letters), number), dtype=np.uint32)
    for row, letter in enumerate(letters):
        hashed = (letter[None, :] * factors[:, None] + added[:, None]) >> np.uint64(32)
        smallest[row] = hashed.min(axis=1)
    for band in range(_BANDS):
        keys = np.zeros(len(letters), dtype=np.uint64)
        for column in range(band * _ROWS, (band + 1) * _ROWS):
            keys = (keys ^ smallest[:, column]) * np.uint64(0x9E3779B97F4A7C15)
            keys ^= keys >> np.uint64(29)
        yield keys


def _join(bucket: Sequence[int], letters: Sequence[np.ndarray], roots: list[int], find: Callable[[int], int]) -> None:
    heads: list[int] = []
    for place in bucket:
        for head in heads:
            if find(head) == find(place):
                break
            if _share(letters[head], letters[place]) >= ALIKE:
                roots[find(place)] = find(head)
                break
        else:
            if len(heads) < _COMPARED:
                heads.append(place)


def _share(one: np.ndarray, other: np.ndarray) -> float:
    if min(one.size, other.size) < ALIKE * max(one.size, other.size):
        return 0.0
    common = np.intersect1d(one, other, assume_unique=True).size
    return float(common / (one.size + other.size - common))


def sent(session: Session, consultation: Consultation) -> list[tuple[str, str]]:
    """Texts that may be looked at, the first that came in first: answer and submission. No disclosures, no alerts."""
    rows = session.execute(
        sa.select(Answer.id, Answer.submission_id)
        .join(Submission, Submission.id == Answer.submission_id)
        .join(Survey, Survey.id == Submission.survey_id)
        .where(
            Survey.consultation_id == consultation.id,
            Answer.text.is_not(None),
            Answer.codebook_question.is_not(None),
            Answer.alert.is_(None),
            sa.not_(sa.exists().where(Disclosure.answer_id == Answer.id)),
        )
        .order_by(Submission.submitted_at, Answer.id)
    )
    return [(answer_id, submission_id or "") for answer_id, submission_id in rows]


def texts(session: Session, answer_ids: Sequence[str]) -> dict[str, str]:
    """The words of a few hundred answers; one that was taken back meanwhile is not there."""
    rows = session.execute(sa.select(Answer.id, Answer.text).where(Answer.id.in_(answer_ids)))
    return {answer_id: text or "" for answer_id, text in rows}


def find(answers: Sequence[tuple[str, str]], read: Callable[[list[str]], dict[str, str]]) -> list[list[str]]:
    """The answers of each campaign, in their order.

    ``answers`` as `sent` gives them; ``read`` gives the words of CHUNK of them at a time, so that a caller holds the
    database no longer than that takes.
    """

    def stream() -> Iterable[str]:
        for start in range(0, len(answers), CHUNK):
            ids = [answer_id for answer_id, _submission in answers[start : start + CHUNK]]
            words_of = read(ids)
            yield from (words_of.get(one, "") for one in ids)

    found = []
    for places in cluster(stream()):
        if len({answers[place][1] for place in places}) >= FEWEST_PEOPLE:
            found.append([answers[place][0] for place in places])
    return found


def keep(session: Session, consultation: Consultation, found: Sequence[Sequence[str]]) -> int:
    """Put what was found in place of what was found before; how many campaigns."""
    session.execute(sa.delete(Campaign).where(Campaign.consultation_slug == consultation.slug))
    for answer_ids in found:
        campaign = Campaign(consultation_slug=consultation.slug)
        session.add(campaign)
        session.flush()
        there: list[str] = []
        for start in range(0, len(answer_ids), 500):
            # One that was taken back while the job ran is not there any more.
            chunk = list(answer_ids[start : start + 500])
            there += session.scalars(sa.select(Answer.id).where(Answer.id.in_(chunk)))
        session.add_all(CampaignCopy(answer_id=one, campaign_id=campaign.id) for one in there)
        session.flush()
    return len(found)


def copies(session: Session, consultation: Consultation) -> dict[str, str]:
    """Every answer of a campaign with the campaign's id, the first one too; disclosures found since are no copies."""
    return dict(
        session.execute(
            sa.select(CampaignCopy.answer_id, CampaignCopy.campaign_id)
            .join(Campaign, Campaign.id == CampaignCopy.campaign_id)
            .where(
                Campaign.consultation_slug == consultation.slug,
                sa.not_(sa.exists().where(Disclosure.answer_id == CampaignCopy.answer_id)),
            )
        )
        .tuples()
        .all()
    )


def left_out(session: Session, consultation: Consultation, *, until: datetime | None = None) -> set[str]:
    """The answers that a count without campaigns leaves out: all but the first of each campaign.

    `until` a moment it is as if nobody had come later: what too few had sent by then is no campaign.
    """
    of_campaign = copies(session, consultation)
    if not of_campaign:
        return set()
    sent_by: dict[str, dict[str, str]] = defaultdict(dict)
    for answer_id, submission_id, moment in session.execute(
        sa.select(Answer.id, Answer.submission_id, Submission.submitted_at)
        .join(CampaignCopy, CampaignCopy.answer_id == Answer.id)
        .join(Campaign, Campaign.id == CampaignCopy.campaign_id)
        .join(Submission, Submission.id == Answer.submission_id)
        .where(Campaign.consultation_slug == consultation.slug)
        .order_by(Submission.submitted_at, Answer.id)
    ):
        if answer_id in of_campaign and (until is None or moment <= until):
            sent_by[of_campaign[answer_id]][answer_id] = submission_id
    return {
        answer_id
        for people in sent_by.values()
        if until is None or len(set(people.values())) >= FEWEST_PEOPLE
        for answer_id in list(people)[1:]
    }


def listed(session: Session, consultation: Consultation) -> list[Shown]:
    """The campaigns that were found, the largest first."""
    of_campaign = copies(session, consultation)
    rows: dict[str, list[tuple[str, str, datetime, str]]] = defaultdict(list)
    for answer_id, submission_id, moment, channel in session.execute(
        sa.select(Answer.id, Answer.submission_id, Submission.submitted_at, Answer.channel)
        .join(CampaignCopy, CampaignCopy.answer_id == Answer.id)
        .join(Submission, Submission.id == Answer.submission_id)
        .order_by(Submission.submitted_at, Answer.id)
    ).tuples():
        if answer_id in of_campaign:
            rows[of_campaign[answer_id]].append((answer_id, submission_id or "", moment, channel))
    found = []
    for campaign, answers in rows.items():
        first = session.get(Answer, answers[0][0])
        channels = Counter({submission: channel for _id, submission, _moment, channel in answers}.values())
        found.append(
            Shown(
                id=campaign,
                people=len({submission for _id, submission, _moment, _channel in answers}),
                first=answers[0][2],
                last=answers[-1][2],
                channels=dict(channels.most_common()),
                sample=mask((first.text if first else "") or ""),
            )
        )
    return sorted(found, key=lambda one: (-one.people, one.first, one.id))


def theme_counts(session: Session, consultation: Consultation) -> list[Count]:
    """People by theme, with the copies of campaigns and without; exact, for the desk and never for publication."""
    out = left_out(session, consultation)
    everyone: dict[str, set[str]] = defaultdict(set)
    without: dict[str, set[str]] = defaultdict(set)
    for code, answer_id, submission_id in session.execute(
        sa.select(AnswerCode.code, Answer.id, Answer.submission_id)
        .join(Coding, Coding.id == AnswerCode.coding_id)
        .join(Answer, Answer.id == Coding.answer_id)
        .join(Submission, Submission.id == Answer.submission_id)
        .join(Survey, Survey.id == Submission.survey_id)
        .where(Survey.consultation_id == consultation.id, in_force())
    ).tuples():
        everyone[code].add(submission_id or "")
        if answer_id not in out:
            without[code].add(submission_id or "")
    rows = [Count(code, len(people), len(without[code])) for code, people in everyone.items()]
    return sorted(rows, key=lambda one: (one.without - one.people, -one.people, one.code))
