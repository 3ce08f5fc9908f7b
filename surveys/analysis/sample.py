"""The blind sample: answers drawn by chance, coded by a second person who sees no codes of machine or person.

Agreement that is measured with a reader who saw the machine's codes flatters (analysis.md, "Anchored figures"); so the
second coder gets the answer and the question, and nothing else.
"""

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.analysis import desk, learning, review
from surveys.analysis.codebook_versions import current
from surveys.analysis.coding import queue
from surveys.analysis.desk_models import Decision, Sample, SampleAnswer, TrainingRow
from surveys.analysis.models import Coding, Disclosure
from surveys.analysis.safeguarding import is_queued
from surveys.columns import now
from surveys.models import Answer, Consultation, Submission, Survey

LEAST, MOST = 5, 500  # answers a question


class NotAllowed(ValueError):
    """Refused; ``code`` says why: out_of_range, nothing_to_draw, not_yours, gone."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Candidate:
    """An answer that may be drawn, with what it is stratified by."""

    answer_id: str
    question: str
    audience: str
    language: str


def _candidates(session: Session, consultation: Consultation, coder: str) -> list[Candidate]:
    """Read answers of the consultation, without disclosures and without what this coder has decided or was given.

    Nor any that the model in force learned from: it repeats what it was told of them, which flatters as well. Those
    held back from it may be drawn.
    """
    decided = sa.exists().where(Decision.coding_id == Coding.id, Decision.made_by == coder)
    given = sa.exists().where(
        SampleAnswer.answer_id == Answer.id, SampleAnswer.sample_id == Sample.id, Sample.coder == coder
    )
    model = learning.in_force(session)
    learned = sa.exists().where(
        TrainingRow.answer_id == Answer.id,
        TrainingRow.held_back.is_(False),
        TrainingRow.model_id == (model.id if model else None),
    )
    rows = session.execute(
        sa.select(Answer.id, Answer.codebook_question, Submission.audience, Coding.language)
        .join(Coding, Coding.answer_id == Answer.id)
        .join(Submission, Submission.id == Answer.submission_id)
        .join(Survey, Survey.id == Submission.survey_id)
        .where(
            Survey.consultation_id == consultation.id,
            Answer.codebook_question.is_not(None),
            sa.not_(sa.exists().where(Disclosure.answer_id == Answer.id)),
            sa.not_(decided),
            sa.not_(given),
            sa.not_(learned),
            sa.or_(Coding.decided_by.is_(None), Coding.decided_by != coder),
        )
        .order_by(Answer.id)
    )
    return [Candidate(answer, question or "", audience, language) for answer, question, audience, language in rows]


def choose(candidates: Sequence[Candidate], per_question: int, seed: int) -> list[str]:
    """Ids of the drawn answers, in the order in which they are coded; the same seed draws the same.

    Systematic sampling from a list in the order of audience and language with a random start: each answer of a
    question has the same chance, and each audience and language its share (implicit stratification; Kish, Survey
    Sampling, 1965, 4.1).
    """
    chance = random.Random(seed)  # noqa: S311 - a draw that can be repeated, not a secret
    drawn: list[str] = []
    for question in sorted({one.question for one in candidates}):
        strata = [one for one in candidates if one.question == question]
        chance.shuffle(strata)
        strata.sort(key=lambda one: (one.audience, one.language))
        number = min(per_question, len(strata))
        step = len(strata) / number
        start = chance.random() * step
        drawn += [strata[int(start + place * step) % len(strata)].answer_id for place in range(number)]
    chance.shuffle(drawn)  # questions mixed: one answer tells nothing of the next
    return drawn


def draw(
    session: Session,
    consultation: Consultation,
    *,
    per_question: int,
    coder: str,
    by: str | None,
    seed: int | None = None,
) -> Sample:
    """Draw answers for a second coder. The seed is kept; without one it is made by chance.

    Raises NotAllowed: out_of_range (LEAST to MOST a question), nothing_to_draw.
    """
    if not LEAST <= per_question <= MOST:
        raise NotAllowed("out_of_range")
    seed = secrets.randbelow(2**31) if seed is None else seed
    drawn = choose(_candidates(session, consultation, coder), per_question, seed)
    if not drawn:
        raise NotAllowed("nothing_to_draw")
    sample = Sample(consultation_slug=consultation.slug, per_question=per_question, seed=seed, coder=coder, drawn_by=by)
    sample.answers = [SampleAnswer(answer_id=answer, position=place) for place, answer in enumerate(drawn, start=1)]
    session.add(sample)
    session.flush()
    return sample


def samples(session: Session) -> list[Sample]:
    """Every sample, newest first."""
    return list(session.scalars(sa.select(Sample).order_by(Sample.drawn_at.desc(), Sample.id)))


def sample_by_id(session: Session, sample_id: str) -> Sample | None:
    """The sample of this id, or None."""
    return session.get(Sample, sample_id)


def _codable(sample: Sample) -> sa.ColumnElement[bool]:
    """What the coder may be shown: an answer that went to the safeguarding queue since is out, coded or not."""
    return sa.and_(
        SampleAnswer.sample_id == sample.id,
        sa.not_(sa.exists().where(Disclosure.answer_id == SampleAnswer.answer_id)),
    )


def progress(session: Session, sample: Sample) -> tuple[int, int]:
    """(coded, drawn). Answers that were erased or are in the safeguarding queue count in neither."""
    row = session.execute(
        sa.select(sa.func.count(SampleAnswer.coded_at), sa.func.count())
        .select_from(SampleAnswer)
        .where(_codable(sample))
    ).one()
    return row._tuple()


def next_answer(session: Session, sample: Sample) -> SampleAnswer | None:
    """The next answer to code; None when all are done."""
    return session.scalar(
        sa.select(SampleAnswer)
        .where(_codable(sample), SampleAnswer.coded_at.is_(None))
        .order_by(SampleAnswer.position)
        .limit(1)
    )


def at(session: Session, sample: Sample, position: int) -> SampleAnswer | None:
    """The answer at a place of the sample, coded or not; None when it is not there (any more)."""
    return session.scalar(sa.select(SampleAnswer).where(_codable(sample), SampleAnswer.position == position))


def give_codes(session: Session, drawn: SampleAnswer, sample: Sample, codes: Sequence[str], by: str) -> None:
    """Keep what the second coder says of an answer; they may correct themselves. Nothing else learns of it.

    Raises NotAllowed("not_yours") for anybody else, review.NotAllowed for codes that cannot stand.
    """
    if by != sample.coder or drawn.sample_id != sample.id:
        raise NotAllowed("not_yours")
    drawn.codes = review.checked_codes(session, codes)
    drawn.version, drawn.coded_at = current(session).version, now()
    session.flush()


def shown_text(session: Session, drawn: SampleAnswer, *, unmasked: bool = False) -> str:
    """The answer for the second coder: personal data masked unless the role may see it."""
    text = drawn.answer.text or ""
    known = session.scalar(sa.select(Coding.pii).where(Coding.answer_id == drawn.answer_id)) or []
    return text if unmasked else review.masked(text, known)


def language_of(session: Session, drawn: SampleAnswer) -> str | None:
    """The language that a drawn answer is in, as the program or a person named it; None while nobody has."""
    return session.scalar(sa.select(Coding.language).where(Coding.answer_id == drawn.answer_id))


def tells_of_harm(session: Session, drawn: SampleAnswer, by: str) -> Disclosure:
    """Give a drawn answer to the safeguarding queue; it leaves every sample and the desk."""
    coding = session.scalar(sa.select(Coding).where(Coding.answer_id == drawn.answer_id))
    if coding is not None:
        return desk.tells_of_harm(session, coding, by)
    return queue(session, drawn.answer, "person")


def waits_for(session: Session, coding: Coding, reviewer: str) -> bool:
    """Whether this person has still to code the answer blind, and so must not see its codes anywhere."""
    return (
        session.scalar(
            sa.select(SampleAnswer.id)
            .join(Sample, Sample.id == SampleAnswer.sample_id)
            .where(
                SampleAnswer.answer_id == coding.answer_id, SampleAnswer.coded_at.is_(None), Sample.coder == reviewer
            )
            .limit(1)
        )
        is not None
    )


def may_read(session: Session, coding: Coding, reviewer: str) -> bool:
    """Whether this person may see a coded answer and change what is said of it.

    Nobody outside the safeguarding queue once it is a case there: who opens a case is written down on that desk. Nor
    whoever has still to code it blind.
    """
    return not (is_queued(session, coding.answer_id) or waits_for(session, coding, reviewer))
