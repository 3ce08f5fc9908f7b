"""What a file would bring in, before anything is brought in: answers by row, rows left out, errors, duplicates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.exchange.faults import RowFault
from surveys.exchange.incoming import Incoming, Reader
from surveys.exchange.mapping import Mapped
from surveys.exchange.tables import Table
from surveys.models import Draft, Submission, Survey

LEFT = ("not_sent", "not_agreed", "nothing_said")
"""Why a row is left out that is not wrong: never sent, did not agree to take part, no answer at all."""


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


def prepare(session: Session, survey: Survey, table: Table, mapped: Mapped, languages: Mapping[str, str]) -> Plan:
    """Work out what a table would bring in. `languages` has the tag by every folded name of a language."""
    reader = Reader(session, survey, table, mapped, languages)
    made = Plan(
        faults=reader.faults, notes=reader.notes, left=reader.left, unmatched=reader.unmatched, rows=len(table.rows)
    )
    seen: set[str] = set()
    found: list[Incoming] = []
    for number, row in table.rows:
        one = reader.row(number, row)
        if one is None:
            continue
        if one.key in seen:
            made.twice.append(number)
            continue
        seen.add(one.key)
        found.append(one)
    known = _known(session, survey, found)
    made.before = [one.row for one in found if one.key in known]
    made.ready = [one for one in found if one.key not in known]
    return made


def _known(session: Session, survey: Survey, found: Sequence[Incoming]) -> set[str]:
    """Keys of rows that were brought in before, or whose reference is one of ours."""
    known: set[str] = set()
    for start in range(0, len(found), 500):
        chunk = found[start : start + 500]
        keys = {key: one.key for one in chunk for key in one.keys}
        stored = session.scalars(sa.select(Draft.client_key).where(Draft.client_key.in_(keys)))
        known |= {keys[key] for key in stored if key is not None}
        named = {one.reference: one.key for one in chunk if one.reference}
        for reference in session.scalars(sa.select(Submission.reference).where(Submission.reference.in_(named))):
            known.add(named[reference])
    return known
