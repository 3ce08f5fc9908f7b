"""Learning from corrections, the side of the database: which answers a model learned from, which model is in force.

A training row points at an answer and holds no word of it (architecture.md). When an answer is erased its row goes with
it (ON DELETE CASCADE), and a model that has fewer rows than it learned from is forgotten: from that moment no coder
uses it, its file is deleted by the next sweep, and a new one is trained without the answer. Training itself is in
surveys.analysis.retraining, which only jobs load.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from surveys.analysis.desk_models import LearnedModel, SampleAnswer, TrainingRow
from surveys.analysis.models import Coding, Disclosure
from surveys.columns import now
from surveys.models import Answer

LEAST_CORRECTIONS = 40  # decided answers before a training is worth its time
NEW_FOR_A_NIGHT = 50  # decided answers since the last try before the nightly job trains by itself
RUNNING = "learning"  # under this name the queue knows that a training runs, and since when
HELD_BACK = 5  # one in so many is held back to measure on, always the same ones


@dataclass(frozen=True)
class Correction:
    """An answer with the codes of the person who decided it. Lives in memory only, while a model is trained."""

    answer_id: str
    question: str
    audience: str
    language: str
    text: str
    codes: tuple[str, ...]
    decided_at: datetime | None = None

    @property
    def held_back(self) -> bool:
        """Whether it is measured on and never learned from. By its id, so that no later training changes sides."""
        return int(sha256(self.answer_id.encode()).hexdigest(), 16) % HELD_BACK == 0


class Erased(Exception):
    """An answer that was learned from was erased while the model was in the making: it must not be kept."""


def _correctable() -> sa.ColumnElement[bool]:
    """Decided answers, without disclosures and without those of a blind sample, on which the coder is measured."""
    return sa.and_(
        Coding.decided_at.is_not(None),
        Answer.codebook_question.is_not(None),
        sa.not_(sa.exists().where(Disclosure.answer_id == Answer.id)),
        sa.not_(sa.exists().where(SampleAnswer.answer_id == Answer.id)),
    )


def corrections(session: Session) -> list[Correction]:
    """Every answer that people decided and that may be learned from."""
    found = session.scalars(
        sa.select(Coding)
        .join(Answer, Answer.id == Coding.answer_id)
        .where(_correctable())
        .order_by(Answer.id)
        .options(selectinload(Coding.codes), selectinload(Coding.answer).selectinload(Answer.submission))
    )
    return [
        Correction(
            coding.answer_id,
            coding.answer.codebook_question or "",
            coding.answer.submission.audience if coding.answer.submission else "resident",
            coding.language,
            coding.answer.text or "",
            tuple(sorted(code.code for code in coding.effective)),
            coding.decided_at,
        )
        for coding in found
    ]


def count(session: Session) -> int:
    """How many answers there are to learn from."""
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(Coding)
            .join(Answer, Answer.id == Coding.answer_id)
            .where(_correctable())
        )
        or 0
    )


def count_since_last(session: Session) -> int:
    """How many of them were decided since the last try, kept or refused."""
    last = session.scalar(sa.select(sa.func.max(LearnedModel.made_at)))
    if last is None:
        return count(session)
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(Coding)
            .join(Answer, Answer.id == Coding.answer_id)
            .where(_correctable(), Coding.decided_at > last)
        )
        or 0
    )


def _rows() -> sa.ScalarSelect[int]:
    """How many answers that a model learned from are still there."""
    return (
        sa.select(sa.func.count(TrainingRow.id))
        .where(TrainingRow.model_id == LearnedModel.id, TrainingRow.held_back.is_(False))
        .scalar_subquery()
    )


def in_force(session: Session, base: str | None = None) -> LearnedModel | None:
    """The model that answers are coded with; None is the shipped one.

    Never one of which a learned answer has been erased, nor, when ``base`` (the fingerprint of the shipped training
    data and code) is given, one that was made on another.
    """
    statement = sa.select(LearnedModel).where(LearnedModel.state == "in_force", _rows() == LearnedModel.learned_from)
    if base is not None:
        statement = statement.where(LearnedModel.base == base)
    return session.scalar(statement.order_by(LearnedModel.made_at.desc()).limit(1))


def name_in_force(session: Session, base: str) -> str | None:
    """The content name of the model in force; None is the shipped one."""
    found = in_force(session, base)
    return found.fingerprint if found else None


def is_due(session: Session, base: str) -> bool:
    """Whether a training is worth a night: enough new decisions, or a model that has been forgotten or outdated."""
    if count(session) < LEAST_CORRECTIONS:
        return False
    newest = next((model for model in models(session) if model.state != "refused"), None)
    lost = newest is not None and name_in_force(session, base) is None
    return lost or count_since_last(session) >= NEW_FOR_A_NIGHT


def models(session: Session) -> list[LearnedModel]:
    """Every model that was tried, the newest first."""
    return list(session.scalars(sa.select(LearnedModel).order_by(LearnedModel.made_at.desc(), LearnedModel.id)))


def keep(
    session: Session,
    learned: Iterable[Correction],
    *,
    fingerprint: str,
    base: str,
    accepted: bool,
    figures: dict[str, Any],
    changes: dict[str, Any],
    by: str | None,
) -> LearnedModel:
    """Record a trained model, in force in place of the earlier one when it was accepted.

    Raises Erased when an answer that it learned from is gone by now; then its file must go too.
    """
    used = list(learned)
    ids = [one.answer_id for one in used]
    # In slices: a database takes only so many parameters at once.
    left = sum(
        session.scalar(sa.select(sa.func.count()).select_from(Answer).where(Answer.id.in_(ids[start : start + 500])))
        or 0
        for start in range(0, len(ids), 500)
    )
    if left != len(ids):
        raise Erased
    if accepted:
        session.execute(sa.update(LearnedModel).where(LearnedModel.state == "in_force").values(state="retired"))
    model = LearnedModel(
        fingerprint=fingerprint,
        base=base,
        state="in_force" if accepted else "refused",
        learned_from=sum(not one.held_back for one in used),
        figures=figures,
        changes=changes,
        made_by=by,
        made_at=now(),
    )
    if accepted:  # nothing is kept of a refused one, so there is nothing in it to forget
        model.rows = [TrainingRow(answer_id=one.answer_id, held_back=one.held_back) for one in used]
    session.add(model)
    session.flush()
    return model


def must_forget(session: Session) -> bool:
    """Whether an answer that the model in force learned from was erased."""
    return (
        session.scalar(
            sa.select(LearnedModel.id).where(LearnedModel.state == "in_force", _rows() < LearnedModel.learned_from)
        )
        is not None
    )


def forget(session: Session) -> bool:
    """Put the model out of force when a learned answer was erased; whether it was so. ``sweep_files`` deletes its file.

    Models that were replaced have no file any more, so nothing is left in them to forget.
    """
    gone = session.execute(
        sa.update(LearnedModel)
        .where(LearnedModel.state == "in_force", _rows() < LearnedModel.learned_from)
        .values(state="forgotten")
        .execution_options(synchronize_session="fetch")
    )
    return bool(gone.rowcount)  # type: ignore[attr-defined]


def file_of(folder: Path, fingerprint: str) -> Path:
    """Where a learned model lies."""
    return folder / f"learned-{fingerprint}.pickle"


def sweep_files(session: Session, folder: Path) -> int:
    """Delete every learned model's file but that of the one in force; how many. Forgotten means off the disk."""
    current = in_force(session)
    wanted = file_of(folder, current.fingerprint) if current else None
    files = [path for path in folder.glob("learned-*") if path != wanted]
    for path in files:
        path.unlink(missing_ok=True)
    return len(files)


def machine_readings(session: Session, after: str, limit: int) -> list[tuple[str, str, str, frozenset[str]]]:
    """A slice of the answers that nobody has decided: (id, question, text, the machine's codes), by id."""
    found = session.scalars(
        sa.select(Coding)
        .join(Answer, Answer.id == Coding.answer_id)
        .where(Coding.answer_id > after, Coding.decided_at.is_(None))
        .order_by(Coding.answer_id)
        .limit(limit)
        .options(selectinload(Coding.codes), selectinload(Coding.answer))
    )
    return [
        (
            coding.answer_id,
            coding.answer.codebook_question or "",
            coding.answer.text or "",
            frozenset(code.code for code in coding.codes if code.source == "machine"),
        )
        for coding in found
    ]


def read_again(session: Session) -> int:
    """Have every coded answer read anew by the model in force; how many. People's codes stay as they are."""
    changed = session.execute(sa.update(Answer).where(Answer.coding_state == "coded").values(coding_state="pending"))
    return changed.rowcount  # type: ignore[attr-defined]
