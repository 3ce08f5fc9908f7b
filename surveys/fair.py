"""The fair gate: a consultation opens only when each point of a fair one is filled (BOARD 18.2, Gunning principles).

Comments at a formative stage (`can_change`), enough reasons, adequate time, feedback that the decision-maker considers,
questions that suit who is asked, and alternatives with the discarded ones. What is empty is "to be confirmed by the
council": it never passes the gate, and the public page says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys import changes, terms, wording
from surveys.columns import local_day, now
from surveys.content import Words
from surveys.models import CHANNELS, Consultation, Survey, SurveyVersion
from surveys.points import DATES, MINIMUM_DAYS, POINTS, TEXTS

# What people write into a box that they have to fill: no answer to the point.
_NO_ANSWER = re.compile(
    r"\W*(tb[acd]|to be (confirmed|decided|agreed|added)|not known|unknown|n/?a)\b.{0,40}", re.I | re.S
)


class NotFair(Exception):
    """The gate is shut; `gate` says why."""

    def __init__(self, gate: Gate) -> None:
        super().__init__("a fair consultation needs more")
        self.gate = gate


class NotAPoint(ValueError):
    """A value that a point does not take: `field`, and a `code`: too_long, missing, out_of_range, unknown."""

    def __init__(self, field_name: str, code: str) -> None:
        super().__init__(f"{field_name}: {code}")
        self.field, self.code = field_name, code


@dataclass(frozen=True)
class Period:
    """Days before an election in which a council is careful about what it publishes; both ends belong to it."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Gate:
    """What stands between a consultation and its opening, as codes.

    `missing`: points of POINTS that are empty. `problems` of the dates: closes_before_opens, too_short, is_over,
    too_early (before the opening day), decides_too_early. `elections`: pre-election periods that touch its dates,
    a warning that somebody has to have read.
    """

    missing: Sequence[str] = ()
    problems: Sequence[str] = ()
    elections: Sequence[Period] = ()
    acknowledged: bool = False
    minimum_days: int = MINIMUM_DAYS

    @property
    def passes(self) -> bool:
        """Whether a survey may be opened."""
        return not self.missing and not self.problems and (not self.elections or self.acknowledged)


@dataclass(frozen=True)
class Revision:
    """What staff gave: texts and dates by field, and the settings; what is left out stays as it is."""

    values: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)


def today() -> date:
    """The day in Barnet."""
    return local_day()


def is_answer(text: str | None) -> bool:
    """Whether a text says something: neither empty nor "TBC" nor "to be confirmed by the council"."""
    stripped = (text or "").strip()
    return any(letter.isalnum() for letter in stripped) and not _NO_ANSWER.fullmatch(stripped)


def by_slug(session: Session, slug: str) -> Consultation | None:
    """The consultation of this slug, or None."""
    return session.scalar(sa.select(Consultation).where(Consultation.slug == slug))


def asking(session: Session, language: str) -> list[tuple[str, Words]]:
    """Consultations with a survey that can be answered now: slug, and title in a language (else English)."""
    rows = session.scalars(
        sa.select(Consultation)
        .where(sa.exists().where(Survey.consultation_id == Consultation.id, Survey.state == "open"))
        .order_by(Consultation.slug)
    )
    return [
        (row.slug, wording.words(wording.rows_of(session, row.slug, "consultation", "", language), "title", row.title))
        for row in rows
    ]


def minimum_days(consultation: Consultation) -> int:
    """The shortest time that it may be open, in days."""
    return int(consultation.settings.get("minimum_days") or MINIMUM_DAYS)


def channels(consultation: Consultation) -> list[str]:
    """The ways of answering that it offers, as codes of surveys.base.CHANNELS."""
    return [code for code in consultation.settings.get("channels", []) if code in CHANNELS]


def elections(consultation: Consultation) -> list[Period]:
    """The pre-election periods that staff have entered, by date."""
    kept = consultation.settings.get("pre_election", [])
    return [Period(date.fromisoformat(first), date.fromisoformat(last)) for first, last in sorted(kept)]


def missing(session: Session, consultation: Consultation) -> list[str]:
    """Points that are not filled, in the order of POINTS."""
    filled = {name: is_answer(getattr(consultation, name)) for name in TEXTS}
    filled |= {name: getattr(consultation, name) is not None for name in DATES}
    filled["channels"] = bool(channels(consultation))
    asked = sa.select(SurveyVersion.id).join(Survey).where(Survey.consultation_id == consultation.id).limit(1)
    filled["questionnaires"] = session.scalar(asked) is not None
    return [point for point in POINTS if not filled[point]]


def gate(session: Session, consultation: Consultation, day: date, *, opened_on: date | None = None) -> Gate:
    """What the gate says on a day. `opened_on`: the day a survey was first opened; people's time counts from then."""
    touched = _touched(consultation, day)
    kept = consultation.settings.get("pre_election_read", {})
    return Gate(
        missing=missing(session, consultation),
        problems=_date_problems(consultation, day, opened_on),
        elections=touched,
        acknowledged=bool(touched) and kept.get("periods") == _plain(touched),
        minimum_days=minimum_days(consultation),
    )


def _date_problems(consultation: Consultation, day: date, opened_on: date | None) -> list[str]:
    opens, closes, decides = consultation.opens_on, consultation.closes_on, consultation.decides_on
    problems = []
    if opens and closes:
        begins = max(opens, min(opened_on or day, day))
        if closes < opens:
            problems.append("closes_before_opens")
        elif closes < day:
            problems.append("is_over")
        elif (closes - begins).days + 1 < minimum_days(consultation):
            problems.append("too_short")
        if closes >= opens > day:
            problems.append("too_early")
    if decides and closes and decides <= closes:
        problems.append("decides_too_early")
    return problems


def _touched(consultation: Consultation, day: date) -> list[Period]:
    first = max(consultation.opens_on or day, day)
    last = consultation.closes_on or first
    return [one for one in elections(consultation) if one.starts_on <= last and one.ends_on >= first]


def _plain(periods: Sequence[Period]) -> list[list[str]]:
    return [[one.starts_on.isoformat(), one.ends_on.isoformat()] for one in periods]


def acknowledge(session: Session, consultation: Consultation, by: str | None, day: date) -> None:
    """Keep that somebody has read the warning about these very periods; another date asks again."""
    read = {"periods": _plain(_touched(consultation, day)), "by": by, "at": now().isoformat(timespec="seconds")}
    put_settings(session, consultation, {"pre_election_read": read})


def open_survey(session: Session, survey: Survey, day: date) -> bool:
    """Let people answer once the gate lets it; False when they could already.

    Raises NotFair, or answers.NotAnswerable for a survey without questions. What the seed opened as a pilot is
    none any more from here on: each point is filled.
    """
    if survey.state == "open":
        return False
    consultation = survey.consultation
    opened_on = local_day(survey.opened_at) if survey.opened_at and not is_pilot(consultation) else None
    found = gate(session, consultation, day, opened_on=opened_on)
    if not found.passes:
        raise NotFair(found)
    put_settings(session, consultation, {"pilot": None})
    return changes.open_survey(session, survey)


def is_pilot(consultation: Consultation) -> bool:
    """Whether the seed opened it to show the product, before the council filled each point."""
    return bool(consultation.settings.get("pilot"))


def close_due(session: Session, day: date) -> int:
    """Close surveys whose closing day has passed; how many. The closing day itself still takes answers."""
    due = session.scalars(
        sa.select(Survey)
        .join(Consultation, Consultation.id == Survey.consultation_id)
        .where(Survey.state == "open", Consultation.closes_on < day)
    )
    return sum(changes.close_survey(session, survey) for survey in list(due))


def revise(session: Session, consultation: Consultation, given: Revision, day: date) -> list[str]:
    """Change points and settings; the names of those that changed.

    Raises NotAPoint for a value that does not fit, and NotFair when people can answer already and the change would
    leave a point empty or a date wrong: who is being asked must not be told less than when they began.
    """
    changed, before = [], _open_gate(session, consultation, day)
    for name, value in given.values.items():
        fitting = _fitting(name, value)
        if getattr(consultation, name) != fitting:
            setattr(consultation, name, fitting)
            changed.append(name)
    settings = {name: _setting(name, value) for name, value in given.settings.items()}
    changed += [
        name for name, value in settings.items() if (consultation.settings.get(name) or None) != (value or None)
    ]
    if edited := [name for name in changed if name in TEXTS]:
        settings["edited"] = sorted({*consultation.settings.get("edited", []), *edited})
    put_settings(session, consultation, settings)
    wording.mark_stale(session, consultation.slug, "consultation", "", english(consultation))
    after = _open_gate(session, consultation, day)
    worse = {*after.missing, *after.problems} - {*before.missing, *before.problems}
    if worse and not is_pilot(consultation):
        raise NotFair(after)
    return changed


def _open_gate(session: Session, consultation: Consultation, day: date) -> Gate:
    """What the gate says of those who are answering now; nothing while nobody can."""
    opened = [survey.opened_at for survey in consultation.surveys if survey.state == "open" and survey.opened_at]
    if not opened:
        return Gate()
    return gate(session, consultation, day, opened_on=local_day(min(opened)))


def english(consultation: Consultation) -> dict[str, str]:
    """Its texts that are translated, by field."""
    return {name: getattr(consultation, name) for name in TEXTS}


def put_settings(session: Session, consultation: Consultation, values: Mapping[str, Any]) -> None:
    """Set some of its settings, None takes one away; the others stay as they are in the database now."""
    session.flush()
    session.refresh(consultation, ["settings"], with_for_update=True)
    merged = {**consultation.settings, **values}
    consultation.settings = {name: value for name, value in merged.items() if value is not None}
    session.flush()


def _fitting(name: str, value: Any) -> Any:
    if name in DATES:
        if value is not None and not 2000 <= value.year <= 2100:
            raise NotAPoint(name, "out_of_range")
        return value
    if name not in TEXTS:
        raise NotAPoint(name, "unknown")
    text = wording.tidy(value)
    if len(text) > TEXTS[name]:
        raise NotAPoint(name, "too_long")
    if name == "title" and not text:
        raise NotAPoint(name, "missing")
    return text


def _setting(name: str, value: Any) -> Any:
    if name in terms.NAMES:
        try:
            return terms.fitting(name, value)
        except ValueError as error:
            raise NotAPoint(name, str(error)) from None
    if name == "channels" and set(value) <= set(CHANNELS):
        return [code for code in CHANNELS if code in value]
    if name == "pre_election" and all(
        one.starts_on <= one.ends_on <= one.starts_on + timedelta(days=120) for one in value
    ):
        return _plain(sorted(value, key=lambda one: one.starts_on))
    raise NotAPoint(name, "unknown")
