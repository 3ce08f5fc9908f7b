"""Waves put into words: the measures, how people were asked and chosen, and what a comparison says."""

from datetime import date

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from surveys.analysis.statistics import wilson
from surveys.analysis.waves import Change, Comparison, Reading, WaveView
from surveys.measures import measures
from webapp.documents.sheets import Sheet

MEASURES = {
    "happy_area": _l("Happy with the local area"),
    "family_friendly": _l("Barnet is family friendly"),
    "safe_parks": _l("Feel safe in parks, playgrounds and open spaces"),
    "safe_school_travel": _l("Feel safe travelling to and from school"),
    "concern_crime": _l("Concern: crime"),
    "concern_roads_pavements": _l("Concern: roads and pavements"),
    "concern_drug_taking": _l("Concern: drug taking in parks and streets"),
    "concern_litter": _l("Concern: litter"),
    "concern_traffic": _l("Concern: traffic"),
    "safety_knife_crime": _l("Safety concern: knife crime"),
    "safety_gangs": _l("Safety concern: gangs"),
    "safety_public_transport": _l("Safety concern: public transport"),
    "safety_bullying_online": _l("Safety concern: bullying online"),
    "safety_bullying_in_person": _l("Safety concern: bullying in person"),
    "priority_crime_asb": _l("Priority: protect from crime and anti-social behaviour"),
    "priority_harm": _l("Priority: protect from harm"),
    "priority_mental_health": _l("Priority: mental health"),
}
MODES = {
    "online": _l("Online"),
    "in_person": _l("In person"),
    "mixed": _l("In several ways"),
    "unknown": _l("Not known"),
}
SAMPLINGS = {
    "open": _l("Anyone could answer"),
    "quota": _l("A sample with quotas"),
    "random": _l("A random sample"),
    "unknown": _l("Not known"),
}


def about(waves: list[WaveView]) -> Sheet:
    """Each wave with what must be known to compare it."""
    rows = [
        (
            wave.name,
            when(wave.when),
            _base(wave),
            str(MODES[wave.mode]),
            str(SAMPLINGS[wave.sampling]),
            _("Our own survey, counted now") if wave.ours else wave.source,
        )
        for wave in waves
    ]
    return Sheet(
        "about",
        _("The waves"),
        (_("Wave"), _("When"), _("Base"), _("How people were asked"), _("How they were chosen"), _("Source")),
        rows,
    )


def when(dates: str) -> str:
    """Return the days of a wave ("2021-11-10 / 2022-03-20") as people write them; a year stays a year."""
    parts = []
    for text in dates.split(" / "):
        try:
            parts.append(format_date(date.fromisoformat(text), "long"))
        except ValueError:
            parts.append(text.replace("-", "/"))
    return _("%(first)s to %(last)s", first=parts[0], last=parts[-1]) if len(parts) > 1 else parts[0]


def side_by_side(waves: list[WaveView]) -> Sheet:
    """Every measure of every wave, with its interval where the base is known."""
    rows = []
    for code in (one.code for one in measures()):
        if any(code in wave.readings for wave in waves):
            rows.append(
                (
                    str(MEASURES[code]),
                    *[reading(wave.readings[code]) if code in wave.readings else "–" for wave in waves],
                )
            )
    return Sheet(
        "waves",
        _("Waves side by side"),
        (_("Measure"), *[wave.name for wave in waves]),
        rows,
        (
            _("In brackets: the Wilson interval, which holds in 95 of 100 samples. There is none without a base."),
            _("The papers do not print the wording of every question, so ours may differ from theirs."),
        ),
    )


def reading(one: Reading) -> str:
    """A percentage, with its interval where the base is known."""
    if not one.base:
        return f"{one.percent:.0f}%"
    count = one.count if one.count is not None else one.percent * one.base / 100
    low, high = wilson(count, one.base)
    return _(
        "%(share)s%% (%(low)s to %(high)s)", share=round(one.percent), low=round(100 * low), high=round(100 * high)
    )


def compared(found: Comparison) -> Sheet:
    """What changed between two waves, and what can be said of it."""
    rows = [
        (
            str(MEASURES[change.measure]),
            f"{change.first.percent:.0f}%",
            f"{change.second.percent:.0f}%",
            _points(change),
            "–" if change.test is None else _p(change.test.p),
            "–" if change.adjusted is None else _p(change.adjusted),
            said(change),
        )
        for change in found.changes
    ]
    notes = []
    if found.tests:
        notes.append(
            _(
                "Two-proportion z test, two-sided. Marked where p is 0.05 or less after Holm's correction for "
                "%(tests)s tests. In brackets: the interval of the difference (Newcombe), without the correction.",
                tests=found.tests,
            )
        )
    if found.mode_unknown:
        notes.append(_("How people were asked is not known for one of these waves, so read the change with care."))
    return Sheet(
        "compared",
        _("From %(first)s to %(second)s", first=found.first.name, second=found.second.name),
        (
            _("Measure"),
            _("First"),
            _("Second"),
            _("Change in points"),
            _("p"),
            _("p after Holm"),
            _("What can be said"),
        ),
        rows,
        notes,
    )


def said(change: Change) -> str:
    """What can be said of one change."""
    if change.state == "other_mode":
        return _("No mark: people were asked in different ways, or we do not know that they were not")
    if change.state == "no_base":
        return _("Cannot be tested: a base is not known")
    return _("Significant change") if change.state == "marked" else _("No significant change")


def claims(found: Comparison) -> list[str]:
    """Where the paper marks a change, and our test says otherwise or cannot be made."""
    lines = []
    for change in found.changes:
        if not change.claimed:
            continue
        name = str(MEASURES[change.measure])
        figures = {
            "name": name,
            "before": f"{change.first.percent:.0f}",
            "after": f"{change.second.percent:.0f}",
        }
        if change.disagrees and change.test is not None:
            lines.append(
                _(
                    "%(name)s, %(before)s%% to %(after)s%%: the paper prints this as significant. "
                    "Our test does not find it: p = %(p)s.",
                    p=_p(change.test.p),
                    **figures,
                )
            )
        elif change.state == "no_base" and change.supposed is not None:
            known = change.first.base or change.second.base
            lines.append(
                _(
                    "%(name)s, %(before)s%% to %(after)s%%: the paper prints this as significant. "
                    "It cannot be tested, for a base is not known. If both had %(base)s people, p would be %(p)s.",
                    base=known,
                    p=_p(change.supposed),
                    **figures,
                )
            )
        elif change.state == "no_base":
            lines.append(
                _(
                    "%(name)s, %(before)s%% to %(after)s%%: the paper prints this as significant. "
                    "It cannot be tested, for no base is known.",
                    **figures,
                )
            )
        elif change.state == "not_marked":
            lines.append(
                _(
                    "%(name)s, %(before)s%% to %(after)s%%: the paper prints this as significant. "
                    "So does our test by itself (p = %(p)s), but not after Holm's correction.",
                    p=_p(change.test.p if change.test else 1.0),
                    **figures,
                )
            )
    return lines


def _p(value: float) -> str:
    return "<0.001" if value < 0.001 else f"{value:.3f}"


def _points(change: Change) -> str:
    points = f"{change.points:+.0f}"
    if change.test is None:
        return points
    return _(
        "%(points)s (%(low)s to %(high)s)",
        points=points,
        low=f"{change.test.low:+.0f}",
        high=f"{change.test.high:+.0f}",
    )


def _base(wave: WaveView) -> str:
    if wave.base is None:
        return _("Not known")
    if wave.ours:
        return _("up to %(base)s", base=f"{wave.base:,}")
    if wave.note:
        return _("%(base)s, entered by staff: %(note)s", base=f"{wave.base:,}", note=wave.note)
    return f"{wave.base:,}"
