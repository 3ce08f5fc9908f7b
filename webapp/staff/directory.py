"""The directory desk: the list of records, and one record section by section."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_login import current_user

from directory import contacts, drafts, history, listing, queries, rules
from directory.models import Service
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.documents import record_words as words
from webapp.extensions import db
from webapp.forms import directory_values as values
from webapp.forms.directory import basis_of
from webapp.forms.directory_sections import SECTIONS, Section

bp = Blueprint("staff_directory", __name__, url_prefix="/staff/directory")

READERS = ("analyst", "editor", "consultation_officer", "administrator")
EDITORS = ("editor", "administrator")


@bp.app_context_processor
def directory_words() -> dict[str, Any]:
    """What the desk's templates call fields and values."""
    return {
        "field_words": values.field_words,
        "entry_words": values.entry_words,
        "status_words": words.STATUS,
        "basis_words": words.BASIS,
    }


@bp.get("/")
@requires(*READERS)
def services() -> str:
    """A page of the records, or of those whose name has the words that were typed."""
    typed, status = request.args.get("q", ""), request.args.get("status", "")
    return render_template(
        "staff/directory/services.html",
        listing=listing.services(db.session, words=typed, status=status, page=page_number()),
        q=typed.replace("\x00", "")[:100],
        status=status,
        waiting=drafts.waiting_count(db.session),
        may_edit=may_edit(),
    )


@bp.get("/services/<slug>")
@requires(*READERS)
def service(slug: str) -> str:
    """One record: every field by section, whether the papers state it, what waits and what was done last."""
    record = record_or_404(slug)
    return render_template(
        "staff/directory/service.html",
        service=record,
        sections=[(section, _rows(section, record)) for section in SECTIONS.values()],
        names=values.choices(db.session, record.languages),
        waiting=drafts.waiting(db.session, record),
        changes=history.changes(db.session, "service", record.id, size=3),
        contacts=contacts.contacts(db.session, record),
        people=people(),
        may_edit=may_edit(),
    )


def _rows(section: Section, record: Service) -> list[tuple[str, Any, str | None]]:
    """Return the fields of a section with their value and their basis, if one is asked."""
    rows = []
    for field in section.fields:
        basis = basis_of(field, section)
        rows.append((field, rules.current(record, field), record.basis.get(basis) if basis else None))
    return rows


def record_or_404(slug: str) -> Service:
    """Return the record of a page's address."""
    record = queries.service_by_slug(db.session, slug)
    if record is None:
        abort(404)
    return record


def page_number() -> int:
    """Return the number of the page asked for: 1 unless it is a number that could be one."""
    typed = request.args.get("page", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and 0 < len(typed) < 7 else 1


def people() -> dict[str, str]:
    """Return the names of staff by their opaque id."""
    return {person.id: person.name for person in users.everyone(db.session)}


def may_edit() -> bool:
    """Tell whether this member of staff edits the directory."""
    return bool(current_user.roles & set(EDITORS))
