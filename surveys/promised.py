"""You said, we did, as it is read: promises in a language, by year and ward, with their history and ratings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from surveys import wording
from surveys.content import Words
from surveys.models import Consideration, Consultation, Promise, PromiseChange, PromiseRating, Translation
from surveys.promising import HELPED, OPEN_STATES, OWNER, english, reason_withdrawn

MINIMUM_RATINGS = 10
"""From so many ratings on the public sees totals: of fewer, one person's answer could be told from the page. The same
threshold as the report's (surveys.analysis.statistics.MINIMUM)."""

SHOWN_CHANGES = (
    *("you_said", "decision", "action", "owner", "due_on"),
    *("state", "result", "wards", "year", "consideration_id"),
)
"""Fields whose public changes stand on the page, each with what it said before."""


@dataclass(frozen=True)
class Line:
    """One public change: a field, the day, and what it said before (English where it is a text).

    Of consideration_id it is who had considered which report, as Considered.
    """

    field: str
    changed_at: datetime
    before: Any
    after: Any


@dataclass(frozen=True)
class Considered:
    """Who considered which version of the report, and when."""

    body: str
    considered_on: date
    report_version: int


@dataclass(frozen=True)
class PromiseView:
    """A promise in one language. `texts` by field; `ratings` are None until there are MINIMUM_RATINGS of them.

    `overdue`: neither done nor given up by the end of the month that it was due in.
    """

    id: str
    consultation: str
    year: int
    theme: str | None
    state: str
    texts: Mapping[str, Words]
    due_on: date | None
    overdue: bool
    wards: Sequence[str]
    considered: Considered | None
    withdrawn_on: date | None
    published_at: datetime | None
    updated_at: datetime
    history: Sequence[Line]
    ratings: Mapping[str, int] | None

    @property
    def machine(self) -> bool:
        """Whether any of its words were translated and not yet checked by a person."""
        return any(words.state == "machine" for words in self.texts.values() if words)


def is_overdue(promise: Promise, day: date) -> bool:
    """Whether its day has passed and it is neither done, nor given up with a reason, nor taken back."""
    return promise.due_on is not None and promise.due_on < day and promise.state in OPEN_STATES


def by_id(session: Session, promise_id: str) -> Promise | None:
    """The promise of this id, published or not, or None."""
    return session.get(Promise, promise_id) if len(promise_id) <= 36 else None


def everything(session: Session) -> list[Promise]:
    """Every promise for the desk, newest year first."""
    order = (Promise.year.desc(), Promise.created_at.desc(), Promise.id)
    return list(session.scalars(sa.select(Promise).options(selectinload(Promise.consideration)).order_by(*order)))


def years(session: Session) -> list[int]:
    """Years in which something public was promised, newest first."""
    found = sa.select(Promise.year).where(Promise.published_at.is_not(None)).distinct().order_by(Promise.year.desc())
    return list(session.scalars(found))


def published(
    session: Session,
    language: str,
    day: date,
    *,
    year: int | None = None,
    ward: str | None = None,
    consultation: Consultation | None = None,
) -> list[PromiseView]:
    """What was promised in public, newest first. A ward has its own and those for the whole borough."""
    statement = (
        sa.select(Promise, Consultation.slug)
        .join(Consultation, Consultation.id == Promise.consultation_id)
        .where(Promise.published_at.is_not(None))
        .options(selectinload(Promise.consideration), selectinload(Promise.changes))
        .order_by(Promise.year.desc(), Promise.published_at.desc(), Promise.id)
    )
    if year is not None:
        statement = statement.where(Promise.year == year)
    if consultation is not None:
        statement = statement.where(Promise.consultation_id == consultation.id)
    # Wards are a short list in a column that the two databases search differently; the rows are few.
    rows = [row for row in session.execute(statement) if ward is None or not row[0].wards or ward in row[0].wards]
    texts = translations(session, language)
    rated = ratings(session, [promise.id for promise, _slug in rows])
    bodies = {one.id: _considered(one) for one in session.scalars(sa.select(Consideration))}
    return [
        _view(promise, slug, texts.get(promise.id, {}), rated.get(promise.id, {}), bodies, day)
        for promise, slug in rows
    ]


def said_and_done(view: PromiseView) -> tuple[Words, Words] | None:
    """What was said, and what came of it as far as it went: the result, else the action, else the decision.

    None while nothing has been decided.
    """
    done = next((view.texts[name] for name in ("result", "action", "decision") if view.texts.get(name)), None)
    said = view.texts.get("you_said")
    return (said, done) if said and done else None


def languages(session: Session) -> list[str]:
    """Tags of the languages that some promise has been translated into."""
    found = sa.select(Translation.language).where(Translation.owner == OWNER, Translation.entity == OWNER).distinct()
    return list(session.scalars(found.order_by(Translation.language)))


def ratings(session: Session, promise_ids: Iterable[str]) -> dict[str, dict[str, int]]:
    """How often each answer of HELPED was given, by promise; nothing for one that nobody rated."""
    rows = session.execute(
        sa.select(PromiseRating.promise_id, PromiseRating.helped, sa.func.sum(PromiseRating.times))
        .where(PromiseRating.promise_id.in_(list(promise_ids)))
        .group_by(PromiseRating.promise_id, PromiseRating.helped)
    )
    found: dict[str, dict[str, int]] = {}
    for promise_id, helped, times in rows:
        found.setdefault(promise_id, dict.fromkeys(HELPED, 0))[helped] = int(times)
    return found


def translations(session: Session, language: str) -> dict[str, dict[str, Translation]]:
    """Translated texts of all promises in a language, by promise and field."""
    rows = session.scalars(
        sa.select(Translation).where(
            Translation.owner == OWNER, Translation.entity == OWNER, Translation.language == language
        )
    )
    found: dict[str, dict[str, Translation]] = {}
    for row in rows:
        found.setdefault(row.code, {})[row.field] = row
    return found


def _considered(one: Consideration) -> Considered:
    return Considered(one.body, one.considered_on, one.report_version)


def _line(change: PromiseChange, bodies: Mapping[str, Considered]) -> Line:
    before, after = change.before, change.after
    if change.field == "consideration_id":
        before, after = bodies.get(before), bodies.get(after)
    return Line(change.field, change.changed_at, before, after)


def _view(
    promise: Promise,
    consultation: str,
    rows: Mapping[str, Translation],
    rated: Mapping[str, int],
    bodies: Mapping[str, Considered],
    day: date,
) -> PromiseView:
    withdrawn, considered = reason_withdrawn(promise), promise.consideration
    return PromiseView(
        id=promise.id,
        consultation=consultation,
        year=promise.year,
        theme=promise.theme,
        state=promise.state,
        texts={field: wording.words(rows, field, text) for field, text in english(promise).items()},
        due_on=promise.due_on,
        # The public is told the month alone, so nothing is late before the month is over.
        overdue=is_overdue(promise, day.replace(day=1)),
        wards=promise.wards,
        considered=_considered(considered) if considered else None,
        withdrawn_on=withdrawn[0] if withdrawn else None,
        published_at=promise.published_at,
        updated_at=promise.updated_at,
        history=[
            _line(change, bodies) for change in promise.changes if change.public and change.field in SHOWN_CHANGES
        ],
        ratings=rated if sum(rated.values()) >= MINIMUM_RATINGS else None,
    )
