"""Waves put into plain words for everybody: what was asked when, what changed, and what nobody can say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from surveys.analysis.statistics import wilson
from surveys.analysis.waves import Change, Comparison, Reading, WaveView, compare
from surveys.content import Words
from surveys.measures import measures
from webapp.documents.waves_words import MEASURES, MODES, SAMPLINGS, claims, when
from webapp.documents.words import Named
from webapp.i18n import current_tag, default_language

NAMES = {
    "young-people/2019": _l("Young People's Perception Survey 2019"),
    "young-people/2021-22": _l("Young People's Perception Survey 2021/22, ages 11 to 18"),
    "residents/2021-22": _l("Adult Residents' Perception Survey 2021/22"),
}
"""The waves that the papers print (domain.md §4)."""
SERIES = {
    "young-people": _l("Young people, 11 to 18"),
    "young-adults": _l("Young adults, 19 to 25"),
    "residents": _l("Residents"),
    "professionals": _l("Professionals"),
    "businesses": _l("Local businesses"),
    "resident": _l("Residents"),
    "young_person": _l("Young people"),
    "professional": _l("Professionals"),
    "business": _l("Local businesses"),
}
"""Names of series, and of audiences where a survey names no series."""


@dataclass(frozen=True)
class WaveLine:
    """One wave with what must be known to judge its numbers. `note`: where staff know its base from, in English."""

    name: Named
    when: str
    base: str
    mode: str
    sampling: str
    source: Named | None
    note: str


@dataclass(frozen=True)
class ChangeLine:
    """One measure in two waves, and what can be said of the change; `marked`: more than chance explains."""

    measure: str
    before: str
    after: str
    said: str
    marked: bool


@dataclass(frozen=True)
class Pair:
    """Two waves of a series that follow one another.

    `same`: what can be said where it is the same of every line, to be said once. `claims`: where the paper says more
    than our test.
    """

    code: str
    first: Named
    second: Named
    lines: Sequence[ChangeLine]
    same: str | None
    tests: int
    mode_unknown: bool
    claims: Sequence[str]


@dataclass(frozen=True)
class SeriesTable:
    """Everything of one series: its waves, every measure of each, and what changed from one to the next."""

    code: str
    name: str
    waves: Sequence[WaveLine]
    rows: Sequence[tuple[str, Sequence[str]]]
    pairs: Sequence[Pair]


def tables(waves: Sequence[WaveView], titles: Mapping[str, Words]) -> list[SeriesTable]:
    """Return the waves by series.

    In: waves in the order of time within their series, and the titles of our own surveys by slug.
    """
    by_series: dict[str, list[WaveView]] = {}
    for wave in waves:
        by_series.setdefault(wave.series, []).append(wave)
    return [
        SeriesTable(
            code=series,
            name=str(SERIES.get(series) or series),
            waves=[_line(wave, titles) for wave in found],
            rows=_rows(found),
            pairs=[
                _pair(compare(first, second), titles)
                for first, second in zip(found, found[1:], strict=False)
                if set(first.readings) & set(second.readings)
            ],
        )
        for series, found in by_series.items()
    ]


def _name(wave: WaveView, titles: Mapping[str, Words]) -> Named:
    if wave.key in NAMES:
        return Named(str(NAMES[wave.key]), current_tag())
    title = titles.get(wave.code)
    return Named(title.text, title.language) if title else Named(wave.name, default_language())


def _line(wave: WaveView, titles: Mapping[str, Words]) -> WaveLine:
    return WaveLine(
        name=_name(wave, titles),
        when=when(wave.when),
        base=_("Not known") if wave.base is None else _base(wave),
        mode=str(MODES[wave.mode]),
        sampling=str(SAMPLINGS[wave.sampling]),
        source=None if wave.ours else Named(wave.source, default_language()),
        note=wave.note,
    )


def _base(wave: WaveView) -> str:
    return _("up to %(base)s", base=f"{wave.base:,}") if wave.ours else f"{wave.base:,}"


def _rows(waves: Sequence[WaveView]) -> list[tuple[str, Sequence[str]]]:
    return [
        (
            str(MEASURES[one.code]),
            [reading(wave.readings[one.code]) if one.code in wave.readings else "–" for wave in waves],
        )
        for one in measures()
        if any(one.code in wave.readings for wave in waves)
    ]


def reading(one: Reading) -> str:
    """A percentage with its interval in whole percent; without a base it has none."""
    if not one.base:
        return f"{one.percent:.0f}%"
    count = one.count if one.count is not None else one.percent * one.base / 100
    low, high = wilson(count, one.base)
    return _(
        "%(share)s%% (%(low)s to %(high)s)", share=round(one.percent), low=round(100 * low), high=round(100 * high)
    )


def _pair(found: Comparison, titles: Mapping[str, Words]) -> Pair:
    told = {said(change) for change in found.changes if change.test is None}
    return Pair(
        code=f"{found.second.series}-{found.second.code}",
        first=_name(found.first, titles),
        second=_name(found.second, titles),
        lines=[
            ChangeLine(
                measure=str(MEASURES[change.measure]),
                before=f"{change.first.percent:.0f}%",
                after=f"{change.second.percent:.0f}%",
                said=said(change),
                marked=change.state == "marked",
            )
            for change in found.changes
        ],
        same=told.pop() if len(told) == 1 and not found.tests else None,
        tests=found.tests,
        mode_unknown=found.mode_unknown,
        claims=claims(found),
    )


def said(change: Change) -> str:
    """What can be said of one change, in plain words."""
    if change.state == "other_mode":
        return _("Cannot be compared: people were asked in different ways, or we do not know how")
    if change.state == "no_base":
        return _("Cannot be tested: we do not know how many people answered")
    if change.state == "not_marked":
        return _("No clear change: it may be chance")
    if change.points > 0:
        return _("Went up, by more than chance would explain")
    return _("Went down, by more than chance would explain")
