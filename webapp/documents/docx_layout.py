"""How a Word document is laid out: widths of columns, what stays together on a page, which way its writing runs."""

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Inches, Length
from docx.table import Table
from docx.text.paragraph import Paragraph

from webapp.i18n import languages

WIDTH, NUMBERS, SHARES, LEAST = Inches(6), Inches(1.1), Inches(1.4), Inches(2)
"""Of the text on a page, of a column of numbers, of one of shares with their base, and the least for names."""


def widths(table: Table) -> None:
    """A wide first column for names, narrow ones for numbers; Word and LibreOffice both read it."""
    table.autofit = False
    others = len(table.columns) - 1
    first = max(LEAST, WIDTH - (NUMBERS if others > 2 else SHARES) * others)
    each = Length(int((WIDTH - first) / others)) if others else NUMBERS
    for place, column in enumerate(table.columns):
        column.width = first if place == 0 else each
        for cell in column.cells:
            cell.width = column.width


def direct(paragraph: Paragraph, language: str) -> None:
    """Mark a paragraph as written in this language's direction, whatever that of the document."""
    known = languages().get(language)
    rightwards = known is not None and known.direction == "rtl"
    properties = paragraph._p.get_or_add_pPr()
    properties.append(_flag("w:bidi", rightwards))
    for run in paragraph.runs:
        run._r.get_or_add_rPr().append(_flag("w:rtl", rightwards))


def finish(document: Document, direction: str) -> None:
    """Keep captions with their tables and rows whole; turn all but what has its own direction, where asked for.

    `direction` is "ltr" or "rtl".
    """
    document.styles["Caption"].paragraph_format.keep_with_next = True
    body = document.element.body
    for row in body.iter(qn("w:tr")):
        row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    if direction != "rtl":
        return
    for table in body.iter(qn("w:tblPr")):
        style = table.find(qn("w:tblStyle"))
        visual = OxmlElement("w:bidiVisual")
        if style is None:
            table.insert(0, visual)
        else:
            style.addnext(visual)
    for paragraph in body.iter(qn("w:p")):
        properties = paragraph.get_or_add_pPr()
        if properties.find(qn("w:bidi")) is None:
            properties.append(_flag("w:bidi", True))
            for run in paragraph.iter(qn("w:r")):
                run.get_or_add_rPr().append(_flag("w:rtl", True))


def _flag(name: str, on: bool) -> BaseOxmlElement:
    flag: BaseOxmlElement = OxmlElement(name)
    if not on:
        flag.set(qn("w:val"), "0")
    return flag
