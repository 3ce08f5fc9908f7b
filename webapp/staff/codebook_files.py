"""The codebook as files: any version to fetch, and a file that becomes a draft or, where anything is wrong, nothing."""

from io import BytesIO
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from surveys.analysis import codebook_versions as versions
from surveys.analysis.codebook_themes import FAMILIES, shipped
from surveys.codebook_exchange import files
from surveys.exchange.faults import FileError
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.documents import codebook_words as words
from webapp.extensions import db
from webapp.staff.codebook import EDITORS, Page, home_page

bp = Blueprint("staff_codebook_files", __name__, url_prefix="/staff/codebook/files")

MOST_FAULTS = 50
"""So many faults are shown at once; the rest is counted."""


@bp.url_value_preprocessor
def _room_for_a_file(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let analysts hand in a file of 5 MB: before anything reads the form, and nobody else."""
    if endpoint == f"{bp.name}.bring_in" and current_user.is_authenticated and current_user.roles & set(EDITORS):
        request.max_content_length = files.MOST_BYTES + 64 * 1024


@bp.get("/export/<int:number>/<kind>")
@requires(*EDITORS)
def export(number: int, kind: str) -> BaseResponse:
    """A version as a file; the draft too. Number 1 is there before anybody has made a draft."""
    row = versions.version_by_number(db.session, number) if number < 10**6 else None
    if kind not in files.FORMATS or (row is None and (number != 1 or versions.in_force(db.session) is not None)):
        abort(404)
    label, groups, _themes = shipped()
    label, groups = (row.label, row.groups) if row else (label, groups)
    data = files.write(kind, versions.themes_of(db.session, row), groups, label)
    return send_file(
        BytesIO(data), mimetype=files.MIMETYPES[kind], as_attachment=True, download_name=f"codebook-{label}.{kind}"
    )


@bp.post("/import")
@requires(*EDITORS)
def bring_in() -> Page:
    """Make a draft of a file: all of it, or nothing with every reason."""
    given, family = request.files.get("file"), request.form.get("family", "")
    family = family if family in FAMILIES and family != "none" else ""
    if versions.open_draft(db.session) is not None:
        return home_page(str(words.PROBLEMS["draft_exists"]), family=family), 409
    try:
        if given is None or not given.filename:
            raise FileError("no_file")
        rows = files.read(given.read(files.MOST_BYTES + 1))
    except FileError as error:
        return home_page(words.file_words(error), family=family), 400
    before = versions.in_force(db.session)
    groups = before.groups if before else shipped()[1]
    base = versions.themes_of(db.session, before)
    plan = files.plan(base, groups, rows, family=family)
    if plan.faults:
        told = [
            _("Row %(number)s: %(fault)s", number=fault.row, fault=words.row_words(fault))
            for fault in plan.faults[:MOST_FAULTS]
        ]
        if len(plan.faults) > MOST_FAULTS:
            told.append(_("And %(number)s more.", number=len(plan.faults) - MOST_FAULTS))
        return home_page(_("Nothing was brought in. Mend these rows and choose the file again."), told, family), 400
    if plan.themes == base:
        return home_page(str(words.PROBLEMS["nothing_changed"]), family=family), 400
    draft = versions.start_draft(db.session, current_user.id, plan.themes)
    users.record(db.session, current_user, "codebook.imported", str(draft.number), themes=len(rows))
    flash(_("The file has become a draft. Nothing counts before it is signed off."))
    return redirect(url_for("staff_codebook.changes"))
