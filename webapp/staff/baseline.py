"""Who lives here: the census baseline that answers are judged by, to read, to fetch, to replace and to give back."""

import json
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from directory import settings
from directory.changes import history
from surveys.analysis import census
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.documents import dashboard_words as words
from webapp.documents.sheets import Sheet
from webapp.extensions import db

bp = Blueprint("staff_baseline", __name__, url_prefix="/staff/baseline")

SETTING = "census_baseline"
MOST_BYTES = 11 * 1024 * 1024
"""A file of 10 MB is read so far that it can be refused in words; a baseline is a few kB."""


@bp.url_value_preprocessor
def _room_for_a_file(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let signed-in staff hand in a file that is far too large, to be told so on the page."""
    if endpoint == f"{bp.name}.replace" and current_user.is_authenticated:
        request.max_content_length = MOST_BYTES


def current(session: Session) -> census.Baseline:
    """The baseline in use: what staff handed in, else the shipped one."""
    held = settings.get(session, SETTING)
    if held:
        try:
            return census.parse(held)
        except census.BaselineError:
            # Kept by an older release under other rules: the shipped one is true at least.
            return census.shipped()
    return census.shipped()


@bp.get("")
@requires("consultation_officer", "analyst", "administrator")
def show() -> str:
    """The baseline in use, each figure with its universe, and what was replaced when by whom."""
    return _page()


def _page(problem: str = "") -> str:
    baseline = current(db.session)
    return render_template(
        "staff/dashboard/baseline.html",
        baseline=baseline,
        shipped=not settings.get(db.session, SETTING),
        sheets=[_sheet(baseline, group) for group in baseline.groups],
        changes=[
            (change, json.loads(change.replacement_value).get("name", ""))
            for change in history(db.session, settings.KIND, SETTING, limit=20)
        ],
        people={person.id: person.name for person in users.everyone(db.session)},
        problem=problem,
        may_change=bool(current_user.roles & {"consultation_officer", "administrator"}),
    )


@bp.post("")
@requires("consultation_officer", "administrator")
def replace() -> BaseResponse | tuple[str, int]:
    """Use the figures of a file from now on; what is wrong with it is said and nothing is changed."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _page(str(words.PROBLEMS["nothing"])), 400
    content = sent.stream.read(census.LARGEST + 1)
    sent.close()
    try:
        raw = census.load(content, sent.filename)
        census.parse(raw)
    except census.BaselineError as fault:
        return _page(words.problem(fault)), 400
    plain = json.loads(json.dumps(raw, default=str))
    if settings.put(db.session, SETTING, plain, by=current_user.id):
        users.record(db.session, current_user, "baseline.replaced", SETTING)
        flash(_("The new baseline is in use."))
    else:
        flash(_("Nothing was changed."), "note")
    return redirect(url_for("staff_baseline.show"))


@bp.post("/shipped")
@requires("consultation_officer", "administrator")
def give_back() -> BaseResponse:
    """Use the shipped figures again."""
    if settings.put(db.session, SETTING, {}, by=current_user.id):
        users.record(db.session, current_user, "baseline.shipped", SETTING)
    flash(_("The figures that came with this site are in use."))
    return redirect(url_for("staff_baseline.show"))


@bp.get("/baseline.yaml")
@requires("consultation_officer", "analyst", "administrator")
def form() -> Response:
    """The shipped file, as a form to fill in."""
    answer = Response(census.FILE.read_bytes(), mimetype="application/yaml")
    answer.headers.set("Content-Disposition", "attachment", filename="baseline.yaml")
    return answer


def _sheet(baseline: census.Baseline, group: census.Group) -> Sheet:
    columns = [str(words.GROUPS.get(group.code, group.code))]
    for year in baseline.years:
        columns.append(_("%(year)s (of %(universe)s)", year=year.year, universe=f"{year.universe:,}"))
    rows = [
        [category.name, *[f"{category.counts[year.year]:,}" for year in baseline.years]]
        for category in group.categories
    ]
    return Sheet(f"baseline-{group.code}", columns[0], columns, rows, [group.note] if group.note else [])
