"""The parts of the Community Voice in the shape of SNA 4, in words: causes, influences, safety, challenges.

Numbers come from published findings alone. Each sentence with a number says of how many people it is and names its
table.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from surveys.analysis.statistics import Figure
from webapp.documents.charts import Bar, BarChart
from webapp.documents.voice_shapes import Line, Part
from webapp.documents.words import AUDIENCES, Named, book, theme_name
from webapp.i18n import current_tag

TOP = 3
YOUNG, PROFESSIONAL, ALL = "young_person", "professional", "all"
SAFE, UNSAFE = "safe_", "unsafe_"

# Options of the closed question "influences" (surveys/seed/surveys), told shortly.
INFLUENCES: Mapping[str, Any] = {
    "aces_family": _l("Hard things in childhood"),
    "disadvantaged_areas": _l("Growing up poor, or where there is a lot of crime"),
    "education_difficulties": _l("Difficulties with school or learning"),
    "peers": _l("Friends and people their age"),
    "older_exploiters": _l("Older people who use them"),
    "social_media": _l("What they see online"),
    "positive_perception_of_violence": _l("Thinking that violence earns respect"),
    "mental_health": _l("Poor mental health"),
    "something_else": _l("Something else"),
}
# And of "causes": most are themes of the codebook asked as a closed question.
CAUSES: Mapping[str, Any] = {
    "lack_support_services": _l("Too little help from services"),
    "something_else": _l("Something else"),
}


def option_name(question: str, code: str) -> Named:
    """The name of an option of a closed question that the section shows."""
    known = (INFLUENCES if question == "influences" else CAUSES).get(code)
    if known is not None:
        return Named(str(known), current_tag())
    theme = f"cause_{code}"
    return theme_name(theme) if theme in book().codes else Named(code.replace("_", " "), "en")


def bar(name: Named, figure: Figure, *more: str) -> Bar:
    """A row of a chart: people, share and the range of the share."""
    spread = _("%(low)s%% to %(high)s%%", low=figure["low"], high=figure["high"])
    return Bar(
        name.text,
        figure["percent"] or 0,
        (figure["count"] or 0, _("%(share)s%%", share=figure["percent"]), spread, *more),
        figure["low"],
        figure["high"],
        language=name.language if name.language != current_tag() else None,
    )


def chart(code: str, title: str, rows: Iterable[tuple[Named, Figure]]) -> BarChart:
    """A chart of shares with its table."""
    columns = (_("What"), _("People"), _("Share"), _("Range by chance"))
    return BarChart(code, title, columns, [bar(name, figure) for name, figure in rows])


def wholly(figure: Figure) -> str:
    """A share with its count and base, for a column of a table."""
    return _("%(share)s%% (%(count)s of %(base)s)", share=figure["percent"], count=figure["count"], base=figure["base"])


def sentence(who: str, what: str, figure: Figure) -> str:
    """A sentence with a number, its base and its share."""
    return _(
        "%(who)s: %(what)s. About %(count)s of %(base)s people (%(share)s%%).",
        who=who,
        what=what,
        count=figure["count"],
        base=figure["base"],
        share=figure["percent"],
    )


def _themes(findings: Mapping[str, Any], audience: str, wanted: Callable[[str], bool]) -> list[dict[str, Any]]:
    table = next((one for one in findings["themes"] if one["audience"] == audience), None)
    return [row for row in table["rows"] if wanted(row["code"])] if table else []


def _family(family: str) -> Callable[[str], bool]:
    codes = {code.code for code in book().codes.values() if code.family == family}
    return lambda code: code in codes


def _told(
    findings: Mapping[str, Any], code: str, title: str, audiences: Sequence[str], wanted: Callable[[str], bool]
) -> tuple[list[Line], list[BarChart]]:
    """The first three themes of each audience as sentences, and a chart of all of them."""
    lines, charts = [], []
    for audience in audiences:
        rows = _themes(findings, audience, wanted)
        if not rows:
            continue
        table, who = f"{code}-{audience}", str(AUDIENCES[audience])
        lines += [
            Line(
                sentence(who, theme_name(row["code"]).text, row["figure"]),
                table,
                row["code"],
                audience,
                row["figure"]["percent"],
            )
            for row in rows[:TOP]
        ]
        heading = _("%(title)s (%(who)s, of about %(base)s)", title=title, who=who, base=rows[0]["figure"]["base"])
        charts.append(chart(table, heading, [(theme_name(row["code"]), row["figure"]) for row in rows]))
    return lines, charts


def _part(code: str, title: str, told: tuple[list[Line], list[BarChart]], notes: Sequence[str] = ()) -> Part:
    lines, charts = told
    return Part(code, title, lines or [Line(_("Too few people spoke of this to show figures."))], charts, notes)


def causes(findings: Mapping[str, Any]) -> Part:
    """What people give as reasons for violence (Q1's themes), all and young people; and the closed question."""
    title = _("What people think causes violence")
    lines, charts = _told(findings, "causes", title, (ALL, YOUNG), _family("causes"))
    chosen = _closed(findings, "causes", _("Chosen from a list, three at most"))
    notes = []
    if lines and chosen[0]:
        notes.append(
            _(
                "What people write in their own words and what they choose from a list can come in another order: a"
                " list brings to mind what people would not have thought of."
            )
        )
    return _part("causes", title, (lines + chosen[0], charts + chosen[1]), notes)


def influences(findings: Mapping[str, Any]) -> Part:
    """What draws young people in: a closed question, three at most."""
    title = _("What draws young people into violence")
    return _part(
        "influences",
        title,
        _closed(findings, "influences", title),
        [_("People chose from a list, three things at most.")],
    )


def _closed(findings: Mapping[str, Any], question: str, title: str) -> tuple[list[Line], list[BarChart]]:
    lines, charts = [], []
    for table in findings.get("closed") or []:
        if table["question"] != question or table["audience"] not in (ALL, YOUNG) or not table["rows"]:
            continue
        code, who = f"{question}-chosen-{table['audience']}", str(AUDIENCES[table["audience"]])
        rows = [(option_name(question, row["code"]), row["figure"]) for row in table["rows"]]
        chosen = _("%(who)s, choosing from a list", who=who)
        lines += [
            Line(sentence(chosen, name.text, figure), code, share=figure["percent"]) for name, figure in rows[:TOP]
        ]
        heading = _("%(title)s (%(who)s, of about %(base)s)", title=title, who=who, base=table["base"]["count"])
        charts.append(chart(code, heading, rows))
    return lines, charts


def safety(findings: Mapping[str, Any]) -> Part:
    """What makes people feel safe, and what makes them feel at risk."""
    safe = _told(findings, "safe", _("What makes people feel safe"), (ALL, YOUNG), lambda code: code.startswith(SAFE))
    risk = _told(
        findings, "unsafe", _("What makes people feel at risk"), (ALL, YOUNG), lambda code: code.startswith(UNSAFE)
    )
    title = _("What makes people feel safe, and what makes them feel at risk")
    return _part("safety", title, (safe[0] + risk[0], safe[1] + risk[1]))


def challenges(findings: Mapping[str, Any]) -> Part:
    """What professionals say gets in the way of helping (Q5)."""
    title = _("What professionals say gets in the way of helping")
    return _part("challenges", title, _told(findings, "challenges", title, (PROFESSIONAL,), _family("challenges")))
