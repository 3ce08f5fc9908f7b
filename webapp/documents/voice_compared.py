"""What the Community Voice sets side by side, in words: young people and adults, then and now, help asked for and
help that there is."""

from collections.abc import Mapping, Sequence
from typing import Any

from babel.lists import format_list
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from surveys.analysis import baseline
from webapp.documents.charts import Bar, BarChart
from webapp.documents.voice_parts import wholly
from webapp.documents.voice_shapes import Line, Part
from webapp.documents.words import AUDIENCES, Named, theme_name
from webapp.i18n import current_tag

# Needs of the directory that answer what people ask for. Themes that no service can answer (policing) have none.
NEEDS: Mapping[str, Sequence[str]] = {
    "youth_activities": ("youth_activities",),
    "youth_workers_mentors": ("mentoring",),
    "jobs_training": ("jobs_training",),
    "mental_health_sen_support": ("mental_health", "disability_sen"),
    "parent_support_education": ("parenting",),
    "school_support": ("school_exclusion",),
    "hostels_planning": ("housing_homelessness",),
    "accommodation_victims": ("housing_homelessness", "domestic_abuse"),
}


def young_and_adults(findings: Mapping[str, Any]) -> Part | None:
    """Where young people really differ from adults; None in versions made before it was tested."""
    found = findings.get("young_and_adults")
    if found is None:
        return None
    title = _("Where young people differ from adults")
    if not found["tested"]:
        return Part("differ", title, [Line(_("Too few young people or adults wrote something to compare them."))])
    told = _two(found, "differ-themes", str(AUDIENCES["young_person"]), _("Adults"))
    notes = [
        _(
            "We compared %(number)s themes and say only what chance alone would hardly make (at most 5 times in 100,"
            " for all themes together).",
            number=found["tested"],
        ),
        _("Adults are all who answered but young people. Some questions were put to young people in other words."),
    ]
    lines = told[0] or [Line(_("We found no real difference."))]
    return Part("differ", title, lines, told[1], notes)


def _two(found: Mapping[str, Any], code: str, first: str, second: str) -> tuple[list[Line], list[BarChart]]:
    """The themes that two sets of people differ in, as sentences and as a chart."""
    if not found["rows"]:
        return [], []
    lines = [
        Line(
            _(
                "%(what)s. %(first)s: %(share)s%% of about %(base)s people. %(second)s: %(other)s%% of about"
                " %(other_base)s.",
                what=theme_name(row["code"]).text,
                first=first,
                share=row["first"]["percent"],
                base=row["first"]["base"],
                second=second,
                other=row["second"]["percent"],
                other_base=row["second"]["base"],
            ),
            code,
            row["code"],
            "young_person" if code == "differ-themes" else "all",
        )
        for row in found["rows"]
    ]
    bars = []
    for row in found["rows"]:
        name = theme_name(row["code"])
        shares = [wholly(row[side]) for side in ("first", "second")]
        bars.append(
            Bar(
                name.text,
                row["first"]["percent"],
                shares,
                row["first"]["low"],
                row["first"]["high"],
                row["second"]["percent"],
                name.language if name.language != current_tag() else None,
            )
        )
    heading = _("%(first)s: the bar. %(second)s: the mark.", first=first, second=second)
    return lines, [BarChart(code, heading, (_("What"), first, second), bars)]


def since(findings: Mapping[str, Any]) -> Part:
    """What changed: since the consultation before, where one was published, and since 2023."""
    lines: list[Line] = []
    charts: list[BarChart] = []
    before = findings.get("since")
    if before:
        told = _two(before["differences"], "since-wave", _("Now"), before["title"])
        lines += told[0] or [
            Line(
                _(
                    "Since “%(title)s” no theme has really changed. We compared %(number)s themes.",
                    title=before["title"],
                    number=before["differences"]["tested"],
                )
            )
        ]
        charts += told[1]
    for code, title, audience, then, family in (
        ("since-causes", _("Causes of violence"), "all", baseline.CAUSES_ALL, "cause_"),
        (
            "since-causes-young",
            _("Causes of violence, young people"),
            "young_person",
            baseline.CAUSES_YOUNG_PEOPLE,
            "cause_",
        ),
        (
            "since-safe",
            _("What makes young people feel safe"),
            "young_person",
            baseline.FEEL_SAFE_YOUNG_PEOPLE,
            "safe_",
        ),
    ):
        now = _rows(findings, audience, family)
        if now:
            charts.append(_then_and_now(code, title, then, now))
            lines += _moved(code, title, audience, then, now)
    notes = [_("In 2023 the paper (SNA 4) gave an order and no numbers, so only places can be compared, not shares.")]
    return Part("since", _("What has changed"), lines, charts, notes)


def _rows(findings: Mapping[str, Any], audience: str, family: str) -> list[dict[str, Any]]:
    table = next((one for one in findings["themes"] if one["audience"] == audience), None)
    return [row for row in table["rows"] if row["code"].startswith(family)] if table else []


def _then_and_now(code: str, title: str, then: Sequence[str], now: Sequence[Mapping[str, Any]]) -> BarChart:
    figures = {row["code"]: row["figure"] for row in now}
    places = _places(now)
    bars = []
    for theme in [*then, *(one for one in figures if one not in then)]:
        name, figure = theme_name(theme), figures.get(theme)
        bars.append(
            Bar(
                name.text,
                figure["percent"] if figure else 0,
                (
                    then.index(theme) + 1 if theme in then else "–",
                    places.get(theme, "–"),
                    wholly(figure) if figure else _("Not shown"),
                ),
                language=name.language if name.language != current_tag() else None,
            )
        )
    return BarChart(code, title, (_("What"), _("Place in 2023"), _("Place now"), _("Share now")), bars)


def _places(now: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Places by the published count: those with the same count share theirs."""
    counts = [row["figure"]["count"] for row in now]
    return {row["code"]: 1 + sum(other > row["figure"]["count"] for other in counts) for row in now}


def _moved(code: str, title: str, audience: str, then: Sequence[str], now: Sequence[Mapping[str, Any]]) -> list[Line]:
    """What comes first now, with all that share the place, and where it stood in 2023.

    Where most of 2023's list is not shown now, nothing is said of order: it may have moved or only be hidden.
    """
    figures = {row["code"] for row in now}
    coded = [theme for theme in then if theme not in baseline.NOT_CODED]
    if 2 * sum(theme not in figures for theme in coded) > len(coded):
        few = _("%(title)s: too few people now spoke of what came first in 2023, so we compare no order.", title=title)
        return [Line(few, code)]
    first = [theme for theme, place in _places(now).items() if place == 1]
    names = {theme: theme_name(theme).text for theme in first}
    said = {"title": title, **{name: now[0]["figure"][name] for name in ("count", "base")}}
    if len(first) == 1:
        text = _(
            "%(title)s: %(theme)s comes first now, with about %(count)s of %(base)s people.",
            theme=names[first[0]],
            **said,
        )
        told = [text, _place_of_one(first[0], then)]
    else:
        text = _(
            "%(title)s: %(themes)s come first together now, each with about %(count)s of %(base)s people.",
            themes=format_list(list(names.values()), locale=get_locale()),
            **said,
        )
        told = [text, *(_place_of_several(theme, name, then) for theme, name in names.items())]
    return [Line(" ".join(told), code, first[0], audience)]


def _place_of_one(theme: str, then: Sequence[str]) -> str:
    """Where the theme stood in 2023, said after the sentence that names it."""
    if theme not in then:
        return _("In 2023 it was not among the first.")
    if theme == then[0]:
        return _("It came first in 2023 too, so that has not changed.")
    return _("In 2023 it came in place %(place)s.", place=then.index(theme) + 1)


def _place_of_several(theme: str, name: str, then: Sequence[str]) -> str:
    """The same where several come first now, so that each is named."""
    if theme not in then:
        return _("%(theme)s was not among the first in 2023.", theme=name)
    if theme == then[0]:
        return _("%(theme)s came first in 2023 too: that has not changed.", theme=name)
    return _("%(theme)s came in place %(place)s in 2023.", theme=name, place=then.index(theme) + 1)


def without_letters(findings: Mapping[str, Any]) -> Part | None:
    """Themes with and without the copies of campaigns; None where these change nothing that may be told."""
    found = findings.get("copies")
    if not found:
        return None
    lines, bars = [], []
    for row in found["rows"]:
        name, figure, without = theme_name(row["code"]), row["figure"], row["without"]
        lines.append(
            Line(
                _(
                    "%(what)s: about %(count)s of %(base)s people. Without copies: about %(left)s of %(left_base)s.",
                    what=name.text,
                    count=figure["count"],
                    base=figure["base"],
                    left=without["count"],
                    left_base=without["base"],
                ),
                "copies",
                row["code"],
                "all",
            )
        )
        shares = (wholly(figure), wholly(without))
        language = name.language if name.language != current_tag() else None
        bars.append(Bar(name.text, without["percent"], shares, reference=figure["percent"], language=language))
    title = _("Without letters that many people sent")
    columns = (_("What"), _("All answers"), _("Without copies"))
    heading = _("%(first)s: the bar. %(second)s: the mark.", first=_("Without copies"), second=_("All answers"))
    notes = [_("Some people sent the same letter. It counts for each of them. Here the first one alone counts.")]
    return Part("copies", title, lines, [BarChart("copies", heading, columns, bars)], notes)


def beside_the_directory(findings: Mapping[str, Any], names: Mapping[str, Named]) -> BarChart | None:
    """What people ask for, beside what was looked for in vain and what nobody serves; None without such figures."""
    missing = findings.get("missing")
    table = next((one for one in findings["themes"] if one["audience"] == "all"), None)
    if missing is None or table is None:
        return None
    asked = {row["need"]: row["times"] for row in missing["asked"]}
    nobody: dict[str, int] = {}
    for gap in missing["nobody"]:
        nobody[gap["need"]] = nobody.get(gap["need"], 0) + 1
    bars = []
    for row in table["rows"]:
        for need in NEEDS.get(row["code"], ()):
            if need not in names:
                continue
            gaps = nobody.get(need, 0)
            bars.append(
                Bar(
                    f"{theme_name(row['code']).text} → {names[need].text}",
                    row["figure"]["percent"] or 0,
                    (
                        wholly(row["figure"]),
                        asked.get(need, _("Not shown")),
                        ngettext("%(num)d gap", "%(num)d gaps", gaps) if gaps else _("None known"),
                    ),
                )
            )
    columns = (
        _("What people ask for, and help of that kind"),
        _("Asked for"),
        _("Not found, times"),
        _("Nobody serves"),
    )
    return BarChart("beside", _("What people ask for, beside the help that there is"), columns, bars) if bars else None
