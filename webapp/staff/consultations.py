"""The consultations desk: what is being asked, what came in, opening and closing a survey."""

from collections import defaultdict

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from surveys import changes, fair, queries
from surveys.errors import NotAnswerable
from surveys.models import Survey
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.extensions import db
from webapp.forms.words import AUDIENCES, CHANNELS, SURVEY_STATES
from webapp.i18n import languages, site_languages

bp = Blueprint("staff_consultations", __name__, url_prefix="/staff/consultations")


@bp.get("/")
@requires("consultation_officer", "analyst", "administrator")
def consultations() -> str:
    """Every consultation with its surveys and the answers that came in."""
    rounds = queries.all_consultations(db.session)
    return render_template(
        "staff/consultations/list.html",
        rounds=[
            (found, queries.survey_progress(db.session, found), _counts(queries.counts(db.session, found)))
            for found in rounds
        ],
        audiences=AUDIENCES,
        states=SURVEY_STATES,
        tongues=site_languages(),
        may_change=bool(current_user.roles & {"consultation_officer", "administrator"}),
    )


@bp.get("/surveys/<slug>")
@requires("consultation_officer", "analyst", "administrator")
def survey(slug: str) -> str:
    """One survey: its closed questions added up so far."""
    found = _survey(slug)
    view = queries.current_survey(db.session, slug, "en")
    if view is None:
        abort(404)
    return render_template(
        "staff/consultations/survey.html",
        survey=view,
        summaries=queries.closed_summaries(db.session, found),
        audiences=AUDIENCES,
        states=SURVEY_STATES,
    )


@bp.post("/surveys/<slug>/open")
@requires("consultation_officer", "administrator")
def open_survey(slug: str) -> BaseResponse:
    """Let people answer, once the fair gate lets it; else the desk says what is missing."""
    found = _survey(slug)
    try:
        changed = fair.open_survey(db.session, found, fair.today())
    except fair.NotFair:
        return redirect(url_for("staff_consultations_fair.edit", slug=found.consultation.slug, opening=slug))
    except NotAnswerable:
        flash(_("This survey has no questions yet, so it cannot be opened."), "note")
        return redirect(url_for("staff_consultations.consultations"))
    if changed:
        users.record(db.session, current_user, "survey.opened", slug)
    flash(_("The survey is open."))
    return redirect(url_for("staff_consultations.consultations"))


@bp.post("/surveys/<slug>/close")
@requires("consultation_officer", "administrator")
def close_survey(slug: str) -> BaseResponse:
    """Take no more answers."""
    if changes.close_survey(db.session, _survey(slug)):
        users.record(db.session, current_user, "survey.closed", slug)
    flash(_("The survey is closed."))
    return redirect(url_for("staff_consultations.consultations"))


def _survey(slug: str) -> Survey:
    found = queries.survey_by_slug(db.session, slug)
    if found is None:
        abort(404)
    return found


def _counts(rows: list[queries.Count]) -> list[tuple[str, list[tuple[str, int]]]]:
    """Submissions by audience, channel and language: for each a heading's code and its lines, largest first."""
    by: dict[str, dict[str, int]] = {
        "audience": defaultdict(int),
        "channel": defaultdict(int),
        "language": defaultdict(int),
    }
    known = languages()
    for row in rows:
        by["audience"][str(AUDIENCES[row.audience])] += row.submissions
        by["channel"][str(CHANNELS[row.channel])] += row.submissions
        tongue = known.get(row.language)
        by["language"][tongue.english_name if tongue else row.language] += row.submissions
    return [(name, sorted(lines.items(), key=lambda line: (-line[1], line[0]))) for name, lines in by.items()]
