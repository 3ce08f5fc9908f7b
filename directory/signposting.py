"""Signpostings of champions: what a family was pointed to help for, and totals that name nobody.

A signposting has a need, roughly where and who, and the day; no name and no free text. Champions see their
own totals whole. Of all champions' together, a count under five is not told, nor what would give it away.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory import queries
from directory.models import Need, Signposting, Ward

LANGUAGES: Final = ("en", "ro", "fa", "pl", "ar", "gu", "pt", "es", "it", "tr", "fr", "so", "sq", "other")
"""The thirteen languages of domain.md 2, and any other."""

AGE_BANDS: Final = ("0-10", "11-17", "18-24", "25-64", "65+", "not_known")
"""Whom the help is for. The mapping's own borders: youth services to 17, transition 18 to 25 (SNA 5.2, 5.4)."""

NOT_SAID: Final = "not_said"
"""Stands for the ward that a champion left open."""

DAYS_BACK: Final = 365
"""A champion logs what happened within the last year."""

FEWEST: Final = 5
"""The smallest count that is told of all champions together, as in the consultation's figures."""

MONTHS: Final = 12
"""Whole months that the totals of all champions cover."""

UNDER: Final = "under_5"
HIDDEN: Final = "hidden"
"""A count of any size that is not told because it would give a small one away."""

_ID = re.compile(r"[0-9a-f-]{36}")


class SignpostingError(ValueError):
    """A signposting cannot be logged. `field` is the field, `code` one of `not_a_choice`, `not_a_day`."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field, self.code = field, code


@dataclass(frozen=True)
class Entry:
    """What a champion tells. `ward` and `service` (slugs) may be empty."""

    need: str
    language: str
    age_band: str
    day: date
    ward: str = ""
    service: str = ""


@dataclass(frozen=True)
class Table:
    """Counts of one dimension by code: a number, UNDER or HIDDEN."""

    dimension: str
    counts: dict[str, int | str]


@dataclass(frozen=True)
class Totals:
    """All champions together, from `first` to `last` (days, both included). `total` may be UNDER."""

    first: date
    last: date
    total: int | str
    tables: list[Table]


def log(session: Session, by: str, entry: Entry, *, today: date) -> Signposting:
    """Log a signposting of a champion; `by` is their opaque id.

    Raises SignpostingError naming the first field that is not a choice, or a day that is to come or over a
    year ago. All values may be anything that was typed.
    """
    _one_of("need", entry.need, session.scalars(select(Need.code)))
    if entry.ward:
        _one_of("ward", entry.ward, session.scalars(select(Ward.slug)))
    _one_of("language", entry.language, LANGUAGES)
    _one_of("age_band", entry.age_band, AGE_BANDS)
    if not 0 <= (today - entry.day).days <= DAYS_BACK:
        raise SignpostingError("day", "not_a_day")
    service = queries.service_by_slug(session, entry.service) if entry.service else None
    if entry.service and service is None:
        raise SignpostingError("service", "not_a_choice")
    row = Signposting(
        id=str(uuid4()),
        logged_by=by,
        need=entry.need,
        ward=entry.ward or None,
        language=entry.language,
        age_band=entry.age_band,
        service_id=service.id if service else None,
        logged_on=entry.day,
    )
    session.add(row)
    session.flush()
    return row


def delete(session: Session, by: str, identity: str) -> bool:
    """Take back an entry; say whether it was there and theirs. `identity` may be anything typed."""
    row = session.get(Signposting, identity) if _ID.fullmatch(identity) else None
    if row is None or row.logged_by != by:
        return False
    session.delete(row)
    session.flush()
    return True


def entries(session: Session, by: str, *, most: int = 20) -> list[Signposting]:
    """Return a champion's own entries, the newest first."""
    query = select(Signposting).where(Signposting.logged_by == by)
    return list(session.scalars(query.order_by(Signposting.logged_on.desc(), Signposting.id).limit(most)))


def own_totals(session: Session, by: str) -> dict[str, dict[str, int]]:
    """Return a champion's own counts by `need` and by `month` ("2026-11"), the newest month first."""
    rows = session.execute(select(Signposting.need, Signposting.logged_on).where(Signposting.logged_by == by)).all()
    needs = Counter(need for need, _day in rows)
    months = Counter(_month(day) for _need, day in rows)
    return {
        "need": dict(sorted(needs.items(), key=lambda pair: (-pair[1], pair[0]))),
        "month": dict(sorted(months.items(), reverse=True)),
    }


def all_totals(session: Session, *, today: date) -> Totals:
    """Return the counts of all champions together by need, ward, month, language and age band.

    They cover the last MONTHS whole months: a month that still runs would let whoever looks every day see
    each entry as it comes. No champion is in them.
    """
    first, last = _whole_months(today)
    rows = session.execute(
        select(
            Signposting.need, Signposting.ward, Signposting.logged_on, Signposting.language, Signposting.age_band
        ).where(Signposting.logged_on >= first, Signposting.logged_on <= last)
    ).all()
    codes: dict[str, Sequence[str]] = {
        "need": [need.code for need in queries.needs(session)],
        "ward": [*(ward.slug for ward in queries.wards(session)), NOT_SAID],
        "month": _months(first),
        "language": LANGUAGES,
        "age_band": AGE_BANDS,
    }
    found: dict[str, Counter[str]] = {name: Counter() for name in codes}
    for need, ward, day, language, band in rows:
        values = {"need": need, "ward": ward or NOT_SAID, "month": _month(day), "language": language, "age_band": band}
        for name, value in values.items():
            found[name][value] += 1
    tables = [Table(name, suppress({code: found[name][code] for code in codes[name]})) for name in codes]
    return Totals(first, last, UNDER if 0 < len(rows) < FEWEST else len(rows), tables)


def suppress(counts: Mapping[str, int]) -> dict[str, int | str]:
    """Return counts so that nobody can work out a small one, the sum of all being known.

    Counts of 1 to 4 become UNDER. Where what is left of the sum would still fix one of them (a single one;
    or two that can only be four each), the next smallest count is HIDDEN too: one that is not zero first. Of
    a HIDDEN count nothing is said. In the end each UNDER can be at least two numbers.
    """
    shown: dict[str, int | str] = {code: UNDER if 0 < count < FEWEST else count for code, count in counts.items()}
    total = sum(counts.values())
    if total < FEWEST:
        # The sum itself is not told then.
        return shown
    while _gives_away(shown, counts):
        left = [code for code, value in shown.items() if isinstance(value, int)]
        if not left:
            # Nothing to hide behind: then not even that they are small is told.
            return dict.fromkeys(counts, HIDDEN)
        shown[min(left, key=lambda code: (counts[code] == 0, counts[code]))] = HIDDEN
    return shown


def _gives_away(shown: Mapping[str, int | str], counts: Mapping[str, int]) -> bool:
    """Say whether some count that is not told can be worked out from the sum and those that are.

    Each UNDER lies between 1 and 4. Of a HIDDEN one whoever knows this very rule also knows that it is 5 or
    more, unless nothing but zeros was left to hide. A count is fixed when the others leave it only one value.
    """
    left = sum(count for code, count in counts.items() if isinstance(shown[code], str))
    bounds = [
        (1, FEWEST - 1) if value == UNDER else (FEWEST if counts[code] else 0, left)
        for code, value in shown.items()
        if isinstance(value, str)
    ]
    least, most = sum(low for low, _high in bounds), sum(high for _low, high in bounds)
    return any(min(high, left - (least - low)) <= max(low, left - (most - high)) for low, high in bounds)


def _one_of(field: str, typed: str, choices: Iterable[str]) -> None:
    if typed not in set(choices):
        raise SignpostingError(field, "not_a_choice")


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def _whole_months(today: date) -> tuple[date, date]:
    """Return the first and the last day of the MONTHS whole months before the one that runs."""
    this = today.replace(day=1)
    return this.replace(year=this.year - 1), date.fromordinal(this.toordinal() - 1)


def _months(first: date) -> list[str]:
    whole = [divmod(first.month - 1 + ahead, 12) for ahead in range(MONTHS)]
    return [f"{first.year + years}-{month + 1:02}" for years, month in whole]
