"""The builder's pages for one question and one notice. Lists of answers grow and shrink by submit buttons."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from surveys.building import edits, work
from surveys.building.content import split_places
from surveys.building.edits import BuildError
from surveys.models import Survey
from surveys.questions import TYPES, possible
from surveys.seed.reader import CODEBOOK_QUESTIONS, ContentError
from webapp.accounts.access import requires
from webapp.extensions import db
from webapp.forms import builder as forms
from webapp.forms.events import QUESTION_WORDS
from webapp.staff.builder import EDITORS, Page, keep, page, survey_or_404, work_or_404

bp = Blueprint("staff_consultations_question", __name__, url_prefix="/staff/builder")


@bp.route("/<slug>/questions/new", methods=["GET", "POST"])
@requires(*EDITORS)
def new(slug: str) -> Page:
    """A new question of the type and on the page that were chosen."""
    found = survey_or_404(slug)
    content = work_or_404(found).content
    kind, at = request.values.get("type", ""), request.values.get("page", "")
    if kind not in TYPES or at not in [part["code"] for part in content["pages"]]:
        abort(404)
    if request.method == "GET":
        question = forms.empty_question(kind)
        return _form(found, question, None, at, all_places=kind == "ward")
    taken = [question["code"] for question in edits.questions_of(content)]
    code = forms.text(request.form, "code") or edits.suggest_code(forms.text(request.form, "text"), taken)
    return _save(found, content, kind, code, None, at)


@bp.route("/<slug>/questions/<code>", methods=["GET", "POST"])
@requires(*EDITORS)
def question(slug: str, code: str) -> Page:
    """Other words, answers, limits or routing for a question; its code and type stay."""
    found = survey_or_404(slug)
    content = work_or_404(found).content
    try:
        present, at = edits.find_question(content, code)
    except BuildError:
        abort(404)
    if request.method == "GET":
        all_places, options = split_places(present["options"])
        return _form(found, present | {"options": options}, code, at["code"], all_places=all_places)
    return _save(found, content, present["type"], code, code, at["code"])


def _save(found: Survey, content: dict[str, Any], kind: str, code: str, old: str | None, at: str) -> Page:
    do = request.form.get("do", "save")
    shown = forms.read_question(request.form, kind, code if old else forms.text(request.form, "code"), keep_empty=True)
    all_places = "places" in request.form
    if do != "save":
        name, _slash, how = do.partition("/")
        if name == "option":
            shown["options"] = forms.rearranged(shown["options"], how)
        elif name == "row":
            shown["settings"]["rows"] = forms.rearranged(shown["settings"]["rows"], how)
        return _form(found, shown, old, at, all_places=all_places)
    try:
        made = forms.read_question(request.form, kind, code)
        keep(found, edits.put_question(content, at, made, old), "question")
    except (BuildError, ContentError) as error:
        return _form(found, shown, old, at, all_places=all_places, problem=forms.refusal(error)), 400
    flash(_("Saved in the working copy."))
    return redirect(url_for("staff_consultations_builder.survey", slug=found.slug, _anchor=f"question-{code}"))


def _form(
    found: Survey,
    shown: dict[str, Any],
    old: str | None,
    at: str,
    *,
    all_places: bool,
    problem: str | None = None,
) -> str:
    content = work_or_404(found).content
    before = edits.routable(content, old) if old else _before_end_of(content, at)
    on = (shown["show_if"] or {}).get("question")
    hangs = next((other for other in before if other["code"] == on), None)
    return page(
        "question",
        found,
        question=shown,
        old=old,
        at=at,
        all_places=all_places,
        problem=problem,
        before=before,
        hangs=possible(edits.as_asked(hangs)) if hangs else [],
        hangs_labels={option["code"]: option["label"] for option in hangs["options"]} if hangs else {},
        published=work.published_codes(db.session, found).get(old or "", set()),
        fixed=old in work.published_codes(db.session, found),
        type=TYPES[shown["type"]],
        codebook={code: QUESTION_WORDS[code] for code in CODEBOOK_QUESTIONS},
    )


def _before_end_of(content: dict[str, Any], at: str) -> list[dict[str, Any]]:
    """Questions that come before the end of a page, on which a new one there can hang."""
    codes = [part["code"] for part in content["pages"]]
    return edits.routable({"pages": content["pages"][: codes.index(at) + 1]}, None)


@bp.route("/<slug>/notices/new", methods=["GET", "POST"])
@requires(*EDITORS)
def new_notice(slug: str) -> Page:
    """A new part of the privacy notice."""
    return _notice(survey_or_404(slug), None)


@bp.route("/<slug>/notices/<code>", methods=["GET", "POST"])
@requires(*EDITORS)
def notice(slug: str, code: str) -> Page:
    """Other words for a part of the privacy notice."""
    return _notice(survey_or_404(slug), code)


def _notice(found: Survey, code: str | None) -> str | BaseResponse | tuple[str, int]:
    content = work_or_404(found).content
    present = next((part for part in content["notices"] if part["code"] == code), None)
    if code is not None and present is None:
        abort(404)
    shown = present or {"layer": "short", "heading": "", "body": ""}
    if request.method == "GET":
        return page("notice", found, notice=shown, code=code, problem=None)
    given = {name: forms.text(request.form, name) for name in ("layer", "heading", "body")}
    try:
        keep(found, edits.put_notice(content, given, code), "notice")
    except (BuildError, ContentError) as error:
        return page("notice", found, notice=given, code=code, problem=forms.refusal(error)), 400
    flash(_("Saved in the working copy."))
    return redirect(url_for("staff_consultations_builder.survey", slug=found.slug, _anchor="notices"))
