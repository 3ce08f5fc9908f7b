"""What a file would bring in, before anything is brought in: answers by row, rows left out, errors, duplicates."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.codes import reference_hashes
from surveys.exchange.faults import RowFault
from surveys.exchange.incoming import KEYED, NUMBERED, Incoming, Reader
from surveys.exchange.mapping import Mapped
from surveys.exchange.tables import Table
from surveys.models import Draft, Submission, Survey

_CHUNK = 500
LOADING = "loading"
"""State of drafts that are on their way in or out (loading.py): they count nowhere, and nobody can open them."""
LEFT = ("not_sent", "not_agreed", "nothing_said", "withdrawn")
"""Why a row is left out that is not wrong: never sent, did not agree to take part, no answer at all, taken back."""


@dataclass
class Plan:
    """What would happen. `twice` and `before` are duplicates by row: in the file itself, and brought in earlier.

    `unmatched` counts texts that mean no option, by (question, text); `left` rows by why.
    """

    ready: list[Incoming] = field(default_factory=list)
    twice: list[int] = field(default_factory=list)
    before: list[int] = field(default_factory=list)
    left: dict[str, list[int]] = field(default_factory=dict)
    faults: list[RowFault] = field(default_factory=list)
    notes: list[RowFault] = field(default_factory=list)
    unmatched: Counter[tuple[str, str]] = field(default_factory=Counter)
    rows: int = 0

    @property
    def loadable(self) -> bool:
        """Whether it can be carried out: no error, and something new."""
        return bool(self.ready) and not self.faults

    @property
    def duplicates(self) -> int:
        """Rows that are there already, in the file or in what was brought in earlier."""
        return len(self.twice) + len(self.before)

    @property
    def refused(self) -> int:
        """Rows that are left out."""
        return sum(len(rows) for rows in self.left.values())

    @property
    def seal(self) -> str:
        """A hash of all that would be brought in, values, dates, versions: what was seen is what is said yes to."""
        ready = [asdict(one) | ({} if one.dated else {"sent": None}) for one in self.ready]
        said = json.dumps([ready, len(self.faults)], sort_keys=True, default=str)
        return sha256(said.encode("utf-8", "replace")).hexdigest()


def prepare(session: Session, survey: Survey, table: Table, mapped: Mapped, languages: Mapping[str, str]) -> Plan:
    """Work out what a table would bring in. `languages` has the tag by every folded name of a language."""
    return told_apart(session, survey.id, read(Reader(session, survey, table, mapped, languages), table))


def read(reader: Reader, table: Table) -> Plan:
    """What the rows say, whatever was brought in before: all of them seem new. Takes seconds, and asks no database."""
    made = Plan(
        faults=reader.faults, notes=reader.notes, left=reader.left, unmatched=reader.unmatched, rows=len(table.rows)
    )
    seen: set[str] = set()
    for number, row in table.rows:
        one = reader.row(number, row)
        if one is None:
            continue
        if one.persons[0] in seen:
            made.twice.append(number)
            continue
        seen.add(one.persons[0])
        made.ready.append(one)
    return made


def told_apart(session: Session, survey_id: str, seen: Plan) -> Plan:
    """Tell those that are new from those that were brought in before, or whose reference is one of ours.

    A number that is known stands for the same answer when the row is the same, or the moment it was sent: tools
    number each form from 1, and another form's answers must be neither lost nor taken for the first one's.
    What was read stays as it was, so that the same can be asked again later.
    """
    found = seen.ready
    left = {why: list(rows) for why, rows in seen.left.items()}
    made = replace(seen, ready=[], before=[], left=left, faults=list(seen.faults))
    stored = _stored(session, survey_id)
    numbered: dict[str, list[datetime | None]] = {}
    for key, sent in stored.items():
        numbered.setdefault(key[:NUMBERED], []).append(sent)
    # Whichever way the columns were read then: the half of a key that is a row's is no number's.
    rows = {half for key in stored for half in (key[len(KEYED) : NUMBERED], key[NUMBERED:])}
    ours, withdrawn = _ours(session, found), _withdrawn(session, found)
    for one in found:
        moments = [moment for person in one.persons for moment in numbered.get(person, ())] if one.number else []
        if one.reference in withdrawn:
            made.left.setdefault("withdrawn", []).append(one.row)
        elif one.reference in ours or any(half in rows for half in one.rows):
            made.before.append(one.row)
        elif not moments:
            made.ready.append(one)
        elif None in moments or (one.dated and one.sent in moments):
            made.before.append(one.row)
        else:
            made.faults.append(RowFault(one.row, one.column, "same_number_other_answer", one.number))
    return made


def _stored(session: Session, survey_id: str) -> dict[str, datetime | None]:
    """Keys of what was brought into a survey, with the moment that it was sent; None when it was withdrawn since."""
    rows = session.execute(
        sa.select(Draft.client_key, Submission.submitted_at)
        .outerjoin(Submission, Submission.draft_id == Draft.id)
        .where(Draft.survey_id == survey_id, Draft.client_key.startswith(KEYED), Draft.state != LOADING)
    )
    return {key: sent for key, sent in rows.tuples() if key is not None}


def _ours(session: Session, found: Sequence[Incoming]) -> set[str]:
    """References of the rows that our own answers have."""
    named = [one.reference for one in found if one.reference]
    known: set[str] = set()
    for start in range(0, len(named), _CHUNK):
        chunk = named[start : start + _CHUNK]
        known.update(session.scalars(sa.select(Submission.reference).where(Submission.reference.in_(chunk))))
    return known


def _withdrawn(session: Session, found: Sequence[Incoming]) -> set[str]:
    """References of the rows whose senders have taken them back here since they were exported."""
    named = {one_hash: one.reference for one in found if one.reference for one_hash in reference_hashes(one.reference)}
    hashes, known = list(named), set[str]()
    for start in range(0, len(hashes), _CHUNK):
        chunk = hashes[start : start + _CHUNK]
        for stored in session.scalars(sa.select(Draft.withdrawn_reference).where(Draft.withdrawn_reference.in_(chunk))):
            known.add(named[stored or ""])
    return known
