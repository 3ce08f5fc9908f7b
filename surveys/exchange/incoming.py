"""Reads the rows of a table of answers, one person each: what they said, when, in which language, and what is wrong."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from surveys.base import CHANNELS
from surveys.columns import now
from surveys.content import QuestionView, SurveyView
from surveys.crypto import keyed_hashes
from surveys.exchange import cells, dates, shapes
from surveys.exchange.faults import RowFault
from surveys.exchange.mapping import FILE_CHANNEL, Mapped, value_hashes
from surveys.exchange.matching import Index, index
from surveys.exchange.rows import Versions, versions_of
from surveys.exchange.tables import Table
from surveys.models import Survey
from surveys.questions import InvalidAnswer, clean, is_shown

_KEY = "survey import"
KEYED = "import:"
"""What every key of a row that was brought in begins with."""
_HALF = 28  # characters of a hash, 112 bits: of the number and of the row, together in a column of 64
NUMBERED = len(KEYED) + _HALF
"""So many characters of a key stand for the person's number in the other tool."""


@dataclass
class Incoming:
    """One person's answers, ready to be brought in: raw values by question code.

    `keys` find them again, under each encryption key that is in use; the first is stored. `number` is the person's in
    the other tool, "" for none, and `column` where it stands. `dated`: the file says when it was sent; else that is
    the moment of reading, another each time.
    """

    row: int
    keys: list[str]
    number: str
    column: str
    sent: datetime
    dated: bool
    language: str
    channel: str
    version_id: str
    reference: str
    values: dict[str, Any]

    @property
    def key(self) -> str:
        """The key that is stored with what is brought in."""
        return self.keys[0]

    @property
    def persons(self) -> list[str]:
        """What all keys of this person begin with: with a number, its hash alone, whatever the row says."""
        return [key[:NUMBERED] if self.number else key for key in self.keys]

    @property
    def rows(self) -> list[str]:
        """The part of each key that stands for the row as it is in the file."""
        return [key[NUMBERED:] if self.number else key[len(KEYED) : NUMBERED] for key in self.keys]


class Reader:
    """Reads rows one by one, and gathers what is wrong, worth a look, left out, or means no option.

    It needs the database to begin with, and none while it reads.
    """

    def __init__(
        self, session: Session, survey: Survey, table: Table, mapped: Mapped, languages: Mapping[str, str]
    ) -> None:
        self.survey_id, self.mapped, self.languages = survey.id, mapped, languages
        self.faults: list[RowFault] = []
        self.notes: list[RowFault] = list(table.notes)
        self.left: dict[str, list[int]] = {}
        self.unmatched: Counter[tuple[str, str]] = Counter()
        self.index: Index = index(session, survey)
        self.versions: Versions = versions_of(session, survey)
        self.places = [(at, heading, mapped.columns.get(heading, "")) for at, heading in enumerate(table.headings)]
        self.chosen = cells.told_by(mapped.values, value_hashes)
        self.asked_columns = {target.partition(".")[0] for _at, _heading, target in self.places if target}
        ended = next((at for at, _heading, target in self.places if target == shapes.ENDED), None)
        self.american, proved = (
            dates.month_first([row[ended] for _n, row in table.rows]) if ended is not None else (False, True)
        )
        if not proved:
            self.notes.append(RowFault(table.rows[0][0], table.headings[ended or 0], "guessed_dates"))
        self.today = now()
        self.same: Counter[str] = Counter()

    def row(self, number: int, row: list[str]) -> Incoming | None:
        """What a row brings in, or None when it is left out or wrong."""
        before = len(self.faults)
        special = {target: (row[at], heading) for at, heading, target in self.places if target.startswith("@")}
        view_id, view = self._version(number, *special.get(shapes.VERSION, ("", "")))
        cleaned = self._values(number, row, view)
        sent = self._sent(number, *special.get(shapes.ENDED, (None, "")))
        if sent is None:
            if len(self.faults) == before:
                self._leave("not_sent", number)
            return None
        if not any(one is not None for code, one in cleaned.items() if not _is_agreement(view, code)):
            if len(self.faults) == before:
                self._leave("nothing_said", number)
            return None
        values = self._routed(number, view, cleaned)
        if len(self.faults) > before:
            return None
        if values is None:
            self._leave("not_agreed", number)
            return None
        identity, column = special.get(shapes.IDENTITY, ("", ""))
        reference = identity if self.mapped.tool == "own" else ""
        return Incoming(
            row=number,
            keys=self._keys(identity, row),
            number=identity,
            column=column,
            sent=sent,
            dated=sent is not self.today,
            language=self._language(number, *special.get(shapes.LANGUAGE, ("", ""))),
            channel=self._channel(special.get(shapes.CHANNEL, ("", ""))[0]),
            version_id=view_id,
            reference=reference if len(reference) <= 20 else "",
            values=values,
        )

    def _leave(self, why: str, number: int) -> None:
        self.left.setdefault(why, []).append(number)

    def _version(self, number: int, text: str, column: str) -> tuple[str, SurveyView]:
        views = self.versions.views
        wanted = int(text) if text.isdecimal() and len(text) < 6 else None
        for identity, view in views.items():
            if view.version == wanted:
                return identity, view
        if text:
            self.notes.append(RowFault(number, column, "other_version", text))
        return next(iter(views.items()))

    def _values(self, number: int, row: list[str], view: SurveyView) -> dict[str, Any]:
        """Raw values by question, cleaned once to see that they are answers; empty ones as None."""
        told: dict[str, list[cells.Cell]] = {}
        for at, heading, target in self.places:
            if target and not target.startswith("@"):
                code, _dot, part = target.partition(".")
                told.setdefault(code, []).append(cells.Cell(part, row[at], heading))
        found: dict[str, Any] = {}
        for code, parts in told.items():
            labels, question = self.index.labels.get(code), view.question(code)
            if labels is None:
                continue
            read = cells.value(labels, parts, own=self.mapped.tool == "own", chosen=self.chosen)
            for column, problem, text in read.faults:
                self.faults.append(RowFault(number, column, problem, text, code))
                if problem == "not_an_option":
                    self.unmatched[code, text] += 1
            found[code] = None if read.faults else self._clean(number, code, question, read.value, parts)
        return found

    def _clean(
        self, number: int, code: str, question: QuestionView | None, value: Any, parts: Sequence[cells.Cell]
    ) -> Any:
        column = next((part.column for part in parts if part.text), parts[0].column)
        if question is None:
            if value:
                self.faults.append(RowFault(number, column, "not_in_version", "", code))
            return None
        try:
            return value if not clean(question, value).empty else None
        except InvalidAnswer as error:
            text = next((part.text for part in parts if part.text), "")
            limit = next(iter(error.limits.values()), None)
            self.faults.append(RowFault(number, column, error.problem, text, code, limit))
            if error.problem == "unknown_place":
                self.unmatched[code, text] += 1
            return None

    def _routed(self, number: int, view: SurveyView, found: Mapping[str, Any]) -> dict[str, Any] | None:
        """The answers that routing asks, agreements filled in where staff vouch; None when one was refused."""
        values = {code: value for code, value in found.items() if value is not None}
        picked = {c: clean(q, values[c]).choices for q in view.questions if (c := q.code) in values}
        for question in view.questions:
            if question.type != "agreement" or question.code in values:
                continue
            if question.required and is_shown(question.show_if, picked):
                if question.code in self.asked_columns or not self.mapped.agreed:
                    return None
                values[question.code] = question.options[0].code
                picked[question.code] = (question.options[0].code,)
        while True:
            hidden = [q.code for q in view.questions if q.code in values and not is_shown(q.show_if, picked)]
            if not hidden:
                return values
            for code in hidden:
                self.notes.append(RowFault(number, code, "routed_away", "", code))
                del values[code], picked[code]

    def _sent(self, number: int, text: str | None, column: str) -> datetime | None:
        """When it was sent; today where no column says; None when it never was, or the date is wrong."""
        if text is None:
            return self.today
        if not text or text == "1980-01-01 00:00:00":  # LimeSurvey's mark for answers without a date
            return self.today if text else None
        found = dates.moment(text, american=self.american)
        if found is None:
            self.faults.append(RowFault(number, column, "not_a_date", text))
        elif not dates.EARLIEST < found < self.today + timedelta(days=1):
            self.faults.append(RowFault(number, column, "date_out_of_range", text))
            return None
        return found

    def _language(self, number: int, text: str, column: str) -> str:
        if not text:
            return self.mapped.language
        said = text.partition("(")[0].strip().casefold()
        found = self.languages.get(said) or self.languages.get(said.replace("_", "-").partition("-")[0])
        if found is None:
            self.notes.append(RowFault(number, column, "other_language", text))
        return found or self.mapped.language

    def _channel(self, text: str) -> str:
        if self.mapped.channel == FILE_CHANNEL:
            return text if text in CHANNELS else "import"
        return self.mapped.channel

    def _keys(self, number: str, row: Sequence[str]) -> list[str]:
        """The keys of a row: of the person's number in the other tool and of the row, else of the row alone.

        The row as it stands in the file, so that another reading of its columns finds it again. Rows that say the
        same without a number are told apart by their order: two people may well answer alike.
        """
        cells = sorted((heading, row[at]) for at, heading, _target in self.places if row[at])
        said = f"{self.survey_id}|row|{json.dumps(cells)}"
        self.same[said] += 1
        if not number and self.same[said] > 1:
            said = f"{said}|{self.same[said]}"
        rows = keyed_hashes(_KEY, said)
        if not number:
            return [f"{KEYED}{one[: 2 * _HALF]}" for one in rows]
        named = keyed_hashes(_KEY, f"{self.survey_id}|{self.mapped.tool}|{number}")
        return [f"{KEYED}{one[:_HALF]}{other[:_HALF]}" for one, other in zip(named, rows, strict=True)]


def _is_agreement(view: SurveyView, code: str) -> bool:
    question = view.question(code)
    return question is not None and question.type == "agreement"
