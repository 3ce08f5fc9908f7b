"""The listening desk: themes that the codebook may lack, and campaigns, found by a job and decided by people."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from surveys import queries
from surveys.analysis import campaigns, discovery, proposals, runs
from surveys.analysis.listening_models import ListeningRun, ThemeProposal
from surveys.models import Consultation
from webapp import jobs
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.documents.words import CHANNELS, theme_name
from webapp.extensions import after_commit, db
from webapp.forms.events import QUESTION_WORDS
from webapp.forms.fields import tongue
from webapp.i18n import languages

bp = Blueprint("staff_discovery", __name__, url_prefix="/staff/analysis")

PROBLEMS = {
    "decided": _l("Somebody has decided this one already"),
    "no_name": _l("Write a name for the theme"),
    "no_reason": _l("Write why it is no theme"),
    "name_taken": _l("The codebook has a theme of this name"),
    "too_long": _l("This is too long"),
    "too_many": _l("The codebook is full"),
    "changed_meanwhile": _l("Somebody has just changed the codebook. Try again"),
}
OTHER = _l("The codebook does not take this name")


def _chosen() -> tuple[Consultation, list[Consultation]]:
    """The consultation of the address, else the newest; and all of them."""
    everything = queries.all_consultations(db.session)
    slug = request.values.get("consultation", "")
    found = next((one for one in everything if one.slug == slug), None)
    if found is None:
        if slug or not everything:
            abort(404)
        found = everything[0]
    return found, everything


def _begin(kind: str, endpoint: str) -> BaseResponse:
    chosen, _everything = _chosen()
    try:
        identity = runs.start(db.session, kind, chosen.slug, current_user.id).id
    except runs.Busy:
        flash(_("It is being looked for already."), "note")
    else:
        users.record(db.session, current_user, f"{kind}.started", identity)
        after_commit(lambda: jobs.listen(identity))
        flash(_("It is being looked for. Come back to this page in a few minutes."))
    return redirect(url_for(endpoint, consultation=chosen.slug))


def _language(tag: str) -> str:
    return languages()[tag].name if tag in languages() else tag


def _too_small(run: ListeningRun | None) -> list[tuple[str, str, int]]:
    """Groups with too few answers, in words: question, language, how many."""
    small = run.outcome.get("small", []) if run else []
    return [(str(QUESTION_WORDS.get(question, question)), _language(tag), number) for question, tag, number in small]


def _discovery_page(refused: str | None = None, at: ThemeProposal | None = None, field: str = "name") -> str:
    chosen, everything = _chosen()
    shown = proposals.proposals(db.session, chosen)
    run = runs.latest(db.session, "discovery", chosen.slug)
    return render_template(
        "staff/discovery/themes.html",
        chosen=chosen,
        consultations=everything,
        run=run,
        small=_too_small(run),
        fewest=discovery.FEWEST,
        waiting=[one for one in shown if one.state == "proposed"],
        decided=[one for one in shown if one.state != "proposed"],
        samples=proposals.samples(db.session, [one for one in shown if one.state == "proposed"]),
        problem=PROBLEMS.get(refused, OTHER) if refused else None,
        problem_at=f"{field}-{at.id}" if at else "",
        typed=request.form,
        questions=QUESTION_WORDS,
        language_name=_language,
        tongue=tongue,
        names={user.id: user.name for user in users.everyone(db.session)},
    )


@bp.get("/discovery")
@requires("analyst", "administrator")
def themes() -> str:
    """What was proposed, what people made of it, and how far a run is."""
    return _discovery_page()


@bp.post("/discovery")
@requires("analyst", "administrator")
def look_for_themes() -> BaseResponse:
    """Let a job look for themes that the codebook lacks."""
    return _begin("discovery", "staff_discovery.themes")


@bp.post("/discovery/<proposal_id>")
@requires("analyst", "administrator")
def decide(proposal_id: str) -> BaseResponse | tuple[str, int]:
    """Name a proposal, so that it is in the codebook's draft, or reject it with a reason."""
    found = proposals.proposal_by_id(db.session, proposal_id)
    if found is None:
        abort(404)
    naming = request.form.get("decision") == "name"
    try:
        if naming:
            name, note = request.form.get("name", ""), request.form.get("note", "")
            code = proposals.name(db.session, found, name, note, current_user.id)
            users.record(db.session, current_user, "proposal.named", found.id, code=code)
            flash(_("It is in the draft of the codebook. No answer has it before the draft is signed off."))
        else:
            proposals.reject(db.session, found, request.form.get("reason", ""), current_user.id)
            users.record(db.session, current_user, "proposal.rejected", found.id)
            flash(_("Rejected. It is not proposed again."))
    except proposals.NotAllowed as refused:
        return _discovery_page(refused.code, found, "name" if naming else "reason"), 400
    return redirect(url_for("staff_discovery.themes", consultation=found.consultation_slug))


@bp.get("/campaigns")
@requires("analyst", "administrator")
def copies() -> str:
    """Campaigns, and themes counted with and without their copies: exact numbers, for staff only."""
    chosen, everything = _chosen()
    found = campaigns.listed(db.session, chosen)
    rows: list[Any] = campaigns.theme_counts(db.session, chosen) if found else []
    return render_template(
        "staff/discovery/campaigns.html",
        chosen=chosen,
        consultations=everything,
        run=runs.latest(db.session, "campaigns", chosen.slug),
        found=found,
        counts=[row for row in rows if row.people != row.without],
        channels=CHANNELS,
        theme_name=theme_name,
        fewest=campaigns.FEWEST_PEOPLE,
    )


@bp.post("/campaigns")
@requires("analyst", "administrator")
def look_for_copies() -> BaseResponse:
    """Let a job look for campaigns."""
    return _begin("campaigns", "staff_discovery.copies")
