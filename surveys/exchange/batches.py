"""Files that wait between the look and the yes, encrypted in the database for a day; and how columns were read last."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.columns import now
from surveys.exchange import shapes
from surveys.exchange.faults import FileError, RowFault
from surveys.exchange.mapping import FILE_CHANNEL, Mapped, guessed, value_hashes, without_persons
from surveys.exchange.matching import PLACE, WHY, Index, fold, index
from surveys.exchange.tables import Table
from surveys.models import ImportBatch, Survey

LIFE = timedelta(hours=24)
"""So long a file waits."""
WAITING = ("checked", "asked")
"""States in which a file waits: to be looked at, and to be brought in by a job once somebody said yes."""
_NAME = 100


def keep(session: Session, survey: Survey, table: Table, *, name: str, language: str, by: str | None) -> ImportBatch:
    """Put a table away to be looked at, its columns guessed, or read as the last file of this shape was.

    What says who somebody is is dropped here. `name` is the file's, only ever shown.
    """
    known = index(session, survey)
    tool, columns = guessed(table, known)
    mapped = Mapped(tool=tool, columns=columns, language=language)
    if tool == "own":
        mapped.channel = FILE_CHANNEL
    last = remembered(session, survey, tool, table.headings)
    if last is not None and tool != "own":
        # A column that names people stays out, whatever was said of it before.
        usable = {
            heading: target
            for heading, target in last.columns.items()
            if columns.get(heading) not in (None, shapes.PERSONAL) and is_target(target, known)
        }
        mapped.columns = columns | usable
        mapped.values, mapped.channel = last.values, last.channel
        mapped.language = last.language
    kept = without_persons(table, columns)
    batch = ImportBatch(
        survey_id=survey.id,
        tool=tool,
        header_hash=header_hash(table.headings),
        mapping={**asdict(mapped), "name": tidy(name)},
        waiting=json.dumps(
            {"headings": kept.headings, "rows": kept.rows, "notes": [asdict(note) for note in kept.notes]},
            ensure_ascii=False,
        ),
        rows=len(table.rows),
        created_by=by,
    )
    session.add(batch)
    session.flush()
    return batch


def tidy(name: str) -> str:
    """A file's name as it may be shown: its last part, printable, at most 100 signs."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable())[-_NAME:].strip() or "file"


def table_of(batch: ImportBatch) -> Table:
    """The table that waits. Raises FileError("gone") when its day is over."""
    if batch.waiting is None or batch.state not in WAITING or batch.created_at < now() - LIFE:
        raise FileError("gone")
    told = json.loads(batch.waiting)
    rows = [(int(number), list(cells)) for number, cells in told["rows"]]
    return Table(told["headings"], rows, [RowFault(**note) for note in told["notes"]])


def mapped_of(batch: ImportBatch) -> Mapped:
    """How its columns are read; a copy, so that what is changed in it can be told from what is stored."""
    told: dict[str, Any] = deepcopy(batch.mapping)
    return Mapped(**{name: told[name] for name in Mapped.__dataclass_fields__ if name in told})


def put_mapping(session: Session, batch: ImportBatch, mapped: Mapped) -> None:
    """Change how its columns are read; it is remembered for the next file of the same shape."""
    batch.mapping = {**batch.mapping, **asdict(mapped)}
    session.flush()


def say(mapped: Mapped, known: Index, question: str, text: str, option: str) -> None:
    """Note what a text of a question means: an option's code, or "" for none. Raises ValueError for another code."""
    labels = known.labels.get(question)
    if labels is None or (option and option not in {one.code for one in labels.question.options}):
        raise ValueError("unknown option")
    mapped.values.setdefault(question, {})[value_hashes(fold(text) or text)[0]] = option


def is_target(target: str, known: Index) -> bool:
    """Whether a column can stand for this: a special one, a question, a part of one, or "" to leave it out."""
    if not target or target in shapes.SPECIAL:
        return True
    code, dot, part = target.partition(".")
    labels = known.labels.get(code)
    if labels is None:
        return False
    return not dot or part == WHY or part.startswith(PLACE) or labels.part(part) == part


def targets(known: Index) -> list[str]:
    """Everything that a column can stand for besides single options, in the order of the questionnaire."""
    found: list[str] = list(shapes.SPECIAL)
    for code, labels in known.labels.items():
        found.append(code)
        found += [f"{code}.{row.code}" for row in labels.question.rows]
        if labels.question.type == "closed_why":
            found.append(f"{code}.{WHY}")
    return found


def remembered(session: Session, survey: Survey, tool: str, headings: Sequence[str]) -> Mapped | None:
    """How the last file with these headings was read, else the last of this tool for the survey; None for neither."""
    found = session.scalars(
        sa.select(ImportBatch)
        .where(ImportBatch.survey_id == survey.id, ImportBatch.tool == tool)
        .order_by(
            sa.case((ImportBatch.header_hash == header_hash(headings), 0), else_=1), ImportBatch.created_at.desc()
        )
        .limit(1)
    ).first()
    return None if found is None else mapped_of(found)


def header_hash(headings: Sequence[str]) -> str:
    """SHA-256 of the headings, in hex."""
    return hashlib.sha256("\x1f".join(headings).encode("utf-8", "replace")).hexdigest()


def by_id(session: Session, identity: str) -> ImportBatch | None:
    """The batch of this id, or None."""
    return session.get(ImportBatch, identity) if len(identity) <= 36 and "\x00" not in identity else None


def waiting(session: Session, by: str) -> list[ImportBatch]:
    """Files of this person that wait, the latest first."""
    return list(
        session.scalars(
            sa.select(ImportBatch)
            .where(ImportBatch.state.in_(WAITING), ImportBatch.created_by == by, ImportBatch.created_at > now() - LIFE)
            .order_by(ImportBatch.created_at.desc())
        )
    )


def past(session: Session, limit: int = 100) -> list[tuple[ImportBatch, str]]:
    """What was brought in, the latest first, with the slug of its survey."""
    rows = session.execute(
        sa.select(ImportBatch, Survey.slug)
        .join(Survey, Survey.id == ImportBatch.survey_id)
        .where(ImportBatch.state.in_(("loaded", "undone")))
        .order_by(ImportBatch.created_at.desc())
        .limit(limit)
    )
    return [(batch, slug) for batch, slug in rows.tuples()]


def cancel(session: Session, batch: ImportBatch) -> None:
    """Throw a waiting file away; how its columns were read stays for the next."""
    session.refresh(batch, with_for_update=True)
    if batch.state in WAITING:
        batch.state, batch.waiting = "cancelled", None
        session.flush()


def forget_old(session: Session) -> int:
    """Throw away every file whose day is over; how many."""
    old = session.scalars(
        sa.select(ImportBatch).where(ImportBatch.state.in_(WAITING), ImportBatch.created_at <= now() - LIFE)
    ).all()
    for batch in old:
        cancel(session, batch)
    return len(old)
