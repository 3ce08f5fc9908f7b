"""The Community Voice as a Word document."""

from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as DocumentType
from docx.oxml.ns import qn
from docx.table import Table as DocxTable
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from surveys.analysis.models import Report
from webapp.documents import docx_layout, voice_2023, voice_did
from webapp.documents import voice as voice_words
from webapp.documents.charts import BarChart
from webapp.documents.voice import Voice
from webapp.documents.voice_2023 import Baseline
from webapp.documents.voice_shapes import Part, Row
from webapp.documents.words import Named, named_as_in
from webapp.i18n import current_language

FIXED = (1980, 1, 1, 0, 0, 0)
"""The moment of every file within the document: the least that a zip can tell."""


def write(session: Session, version: Report, path: Path, language: str = "en") -> None:
    """Write a version of the findings to ``path`` (docx), in the language of the request or command.

    The same version gives the same bytes. Every paragraph and table has a style by name (Heading 1, List Bullet,
    Caption, Light Grid Accent 1 ...), so that a council can give the document its own look.
    """
    voice = voice_words.build(session, version, language)
    promises = voice_did.promises(session, version, language)
    document = Document()
    docx_layout.add_link_style(document)
    document.core_properties.title = _("What people said")
    document.core_properties.language = language
    document.core_properties.author = ""
    document.add_heading(_("What people said"), 0)
    document.add_paragraph(voice.title)
    document.add_paragraph(_status(version))
    if voice.warning:
        document.add_paragraph().add_run(" ".join(voice.warning)).bold = True
    _took_part(document, voice)
    if voice.heard:
        _part(document, voice.heard)
    for part in voice.parts[:-1]:
        _part(document, part)
    _groups(document, voice)
    for part in (voice.parts[-1], *voice.compared):
        _part(document, part)
    _quotations(document, voice)
    _missing(document, voice)
    _promises(document, promises)
    _method(document, voice)
    _themes(document, voice)
    with named_as_in(version.findings):
        _baseline(document, voice_2023.baseline_2023())
    docx_layout.finish(document, current_language().direction)
    save(document, path, version.published_at or version.made_at)


def _status(version: Report) -> str:
    if version.published_at is None:
        return _("Version %(number)s. This is a draft: it has not been published.", number=version.number)
    return _(
        "Version %(number)s, published on %(date)s.",
        number=version.number,
        date=format_date(version.published_at, "long"),
    )


def save(document: DocumentType, path: Path, moment: datetime) -> None:
    """Write a document so that the same content gives the same bytes: its only dates are `moment`."""
    document.core_properties.created = document.core_properties.modified = moment.replace(tzinfo=None, microsecond=0)
    made = BytesIO()
    document.save(made)
    made.seek(0)
    with ZipFile(made) as source, ZipFile(path, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(ZipInfo(name, FIXED), source.read(name), ZIP_DEFLATED)


def _part(document: DocumentType, part: Part) -> None:
    """A part of the section: its sentences, then its tables, each with its caption."""
    document.add_heading(part.title, 1)
    for line in part.lines:
        said = document.add_paragraph(line.text, style="List Bullet")
        if line.table:
            said.add_run(" ")
            docx_layout.link(said, line.table, _("Table"))
    for chart in part.charts:
        _chart(document, chart)
    for note in part.notes:
        document.add_paragraph(note)


def _chart(document: DocumentType, chart: BarChart) -> None:
    docx_layout.bookmark(document.add_paragraph(chart.title, style="Caption"), chart.code)
    table = _grid(document, list(chart.columns))
    for bar in chart.bars:
        for cell, value in zip(table.add_row().cells, (bar.name, *bar.values), strict=True):
            cell.text = str(value)
    for note in chart.notes:
        document.add_paragraph(note)
    document.add_paragraph()


def _promises(document: DocumentType, promises: list[tuple[Named, Named]]) -> None:
    document.add_heading(_("You said, we did"), 1)
    if not promises:
        document.add_paragraph(_("When this version was made, nothing had been decided in public yet."))
    for said, did in promises:
        document.add_paragraph(_("You said: %(words)s", words=said.text), style="List Bullet")
        document.add_paragraph(_("We did: %(words)s", words=did.text), style="List Bullet 2")


def _took_part(document: DocumentType, voice: Voice) -> None:
    document.add_heading(_("Who took part"), 1)
    if voice.took_part["suppressed"]:
        document.add_paragraph(
            _(
                "Fewer than %(number)s people have taken part so far. We show no figures for so few, because they"
                " could give someone away.",
                number=voice.minimum,
            )
        )
        return
    document.add_paragraph(_("About %(number)s people sent us their answers.", number=voice.took_part["count"]))
    for part in voice.by:
        if part.rows:
            document.add_heading(part.title, 2)
            _table(document, part.rows, _("Group"), interval=False)
        if part.hidden:
            document.add_paragraph(_("%(title)s: some groups are too small to show.", title=part.title))


def _themes(document: DocumentType, voice: Voice) -> None:
    document.add_heading(_("What people spoke of most"), 1)
    for themes in voice.themes:
        document.add_heading(themes.title, 2)
        if not themes.rows:
            document.add_paragraph(_("Too few people of this group wrote something to show figures."))
            continue
        document.add_paragraph(
            _("Top themes, of about %(number)s people who wrote something", number=themes.base["count"])
        )
        _table(document, themes.rows, _("Theme"))


def _groups(document: DocumentType, voice: Voice) -> None:
    document.add_heading(_("What people asked for, in the five groups of 2023"), 1)
    for group in voice.groups:
        document.add_heading(group.title, 2)
        if not group.rows:
            document.add_paragraph(_("Too few people spoke of this to show figures."))
            continue
        if not group.base["suppressed"]:
            asked = _("About %(number)s people asked for something in this group", number=group.base["count"])
            document.add_paragraph(f"{group.title}: {asked}", style="Caption")
        _table(document, group.rows, _("Theme"))
        if group.hidden:
            document.add_paragraph(_("Other themes of this group: too few people to show."))


def _quotations(document: DocumentType, voice: Voice) -> None:
    document.add_heading(_("In people's own words"), 1)
    if not voice.quotations:
        document.add_paragraph(_("No quotations have been approved yet."))
    for quotation in voice.quotations:
        said = document.add_paragraph(quotation.text, style="Intense Quote")
        docx_layout.direct(said, quotation.language)
        document.add_paragraph(voice_words.who_said(voice, quotation.audience, quotation.translated_from))


def _missing(document: DocumentType, voice: Voice) -> None:
    missing = voice.missing
    if missing is None:
        return
    document.add_heading(_("What help is missing"), 1)
    if missing.asked:
        document.add_paragraph(
            _(
                "Since %(date)s people looked here for help with these things and found nothing that fits, about so"
                " many times:",
                date=format_date(missing.since, "long"),
            )
        )
        for name, times in missing.asked:
            document.add_paragraph(f"{name.text}: {times}", style="List Bullet")
    else:
        document.add_paragraph(_("Nobody has looked in vain often enough for us to show it."))
    if voice.beside:
        _chart(document, voice.beside)
    if missing.hidden:
        document.add_paragraph(_("Other things were looked for too seldom to show."))
    if missing.nobody:
        document.add_paragraph(_("For these people we know of no service that they can go to themselves:"))
        for name, ages, place in missing.nobody:
            document.add_paragraph(f"{name.text}: {ages}, {place}", style="List Bullet")


def _names(document: DocumentType, heading: str, names: list[Named], *, ordered: bool = False, level: int = 2) -> None:
    document.add_heading(heading, level)
    for name in names:
        document.add_paragraph(name.text, style="List Number" if ordered else "List Bullet")


def _baseline(document: DocumentType, baseline: Baseline) -> None:
    document.add_heading(_("What people said in 2023"), 1)
    document.add_paragraph(
        _(
            "From the Serious Violence Strategic Needs Assessment of November 2023, section 4. The paper gives an"
            " order, not numbers, so there are no bars here. It is what we compare with."
        )
    )
    _names(document, _("Who took part in 2023"), baseline.took_part)
    _names(document, _("Top three causes of violence, everyone"), baseline.causes)
    _names(document, _("Causes of violence, young people"), baseline.causes_young)
    _names(document, _("What shapes young people most"), baseline.influences)
    _names(document, _("What makes young people feel safe"), baseline.safe)
    document.add_heading(_("What people asked for, in five groups"), 2)
    for group, names in baseline.groups:
        _names(document, group.text, names, level=3)
    _names(document, _("What professionals said gets in the way of helping, or is needed"), baseline.professionals)


def _method(document: DocumentType, voice: Voice) -> None:
    document.add_heading(_("How we counted, and what these figures cannot say"), 1)
    for line in voice_words.method(voice):
        document.add_paragraph(line, style="List Bullet")


def _grid(document: DocumentType, columns: list[str]) -> DocxTable:
    """A table with its heads, which are repeated on each page and read as headings."""
    table = document.add_table(rows=1, cols=len(columns), style="Light Grid Accent 1")
    docx_layout.widths(table)
    for cell, words in zip(table.rows[0].cells, columns, strict=True):
        cell.text = words
    header = table.rows[0]._tr.get_or_add_trPr()
    header.append(header.makeelement(qn("w:tblHeader"), {}))
    return table


def _table(document: DocumentType, rows: list[Row], first: str, *, interval: bool = True) -> None:
    table = _grid(document, [first, _("People"), _("Share")])
    for row in rows:
        cells = table.add_row().cells
        cells[0].text = row.name.text
        cells[1].text = str(row.figure["count"])
        if interval:
            spread = _("%(low)s%% to %(high)s%%", low=row.figure["low"], high=row.figure["high"])
            cells[2].text = _("%(share)s%%", share=row.figure["percent"]) + f" ({spread})"
        else:
            cells[2].text = _("%(share)s%%", share=row.figure["percent"])
    document.add_paragraph()
