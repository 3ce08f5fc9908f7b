"""Answering on paper: a survey to print, in the language of the page, in large print too."""

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from surveys import queries
from webapp.documents import paper
from webapp.documents.leaflet import LeafletImpossible
from webapp.extensions import db
from webapp.i18n import current_tag

bp = Blueprint("paper", __name__, url_prefix="/<lang>")


@bp.get("/surveys/<slug>/paper.pdf")
def form(slug: str) -> BaseResponse | tuple[str, int]:
    """The survey as it stands now; 404 for one that takes no answers, for its paper could not be counted."""
    view = queries.current_survey(db.session, slug, current_tag())
    if view is None or view.state != "open":
        abort(404)
    try:
        return paper.download(db.session, view, large=request.args.get("large") == "1")
    except LeafletImpossible:
        return render_template("public/say/no_paper.html", slug=slug), 501
