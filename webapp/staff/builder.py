"""The builder: a survey's pages and questions as they will be, its preview, its file, and publishing it."""

from typing import Any

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from surveys import queries
from surveys.building import edits, files, work
from surveys.building.content import Content, split_places, view_of
from surveys.building.edits import BuildError
from surveys.models import Survey
from surveys.seed.reader import ContentError
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.extensions import db
from webapp.forms import builder as forms
from webapp.forms import pages as steps
from webapp.forms.builder_files import UploadError, read_upload
from webapp.forms.fields import tongue
from webapp.forms.words import AUDIENCES, SURVEY_STATES
from webapp.i18n import Language, languages

bp = Blueprint("staff_consultations_builder", __name__, url_prefix="/staff/builder")
READERS = ("consultation_officer", "analyst", "administrator")
EDITORS = ("consultation_officer", "administrator")
Page = str | BaseResponse | tuple[str, int]


def survey_or_404(slug: str) -> Survey:
    """The survey of this address."""
    found = queries.survey_by_slug(db.session, slug)
    if found is None:
        abort(404)
    return found


def work_or_404(survey: Survey) -> work.Work:
    """Its working copy."""
    try:
        return work.work_of(db.session, survey)
    except BuildError:
        abort(404)


def sent_revision() -> int:
    """The revision that the page was made from; -1, which fits none, when it was lost."""
    typed = request.form.get("revision", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else -1


def keep(survey: Survey, content: Content, what: str) -> None:
    """Keep a change, and who made it. Raises BuildError."""
    work.keep(db.session, survey, content, sent_revision())
    users.record(db.session, current_user, f"survey.{what}", survey.slug)


def page(template: str, survey: Survey, **values: Any) -> str:
    """A page of the builder."""
    return render_template(
        f"staff/builder/{template}.html",
        survey=survey,
        work=work_or_404(survey),
        may_change=bool(current_user.roles & set(EDITORS)),
        types=forms.TYPE_NAMES,
        audiences=AUDIENCES,
        states=SURVEY_STATES,
        split_places=split_places,
        **values,
    )


@bp.get("/<slug>")
@requires(*READERS)
def survey(slug: str) -> str:
    """The working copy: notices, pages, questions."""
    return page("survey", survey_or_404(slug), problem=None)


@bp.post("/<slug>/change")
@requires(*EDITORS)
def change(slug: str) -> Page:
    """One of the small buttons: up, down, delete, to another page, a new page."""
    found = survey_or_404(slug)
    content = work_or_404(found).content
    what, code, do = (request.form.get(name, "") for name in ("what", "code", "do"))
    step = -1 if do == "up" else 1
    try:
        match (what, do):
            case ("page", "add"):
                new = edits.put_page(content, forms.text(request.form, "title"))
            case ("page", "rename"):
                new = edits.put_page(content, forms.text(request.form, "title"), code)
            case ("page", "up" | "down"):
                new = edits.move_page(content, code, step)
            case ("page", "delete"):
                new = edits.delete_page(content, code)
            case ("question", "up" | "down"):
                new = edits.move_question(content, code, step)
            case ("question", "delete"):
                new = edits.delete_question(content, code)
            case ("question", "send"):
                new = edits.send_question(content, code, request.form.get("page", ""))
            case ("notice", "up" | "down"):
                new = edits.move_notice(content, code, step)
            case ("notice", "delete"):
                new = edits.delete_notice(content, code)
            case _:
                abort(400)
        keep(found, new, f"{what}_{do}")
    except (BuildError, ContentError) as error:
        return page("survey", found, problem=forms.refusal(error)), 400
    anchor = f"{what}-{code}" if do in {"up", "down", "send", "rename"} else None
    return redirect(url_for(".survey", slug=slug, _anchor=anchor))


@bp.route("/<slug>/settings", methods=["GET", "POST"])
@requires(*EDITORS)
def settings(slug: str) -> Page:
    """Title, summary, audience, minutes, how people are asked and chosen, the lawful basis."""
    found = survey_or_404(slug)
    content = work_or_404(found).content
    choices = {"modes": forms.MODES, "samplings": forms.SAMPLINGS}
    if request.method == "GET":
        return page("settings", found, content=content, problem=None, **choices)
    minutes = forms.text(request.form, "minutes")
    given = {name: forms.text(request.form, name) for name in ("mode", "sampling", "lawful_basis", "series")}
    fields: dict[str, Any] = {
        "title": forms.text(request.form, "title"),
        "summary": forms.text(request.form, "summary"),
        "audience": forms.text(request.form, "audience"),
        "minutes": int(minutes) if minutes.isdecimal() and len(minutes) < 6 else minutes,
        "settings": {name: value for name, value in given.items() if value},
    }
    try:
        keep(found, edits.set_words(content, **fields), "settings")
    except (BuildError, ContentError) as error:
        shown = content | fields
        return page("settings", found, content=shown, problem=forms.refusal(error), **choices), 400
    flash(_("Saved in the working copy."))
    return redirect(url_for(".survey", slug=slug))


@bp.get("/<slug>/preview")
@requires(*READERS)
def preview(slug: str) -> str:
    """One page as people will see it, in any language; English words among them are marked."""
    found = survey_or_404(slug)
    content = work_or_404(found).content
    tag = request.args.get("language", "en")
    language = languages().get(tag, languages()["en"])
    view = view_of(db.session, content, language.tag)
    codes = [part.code for part in view.pages]
    code = request.args.get("page", "")
    here = codes.index(code) if code in codes else 0
    texts = [words for q in view.questions for words in (q.text, *(o.label for o in q.options if q.type != "ward"))]
    missing = sum(words.language != language.tag for words in texts)
    return page(
        "preview",
        found,
        view=view,
        here=here,
        tongue_of=language,
        offered=list(languages().values()),
        total=len(texts),
        missing=missing,
        fragment=_fragment(view, here, language),
    )


def _fragment(view: Any, here: int, language: Language) -> Markup:
    """The inside of a survey page in another language than this desk's."""
    before = g.get("lang")
    g.lang = language.tag
    try:
        with force_locale(language.babel_locale):
            asked = list(view.pages[here].questions) if view.pages else []
            fields = steps.page_form(asked, {}).question_fields(asked, heading=False)
            return Markup(  # noqa: S704 - a template of ours, which escapes
                render_template("staff/builder/_preview.html", view=view, here=here, fields=fields, tongue=tongue)
            )
    finally:
        g.lang = before


@bp.get("/<slug>/survey.yaml")
@requires(*READERS)
def export(slug: str) -> Response:
    """The working copy with its quotas and translations, as a file."""
    found = survey_or_404(slug)
    work_or_404(found)
    body = files.to_file(files.document_of(db.session, found))
    name = f'attachment; filename="{found.slug}.yaml"'
    return Response(body, mimetype="application/yaml", headers={"Content-Disposition": name})


@bp.route("/<slug>/import", methods=["GET", "POST"])
@requires(*EDITORS)
def read_file(slug: str) -> Page:
    """A file in place of the working copy; all of it, or nothing and the reason with its line."""
    found = survey_or_404(slug)
    if request.method == "GET":
        return page("import", found, problem=None)
    problem = None
    try:
        document = read_upload(request.files.get("file"))
        files.replace_from_file(db.session, found, document, sent_revision(), current_user.id)
    except UploadError as error:
        problem = str(error)
    except BuildError as error:
        problem = forms.refusal(error)
    if problem:
        return page("import", found, problem=problem), 400
    users.record(db.session, current_user, "survey.imported", slug)
    flash(_("The file is the working copy now. Look at it, then publish it."))
    return redirect(url_for(".survey", slug=slug))


@bp.post("/<slug>/publish")
@requires(*EDITORS)
def publish(slug: str) -> Page:
    """A new version of the working copy; who is answering now keeps theirs."""
    found = survey_or_404(slug)
    try:
        made = work.publish(db.session, found, sent_revision())
    except (BuildError, ContentError) as error:
        return page("survey", found, problem=forms.refusal(error)), 400
    users.record(db.session, current_user, "survey.published", slug)
    flash(_("A new version is published. Drafts and answers keep theirs.") if made else _("Nothing to publish."))
    return redirect(url_for(".survey", slug=slug))


@bp.post("/<slug>/discard")
@requires(*EDITORS)
def discard(slug: str) -> Page:
    """Back to the newest version."""
    found = survey_or_404(slug)
    try:
        work.discard(db.session, found)
    except BuildError as error:
        return page("survey", found, problem=forms.refusal(error)), 400
    users.record(db.session, current_user, "survey.discarded", slug)
    flash(_("The working copy is thrown away. You see the published version."))
    return redirect(url_for(".survey", slug=slug))
