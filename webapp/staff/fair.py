"""The fairness desk of a consultation: its points, its dates, what keeps it shut, how long answers are kept."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from surveys import fair, queries, retention, wording
from surveys.models import Consultation
from surveys.points import TEXTS
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.documents import fair_words
from webapp.extensions import db
from webapp.forms.fair import FairForm, fair_form
from webapp.forms.words import AUDIENCES, SURVEY_STATES
from webapp.i18n import Language, default_language, site_languages

bp = Blueprint("staff_consultations_fair", __name__, url_prefix="/staff/consultations")

SECTIONS = (
    ("purpose", "can_change", "reasons", "options_considered", "options_discarded"),
    ("who_is_asked", "equality", "channels", "paper_return"),
    ("lawful_basis", "consent_age"),
    ("opens_on", "closes_on", "minimum_days", "pre_election"),
    ("decision_maker", "decides_on", "feedback"),
    ("safeguarding_lead", "queue_hours"),
    ("draft_days", "answer_days", "contact_days"),
)
"""The fields of the page, in groups; their headings stand in the template."""


def _consultation(slug: str) -> Consultation:
    found = fair.by_slug(db.session, slug)
    if found is None:
        abort(404)
    return found


@bp.route("/<slug>/fair", methods=["GET", "POST"])
@requires("consultation_officer", "administrator")
def edit(slug: str) -> str | BaseResponse | tuple[str, int]:
    """The points of a fair consultation, and what is still missing before a survey can be opened."""
    found = _consultation(slug)
    form = fair_form(found)
    if form.validate_on_submit():
        # Undone as a whole when it cannot stand: nothing half-changed may be committed with the page.
        work = db.session.begin_nested()
        try:
            changed = fair.revise(db.session, found, form.revision(), fair.today())
        except fair.NotAPoint as error:
            work.rollback()
            form[error.field].errors = [str(fair_words.POINT_PROBLEMS[error.code])]
        except fair.NotFair as error:
            work.rollback()
            for name, line in fair_words.gate_lines(error.gate):
                if name in form:
                    form[name].errors = [_("People are answering now. %(problem)s", problem=line)]
        else:
            work.commit()
            if changed:
                users.record(db.session, current_user, "consultation.revised", slug, fields=", ".join(changed))
            flash(_("Saved.") if changed else _("Nothing was changed."))
            return redirect(url_for("staff_consultations_fair.edit", slug=slug))
    return (_page(found, form), 400) if form.errors else _page(found, form)


def _page(found: Consultation, form: FairForm) -> str:
    gate = fair.gate(db.session, found, fair.today())
    return render_template(
        "staff/consultations/fair.html",
        consultation=found,
        form=form,
        sections=SECTIONS,
        gate=gate,
        lines=fair_words.gate_lines(gate),
        # Somebody has just tried to open a survey: say at the top what keeps it shut.
        tried="opening" in request.args,
        pilot=fair.is_pilot(found),
        surveys=queries.survey_progress(db.session, found),
        schedule=retention.schedule(db.session, found),
        audiences=AUDIENCES,
        states=SURVEY_STATES,
        languages=_translated(),
    )


@bp.post("/<slug>/fair/election")
@requires("consultation_officer", "administrator")
def acknowledge(slug: str) -> BaseResponse:
    """Somebody has read the warning about the pre-election period and stands for going on."""
    found = _consultation(slug)
    if request.form.get("read") != "yes":
        flash(_("Tick the box to say that you have read it."), "note")
    else:
        fair.acknowledge(db.session, found, current_user.id, fair.today())
        users.record(db.session, current_user, "consultation.pre_election_read", slug)
        flash(_("Kept that you have read the warning."))
    return redirect(url_for("staff_consultations_fair.edit", slug=slug))


@bp.route("/<slug>/fair/translate/<tag>", methods=["GET", "POST"])
@requires("consultation_officer", "administrator")
def translate(slug: str, tag: str) -> str | BaseResponse | tuple[str, int]:
    """The points in another language, beside the English."""
    found, language = _consultation(slug), _language(tag)
    texts = {name: text for name, text in fair.english(found).items() if text}
    too_long = [name for name in texts if len(request.form.get(name, "")) > 2 * TEXTS[name]]
    if request.method == "POST" and not too_long:
        checked = current_user.id if request.form.get("checked") == "yes" else None
        given = {name: request.form.get(name, "") for name in texts}
        changed = wording.put(db.session, slug, "consultation", "", texts, tag, given, checked_by=checked)
        if changed:
            users.record(db.session, current_user, "consultation.translated", slug, language=tag)
        flash(_("Saved.") if changed else _("Nothing was changed."))
        return redirect(url_for("staff_consultations_fair.translate", slug=slug, tag=tag))
    page = render_template(
        "staff/consultations/translate.html",
        title=found.title,
        back=url_for("staff_consultations_fair.edit", slug=slug),
        texts=texts,
        names={name: label for name, (label, _hint) in fair_words.STAFF_POINTS.items()},
        rows=wording.rows_of(db.session, slug, "consultation", "", tag),
        tongue=language,
        too_long=too_long,
    )
    return (page, 400) if too_long else page


def _translated() -> list[Language]:
    return [language for tag, language in site_languages().items() if tag != default_language()]


def _language(tag: str) -> Language:
    if tag not in site_languages() or tag == default_language():
        abort(404)
    return site_languages()[tag]
