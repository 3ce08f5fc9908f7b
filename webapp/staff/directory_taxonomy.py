"""Needs, organisations and reporting routes: changed at once, with their history; codes are never used again."""

import re
from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from directory import queries, rules, taxonomy
from directory.fields import value_hash, value_of
from directory.models import Need, local_day
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.documents import record_words as words
from webapp.extensions import db
from webapp.forms import directory as forms
from webapp.forms.directory_sections import NEED, ORGANISATION, ROUTE, Section
from webapp.staff.directory import EDITORS, READERS, may_edit
from webapp.staff.directory_edit import slug_of

bp = Blueprint("staff_directory_taxonomy", __name__, url_prefix="/staff/directory")

Page = str | BaseResponse | tuple[str, int]


@bp.get("/needs")
@requires(*READERS)
def needs() -> str:
    """Every need in its order, how many services meet it, and those that were given up."""
    gone = queries.retired_needs(db.session)
    every = {need.code: need.name for need in queries.needs(db.session, retired=True)}
    return render_template(
        "staff/directory/needs.html",
        needs=queries.needs(db.session),
        numbers=taxonomy.services_by_need(db.session),
        retired=[(code, every.get(into, into)) for code, into in gone.items()],
        may_edit=may_edit(),
    )


@bp.route("/needs/new", methods=["GET", "POST"])
@requires(*EDITORS)
def new_need() -> Page:
    """Add a need; its code is made from its name and stays."""
    return _edit_need("", {"name": "", "description": "", "synonyms": []})


@bp.route("/needs/<code>/edit", methods=["GET", "POST"])
@requires(*EDITORS)
def edit_need(code: str) -> Page:
    """Rename or describe a need, and give it words to be found by."""
    need = _need_or_404(code)
    return _edit_need(code, {name: value_of(need, name) for name in taxonomy.NEED_FIELDS})


@bp.post("/needs/<code>/move")
@requires(*EDITORS)
def move_need(code: str) -> BaseResponse:
    """Move a need up or down."""
    _need_or_404(code)
    taxonomy.move_need(db.session, code, up=request.form.get("to") == "up", by=current_user.id)
    return redirect(url_for("staff_directory_taxonomy.needs"))


@bp.route("/needs/<code>/retire", methods=["GET", "POST"])
@requires(*EDITORS)
def retire_need(code: str) -> Page:
    """Give a need up by merging it into another; its services move there."""
    need, problem = _need_or_404(code), ""
    if request.method == "POST":
        try:
            moved = taxonomy.retire_need(db.session, code, request.form.get("into", ""), by=current_user.id)
        except rules.ChangeError as error:
            problem = words.fault_words(error.faults[0])
        else:
            users.record(db.session, current_user, "directory.need_retired", code, into=request.form["into"])
            flash(ngettext("Merged. %(num)d service moved.", "Merged. %(num)d services moved.", moved))
            return redirect(url_for("staff_directory_taxonomy.needs"))
    others = [one for one in queries.needs(db.session) if one.code != code]
    number = taxonomy.services_by_need(db.session).get(code, 0)
    page = render_template("staff/directory/retire.html", need=need, others=others, number=number, problem=problem)
    return (page, 400) if problem else page


@bp.get("/organisations")
@requires(*READERS)
def organisations() -> str:
    """Every organisation and how many services it runs."""
    return render_template(
        "staff/directory/organisations.html",
        organisations=taxonomy.organisations(db.session),
        sectors=words.CHOICES["sector"],
        may_edit=may_edit(),
    )


@bp.route("/organisations/new", methods=["GET", "POST"])
@requires(*EDITORS)
def new_organisation() -> Page:
    """Add an organisation."""
    return _edit_organisation("", dict.fromkeys(ORGANISATION.fields, ""))


@bp.route("/organisations/<slug>/edit", methods=["GET", "POST"])
@requires(*EDITORS)
def edit_organisation(slug: str) -> Page:
    """Change an organisation."""
    found = taxonomy.organisation_by_slug(db.session, slug)
    if found is None:
        abort(404)
    return _edit_organisation(slug, {name: value_of(found, name) or "" for name in ORGANISATION.fields})


@bp.get("/routes")
@requires(*READERS)
def routes() -> str:
    """Every reporting route with its contacts and the day of its last check."""
    return render_template("staff/directory/routes.html", routes=queries.routes(db.session), may_edit=may_edit())


@bp.route("/routes/<code>/edit", methods=["GET", "POST"])
@requires(*EDITORS)
def edit_route(code: str) -> Page:
    """Change a reporting route and its numbers."""
    route = queries.route(db.session, code)
    if route is None:
        abort(404)
    present = {name: value_of(route, name) for name in ROUTE.fields}
    present["assured_date"] = route.assured_date.isoformat() if route.assured_date else ""

    def keep(given: dict[str, Any]) -> list[str]:
        typed = given.pop("assured_date")
        try:
            assured = date.fromisoformat(typed) if typed else None
        except ValueError:
            raise rules.ChangeError([rules.Fault("assured_date", "not_a_date")]) from None
        if assured is not None and assured > local_day():
            raise rules.ChangeError([rules.Fault("assured_date", "out_of_range")])
        # Somebody else may have changed the numbers while this page was open.
        if request.form.get("seen") != _mark(present):
            raise rules.ChangeError([rules.Fault("contacts", "changed_meanwhile")])
        return taxonomy.save_route(db.session, route, {**given, "assured_date": assured}, by=current_user.id)

    back = url_for("staff_directory_taxonomy.routes")
    return _edit(ROUTE, present, keep, title=route.title, back=back, subject=code, seen=_mark(present))


def _edit_need(code: str, present: dict[str, Any]) -> Page:
    def keep(given: dict[str, Any]) -> list[str]:
        new = code or re.sub(r"-+", "_", slug_of(given["name"]))[:50].strip("_")
        if not new:
            raise rules.ChangeError([rules.Fault("name", "empty")])
        try:
            return taxonomy.save_need(db.session, new, given, new=not code, by=current_user.id)
        except rules.ChangeError as error:
            raise rules.ChangeError(_named(error)) from error

    back = url_for("staff_directory_taxonomy.needs")
    return _edit(NEED, present, keep, title=present["name"] or _("A new need"), back=back, subject=code)


def _edit_organisation(slug: str, present: dict[str, Any]) -> Page:
    def keep(given: dict[str, Any]) -> list[str]:
        new = slug or slug_of(given["name"])
        if not new:
            raise rules.ChangeError([rules.Fault("name", "empty")])
        try:
            return taxonomy.save_organisation(db.session, new, given, new=not slug, by=current_user.id)
        except rules.ChangeError as error:
            raise rules.ChangeError(_named(error)) from error

    back = url_for("staff_directory_taxonomy.organisations")
    title = present["name"] or _("A new organisation")
    return _edit(ORGANISATION, present, keep, title=title, back=back, subject=slug)


def _named(error: rules.ChangeError) -> list[rules.Fault]:
    """Return faults of a code that was made from the name as faults of the name."""
    return [rules.Fault("name", fault.code) if fault.field in ("code", "slug") else fault for fault in error.faults]


def _edit(
    part: Section, present: dict[str, Any], keep: Any, *, title: str, back: str, subject: str, seen: str = ""
) -> Page:
    """Show a form, or keep what it says with `keep`; what was typed stays when it cannot be kept."""
    problems: list[dict[str, str]] = []
    form = forms.section_form(part, {}, forms.form_data(part, present), None)
    if request.method == "POST":
        form = forms.section_form(part, {}, {}, request.form)
        seen = request.form.get("seen", seen)
        if "row" in request.form:
            form = forms.section_form(part, {}, forms.rearrange(part, form, request.form["row"]), None)
        else:
            given, places = forms.plain_values(part, form)
            try:
                changed = keep(given)
            except rules.ChangeError as error:
                problems = forms.put_faults(form, error.faults, places)
                db.session.rollback()
            else:
                users.record(db.session, current_user, f"directory.{part.code}", subject)
                flash(_("Saved.") if changed else _("Nothing was changed."))
                return redirect(back)
    page = render_template(
        "staff/directory/taxonomy_edit.html",
        form=form,
        section=part,
        title=title,
        back=back,
        seen=seen,
        problems=problems,
        kinds=forms.drawn_as(part),
        row_words=words.ROWS,
        basis_of={},
    )
    return (page, 400) if problems else page


def _mark(present: dict[str, Any]) -> str:
    """Return a mark of what a page was written against."""
    return value_hash(present)


def _need_or_404(code: str) -> Need:
    need = next((one for one in queries.needs(db.session) if one.code == code), None)
    if need is None:
        abort(404)
    return need
