"""Unmet demand: how often somebody looked for help and found none, by need, ward and age band.

Counters, not traces: never the words that were typed, never who or when but for the week. What a need is asked
for stands beside how many services for it can be got into (`directory.coverage`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from directory import queries
from directory.codes import UNKNOWN
from directory.coverage import AGE_BANDS, Cell, Coverage
from directory.models import Need, UnmetDemand, Ward
from directory.signposting import FEWEST, suppress

Source = Literal["search", "chat", "unsure"]
"""`search` and `chat` found nothing. `unsure`: the bot did not understand; that is no demand, and is told apart."""
FRUITLESS: Final[tuple[Source, ...]] = ("search", "chat")
MOST_NEEDS: Final = 3
"""So many needs are counted of one search: what somebody looks for, not all that a word may mean."""

WINDOWS: Final = (4, 13, 52)
"""Weeks that staff look back: a month, a quarter, a year. The week that runs counts as one."""

NOT_TOLD: Final = ""
"""Stands for the ward or age band that nobody told."""

Key = tuple[str, str, str]


class DemandError(ValueError):
    """What was reported cannot be counted. `field` is the field, `code` is `not_a_choice` or `out_of_range`."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field, self.code = field, code


def age_band(age: int | None) -> str:
    """Return the band of an age in years; NOT_TOLD for None. Raises DemandError for no age of a person."""
    if age is None:
        return NOT_TOLD
    if not 0 <= age <= 120:
        raise DemandError("age", "out_of_range")
    return next((band for band, (low, high) in AGE_BANDS.items() if low <= age <= high), "65+")


def monday(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def keys(needs: Iterable[str], ward: str = NOT_TOLD, age: int | None = None) -> list[Key]:
    """Return what one fruitless search counts as: (need, ward, age band), one a need, at most MOST_NEEDS.

    Without a need it is UNKNOWN. Raises DemandError for an age that is none.
    """
    wanted = list(dict.fromkeys(needs))[:MOST_NEEDS] or [UNKNOWN]
    band = age_band(age)
    return sorted((need, ward, band) for need in wanted)


def check(session: Session, needs: Iterable[str], ward: str = NOT_TOLD) -> None:
    """Raise DemandError unless these are codes of needs (or UNKNOWN) and the slug of a ward. Two queries at most."""
    known = {*session.scalars(select(Need.code)), UNKNOWN}
    if not set(needs) <= known:
        raise DemandError("needs", "not_a_choice")
    if ward and ward not in set(session.scalars(select(Ward.slug))):
        raise DemandError("ward", "not_a_choice")


def record(
    session: Session, source: Source, needs: Iterable[str], ward: str, age: int | None, *, today: date
) -> list[Key]:
    """Count one search or chat that found nothing, once for each need; return what was counted.

    `needs` are codes, `ward` a slug or NOT_TOLD, `age` in years or None. The caller knows them to be right
    (`check`). One statement, which two at once do not spoil, on both databases.
    """
    found = keys(needs, ward, age)
    record_keys(session, source, found, today=today)
    return found


def record_keys(session: Session, source: Source, found: Iterable[Key], *, today: date) -> None:
    """Add one to the counters of this week. It reads nothing first, so that it can wait for its turn to write."""
    week = monday(today)
    # In one order, so that two that come together do not wait for each other.
    rows: list[dict[str, Any]] = [
        {"week": week, "source": source, "need": need, "ward": ward, "age_band": band, "times": 1}
        for need, ward, band in sorted(set(found))
    ]
    if not rows:
        return
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(
        insert(UnmetDemand)
        .values(rows)
        .on_conflict_do_update(
            index_elements=["week", "source", "need", "ward", "age_band"],
            set_={"times": UnmetDemand.times + 1},
        )
    )


@dataclass(frozen=True)
class Row:
    """Demand for one need (in one ward, or of one age band) beside what there is.

    `times` holds a number by window in weeks, or UNDER/HIDDEN (`directory.signposting`) for one that is not told.
    """

    need: str
    times: dict[int, int | str]
    supply: Cell
    ward: str = NOT_TOLD
    band: str = NOT_TOLD


@dataclass(frozen=True)
class Split:
    """The demand for one need by ward and by age band; empty where there is too little to tell."""

    need: str
    wards: list[Row]
    bands: list[Row]


def totals(session: Session, since: date) -> dict[str, int]:
    """Return how often nothing was found since a day, by need; only needs that were asked for. Two queries.

    A need that was given up counts for the one that it was merged into. Whole numbers for further work: whoever
    publishes them hides the small ones.
    """
    rows = session.execute(
        select(UnmetDemand.need, func.sum(UnmetDemand.times))
        .where(UnmetDemand.week >= monday(since), UnmetDemand.source.in_(FRUITLESS))
        .group_by(UnmetDemand.need)
        .order_by(UnmetDemand.need)
    )
    found: Counter[str] = Counter()
    into = queries.retired_needs(session)
    for need, times in rows:
        found[into.get(need, need)] += int(times)
    return dict(sorted(found.items()))


def against_supply(session: Session, supply: Coverage, *, today: date) -> list[Row]:
    """Return the needs for which nothing was found in the last year, demand without supply first. Two queries."""
    counts = _counts(session, today)
    needs = {need for need, _ward, _band in counts[max(WINDOWS)]}
    rows = [
        Row(need, {weeks: _sum(counts[weeks], need) for weeks in WINDOWS}, supply.cell(need)) for need in sorted(needs)
    ]
    # The same demand weighs more the fewer services there are for it. What nobody could read is no need: it is last.
    return sorted(
        rows, key=lambda row: (row.need == UNKNOWN, -_number(row, max(WINDOWS)) / (1 + row.supply.all), row.need)
    )


def split(session: Session, supply: Coverage, need: str, *, today: date) -> Split:
    """Return the demand for one need by ward and by age band. Two queries.

    A count under five is not told, nor what would give it away; with fewer than five in all nothing is split.
    """
    return _split(_counts(session, today), supply, need)


def splits(session: Session, supply: Coverage, *, today: date) -> list[Split]:
    """Return the splits of all needs that were asked for in the last year. Two queries."""
    counts = _counts(session, today)
    return [_split(counts, supply, need) for need in sorted({need for need, *_ in counts[max(WINDOWS)]})]


def _split(counts: Mapping[int, Counter[Key]], supply: Coverage, need: str) -> Split:
    wards, bands = _part(counts, need, 1), _part(counts, need, 2)
    return Split(
        need,
        [Row(need, times, supply.cell(need, place=ward) if ward else Cell(), ward=ward) for ward, times in wards],
        [Row(need, times, supply.cell(need, band) if band else Cell(), band=band) for band, times in bands],
    )


def _part(counts: Mapping[int, Counter[Key]], need: str, dimension: int) -> list[tuple[str, dict[int, int | str]]]:
    """Return the counts of a need by ward (1) or age band (2), the greatest first, small ones hidden."""
    shown: dict[str, dict[int, int | str]] = {}
    year = max(WINDOWS)
    for weeks in WINDOWS:
        by_code: Counter[str] = Counter()
        for key, times in counts[weeks].items():
            if key[0] == need:
                by_code[key[dimension]] += times
        if weeks == year and by_code.total() < FEWEST:
            return []
        for code, value in suppress(by_code).items():
            shown.setdefault(code, dict.fromkeys(WINDOWS, 0))[weeks] = value
    # By what is told only: the order must say no more than the numbers.
    return sorted(shown.items(), key=lambda item: (-_told(item[1][year]), item[0] == NOT_TOLD, item[0]))


def not_understood(session: Session, *, today: date) -> list[tuple[str, dict[int, int]]]:
    """Return how often the bot did not understand, by the need that it seemed to be about and by window in weeks.

    The most often first; UNKNOWN, where not even that could be told, last. Two queries.
    """
    counts = _counts(session, today, ("unsure",))
    needs = {need for need, _ward, _band in counts[max(WINDOWS)]}
    rows = [(need, {weeks: _sum(counts[weeks], need) for weeks in WINDOWS}) for need in needs]
    return sorted(rows, key=lambda row: (row[0] == UNKNOWN, -row[1][max(WINDOWS)], row[0]))


def _counts(session: Session, today: date, sources: tuple[Source, ...] = FRUITLESS) -> dict[int, Counter[Key]]:
    """Return the counts of these sources by window in weeks, and then by need, ward and age band."""
    found: dict[int, Counter[Key]] = {weeks: Counter() for weeks in WINDOWS}
    this = monday(today)
    into = queries.retired_needs(session)
    rows = session.execute(
        select(UnmetDemand.week, UnmetDemand.need, UnmetDemand.ward, UnmetDemand.age_band, func.sum(UnmetDemand.times))
        .where(UnmetDemand.week > this - timedelta(weeks=max(WINDOWS)), UnmetDemand.source.in_(sources))
        .group_by(UnmetDemand.week, UnmetDemand.need, UnmetDemand.ward, UnmetDemand.age_band)
    )
    for week, need, ward, band, times in rows:
        for weeks in WINDOWS:
            if week > this - timedelta(weeks=weeks):
                found[weeks][into.get(need, need), ward, band] += int(times)
    return found


def _sum(counts: Counter[Key], need: str) -> int:
    return sum(times for key, times in counts.items() if key[0] == need)


def _number(row: Row, weeks: int) -> int:
    return _told(row.times[weeks])


def _told(value: int | str) -> int:
    return value if isinstance(value, int) else 0
