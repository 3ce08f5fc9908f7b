"""The mapping's summary: what SNA 5 publishes beside what the directory gives; as page, CSV and Word document."""

import tempfile
from datetime import date
from io import BytesIO
from pathlib import Path

from flask import Blueprint, Response, abort, render_template, send_file
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from directory import demand, queries
from directory.coverage import BOROUGH, coverage, drop_ins
from directory.models import local_day
from directory.summary import summary
from webapp.accounts.access import requires
from webapp.documents import coverage as coverage_words
from webapp.documents import docx_missing, mapping
from webapp.documents.coverage import Names
from webapp.documents.sheets import Sheet, as_csv
from webapp.extensions import db

bp = Blueprint("staff_directory_mapping", __name__, url_prefix="/staff/directory/mapping")

READERS = ("analyst", "editor", "consultation_officer", "administrator")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def names(session: Session) -> Names:
    """Return the names of needs, wards and localities, in English: staff work in it."""
    places = {ward.slug: ward.name for ward in queries.wards(session)}
    places |= {locality.slug: locality.name for locality in queries.localities(session)}
    return Names({need.code: need.name for need in queries.needs(session)}, places)


def _sheets() -> list[Sheet]:
    places = {locality.slug: locality.name for locality in queries.localities(db.session)}
    return mapping.sheets(summary(db.session), places, drop_ins(db.session))


@bp.get("")
@requires(*READERS)
def page() -> str:
    """Every published figure beside the computed one, the groupings, and what each rests on."""
    return render_template("staff/mapping/summary.html", sheets=_sheets())


@bp.get("/<code>.csv")
@requires(*READERS)
def sheet(code: str) -> Response:
    """One of the tables as CSV."""
    found = next((one for one in _sheets() if one.code == code), None)
    if found is None:
        abort(404)
    return csv_response(found, f"mapping-{code}.csv")


@bp.get("/document")
@requires(*READERS)
def document() -> BaseResponse:
    """The summary, the coverage and the unmet demand as one Word document."""
    today, words, held = local_day(), names(db.session), coverage(db.session)
    rows = demand.against_supply(db.session, held, today=today)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "missing.docx"
        docx_missing.write(
            path,
            day=today,
            mapping=_sheets(),
            coverage=[
                coverage_words.matrix(held, BOROUGH, words),
                coverage_words.gaps(held.gaps(), words),
            ],
            demand=coverage_words.demand(rows, words),
        )
        content = BytesIO(path.read_bytes())
    return send_file(content, mimetype=DOCX, as_attachment=True, download_name=_named("mapping-summary", today))


def csv_response(sheet: Sheet, name: str) -> Response:
    """Return a table as a CSV file; the mark in front lets spreadsheets read it as UTF-8."""
    answer = Response("\ufeff" + as_csv(sheet), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _named(name: str, day: date) -> str:
    return f"{name}-{day.isoformat()}.docx"
