"""The builder's shelf: every survey to edit, a new consultation, a new survey, a copy of the last wave's."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from surveys import queries
from surveys.building import edits, files, work
from surveys.building.content import Content
from surveys.building.edits import BuildError
from surveys.models import AUDIENCES as AUDIENCE_CODES
from surveys.models import Consultation, Survey
from surveys.seed.reader import ContentError
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.extensions import db
from webapp.forms import builder as forms
from webapp.forms.builder_files import UploadError, read_upload
from webapp.forms.words import AUDIENCES, SURVEY_STATES
from webapp.staff.builder import EDITORS, READERS, Page

bp = Blueprint("staff_consultations_new", __name__, url_prefix="/staff/builder")


@bp.get("/")
@requires(*READERS)
def shelf() -> str:
    """Every consultation with its surveys, published or not."""
    return render_template(
        "staff/builder/shelf.html",
        rounds=[(found, [(one, _title(one)) for one in found.surveys]) for found in _rounds()],
        audiences=AUDIENCES,
        states=SURVEY_STATES,
        may_change=bool(current_user.roles & set(EDITORS)),
    )


def _rounds() -> list[Consultation]:
    return queries.all_consultations(db.session)


def _title(survey: object) -> str:
    try:
        return str(work.work_of(db.session, survey).content["title"])  # type: ignore[arg-type]
    except BuildError:
        return ""


@bp.route("/new-consultation", methods=["GET", "POST"])
@requires(*EDITORS)
def consultation() -> Page:
    """A new consultation: its name, its address, what it is for. The fair points come at its own desk."""
    given = {name: forms.text(request.form, name) for name in ("title", "slug", "purpose")}
    problem = None
    if request.method == "POST":
        slug = given["slug"] or edits.suggest_code(given["title"], []).replace("_", "-")
        if not 0 < len(given["title"]) <= 200 or not 0 < len(given["purpose"]) <= 2000:
            problem = _("Write a title of 200 characters or fewer, and what it is for in 2,000 or fewer")
        else:
            try:
                made = work.new_consultation(db.session, slug, given["title"], given["purpose"])
            except BuildError as error:
                problem = forms.refusal(error)
            else:
                users.record(db.session, current_user, "consultation.created", made.slug)
                flash(_("The consultation is there. Now make its survey."))
                return redirect(url_for(".survey", consultation=made.slug))
    shown = render_template("staff/builder/new_consultation.html", given=given, problem=problem)
    return (shown, 400) if problem else shown


@bp.route("/new-survey", methods=["GET", "POST"])
@requires(*EDITORS)
def survey() -> Page:
    """A new survey: empty, with the questions of another, such as the last wave's, or as a file says."""
    rounds = _rounds()
    names = ("title", "slug", "consultation", "audience", "source")
    given = {name: forms.text(request.values, name) for name in names}
    problem = None
    if request.method == "POST":
        try:
            made = _make(given, rounds)
        except (_Refused, UploadError) as error:
            problem = str(error)
        except (BuildError, ContentError) as error:
            problem = forms.refusal(error)
        else:
            users.record(db.session, current_user, "survey.created", made.slug)
            flash(_("The survey is there, as a working copy. Nobody sees it before it is published and opened."))
            return redirect(url_for("staff_consultations_builder.survey", slug=made.slug))
    shown = render_template(
        "staff/builder/new_survey.html",
        given=given,
        problem=problem,
        rounds=rounds,
        sources=[(one.slug, _title(one)) for found in rounds for one in found.surveys],
        audiences=AUDIENCES,
    )
    return (shown, 400) if problem else shown


class _Refused(Exception):
    """A form that cannot become a survey; its text says why."""


def _make(given: dict[str, str], rounds: list[Consultation]) -> Survey:
    """The survey that the form asks for; a title left empty is filled from the file. Nothing is kept on an error."""
    sent = request.files.get("file")
    document = read_upload(sent) if sent is not None and sent.filename else None
    if document is not None and not given["title"]:
        given["title"] = document.content["title"]
    home = next((found for found in rounds if found.slug == given["consultation"]), None)
    source = queries.survey_by_slug(db.session, given["source"]) if given["source"] else None
    if home is None or (given["source"] and source is None):
        raise _Refused(_("Choose a consultation from the list"))
    if not 0 < len(given["title"]) <= 200:
        raise _Refused(_("Write a title of 200 characters or fewer"))
    if document is not None and source is not None:
        raise _Refused(_("Choose a survey to copy or a file, not both"))
    slug = given["slug"] or edits.suggest_code(given["title"], []).replace("_", "-")
    if document is not None:
        return files.new_from_file(db.session, home, slug, given["title"], document, current_user.id)
    if source is not None:
        return work.copy_survey(db.session, source, home, slug, given["title"])
    return work.new_survey(db.session, home, slug, _first(given["title"], given["audience"]))


def _first(title: str, audience: str) -> Content:
    """What a new survey begins with: the agreement that every answer needs, in words to be looked at."""
    agreement: dict[str, object] = {
        "code": "agree",
        "type": "agreement",
        "text": "Do you agree to take part?",
        "hint": "",
        "codebook_question": None,
        "required": True,
        "soft_check": False,
        "settings": {},
        "show_if": None,
        "options": [
            {
                "code": "yes",
                "label": "I agree to take part",
                "exclusive": False,
                "positive": False,
                "outside_base": False,
            }
        ],
    }
    return {
        "audience": audience if audience in AUDIENCE_CODES else AUDIENCE_CODES[0],
        "minutes": 10,
        "title": title,
        "summary": title,
        "notices": [],
        "pages": [{"code": "agreement", "title": "Before you start", "questions": [agreement]}],
    }
