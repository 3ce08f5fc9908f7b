"""The directory as files: exports to fetch, files to bring in, imports to take back. exchange_steps is between."""

from io import BytesIO
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from directory.exchange import applying, columns, kept, reading, writing
from directory.exchange.faults import FileError
from directory.exchange.reading import Opened
from directory.models import local_day
from webapp import config
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.documents import exchange_words as words
from webapp.extensions import db
from webapp.staff.directory import EDITORS, READERS, may_edit, people

bp = Blueprint("staff_directory_exchange", __name__, url_prefix="/staff/directory/exchange")

MOST_ROWS = 500
"""So many rows a page works through: more take longer than the 20 seconds a request may; a command takes them all."""

MIMETYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@bp.url_value_preprocessor
def _room_for_a_file(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let editors hand in a file of 10 MB: before anything reads the form, and nobody else."""
    if endpoint == f"{bp.name}.upload" and current_user.is_authenticated and may_edit():
        request.max_content_length = reading.MOST_BYTES + 64 * 1024


def folder() -> Any:
    """Where files wait."""
    return config.data_dir() / "imports"


@bp.get("")
@requires(*READERS)
def home() -> str:
    """Exports to fetch, a file to bring in, what waits for a yes, and what was brought in before."""
    return _home()


def _home(problem: str = "") -> str:
    return render_template(
        "staff/exchange/home.html",
        kinds=words.KINDS,
        hints=words.HINTS,
        public=writing.PUBLIC,
        waiting=[one for one in kept.waiting(folder()) if one.asked or one.by == current_user.id],
        past=applying.imports(db.session),
        people=people(),
        may_edit=may_edit(),
        problem=problem,
    )


@bp.get("/export/<kind>")
@requires(*READERS)
def export(kind: str) -> BaseResponse:
    """The directory as a file."""
    if kind not in writing.FORMATS:
        abort(404)
    target = BytesIO()
    writing.write(db.session, kind, target, words.dictionary())
    target.seek(0)
    ending = writing.ENDINGS[kind]
    name = f"directory-{kind}-{local_day().isoformat()}.{ending}"
    return send_file(target, mimetype=MIMETYPES[ending], as_attachment=True, download_name=name)


@bp.post("/upload")
@requires(*EDITORS)
def upload() -> BaseResponse | tuple[str, int]:
    """Take a file, read it, and go on to its columns or, when it needs no mapping, to what it would do."""
    given = request.files.get("file")
    data = given.read(reading.MOST_BYTES + 1) if given else b""
    name = kept.tidy(given.filename or "") if given else ""
    try:
        if given is None or not given.filename:
            raise FileError("no_file")
        opened = reading.read(data, name)
        if _length(opened) > MOST_ROWS:
            raise FileError("too_many_for_a_page")
    except FileError as error:
        return _home(words.file_words(error)), 400
    one = kept.keep(folder(), name, data, by=current_user.id, kind=opened.kind)
    if opened.table is not None:
        headings = opened.table.headings
        before = columns.remembered(db.session, headings)
        one.mapping = {"columns": before or columns.guesses(headings)}
        kept.save(folder(), one)
        if not opened.ours:
            return redirect(url_for("staff_directory_import.mapping", token=one.token))
    return redirect(url_for("staff_directory_import.check", token=one.token))


@bp.post("/undo/<identity>")
@requires(*EDITORS)
def undo(identity: str) -> BaseResponse:
    """Take an import back: what it changed becomes what it was; two people had agreed to that before."""
    if not identity.isascii() or not identity.isprintable():
        abort(404)
    try:
        done = applying.undo(db.session, identity, by=current_user.id)
    except applying.ImportRefused as error:
        if error.code == "gone":
            abort(404)
        flash(_("This import was taken back before."))
        return redirect(url_for(".home"))
    users.record(db.session, current_user, "directory.import_undone", identity)
    flash(_("Taken back: %(restored)s records are as they were, %(removed)s are gone again.",
            restored=len(done.restored), removed=len(done.removed)))  # fmt: skip
    if done.left:
        flash(_("Changed since, so left as they are: %(names)s", names=", ".join(done.left)), "note")
    return redirect(url_for(".home"))


def _length(opened: Opened) -> int:
    return len(opened.table.rows) if opened.table else len(opened.services)
