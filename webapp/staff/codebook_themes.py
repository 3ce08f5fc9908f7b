"""Editing the themes of the codebook's draft: one page a theme; moving, retiring, taking out again."""

from dataclasses import replace

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from surveys.analysis import codebook_versions as versions
from surveys.analysis.codebook_changes import FieldChange, difference
from surveys.analysis.codebook_models import CodebookTheme, CodebookVersion
from surveys.analysis.codebook_rules import Fault, faults
from surveys.analysis.codebook_themes import BUILT_IN, ThemeData, shipped, tidied
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.documents import codebook_words as words
from webapp.extensions import db
from webapp.forms.codebook import ThemeForm, own_name, put_faults, read, theme_form
from webapp.staff.codebook import EDITORS, Page

bp = Blueprint("staff_codebook_themes", __name__, url_prefix="/staff/codebook/draft/themes")


@bp.route("/new", methods=["GET", "POST"])
@requires(*EDITORS)
def new() -> Page:
    """Add a theme; its code is made from its English name and stays."""
    draft = _draft()
    form = _form(draft, None)
    if request.method == "GET":
        return _page(draft, None, form)
    given, bad = read(form, None)
    try:
        _refuse(draft, given, bad)
        code = versions.add_theme(db.session, draft, given, current_user.id)
    except versions.CodebookError as error:
        return _refused(draft, None, form, error)
    users.record(db.session, current_user, "codebook.theme_added", code)
    flash(_("Saved in the draft."))
    return redirect(url_for("staff_codebook.draft", _anchor=code))


@bp.route("/<code>", methods=["GET", "POST"])
@requires(*EDITORS)
def edit(code: str) -> Page:
    """Change a theme; what was typed stays when it cannot be kept."""
    draft = _draft()
    row = _row(draft, code)
    form = _form(draft, row)
    if request.method == "GET":
        return _page(draft, row, form)
    given, bad = read(form, versions.data_of(row))
    seen = int(form.seen.data) if (form.seen.data or "").isdecimal() and len(form.seen.data) < 9 else 0
    try:
        _refuse(draft, given, bad)
        changed = versions.save_theme(db.session, draft, given, current_user.id, seen=seen)
    except versions.CodebookError as error:
        return _refused(draft, row, form, error, given)
    if changed:
        users.record(db.session, current_user, "codebook.theme_changed", code)
    flash(_("Saved in the draft.") if changed else _("Nothing was changed."))
    return redirect(url_for("staff_codebook.draft", _anchor=code))


@bp.post("/<code>/move")
@requires(*EDITORS)
def move(code: str) -> BaseResponse:
    """Move a theme up or down among its own."""
    draft = _draft()
    _row(draft, code)
    versions.move_theme(db.session, draft, code, current_user.id, up=request.form.get("to") == "up")
    return redirect(url_for("staff_codebook.draft", _anchor=code))


@bp.post("/<code>/retire")
@requires(*EDITORS)
def retire(code: str) -> BaseResponse:
    """Give no answer this theme any more, or give it again."""
    draft = _draft()
    _row(draft, code)
    retired = request.form.get("retired") == "yes"
    try:
        versions.set_retired(db.session, draft, code, current_user.id, retired=retired)
    except versions.CodebookError as error:
        flash(words.PROBLEMS[error.code], "note")
    else:
        users.record(db.session, current_user, "codebook.theme_retired", code, retired=retired)
        flash(_("Retired in the draft. Answers keep it until this version is signed off; what people chose stays.")
              if retired else _("Given again in the draft."))  # fmt: skip
    return redirect(url_for("staff_codebook.draft", _anchor=code))


@bp.post("/<code>/remove")
@requires(*EDITORS)
def remove(code: str) -> BaseResponse:
    """Take out a theme that only this draft has."""
    draft = _draft()
    _row(draft, code)
    try:
        versions.remove_theme(db.session, draft, code, current_user.id)
    except versions.CodebookError as error:
        flash(words.PROBLEMS[error.code], "note")
    else:
        users.record(db.session, current_user, "codebook.theme_removed", code)
        flash(_("Taken out of the draft."))
    return redirect(url_for("staff_codebook.draft"))


def _draft() -> CodebookVersion:
    draft = versions.open_draft(db.session)
    if draft is None:
        abort(404)
    return draft


def _row(draft: CodebookVersion, code: str) -> CodebookTheme:
    row = versions.theme_row(db.session, draft, code) if code.isascii() and code.isprintable() else None
    if row is None:
        abort(404)
    return row


def _form(draft: CodebookVersion, row: CodebookTheme | None) -> ThemeForm:
    theme = versions.data_of(row) if row else None
    return theme_form(theme, versions.themes_of(db.session, draft), list(draft.groups), row.revision if row else 0)


def _refuse(draft: CodebookVersion, given: ThemeData, bad: list[Fault]) -> None:
    """Lines that cannot be read are told together with everything else that cannot stand."""
    if bad:
        others = {one.code: one for one in versions.themes_of(db.session, draft) if one.code != given.code}
        known = replace(given, code=given.code or "new_theme", bare={})
        raise versions.CodebookError("invalid", [*bad, *faults(tidied(known), draft.groups, others)])


def _refused(
    draft: CodebookVersion,
    row: CodebookTheme | None,
    form: ThemeForm,
    error: versions.CodebookError,
    typed: ThemeData | None = None,
) -> tuple[str, int]:
    """The form again, with what stood in the way; after a clash with what the theme is now beside what was typed."""
    if error.code == "invalid":
        return _page(draft, row, form, put_faults(form, error.faults)), 400
    clash: list[FieldChange] = []
    if error.code == "changed_meanwhile" and row is not None and typed is not None:
        now = versions.data_of(row)
        clash = [field for change in difference([now], [tidied(replace(typed, retired=now.retired))]).themes
                 for field in change.fields]  # fmt: skip
        form.seen.data = str(row.revision)
    told = str(words.PROBLEMS[error.code])
    return _page(draft, row, form, [{"text": told, "href": "#clash" if clash else "#theme"}], clash), 409


def _page(
    draft: CodebookVersion,
    row: CodebookTheme | None,
    form: ThemeForm,
    problems: list[dict[str, str]] | None = None,
    clash: list[FieldChange] | None = None,
) -> str:
    return render_template(
        "staff/codebook/theme.html",
        draft=draft,
        theme=versions.data_of(row) if row else None,
        form=form,
        problems=problems or [],
        clash=clash or [],
        trained=row is not None and row.code in {theme.code for theme in shipped()[2]},
        built_in=row is not None and row.code in BUILT_IN,
        own_name=own_name,
        field_name=words.field_name,
        change_of=words.change_of,
    )
