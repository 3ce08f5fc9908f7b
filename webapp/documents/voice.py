"""The Community Voice as the pages, the document and the API show it: rows of names and published figures."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from directory import localise
from directory import queries as directory
from surveys.analysis import report
from surveys.analysis.changes import UNCODED
from surveys.analysis.findings import ThemeTable
from surveys.analysis.missing import Missing
from surveys.analysis.models import Quotation, Report
from surveys.analysis.people import NO_EVENT
from surveys.analysis.statistics import Figure
from surveys.columns import local_day
from webapp.documents import agreement_words, voice_compared, voice_did, voice_heard, voice_parts
from webapp.documents import coverage as coverage_words
from webapp.documents.charts import BarChart
from webapp.documents.coverage import Names
from webapp.documents.voice_shapes import Part, Row, Table
from webapp.documents.words import (
    AUDIENCES,
    DIMENSIONS,
    Named,
    category_name,
    group_name,
    named_as_in,
    theme_name,
    translated,
)
from webapp.i18n import current_tag

FIRST_QUOTATIONS = 2
"""So many of each audience stand open on the page."""


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
    few: bool
    until: date | None
    heard: Part | None
    parts: list[Part]
    compared: list[Part]
    beside: BarChart | None
    shown_audiences: frozenset[str]
    warning: list[str]
    agreement: list[str]

    @property
    def first_quotations(self) -> list[Quotation]:
        """Some quotations of each audience, for who does not read them all; those that the reader can read first."""
        kept: list[Quotation] = []
        for quotation in sorted(self.quotations, key=lambda one: one.language != current_tag()):
            if sum(one.audience == quotation.audience for one in kept) < FIRST_QUOTATIONS:
                kept.append(quotation)
        return kept

    @property
    def other_quotations(self) -> list[Quotation]:
        """The quotations that are not among the first."""
        first = {one.id for one in self.first_quotations}
        return [one for one in self.quotations if one.id not in first]

    @property
    def everything(self) -> list[Part]:
        """Its parts with sentences and charts, in the order of SNA 4."""
        return [*([self.heard] if self.heard else []), *self.parts, *self.compared]


def _wards(session: Session) -> dict[str, str]:
    return {ward.slug: ward.name for ward in directory.wards(session)}


def _by(session: Session, findings: dict[str, Any], language: str) -> list[Table]:
    wards, tables = _wards(session), []
    for dimension, title in DIMENSIONS.items():
        parts: dict[str, Figure] = findings["by"].get(dimension, {})
        if dimension == "event" and not set(parts) - {NO_EVENT}:
            continue
        rows = [
            Row(key, _category(dimension, key, wards, findings, language), figure)
            for key, figure in parts.items()
            if not figure["suppressed"]
        ]
        hidden = sum(figure["suppressed"] for figure in parts.values())
        tables.append(Table(dimension, str(title), rows, findings["took_part"], hidden))
    return tables


def _category(dimension: str, key: str, wards: dict[str, str], findings: dict[str, Any], language: str) -> Named:
    events = findings.get("events") or {}
    if key in events:
        return Named(events[key], "en")
    return Named(category_name(dimension, key, wards), key if dimension == "language" else language)


def build(session: Session, version: Report, language: str) -> Voice:
    """The version's findings with names in the page's language. Quotations taken back since are left out."""
    with named_as_in(version.findings):
        return _build(session, version, language)


def _build(session: Session, version: Report, language: str) -> Voice:
    findings = version.findings
    themes = [
        Table(
            table["audience"],
            str(AUDIENCES[table["audience"]]),
            _theme_rows(table),
            table["base"],
            0,
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
    missing = _missing(session, findings.get("missing"), language)
    compared = [
        voice_compared.young_and_adults(findings),
        voice_compared.without_letters(findings),
        voice_compared.since(findings),
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
        missing=missing,
        few=bool(findings.get("few")),
        until=local_day(datetime.fromisoformat(findings["until"])) if findings.get("until") else None,
        heard=voice_heard.heard(findings),
        parts=[
            voice_parts.causes(findings),
            voice_parts.influences(findings),
            voice_parts.safety(findings),
            voice_parts.challenges(findings),
        ],
        compared=[part for part in compared if part is not None],
        beside=voice_compared.beside_the_directory(findings, _needs(session, language)),
        shown_audiences=frozenset(key for key, one in findings["by"]["audience"].items() if not one["suppressed"]),
        warning=agreement_words.warning(findings),
        agreement=agreement_words.method(findings),
    )


def _theme_rows(table: ThemeTable) -> list[Row]:
    """The first themes of a table, and behind them those who spoke of none of ours (codebook.md: a row in tables)."""
    rows = [
        Row(row["code"], theme_name(row["code"]), row["figure"]) for row in table["rows"] if row["code"] != report.OTHER
    ][: report.TOP]
    if not table["uncoded"]["suppressed"]:
        rows.append(Row(UNCODED, Named(_("Fits no theme of our list"), current_tag()), table["uncoded"]))
    return rows


def _needs(session: Session, language: str) -> dict[str, Named]:
    """The names of the directory's needs by code."""
    needs = directory.needs(session)
    translated = localise.words_for(session, language, [("need", need.code) for need in needs])
    texts = {need.code: translated.text(need, "name") for need in needs}
    return {code: Named(text.value, text.language) for code, text in texts.items()}


def _missing(session: Session, found: Missing | None, language: str) -> MissingHelp | None:
    """What is missing, with the names of needs and places; none in versions made before it was counted."""
    if found is None:
        return None
    names = _needs(session, language)
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


def who_said(voice: Voice, audience: str, translated_from: str | None = None) -> str:
    """Who a quotation is from, and that it was translated; an audience of which no figure is shown is not named."""
    who = str(AUDIENCES[audience]) if audience in voice.shown_audiences else _("Somebody who took part")
    return f"{who}. {translated(translated_from)}" if translated_from else who


def method(voice: Voice) -> list[str]:
    """How it was counted, and what these figures cannot say."""
    lines = [
        _(
            "People chose to take part. They are not a random sample, so the figures tell what they said, not what"
            " all of Barnet thinks."
        ),
        _(
            "Numbers under %(minimum)s are not shown, and the others are rounded to the nearest %(rounding)s, so that"
            " nobody can be picked out. Shares are worked out from the rounded numbers.",
            minimum=voice.minimum,
            rounding=voice.rounding,
        ),
        _("A program read the answers and gave them themes. It makes mistakes."),
    ]
    if voice.checked_percent is not None:
        lines.append(_("People have checked %(number)s%% of the answers so far.", number=voice.checked_percent))
    lines += voice.agreement
    lines.append(
        _(
            "Next to each share stands the range within which it would fall 95 times out of 100 if only chance were"
            " at work (the Wilson interval)."
        )
    )
    lines.append(
        _("Where we say that groups or years differ, we tested each theme and corrected for testing many (Holm).")
    )
    if voice.few:
        lines.append(
            _(
                "Some groups sent too few answers to count them without giving people away. Staff can read what they"
                " wrote, but they are in no number here."
            )
        )
    if voice.until:
        lines.append(
            _(
                "Few people have answered since %(date)s. Their answers wait for the next version.",
                date=format_date(voice.until, "long"),
            )
        )
    return lines


def shown_with(session: Session, version: Report, language: str) -> dict[str, Any]:
    """All that a template needs to show a version (components/voice_findings.html)."""
    voice = build(session, version, language)
    return {
        "voice": voice,
        "promises": voice_did.promises(session, version, language),
        "method": method(voice),
        "who_said": who_said,
        "folded": False,
    }
