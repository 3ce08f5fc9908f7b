"""Answers as files: exports of a survey, and files of other tools on their way in. docs/answers.md says how."""

from io import BytesIO
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from surveys import fair, queries
from surveys.exchange import batches, bringing, loading, reading, tables, writing
from surveys.exchange.faults import FileError
from surveys.models import Survey
from webapp import jobs
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.extensions import after_commit, begin_writing, db
from webapp.forms import answers_words as words
from webapp.forms.words import AUDIENCES, SURVEY_STATES
from webapp.i18n import default_language
from webapp.staff.analysis import SEES_NAMES

bp = Blueprint("staff_answers", __name__, url_prefix="/staff/answers")

READERS = ("consultation_officer", "analyst", "administrator")
WRITERS = ("consultation_officer", "administrator")
MIMETYPES = {
    "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@bp.url_value_preprocessor
def _room_for_a_file(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let officers hand in a file of 10 MB: before anything reads the form, and nobody else."""
    if endpoint == f"{bp.name}.upload" and current_user.is_authenticated and _may_write():
        request.max_content_length = reading.MOST_BYTES + 64 * 1024


def _may_write() -> bool:
    return bool(current_user.roles & set(WRITERS))


@bp.get("/")
@requires(*READERS)
def home() -> str:
    """Surveys to export, a file to bring in, what waits, and what was brought in before."""
    return _home()


def _home(problem: str = "", chosen: str = "") -> str:
    return render_template(
        "staff/answers/home.html",
        rounds=[
            (consultation, queries.survey_progress(db.session, consultation))
            for consultation in queries.all_consultations(db.session)
        ],
        audiences=AUDIENCES,
        states=SURVEY_STATES,
        takes=loading.STATES,
        formats=words.FORMATS,
        hints=words.HINTS,
        tools=words.TOOLS,
        batch_states=words.STATES,
        waiting=batches.waiting(db.session, current_user.id) if _may_write() else [],
        past=batches.past(db.session),
        people={user.id: user.name for user in users.everyone(db.session)},
        may_write=_may_write(),
        most=tables.MOST_ROWS,
        problem_of=bringing.problem,
        masked=_masked(),
        problem=problem,
        chosen=chosen,
    )


def _masked() -> bool:
    """Whether personal data in texts is hidden from this person, as on the pages of the analysis."""
    return not current_user.roles & SEES_NAMES


@bp.get("/export/<slug>/<kind>")
@requires(*READERS)
def export(slug: str, kind: str) -> BaseResponse:
    """The answers of a survey as a file; who took it stands in the audit log."""
    survey = _survey(slug)
    if kind not in writing.FORMATS:
        abort(404)
    target, masked = BytesIO(), _masked()
    number = writing.write(db.session, survey, kind, target, words.dictionary(), masked=masked)
    # Made first: thousands of answers take many seconds, in which nobody could send theirs.
    begin_writing()
    users.record(db.session, current_user, "answers.exported", slug, format=kind, submissions=number, masked=masked)
    target.seek(0)
    ending = writing.ENDINGS[kind]
    name = f"{slug}-answers-{kind}-{fair.today().isoformat()}.{ending}"
    return send_file(target, mimetype=MIMETYPES[ending], as_attachment=True, download_name=name)


@bp.post("/upload")
@requires(*WRITERS)
def upload() -> BaseResponse | tuple[str, int]:
    """Take a file, read it, and go on to its columns or, when it is our own export, to what it would do."""
    given, slug = request.files.get("file"), request.form.get("survey", "")
    try:
        survey = queries.survey_by_slug(db.session, slug[:80]) if "\x00" not in slug else None
        if survey is None:
            raise FileError("no_survey")
        if given is None or not given.filename:
            raise FileError("no_file")
        data = given.read(reading.MOST_BYTES + 1)
        db.session.rollback()  # a large file takes seconds to read, in which nobody else could write
        table = reading.read(data)
    except FileError as error:
        return _home(words.file_words(error), slug), 400
    batches.forget_old(db.session)
    batch = batches.keep(
        db.session, survey, table, name=given.filename, language=default_language(), by=current_user.id
    )
    step = "check" if batch.tool == "own" else "columns"
    return redirect(url_for(f"staff_answers_import.{step}", identity=batch.id))


@bp.post("/undo/<identity>")
@requires(*WRITERS)
def undo(identity: str) -> BaseResponse:
    """Take a batch back, as long as nobody has worked with its answers."""
    batch = batches.by_id(db.session, identity)
    if batch is None:
        abort(404)
    try:
        number = loading.undo(db.session, batch)
    except loading.Refused as error:
        flash(words.REFUSED[error.code], "note")
        return redirect(url_for(".home"))
    users.record(db.session, current_user, "answers.import_undone", batch.id, submissions=number)
    after_commit(jobs.bring_answers)  # which also deletes what is left of a large batch
    flash(_("Taken back: the answers of %(number)s people are gone again.", number=number))
    return redirect(url_for(".home"))


def _survey(slug: str) -> Survey:
    found = queries.survey_by_slug(db.session, slug)
    if found is None:
        abort(404)
    return found
