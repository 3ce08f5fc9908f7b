"""Brings prepared answers in, all of them or none, by the rules that every answer follows; and takes back.

Flushes, never commits. Thousands of people are a hundred thousand rows, and on SQLite nobody else can write meanwhile:
so they are put in a few at a time as drafts in the state LOADING, which count nowhere, and one short step makes all of
them count (bringing.py has the order). Taking back is one short step the other way, after which they are cleared away.
Nothing of a batch can be taken back once somebody has worked with its answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys import duplicates, quotas
from surveys.analysis.models import Coding, Disclosure, Quotation, Report
from surveys.codes import new_reference, new_return_code, return_code_hashes
from surveys.columns import now
from surveys.content import SurveyView
from surveys.exchange.incoming import Incoming
from surveys.exchange.plan import LOADING, Plan
from surveys.models import (
    Answer,
    Choice,
    Consultation,
    Draft,
    ImportBatch,
    SecondEntry,
    Submission,
    Survey,
    new_id,
)
from surveys.questions import clean

Verdict = Callable[[str, str], str | None]
"""The triage: a text and its language in, an alert code or None out."""
STATES = ("open", "closed")
"""States of a survey that answers can be brought into: people were asked, so it was fair to ask (surveys.fair)."""
CHUNK = 250
"""So many people are put in, or cleared away, in one transaction: well under a second."""
_ROWS = 1000
_IN_BULK: dict[str, Any] = {"synchronize_session": False}
"""A change of thousands of rows, none of which the session looks for among what it holds: it is expired afterwards."""


class Refused(ValueError):
    """A batch cannot be loaded or taken back; `code` says why.

    not_ready, wrong_state, survey_draft, changed, gone, broke; open_case, decided, quoted, reported, typed_again.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Rows:
    """What some people's answers are in the database. Submissions count, so they wait for the last step.

    `groups` are theirs of near-duplicates, by draft, under each encryption key.
    """

    drafts: list[dict[str, Any]] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    choices: list[dict[str, Any]] = field(default_factory=list)
    submissions: list[dict[str, Any]] = field(default_factory=list)
    groups: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Target:
    """Where answers go: a survey, for whom it is, its versions by id, and the batch that they belong to."""

    batch_id: str
    survey_id: str
    audience: str
    versions: Mapping[str, SurveyView]

    def rows(self, people: Sequence[Incoming], verdict: Verdict) -> Rows:
        """Rows of some people. Asks no database: the triage takes most of the time. No return code of ours is told.

        The plan has cleaned the values and followed the routing.
        """
        made = Rows()
        for one in people:
            draft_id, texts = new_id(), []
            asked = {question.code: question for question in self.versions[one.version_id].questions}
            both = {"language": one.language, "channel": one.channel}
            for code, value in one.values.items():
                cleaned, answer_id = clean(asked[code], value), new_id()
                if cleaned.empty:
                    continue
                if cleaned.text is not None:
                    texts.append(cleaned.text)
                made.answers.append(both | {
                    "id": answer_id, "draft_id": draft_id, "question_code": code, "text": cleaned.text,
                    "codebook_question": asked[code].codebook_question, "number": cleaned.number,
                    "alert": verdict(cleaned.text, one.language) if cleaned.text else None,
                    "coding_state": "pending" if cleaned.text is not None else "not_needed", "answered_at": one.sent,
                })  # fmt: skip
                made.choices += [
                    {"answer_id": answer_id, "option_code": option, "position": place}
                    for place, option in enumerate(cleaned.choices)
                ]
            made.drafts.append(both | {
                "id": draft_id, "survey_id": self.survey_id, "version_id": one.version_id, "state": LOADING,
                "return_code_hash": return_code_hashes(new_return_code())[0], "client_key": one.key,
                "import_id": self.batch_id,
            })  # fmt: skip
            made.submissions.append(both | {
                "id": new_id(), "draft_id": draft_id, "survey_id": self.survey_id, "audience": self.audience,
                "submitted_at": one.sent, "reference": one.reference, "seconds": None, "marks": [],
            })  # fmt: skip
            made.groups[draft_id] = duplicates.groups_of(self.survey_id, texts)
        return made


def lock(session: Session, batch: ImportBatch) -> None:
    """Wait for whoever brings answers into the same survey, and keep others waiting; people go on answering it."""
    session.scalars(sa.select(Survey.id).where(Survey.id == batch.survey_id).with_for_update(key_share=True)).one()


def check(session: Session, batch: ImportBatch, *, state: str) -> Survey:
    """The survey of a batch that is in this state and can be brought in. Raises Refused: wrong_state, survey_draft."""
    session.refresh(batch, with_for_update=True)
    survey = session.get_one(Survey, batch.survey_id, populate_existing=True)
    if batch.state != state:
        raise Refused("wrong_state")
    if survey.state not in STATES:
        raise Refused("survey_draft")
    return survey


def put(session: Session, rows: Rows) -> None:
    """Put some people's answers in, so that they do not count yet."""
    for table, values in ((Draft, rows.drafts), (Answer, rows.answers), (Choice, rows.choices)):
        _insert(session, table, values)


def _insert(session: Session, table: type[Any], values: Sequence[Mapping[str, Any]]) -> None:
    for start in range(0, len(values), _ROWS):
        session.execute(sa.insert(table.__table__), list(values[start : start + _ROWS]))


def finish(session: Session, batch: ImportBatch, plan: Plan, put_in: Rows) -> None:
    """Let all that was put in count, after `lock` and `check`. `put_in` has the submissions and their groups."""
    survey = session.get_one(Survey, batch.survey_id)
    over = quotas.settle_many(session, survey, _chosen(session, survey, batch, put_in))
    known = set(
        session.scalars(
            sa.select(Submission.duplicate_group)
            .where(Submission.survey_id == survey.id, Submission.duplicate_group.is_not(None))
            .distinct()
        )
    )
    references = _references(session, sum(not one["reference"] for one in put_in.submissions))
    for one in put_in.submissions:
        groups = put_in.groups[one["draft_id"]]
        # A group that was made under an earlier key goes on.
        one["duplicate_group"] = next((group for group in groups if group in known), groups[0] if groups else None)
        one["marks"] = [quotas.OVER_QUOTA] if one["draft_id"] in over else []
        # Its sender knows it under its own, where it came with one.
        one["reference"] = one["reference"] or references.pop()
    _insert(session, Submission, put_in.submissions)
    moment = now()
    session.execute(
        sa.update(Draft)
        .where(Draft.import_id == batch.id)
        .values(state="submitted", created_at=moment, updated_at=moment)
        .execution_options(**_IN_BULK)
    )
    sent = sa.select(Submission.id).where(Submission.draft_id == Answer.draft_id).scalar_subquery()
    _tie(session, batch, sent)
    batch.state, batch.waiting = "loaded", None
    batch.rows, batch.loaded = plan.rows, len(plan.ready)
    batch.duplicates, batch.refused = plan.duplicates, plan.refused
    session.flush()
    session.expire_all()


def _tie(session: Session, batch: ImportBatch, submission: Any) -> None:
    """Tie the answers of a batch to their submissions, or to none; when they were given stays as it is."""
    mine = sa.select(Draft.id).where(Draft.import_id == batch.id)
    session.execute(
        sa.update(Answer)
        .where(Answer.draft_id.in_(mine))
        .values(submission_id=submission, answered_at=Answer.answered_at)
        .execution_options(**_IN_BULK)
    )


def _chosen(session: Session, survey: Survey, batch: ImportBatch, put_in: Rows) -> list[tuple[str, set[quotas.Option]]]:
    """Who chose what, by draft and in the order of the file, for the quotas of a survey that has some."""
    if (survey.settings or {}).get("sampling") != "quota":
        return []
    found: dict[str, set[quotas.Option]] = {one["draft_id"]: set() for one in put_in.submissions}
    for draft, question, option in session.execute(
        sa.select(Answer.draft_id, Answer.question_code, Choice.option_code)
        .join(Choice, Choice.answer_id == Answer.id)
        .join(Draft, Draft.id == Answer.draft_id)
        .where(Draft.import_id == batch.id)
    ).tuples():
        found[draft].add((question, option))
    return list(found.items())


def _references(session: Session, number: int) -> list[str]:
    """So many references that nobody has; the unique index still decides between two at one instant."""
    found: set[str] = set()
    while len(found) < number:
        drawn = [new_reference() for _ in range(min(_ROWS, number - len(found)))]
        taken = session.scalars(sa.select(Submission.reference).where(Submission.reference.in_(drawn)))
        found |= set(drawn) - set(taken)
    return list(found)


def clear(session: Session, batch_id: str = "") -> int:
    """Clear away some drafts that never came to count, or no longer do; how many.

    Those of batches that are on their way stay, but for `batch_id`, which begins again or has failed.
    """
    on_their_way = sa.select(ImportBatch.id).where(ImportBatch.state == "asked", ImportBatch.id != batch_id)
    ids = session.scalars(
        sa.select(Draft.id).where(Draft.state == LOADING, Draft.import_id.not_in(on_their_way)).limit(CHUNK)
    ).all()
    session.execute(sa.delete(Draft).where(Draft.id.in_(ids)).execution_options(**_IN_BULK))
    return len(ids)


def undo(session: Session, batch: ImportBatch) -> int:
    """Take a batch back: how many people's answers are gone. Raises Refused when somebody has worked with them.

    They count no more from now on. Those of a small batch are deleted here, those of a large one by the job (`clear`).
    """
    session.refresh(batch, with_for_update=True)
    if batch.state != "loaded":
        raise Refused("wrong_state")
    if why := used(session, batch):
        raise Refused(why)
    _tie(session, batch, None)
    mine = sa.select(Draft.id).where(Draft.import_id == batch.id)
    session.execute(sa.delete(Submission).where(Submission.draft_id.in_(mine)).execution_options(**_IN_BULK))
    number = session.scalar(sa.select(sa.func.count()).select_from(mine.subquery())) or 0
    going = sa.update(Draft).where(Draft.import_id == batch.id).values(state=LOADING)
    session.execute(going.execution_options(**_IN_BULK))
    batch.state = "undone"
    session.flush()
    clear(session)
    session.expire_all()
    quotas.reopen(session, batch.survey_id)
    return number


def used(session: Session, batch: ImportBatch) -> str | None:
    """Why a batch can no longer be taken back: a code of Refused, or None."""
    mine = (
        sa.select(Answer.id)
        .join(Draft, Draft.id == Answer.draft_id)
        .where(Draft.import_id == batch.id)
        .scalar_subquery()
    )
    sent = (
        sa.select(Submission.id)
        .join(Draft, Draft.id == Submission.draft_id)
        .where(Draft.import_id == batch.id)
        .scalar_subquery()
    )
    since = _loaded_at(session, batch)
    consultation = (
        sa.select(Consultation.slug)
        .join(Survey, Survey.consultation_id == Consultation.id)
        .where(Survey.id == batch.survey_id)
        .scalar_subquery()
    )
    for code, statement in (
        ("open_case", sa.select(Disclosure.id).where(Disclosure.answer_id.in_(mine))),
        ("quoted", sa.select(Quotation.id).where(Quotation.answer_id.in_(mine))),
        ("decided", sa.select(Coding.id).where(Coding.answer_id.in_(mine), Coding.decided_at.is_not(None))),
        ("typed_again", sa.select(SecondEntry.id).where(SecondEntry.submission_id.in_(sent))),
        ("reported", sa.select(Report.id).where(Report.consultation_slug == consultation, Report.made_at >= since)),
    ):
        if session.scalar(statement.limit(1)) is not None:
            return code
    return None


def _loaded_at(session: Session, batch: ImportBatch) -> datetime:
    first = session.scalar(sa.select(sa.func.min(Draft.created_at)).where(Draft.import_id == batch.id))
    return first or batch.created_at
