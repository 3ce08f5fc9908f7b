"""Waves side by side: each with its base, mode and sampling; changes tested only where a test can be made.

The rules (domain.md §4): a wave whose base is not known cannot be tested; there is no mark across modes, for a
person who is asked face to face answers otherwise than on a screen; a change is marked at p <= 0.05 after Holm's
correction over its table. What a paper marks is shown as its claim and held against the uncorrected test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from surveys.analysis.comparison import LEVEL, Difference, Share, difference, holm, share_of_percent
from surveys.analysis.statistics import MINIMUM
from surveys.columns import local_day
from surveys.measures import Measure, measures
from surveys.models import Answer, Choice, Option, Question, Submission, Survey, SurveyVersion, Wave
from surveys.quotas import in_sample

UNKNOWN = "unknown"
MIXED = "mixed"
WAYS = {"web": "online", "kiosk": "online", "chat": "online", "api": "online", "paper": "paper", "event": "in_person"}
"""How people are asked by channel. How those were whom somebody else brings (import, staff) the survey says."""


@dataclass(frozen=True)
class EnteredBase:
    """The base of a printed wave as staff know it, and from where they know it."""

    base: int
    note: str


@dataclass(frozen=True)
class Reading:
    """One measure of one wave: percent 0..100; its base, None where unknown; what the paper claims of its change."""

    percent: float
    base: int | None
    count: float | None = None
    claimed: bool | None = None

    @property
    def share(self) -> Share | None:
        """The share that can be tested; None without a base."""
        if not self.base:
            return None
        return Share(self.count, self.base) if self.count is not None else share_of_percent(self.percent, self.base)


@dataclass(frozen=True)
class WaveView:
    """A wave with its readings by measure. `note` says where staff have an entered base from; `ours`: counted here."""

    key: str
    series: str
    code: str
    name: str
    audience: str
    when: str
    mode: str
    sampling: str
    source: str
    base: int | None
    note: str = ""
    ours: bool = False
    readings: Mapping[str, Reading] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """One measure in two waves.

    `state`: "marked" or "not_marked" (tested), "no_base" (cannot be tested), "other_mode" (no mark across modes).
    `adjusted` is Holm's p. `disagrees`: the paper marks the change and our test, before correction, does not.
    `supposed` is p if the wave without a base had had the other's: no test, only what the claim would need.
    """

    measure: str
    first: Reading
    second: Reading
    state: str
    points: float
    test: Difference | None = None
    adjusted: float | None = None
    claimed: bool = False
    disagrees: bool = False
    supposed: float | None = None


@dataclass(frozen=True)
class Comparison:
    """Two waves: what changed, how many tests Holm's correction is for, and whether a mode is not known."""

    first: WaveView
    second: WaveView
    changes: tuple[Change, ...]
    tests: int
    mode_unknown: bool


def waves(session: Session, entered: Mapping[str, EnteredBase] | None = None) -> list[WaveView]:
    """Every wave, by series and time: the printed ones, then our own surveys counted now.

    `entered` holds bases that staff have entered, by key ("series/code"). Queries do not grow with the answers.
    """
    found = printed_waves(session, entered) + own_waves(session)
    return sorted(found, key=lambda wave: (wave.series, wave.ours, wave.code))


def printed_waves(session: Session, entered: Mapping[str, EnteredBase] | None = None) -> list[WaveView]:
    """The waves that the papers print, in no order."""
    return [_printed(wave, (entered or {}).get(f"{wave.series}/{wave.code}")) for wave in _rows(session)]


def compare(first: WaveView, second: WaveView) -> Comparison:
    """What changed from the first wave to the second, for each measure that both have."""
    shared = [code for code in (one.code for one in measures()) if code in first.readings and code in second.readings]
    across = _across_modes(first, second)
    # The paper's claim is about the wave before in its own series.
    claims = first.series == second.series and not first.ours
    changes = [_change(code, first.readings[code], second.readings[code], across, claims) for code in shared]
    tested = [number for number, change in enumerate(changes) if change.test is not None]
    adjusted = holm([test.p for change in changes if (test := change.test) is not None])
    for number, p in zip(tested, adjusted, strict=True):
        changes[number] = replace(changes[number], adjusted=p, state="marked" if p <= LEVEL else "not_marked")
    unknown = UNKNOWN in (first.mode, second.mode)
    return Comparison(first, second, tuple(changes), len(tested), unknown)


def _across_modes(first: WaveView, second: WaveView) -> bool:
    """Whether the two asked in different ways. Where a mode is not printed, another series is taken to be another
    mode (the adults were asked "otherwise"), and the same series to have kept its own."""
    if UNKNOWN in (first.mode, second.mode):
        return first.series != second.series
    return first.mode != second.mode


def _change(code: str, first: Reading, second: Reading, across: bool, claims: bool) -> Change:
    claimed = claims and second.claimed is True
    points = second.percent - first.percent
    if across:
        return Change(code, first, second, "other_mode", points, claimed=claimed)
    before, after = first.share, second.share
    if before is None or after is None:
        known = first.base or second.base
        supposed = None
        if known and claimed:
            supposed = difference(share_of_percent(first.percent, known), share_of_percent(second.percent, known)).p
        return Change(code, first, second, "no_base", points, claimed=claimed, supposed=supposed)
    test = difference(before, after)
    return Change(
        code, first, second, "not_marked", points, test=test, claimed=claimed, disagrees=claimed and test.p > LEVEL
    )


def mode_of(said: str, people: Mapping[str, int], *, minimum: int = MINIMUM) -> str:
    """How a survey of ours asked: as it says itself (`said`), or "mixed" where people came in several ways.

    Where they came on paper, or at events, alone, it asked so whatever it says; a screen may also be a tablet in an
    interviewer's hand. `people`: how many by channel. A way of fewer than `minimum` moves no percentage, and is not
    to be told.
    """
    ways: dict[str, int] = {}
    for channel, number in people.items():
        way = WAYS.get(channel, said)
        ways[way] = ways.get(way, 0) + number
    told = [way for way, number in ways.items() if number >= minimum]
    if len(told) > 1:
        return MIXED
    return said if not told or told[0] == "online" else told[0]


def own_modes(session: Session, *, minimum: int = MINIMUM) -> dict[str, str]:
    """How our own surveys asked those who count in their measures, by slug. One query."""
    questions = {one.question for one in measures()}
    asked = (
        sa.select(Survey.slug, Survey.settings, Submission.channel, sa.func.count(sa.distinct(Submission.id)))
        .join(Submission, Submission.survey_id == Survey.id)
        .join(Answer, Answer.submission_id == Submission.id)
        .where(Answer.question_code.in_(questions), in_sample())
    )
    by_channel: dict[str, dict[str, int]] = {}
    said: dict[str, str] = {}
    for slug, settings, channel, number in session.execute(asked.group_by(Survey.id, Submission.channel)):
        by_channel.setdefault(slug, {})[channel] = number
        said[slug] = said_mode(settings)
    return {slug: mode_of(said[slug], people, minimum=minimum) for slug, people in by_channel.items()}


def said_mode(settings: Mapping[str, Any] | None) -> str:
    """The mode that a survey's settings say."""
    return str((settings or {}).get("mode") or UNKNOWN)


def _rows(session: Session) -> list[Wave]:
    return list(session.scalars(sa.select(Wave).where(Wave.survey_id.is_(None)).options(selectinload(Wave.measures))))


def _printed(wave: Wave, entered: EnteredBase | None) -> WaveView:
    base = wave.base if wave.base is not None else (entered.base if entered else None)
    dates = [day for day in (wave.started_on, wave.ended_on) if day is not None]
    return WaveView(
        key=f"{wave.series}/{wave.code}",
        series=wave.series,
        code=wave.code,
        name=wave.name,
        audience=wave.audience,
        when=" / ".join(day.isoformat() for day in dates) or wave.code,
        mode=wave.mode,
        sampling=wave.sampling,
        source=wave.source,
        base=base,
        note=entered.note if entered and wave.base is None else "",
        readings={
            row.measure: Reading(row.percent, row.base if row.base is not None else base, None, row.printed_significant)
            for row in wave.measures
        },
    )


def own_waves(session: Session) -> list[WaveView]:
    """Our own surveys as waves; those that nobody has answered are none yet. Five queries."""
    wanted = measures()
    questions = sorted({one.question for one in wanted})
    surveys = {survey.id: survey for survey in session.scalars(sa.select(Survey))}
    titles = dict(
        session.execute(sa.select(SurveyVersion.survey_id, SurveyVersion.title).order_by(SurveyVersion.number))
        .tuples()
        .all()
    )
    flags: dict[tuple[str, str], tuple[set[str], set[str]]] = {}
    for survey_id, question, option, positive, outside in session.execute(
        sa.select(SurveyVersion.survey_id, Question.code, Option.code, Option.positive, Option.outside_base)
        .join(Question, Question.version_id == SurveyVersion.id)
        .join(Option, Option.question_id == Question.id)
        .where(Question.code.in_(questions))
        .order_by(SurveyVersion.number)
    ):
        counted, left_out = flags.setdefault((survey_id, question), (set(), set()))
        if positive:
            counted.add(option)
        if outside:
            left_out.add(option)
    said: dict[tuple[str, str], dict[str, set[str]]] = {}
    for survey_id, person, question, option in session.execute(
        sa.select(Submission.survey_id, Submission.id, Answer.question_code, Choice.option_code)
        .join(Answer, Answer.submission_id == Submission.id)
        .join(Choice, Choice.answer_id == Answer.id)
        .where(Answer.question_code.in_(questions), in_sample())
    ):
        said.setdefault((survey_id, question), {}).setdefault(person, set()).add(option)
    found, modes = [], own_modes(session)
    for survey_id, survey in surveys.items():
        readings = {}
        for one in wanted:
            people = said.get((survey_id, one.question), {})
            positive, outside = flags.get((survey_id, one.question), (set(), set()))
            reading = _reading(one, people, positive, outside)
            if reading is not None:
                readings[one.code] = reading
        if readings:
            found.append(_own_view(survey, titles[survey_id], modes[survey.slug], readings))
    return found


def _reading(one: Measure, people: Mapping[str, set[str]], positive: set[str], outside: set[str]) -> Reading | None:
    base = [options for options in people.values() if not options & outside]
    wanted = one.options if one.options is not None else frozenset(positive)
    if not base or not wanted:
        return None
    count = sum(bool(options & wanted) for options in base)
    return Reading(100 * count / len(base), len(base), count)


def _own_view(survey: Survey, title: str, mode: str, readings: Mapping[str, Reading]) -> WaveView:
    settings = survey.settings or {}
    dates = [local_day(moment).isoformat() for moment in (survey.opened_at, survey.closed_at) if moment is not None]
    return WaveView(
        key=f"survey/{survey.slug}",
        series=str(settings.get("series") or survey.audience),
        code=survey.slug,
        name=title,
        audience=survey.audience,
        when=" / ".join(dates),
        mode=mode,
        sampling=str(settings.get("sampling") or UNKNOWN),
        source=survey.slug,
        base=max(reading.base or 0 for reading in readings.values()),
        ours=True,
        readings=readings,
    )
