"""The directory desk: every record with what is stated and what inferred, simple editing, the mapping's figures."""

import json
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput, GovTextArea
from werkzeug.wrappers import Response as BaseResponse
from wtforms import SubmitField, TextAreaField
from wtforms.validators import InputRequired, Length

from directory import queries
from directory.changes import ChangeError, edit_service, history
from directory.fields import SERVICE_FIELDS, value_of
from directory.models import Service
from directory.summary import mapping_summary
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.documents import mapping_words
from webapp.extensions import db

bp = Blueprint("staff_directory", __name__, url_prefix="/staff/directory")

READERS = ("analyst", "editor", "consultation_officer", "administrator")
EDITORS = ("editor", "administrator")
TOO_LONG = _l("This is too long")
LIMITS = {"summary": 220, "description": 5000, "way_in": 2000}


class ServiceForm(FlaskForm):
    """What editors change in the first version."""

    summary = TextAreaField(
        _l("Summary"),
        description=_l("One or two short sentences for the people who need it. 220 characters at most."),
        widget=GovTextArea(),
        validators=[InputRequired(_l("Write a summary")), Length(max=LIMITS["summary"], message=TOO_LONG)],
    )
    description = TextAreaField(
        _l("Description"),
        widget=GovTextArea(),
        validators=[InputRequired(_l("Write a description")), Length(max=LIMITS["description"], message=TOO_LONG)],
    )
    way_in = TextAreaField(
        _l("How to get in"),
        description=_l("Leave it empty when it is not known: the page then says whom to ring and ask."),
        widget=GovTextArea(),
        validators=[Length(max=LIMITS["way_in"], message=TOO_LONG)],
    )
    phones = TextAreaField(
        _l("Phone numbers"),
        description=_l("A line each: number; what it is; all hours (only when it answers day and night)."),
        widget=GovTextArea(),
        validators=[Length(max=1000, message=TOO_LONG)],
    )
    submit = SubmitField(_l("Save"), widget=GovSubmitInput())


@bp.get("/")
@requires(*READERS)
def services() -> str:
    """Every record, or those whose name has the words that were typed."""
    words = request.args.get("q", "").replace("\x00", "").strip()[:100]
    return render_template(
        "staff/directory/services.html", services=queries.all_services(db.session, words=words), q=words
    )


@bp.get("/mapping")
@requires(*READERS)
def mapping() -> str:
    """What the mapping publishes beside what the directory gives (SNA 5)."""
    return render_template(
        "staff/directory/mapping.html", figures=mapping_summary(db.session), statements=mapping_words.STATEMENTS
    )


@bp.get("/services/<slug>")
@requires(*READERS)
def service(slug: str) -> str:
    """One record: every field, whether the papers state it, its sources and its history."""
    record = _record(slug)
    return render_template(
        "staff/directory/service.html",
        service=record,
        rows=[(name, _shown(value_of(record, name)), record.basis.get(_basis(name))) for name in _shown_fields()],
        changes=[
            (change, *(_shown(json.loads(value)) for value in (change.previous_value, change.replacement_value)))
            for change in history(db.session, "service", record.id)
        ],
        people={person.id: person.name for person in users.everyone(db.session)},
        field_words=mapping_words.FIELDS,
        may_edit=bool(current_user.roles & set(EDITORS)),
    )


@bp.route("/services/<slug>/edit", methods=["GET", "POST"])
@requires(*EDITORS)
def edit(slug: str) -> str | BaseResponse | tuple[str, int]:
    """Change the words and numbers of a record; each change is kept in its history."""
    record = _record(slug)
    form = ServiceForm(
        data={
            "summary": record.summary,
            "description": record.description,
            "way_in": record.way_in,
            "phones": _phone_lines(record),
        }
    )
    if form.validate_on_submit():
        try:
            changed = edit_service(db.session, record, _values(form), by=current_user.id)
        except ChangeError as error:
            # Nothing of a change that was refused may be kept.
            db.session.rollback()
            form[error.field].errors = [_("Check this: a phone number has digits and spaces only")]
        else:
            flash(_("Saved.") if changed else _("Nothing was changed."))
            return redirect(url_for("staff_directory.service", slug=slug))
    page = render_template("staff/directory/edit.html", form=form, service=_record(slug))
    return (page, 400) if form.errors else page


def _record(slug: str) -> Service:
    record = queries.service_by_slug(db.session, slug)
    if record is None:
        abort(404)
    return record


def _shown_fields() -> list[str]:
    return [name for name in SERVICE_FIELDS if name not in ("basis", "sources", "note", "name")]


def _basis(field: str) -> str:
    """Return under which name `basis` speaks of a field: both ages are `ages`."""
    return "ages" if field in ("minimum_age", "maximum_age", "ages_known") else field


def _shown(value: Any) -> str:
    """Return a plain value as staff read it."""
    if isinstance(value, list):
        return ", ".join(_shown(part) for part in value)
    if isinstance(value, dict):
        return " ".join(_shown(part) for part in value.values() if part not in ("", False))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)


def _phone_lines(record: Service) -> str:
    lines = [(phone.number, phone.label, "all hours" if phone.all_hours else "") for phone in record.phones]
    return "\n".join("; ".join(part for part in line if part) for line in lines)


def _values(form: ServiceForm) -> dict[str, Any]:
    """Return what the form says as plain values."""
    phones = []
    for line in (form.phones.data or "").splitlines():
        number, *rest = [part.strip() for part in line.split(";")]
        if number:
            label = next((part for part in rest if part and part != "all hours"), "")
            phones.append({"number": number, "label": label, "all_hours": "all hours" in rest})
    # A browser sends its own ends of line.
    texts = {name: (form[name].data or "").replace("\r\n", "\n") for name in ("summary", "description", "way_in")}
    return {**texts, "phones": phones}
