"""Opening hours in words: a line a day, then the days when a service is shut."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from flask_babel import format_date, format_time, get_locale
from flask_babel import gettext as _

from directory.models import Schedule

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Day:
    """A day of the week, and when it is open then; no times where it is shut."""

    name: str
    times: list[str]


@dataclass(frozen=True)
class Period:
    """The week of a service, for part of the year where `title` says so."""

    title: str
    days: list[Day]
    notes: list[str]


def weeks(rows: Iterable[Schedule], today: date) -> list[Period]:
    """Return the opening hours that hold today or later, a week each; nothing when none are known."""
    groups: dict[tuple[date | None, date | None], list[Schedule]] = {}
    for row in rows:
        if row.kind == "opening" and (row.valid_to is None or row.valid_to >= today):
            groups.setdefault((row.valid_from, row.valid_to), []).append(row)
    return [Period(_span(first, last), _days(group), _notes(group)) for (first, last), group in groups.items()]


def closures(rows: Iterable[Schedule], today: date) -> list[str]:
    """Return the days from today on when a service is shut, the next first, in words."""
    shut = [row for row in rows if row.kind == "closure" and (row.valid_to or row.valid_from or today) >= today]
    found = []
    for row in sorted(shut, key=lambda row: row.valid_from or today):
        span = _span(row.valid_from, row.valid_to) or _notes_of_days(row)
        found.append(f"{span}: {row.description}" if span and row.description else span or row.description)
    return [line for line in found if line]


def clock(value: str | None) -> str:
    """Return a time of day ("17:30") as people of the page's language write it; a broken one as it stands."""
    try:
        return format_time(time.fromisoformat(value or ""), "short", rebase=False)
    except ValueError:
        return value or ""


def day_name(code: str) -> str:
    """Return the name of a day, `MO` to `SU`, in the page's language."""
    return str(get_locale().days["stand-alone"]["wide"][DAYS.index(code)]) if code in DAYS else code


def _days(rows: list[Schedule]) -> list[Day]:
    found = []
    for code in DAYS:
        hours = sorted((row.opens_at or "", row.closes_at or "") for row in rows if code in row.byday)
        found.append(Day(day_name(code), [_hours(opens, closes) for opens, closes in hours]))
    # Hours without days: the note must say when, a week of "shut" would be wrong.
    return found if any(day.times for day in found) else []


def _hours(opens: str, closes: str) -> str:
    if opens and closes:
        return _("%(opens)s to %(closes)s", opens=clock(opens), closes=clock(closes))
    if opens:
        return _("from %(opens)s", opens=clock(opens))
    if closes:
        return _("until %(closes)s", closes=clock(closes))
    return _("open, times not known")


def _notes(rows: list[Schedule]) -> list[str]:
    return list(dict.fromkeys(row.description for row in rows if row.description))


def _notes_of_days(row: Schedule) -> str:
    return _(", ").join(day_name(code) for code in row.byday)


def _span(first: date | None, last: date | None) -> str:
    """Return the days that something holds, in words; nothing when it always holds."""
    if first and last and first == last:
        return format_date(first, "long")
    if first and last:
        return _("%(first)s to %(last)s", first=format_date(first, "long"), last=format_date(last, "long"))
    if first:
        return _("From %(first)s", first=format_date(first, "long"))
    if last:
        return _("Until %(last)s", last=format_date(last, "long"))
    return ""
