"""Year by year, for everybody: printed and published waves side by side, and what can be said of a change."""

from flask import Blueprint, abort, render_template

from surveys import fair, queries, wording
from surveys.analysis import published_waves
from surveys.content import Words
from webapp.documents import waves_public
from webapp.documents.wave_bases import entered
from webapp.extensions import db
from webapp.forms.fields import tongue
from webapp.i18n import current_tag

bp = Blueprint("waves", __name__, url_prefix="/<lang>")


@bp.get("/consultations/<slug>/waves")
def compare(slug: str) -> str:
    """A consultation beside what was asked before; 404 before any of its surveys has been opened."""
    found = fair.by_slug(db.session, slug)
    if found is None or all(survey.state == "draft" for survey in found.surveys):
        abort(404)
    waves = published_waves.published(db.session, entered(db.session))
    rows = wording.rows_of(db.session, found.slug, "consultation", "", current_tag())
    return render_template(
        "public/waves/page.html",
        consultation=found,
        title=wording.words(rows, "title", found.title),
        tables=waves_public.tables(waves, _titles([wave.code for wave in waves if wave.ours])),
        ours=any(wave.source == slug for wave in waves if wave.ours),
        tongue=tongue,
    )


def _titles(slugs: list[str]) -> dict[str, Words]:
    """Titles of surveys in the page's language, else in English."""
    views = {slug: queries.current_survey(db.session, slug, current_tag()) for slug in slugs}
    return {slug: view.title for slug, view in views.items() if view is not None}
