"""A survey on paper as PDF: tagged for screen readers (PDF/UA-1), in every language of the site, in large print too."""

from dataclasses import asdict
from pathlib import Path

from flask import Response, current_app
from sqlalchemy.orm import Session

from surveys import fair, terms, wording
from surveys.content import SurveyView
from webapp.documents import leaflet, paper_words
from webapp.documents.leaflet_files import site_url
from webapp.documents.notices import with_notices
from webapp.documents.paper_parts import Paper
from webapp.i18n import current_tag

TEMPLATE = Path(__file__).with_name("paper.typ")


def make(paper: Paper) -> bytes:
    """Set a survey on paper.

    In: its words. Out: the PDF. Raises leaflet.LeafletImpossible when this machine has no letters for it.
    """
    data = asdict(paper)
    if paper.code:
        data["code"]["svg"] = leaflet.qr_svg(paper.code.address)
    return leaflet.typeset(TEMPLATE, data, paper.language)


def download(session: Session, view: SurveyView, *, large: bool) -> Response:
    """Return a survey on paper as a file, in the language of the page.

    Raises leaflet.LeafletImpossible. It holds nothing of anybody, so a browser may keep it for a while.
    """
    found = fair.by_slug(session, view.consultation)
    if found is None:  # a survey always belongs to one
        raise LookupError(view.consultation)
    rows = wording.rows_of(session, found.slug, "consultation", "", current_tag())
    told = paper_words.of_survey(
        with_notices(session, view, reachable=False),
        consultation=wording.words(rows, "title", found.title),
        address=site_url("say.survey", slug=view.slug),
        give_back=terms.paper_return(found),
        until=found.closes_on,
        large=large,
    )
    try:
        made = make(told)
    except leaflet.LeafletImpossible:
        current_app.logger.warning("a survey on paper in %s could not be made: letters are missing", told.language)
        raise
    response = Response(made, mimetype="application/pdf")
    name = f"{view.slug}-{told.language}{'-large' if large else ''}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
