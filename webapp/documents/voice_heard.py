"""Who was heard, beside who lives here, in words."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from surveys.analysis.statistics import Figure
from webapp.documents.charts import Bar, BarChart
from webapp.documents.voice_shapes import Line, Part

GROUPS = {"sex": _l("Women and men"), "age": _l("Age"), "ethnic_group": _l("Ethnic group")}
CATEGORIES = {
    "female": _l("Women and girls"),
    "male": _l("Men and boys"),
    "0_19": _l("Up to 19"),
    "20_24": _l("20 to 24"),
    "25_74": _l("25 to 74"),
    "75_over": _l("75 and over"),
    "asian": _l("Asian"),
    "black": _l("Black"),
    "mixed": _l("Mixed or multiple"),
    "white": _l("White"),
    "other": _l("Other"),
}
VERDICTS = {
    "fewer": _l("Fewer than live here"),
    "more": _l("More than live here"),
    "as_expected": _l("About as many as live here"),
    "too_few": _l("Too few to say"),
}


def heard(findings: Mapping[str, Any]) -> Part | None:
    """Who was heard, beside who lives here; None in versions made before it was counted."""
    charts: list[BarChart] = []
    lines: list[Line] = []
    for table in findings.get("heard") or []:
        if not table["rows"]:
            continue
        code = f"heard-{table['group']}"
        title = _(
            "%(group)s (of about %(base)s who said)",
            group=str(GROUPS.get(table["group"], table["group"])),
            base=table["base"]["count"],
        )
        bars = [_heard_bar(row) for row in table["rows"]]
        columns = (
            _("Who"),
            _("People"),
            _("Share"),
            _("Share of who lives here, %(year)s", year=table["year"]),
            _("Compared"),
        )
        charts.append(BarChart(code, title, columns, bars, [_("Residents: %(source)s.", source=table["source"])]))
        lines += [
            Line(
                _(
                    "%(who)s: %(verdict)s. %(share)s%% of about %(base)s people who said; %(here)s%% of who lives"
                    " here.",
                    who=_category(row),
                    verdict=str(VERDICTS[row["verdict"]]).lower(),
                    share=row["figure"]["percent"],
                    base=row["figure"]["base"],
                    here=row["residents_percent"],
                ),
                code,
            )
            for row in table["rows"]
            if row["verdict"] in ("fewer", "more")
        ]
    if not charts:
        return None
    notes = [
        _("Residents and young people only: professionals and businesses are asked as such."),
        _("The mark in a bar is the share of who lives here. Age bands of the census fit our surveys only roughly."),
    ]
    return Part("heard", _("How well this speaks for Barnet"), lines, charts, notes)


def _category(row: Mapping[str, Any]) -> str:
    return str(CATEGORIES.get(row["code"], row["name"]))


def _heard_bar(row: Mapping[str, Any]) -> Bar:
    figure: Figure = row["figure"]
    return Bar(
        _category(row),
        figure["percent"] or 0,
        (
            figure["count"] or 0,
            _("%(share)s%%", share=figure["percent"]),
            _("%(share)s%%", share=row["residents_percent"]),
            str(VERDICTS[row["verdict"]]),
        ),
        figure["low"],
        figure["high"],
        row["residents_percent"],
    )
