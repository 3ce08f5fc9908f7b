"""How a Word document is laid out: widths of columns, what stays together on a page, which way its writing runs."""

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Inches, Length, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from webapp.i18n import languages

WIDTH, NUMBERS, SHARES, LEAST = Inches(6), Inches(1.1), Inches(1.4), Inches(2)
"""Of the text on a page, of a column of numbers, of one of shares with their base, and the least for names."""

LINK = RGBColor(0x1D, 0x70, 0xB8)


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


def bookmark(paragraph: Paragraph, code: str) -> None:
    """Mark a caption, so that a sentence can lead to its table; `code` is the table's."""
    places = paragraph._p.getroottree().iter(qn("w:bookmarkStart"))
    identity = str(1 + sum(1 for _place in places))
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    start.set(qn("w:id"), identity)
    start.set(qn("w:name"), _bookmark_name(code))
    end.set(qn("w:id"), identity)
    begin = 1 if paragraph._p.pPr is not None else 0
    paragraph._p.insert(begin, start)
    paragraph._p.append(end)


def link(paragraph: Paragraph, code: str, words: str) -> None:
    """Add words that lead to the bookmark of this code, in the style "Hyperlink"."""
    run = paragraph.add_run(words, style="Hyperlink")
    leads = OxmlElement("w:hyperlink")
    leads.set(qn("w:anchor"), _bookmark_name(code))
    leads.append(run._r)
    paragraph._p.append(leads)


def add_link_style(document: Document) -> None:
    """Give a document the style of links, which Word's own template has and this one has not."""
    style = document.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    style.font.underline = True
    style.font.color.rgb = LINK


def _bookmark_name(code: str) -> str:
    """Letters, digits and underlines alone, 40 at most: what Word allows."""
    return "table_" + code.replace("-", "_")[:34]


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
