"""Waves for the public: the printed ones, and of our own surveys only what a published report froze.

A survey that is open changes from hour to hour; two looks at it would give single people away by their difference.
So its measures are counted once, when a report is drafted, pass disclosure control there, and stay as published.
Tests are made of these rounded numbers, so that no p value tells more than they do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.analysis.models import Report
from surveys.analysis.statistics import MINIMUM, ROUNDING, Figure, bounds, figure
from surveys.analysis.waves import (
    EnteredBase,
    Reading,
    WaveView,
    mode_of,
    own_modes,
    own_waves,
    printed_waves,
    said_mode,
)
from surveys.columns import local_day
from surveys.measures import measures
from surveys.models import Consultation, Survey

Measures = dict[str, dict[str, Figure]]
"""Figures by measure, by survey's slug."""


def freeze(
    session: Session,
    consultation: Consultation,
    before: Measures | None = None,
    *,
    minimum: int = MINIMUM,
    rounding: int = ROUNDING,
) -> Measures:
    """The measures of a consultation's surveys as they stand now, those left out that are too small to show.

    Hidden too is a share whose rest is under `minimum`: "98% are happy" of 500 says that ten are not. So is one that
    has no rest: once a few have joined whose answer differs, a measure that is gone would tell that it is they. And
    what the version `before` hid stays hidden while too few were asked since: now less the newcomers would tell what
    it was.
    """
    slugs = {survey.slug for survey in consultation.surveys}
    rules = {"minimum": minimum, "rounding": rounding}
    found: Measures = {}
    questions = {one.code: one.question for one in measures()}
    for wave in own_waves(session):
        if wave.code not in slugs:
            continue
        told = (before or {}).get(wave.code, {})
        asked: dict[str, int] = {}
        for code, one in told.items():
            if code in questions:
                asked[questions[code]] = max(asked.get(questions[code], 0), one["base"] or 0)
        shown = {}
        for code, reading in wave.readings.items():
            count, base = round(reading.count or 0), reading.base or 0
            now = figure(count, base, **rules, hide=base - count < minimum)
            was_asked = asked.get(questions[code], 0) if code not in told else 0
            if not now["suppressed"] and not (was_asked and _gives_away(now, was_asked, **rules)):
                shown[code] = now
        if shown:
            found[wave.code] = shown
    return found


def modes(session: Session, consultation: Consultation, *, minimum: int = MINIMUM) -> dict[str, str]:
    """How a consultation's surveys asked, by slug: frozen beside the measures, for channels go with the answers."""
    slugs = {survey.slug for survey in consultation.surveys}
    return {slug: mode for slug, mode in own_modes(session, minimum=minimum).items() if slug in slugs}


def _gives_away(now: Figure, asked: int, *, minimum: int, rounding: int) -> bool:
    """Whether a measure that was hidden before would tell how few it was then: of its count or of the rest.

    `asked`: how many were asked then, which stands at the other measures of the same question.
    """
    count, base = (bounds(now[name] or 0, minimum=minimum, rounding=rounding) for name in ("count", "base"))
    newcomers = base[1] - bounds(asked, minimum=minimum, rounding=rounding)[0]
    rest = max(minimum, base[0] - count[1])
    return any(1 < least - newcomers < minimum for least in (count[0], rest))


def published(session: Session, entered: Mapping[str, EnteredBase] | None = None) -> list[WaveView]:
    """Every wave that the public may see, by series and time. `entered`: bases that staff know, as for `waves`."""
    found = printed_waves(session, entered)
    surveys = {survey.slug: survey for survey in session.scalars(sa.select(Survey))}
    for report in _newest(session):
        measures: Measures = report.findings.get("measures") or {}
        found += [
            _view(surveys[slug], report, figures) for slug, figures in measures.items() if slug in surveys and figures
        ]
    return sorted(found, key=lambda wave: (wave.series, wave.ours, wave.code))


def _newest(session: Session) -> list[Report]:
    """The newest published version of each consultation."""
    rows = session.scalars(sa.select(Report).where(Report.state == "published").order_by(Report.number))
    return list({report.consultation_slug: report for report in rows}.values())


def _view(survey: Survey, report: Report, figures: Mapping[str, Figure]) -> WaveView:
    settings: Mapping[str, Any] = survey.settings or {}
    readings = {
        code: Reading(100 * (one["count"] or 0) / one["base"], one["base"], one["count"])
        for code, one in figures.items()
        if one["base"]
    }
    dates = [survey.opened_at, min(filter(None, (survey.closed_at, report.made_at)))]
    return WaveView(
        key=f"survey/{survey.slug}",
        series=str(settings.get("series") or survey.audience),
        code=survey.slug,
        name=survey.slug,
        audience=survey.audience,
        when=" / ".join(local_day(moment).isoformat() for moment in dates if moment is not None),
        mode=_mode(survey, report),
        sampling=str(settings.get("sampling") or "unknown"),
        source=report.consultation_slug,
        base=max(reading.base or 0 for reading in readings.values()),
        ours=True,
        readings=readings,
    )


def _mode(survey: Survey, report: Report) -> str:
    """As frozen; of a version that kept none, by all who took part in its consultation."""
    kept: Mapping[str, str] = report.findings.get("modes") or {}
    if survey.slug in kept:
        return kept[survey.slug]
    channels: Mapping[str, Figure] = report.findings["by"].get("channel", {})
    return mode_of(said_mode(survey.settings), {name: one["count"] or 0 for name, one in channels.items()})
