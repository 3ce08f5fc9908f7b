"""What moved between two versions of the Community Voice, in words: sheets that a board member can read."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from directory import queries as directory
from surveys.analysis.changes import UNCODED, Changes, Moved
from surveys.analysis.statistics import Figure
from webapp.documents.sheets import Sheet
from webapp.documents.voice_heard import CATEGORIES, GROUPS
from webapp.documents.voice_parts import option_name, wholly
from webapp.documents.words import AUDIENCES, DIMENSIONS, category_name, group_name, theme_name

KINDS = {
    "new": _l("Shown for the first time"),
    "gone": _l("Not shown any more"),
    "up": _l("More"),
    "down": _l("Fewer"),
    "base": _l("The same, of another number of people"),
}
TITLES = {
    "took_part": _l("Who took part"),
    "by": _l("Who took part"),
    "themes": _l("What people spoke of most"),
    "groups": _l("What people asked for, in the five groups of 2023"),
    "closed": _l("Chosen from a list, three at most"),
    "heard": _l("How well this speaks for Barnet"),
    "adults": _l("Where young people differ from adults: adults"),
    "copies": _l("Without letters that many people sent"),
}


def sheets(session: Session, found: Changes, events: Mapping[str, str]) -> list[Sheet]:
    """One sheet for each table of which something moved. `events`: names of events by id, of both versions."""
    wards = ward_names(session)
    columns = (_("What"), _("Before"), _("Now"), _("What changed"))
    together: dict[str, list[Moved]] = {}
    for one in found.moved:
        together.setdefault(title_of(one.table, one.of), []).append(one)
    return [
        Sheet(
            code=f"changes-{number}",
            title=title,
            columns=columns,
            rows=[
                (
                    name_of(one.table, one.of, one.code, wards, events),
                    _figure(one.before),
                    _figure(one.after),
                    str(KINDS[one.kind]),
                )
                for one in moved
            ],
        )
        for number, (title, moved) in enumerate(together.items(), 1)
    ]


def ward_names(session: Session) -> dict[str, str]:
    """Names of wards by slug."""
    return {ward.slug: ward.name for ward in directory.wards(session)}


def title_of(table: str, of: str) -> str:
    """The name of the table that a figure stands in; codes as in surveys.analysis.changes."""
    title = str(TITLES[table])
    if table == "by":
        return f"{title}: {DIMENSIONS.get(of, of)}"
    if table == "themes":
        return f"{title}: {AUDIENCES.get(of, of)}"
    if table == "heard":
        return f"{title}: {GROUPS.get(of, of)}"
    if table == "closed":
        question, audience = of.split("/")
        named = _("What draws young people into violence") if question == "influences" else _("Causes of violence")
        return f"{named}: {AUDIENCES.get(audience, audience)}"
    return title


def name_of(table: str, of: str, code: str, wards: dict[str, str], events: Mapping[str, str]) -> str:
    """The name of the row that a figure stands in."""
    if table == "took_part":
        return _("Everyone")
    if table == "by":
        return events.get(code) or category_name(of, code, wards)
    if table == "groups":
        return group_name(of).text
    if table == "closed":
        return option_name(of.split("/")[0], code).text
    if table == "heard":
        return str(CATEGORIES.get(code, code))
    return _("Fits no theme of our list") if code == UNCODED else theme_name(code).text


def _figure(figure: Figure | None) -> str:
    return _("Not shown") if figure is None else wholly(figure)
