"""The dashboard of a consultation: what came in, who is missing, and weighted figures. Exact counts, for staff."""

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext as _

from directory import queries as directory
from surveys import queries
from surveys.analysis.representation import representation
from surveys.analysis.residents import AUDIENCE_AGES, fits
from surveys.analysis.weighting import Refused, weigh, weighted_questions
from surveys.dashboard import dashboard
from surveys.models import Consultation
from webapp.accounts.access import requires
from webapp.documents import dashboard_words as words
from webapp.extensions import db
from webapp.staff.baseline import current

bp = Blueprint("staff_dashboard", __name__, url_prefix="/staff/consultations")

READERS = ("consultation_officer", "analyst", "administrator")


@bp.get("/<slug>/dashboard")
@requires(*READERS)
def show(slug: str) -> str:
    """Answers by day, channel, language, place and audience; how many finish, and where people stop."""
    consultation = _consultation(slug)
    found = dashboard(db.session, consultation)
    wards = {ward.slug: ward.name for ward in directory.wards(db.session)}
    return render_template(
        "staff/dashboard/show.html",
        consultation=consultation,
        found=found,
        days=words.days(found) if found.days else None,
        splits=words.splits(found, wards),
        completion=words.completion(found),
        stops=words.stops(found),
        marks=words.marked(found),
    )


@bp.get("/<slug>/who-is-missing")
@requires(*READERS)
def missing(slug: str) -> str:
    """Who answered beside who lives here, and what to do about each gap."""
    consultation = _consultation(slug)
    found = representation(db.session, consultation, current(db.session))
    return render_template(
        "staff/dashboard/missing.html",
        consultation=consultation,
        found=found,
        charts=[words.missing(found, shares) for shares in found.groups],
        advice=words.advice(found),
        judged_from=words.judged_from(),
    )


@bp.get("/<slug>/weights")
@requires(*READERS)
def weights(slug: str) -> str:
    """One survey's closed questions, unweighted and weighted by the groups that were ticked."""
    consultation = _consultation(slug)
    baseline = current(db.session)
    surveys = {one.slug: one for one in consultation.surveys if one.audience in AUDIENCE_AGES}
    titles = {one.slug: one.title for one in queries.survey_progress(db.session, consultation)}
    chosen = surveys.get(request.args.get("survey", "")) or next(iter(surveys.values()), None)
    groups = [group.code for group in baseline.groups if group.code in request.args.getlist("by")]
    made = weigh(db.session, chosen, baseline, groups) if chosen is not None and groups else None
    refused = words.refusal(made) if isinstance(made, Refused) else ""
    return render_template(
        "staff/dashboard/weights.html",
        consultation=consultation,
        baseline=baseline,
        surveys=[(one, titles[one]) for one in surveys],
        chosen=chosen,
        groups=[
            (
                group.code,
                str(words.GROUPS.get(group.code, group.code)),
                chosen is not None and fits(group, chosen.audience),
            )
            for group in baseline.groups
        ],
        by=groups,
        refused=refused,
        weights=None if isinstance(made, Refused) else made,
        sheets=[words.weighted(one) for one in weighted_questions(db.session, chosen, made)]
        if chosen is not None and made is not None and not isinstance(made, Refused)
        else [],
        title=titles[chosen.slug] if chosen is not None else _("No survey of residents"),
    )


def _consultation(slug: str) -> Consultation:
    found = next((one for one in queries.all_consultations(db.session) if one.slug == slug), None)
    if found is None:
        abort(404)
    return found
