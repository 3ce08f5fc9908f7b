"""The Community Voice as the pages, the document and the API show it: rows of names and published figures."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from directory import localise
from directory import queries as directory
from surveys.analysis import baseline, report
from surveys.analysis.missing import Missing
from surveys.analysis.models import Quotation, Report
from surveys.analysis.statistics import Figure
from webapp.documents import coverage as coverage_words
from webapp.documents.coverage import Names
from webapp.documents.words import AUDIENCES, DIMENSIONS, Named, book, category_name, group_name, theme_name

FAMILIES = ("causes", "safety", "actions", "challenges")


@dataclass(frozen=True)
class Row:
    """A line of a table: its code, its name and its figure."""

    code: str
    name: Named
    figure: Figure


@dataclass(frozen=True)
class Table:
    """A table with a heading. ``base`` is how many people it is of; ``hidden`` counts rows too small to show."""

    code: str
    title: str
    rows: list[Row]
    base: Figure
    hidden: int
    uncoded: Figure | None = None


@dataclass(frozen=True)
class Baseline:
    """What was said in 2023, in the paper's order."""

    took_part: list[Named]
    causes: list[Named]
    causes_young: list[Named]
    influences: list[Named]
    safe: list[Named]
    groups: list[tuple[Named, list[Named]]]
    professionals: list[Named]


@dataclass(frozen=True)
class MissingHelp:
    """What help is missing: (need, about how many times) that was not found since a day, and what nobody serves.

    `hidden`: other needs were asked for too seldom to show. `nobody` has (need, ages, place) in words.
    """

    since: date
    asked: list[tuple[Named, int]]
    hidden: bool
    nobody: list[tuple[Named, str, str]]


@dataclass(frozen=True)
class Voice:
    """A published (or draft) version, ready for words around it."""

    report: Report
    title: str
    minimum: int
    rounding: int
    took_part: Figure
    by: list[Table]
    themes: list[Table]
    groups: list[Table]
    quotations: list[Quotation]
    checked_percent: int | None
    missing: MissingHelp | None


def _wards(session: Session) -> dict[str, str]:
    return {ward.slug: ward.name for ward in directory.wards(session)}


def _by(session: Session, findings: dict[str, Any], language: str) -> list[Table]:
    wards, tables = _wards(session), []
    for dimension, title in DIMENSIONS.items():
        parts: dict[str, Figure] = findings["by"][dimension]
        rows = [
            Row(key, Named(category_name(dimension, key, wards), key if dimension == "language" else language), figure)
            for key, figure in parts.items()
            if not figure["suppressed"]
        ]
        hidden = sum(figure["suppressed"] for figure in parts.values())
        tables.append(Table(dimension, str(title), rows, findings["took_part"], hidden))
    return tables


def build(session: Session, version: Report, language: str) -> Voice:
    """The version's findings with names in the page's language. Quotations taken back since are left out."""
    findings = version.findings
    themes = [
        Table(
            table["audience"],
            str(AUDIENCES[table["audience"]]),
            [
                Row(row["code"], theme_name(row["code"]), row["figure"])
                for row in table["rows"]
                if row["code"] != report.OTHER
            ][: report.TOP],
            table["base"],
            0,
            table["uncoded"],
        )
        for table in findings["themes"]
    ]
    groups = [
        Table(
            group["group"],
            group_name(group["group"]).text,
            [
                Row(row["code"], theme_name(row["code"]), row["figure"])
                for row in group["rows"]
                if not row["figure"]["suppressed"]
            ],
            group["figure"],
            sum(row["figure"]["suppressed"] for row in group["rows"]),
        )
        for group in findings["groups"]
    ]
    return Voice(
        report=version,
        title=findings["title"],
        minimum=findings["minimum"],
        rounding=findings["rounding"],
        took_part=findings["took_part"],
        by=_by(session, findings, language),
        themes=themes,
        groups=groups,
        quotations=report.quotations_of(session, version),
        checked_percent=findings["coded_by_person_percent"],
        missing=_missing(session, findings.get("missing"), language),
    )


def _missing(session: Session, found: Missing | None, language: str) -> MissingHelp | None:
    """What is missing, with the names of needs and places; none in versions made before it was counted."""
    if found is None:
        return None
    needs = directory.needs(session)
    translated = localise.words_for(session, language, [("need", need.code) for need in needs])
    texts = {need.code: translated.text(need, "name") for need in needs}
    names = {code: Named(text.value, text.language) for code, text in texts.items()}
    places = {locality.slug: locality.name for locality in directory.localities(session)}
    called = Names({}, places)
    together: dict[tuple[str, str], list[str]] = {}
    for gap in found["nobody"]:
        together.setdefault((gap["need"], gap["place"]), []).append(gap["band"])
    # A need that staff have taken out since is not named: nobody looks for it any more.
    return MissingHelp(
        since=date.fromisoformat(found["since"]),
        asked=[(names[row["need"]], row["times"]) for row in found["asked"] if row["need"] in names],
        hidden=found["hidden"],
        nobody=[
            (names[need], coverage_words.bands(of), called.place(place))
            for (need, place), of in together.items()
            if need in names
        ],
    )


def baseline_2023() -> Baseline:
    """SNA 4's findings of 2023 with names in the page's language."""
    return Baseline(
        took_part=[theme_name(code) for code in baseline.TOOK_PART],
        causes=[theme_name(code) for code in baseline.CAUSES_ALL],
        causes_young=[theme_name(code) for code in baseline.CAUSES_YOUNG_PEOPLE],
        influences=[theme_name(code) for code in baseline.INFLUENCES_ON_YOUNG_PEOPLE],
        safe=[theme_name(code) for code in baseline.FEEL_SAFE_YOUNG_PEOPLE],
        groups=[
            (group_name(group), [theme_name(code) for code in codes]) for group, codes in baseline.ASKED_FOR.items()
        ],
        professionals=[theme_name(code) for code in baseline.PROFESSIONALS],
    )


def new_since_2023() -> list[Named]:
    """Themes that the codebook has gained since."""
    return [theme_name(code.code) for code in book().given.values() if code.new_since_2023]
