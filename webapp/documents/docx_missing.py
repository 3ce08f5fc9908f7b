"""What there is and what is missing, as a Word document: the mapping's summary, coverage, unmet demand."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from docx import Document
from flask_babel import format_date
from flask_babel import gettext as _

from webapp.documents.sheets import Sheet, add_to_document


def write(path: Path, *, day: date, mapping: Iterable[Sheet], coverage: Iterable[Sheet], demand: Sheet) -> None:
    """Write the document (docx) in the language of the request; `day` is when the figures were taken."""
    document = Document()
    title = _("What help there is, and what is missing")
    document.core_properties.title = title
    document.core_properties.author = ""
    document.add_heading(title, 0)
    document.add_paragraph(_("The directory on %(date)s.", date=format_date(day, "long")))
    document.add_heading(_("The mapping's figures"), 1)
    document.add_paragraph(
        _(
            "The Needs Assessment (SNA 5) published these figures in November 2023. Its list of the 53 services is"
            " not public, so our records come from what the papers name. The figures stand side by side; we do not"
            " bend the records until they agree."
        )
    )
    for sheet in mapping:
        add_to_document(document, sheet)
    document.add_heading(_("Coverage"), 1)
    for sheet in coverage:
        add_to_document(document, sheet)
    document.add_heading(_("Unmet demand"), 1)
    document.add_paragraph(
        _("How often somebody searched or asked in the chat and found nothing. The words are never kept.")
    )
    if not demand.rows:
        document.add_paragraph(_("Nothing has been counted yet."))
    add_to_document(document, demand)
    document.save(str(path))
