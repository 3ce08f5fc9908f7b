"""Editing a service section by section, a new service, and whom staff write to; each change waits for a second person.

Lists grow and shrink by submit buttons; what a page was written against goes along in hidden fields, so
that a colleague's change in between becomes a conflict to look at and is never undone unseen.
"""

import re
import unicodedata
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from directory import contacts, drafts, queries, rules
from directory.fields import value_hash
from directory.models import Service
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.documents import record_words as words
from webapp.extensions import db
from webapp.forms import directory as forms
from webapp.forms import directory_values as values
from webapp.forms.directory_sections import CONTACTS, NEW, SECTIONS, Section
from webapp.staff.directory import EDITORS, record_or_404

bp = Blueprint("staff_directory_edit", __name__, url_prefix="/staff/directory")

Page = str | BaseResponse | tuple[str, int]


@bp.route("/services/<slug>/edit/<code>", methods=["GET", "POST"])
@requires(*EDITORS)
def section(slug: str, code: str) -> Page:
    """Change one section of a record; saving proposes the change to a colleague."""
    record, part = record_or_404(slug), SECTIONS.get(code)
    if part is None:
        abort(404)
    present = present_values(part, record)
    choices = values.choices(db.session, record.languages)
    shown: dict[str, Any] = {
        "service": record,
        "section": part,
        "waiting": _waiting_here(record, present),
        "alternatives": queries.alternatives(db.session, record) if code == "status" else [],
        "seen": {field: value_hash(value) for field, value in present.items()},
    }
    if request.method == "GET":
        form = forms.section_form(part, choices, forms.form_data(part, present), None)
        return _page(form, shown)
    form = forms.section_form(part, choices, {}, request.form)
    shown["seen"] = _seen(part) or shown["seen"]
    if "row" in request.form:
        return _page(forms.section_form(part, choices, forms.rearrange(part, form, request.form["row"]), None), shown)
    given, places = forms.plain_values(part, form, present)
    try:
        draft = drafts.propose(
            db.session,
            record,
            given,
            origin="staff",
            by=current_user.id,
            note=request.form.get("why", ""),
            seen=shown["seen"],
        )
    except rules.ChangeError as error:
        return _page(form, shown, forms.put_faults(form, error.faults, places)), 400
    except drafts.DraftError as error:
        if error.code == "nothing_changed":
            flash(_("Nothing was changed."), "note")
            return redirect(url_for("staff_directory.service", slug=slug))
        return _page(form, shown, [{"text": _("The note is too long"), "href": "#why"}]), 400
    users.record(db.session, current_user, "directory.proposed", draft.id)
    flash(_("Saved. A colleague has to approve it before the public sees it."))
    return redirect(url_for("staff_directory.service", slug=slug))


@bp.route("/new", methods=["GET", "POST"])
@requires(*EDITORS)
def new() -> Page:
    """Propose a service that is not in the directory yet: what it needs at the least."""
    choices = values.choices(db.session)
    blank = present_values(NEW, None)
    shown: dict[str, Any] = {"service": None, "section": NEW, "waiting": [], "alternatives": [], "seen": {}}
    if request.method == "GET":
        data = forms.form_data(NEW, blank) | {"needs": [""], "sources": [{}]}
        return _page(forms.section_form(NEW, choices, data, None), shown)
    form = forms.section_form(NEW, choices, {}, request.form)
    if "row" in request.form:
        return _page(forms.section_form(NEW, choices, forms.rearrange(NEW, form, request.form["row"]), None), shown)
    given, places = forms.plain_values(NEW, form)
    given["slug"] = slug_of(str(given["name"]))
    try:
        draft = drafts.propose(
            db.session, None, given, origin="staff", by=current_user.id, note=request.form.get("why", "")
        )
    except rules.ChangeError as error:
        faults = [fault for fault in error.faults if fault.field != "slug" or given["name"].strip()]
        return _page(form, shown, forms.put_faults(form, faults or error.faults, places)), 400
    except drafts.DraftError as error:
        fault = rules.Fault("name", error.code) if error.code == "slug_taken" else rules.Fault("why", "too_long")
        return _page(form, shown, forms.put_faults(form, [fault], {})), 400
    users.record(db.session, current_user, "directory.proposed", draft.id)
    flash(_("Saved. A colleague has to approve it before it is in the directory."))
    return redirect(url_for("staff_directory_drafts.draft", draft_id=draft.id))


@bp.route("/services/<slug>/contacts", methods=["GET", "POST"])
@requires(*EDITORS)
def provider_contacts(slug: str) -> Page:
    """Whom staff write to about a service: at once, for only staff see it."""
    record = record_or_404(slug)
    if request.method == "GET":
        rows = [
            {"role": one.role, "email": one.email, "phone": one.phone} for one in contacts.contacts(db.session, record)
        ]
        form = forms.section_form(CONTACTS, {}, {"provider_contacts": rows or [{}]}, None)
        return _contacts_page(record, form, [])
    form = forms.section_form(CONTACTS, {}, {}, request.form)
    if "row" in request.form:
        data = forms.rearrange(CONTACTS, form, request.form["row"])
        return _contacts_page(record, forms.section_form(CONTACTS, {}, data, None), [])
    given, places = forms.plain_values(CONTACTS, form)
    try:
        changed = contacts.save(db.session, record, given["provider_contacts"])
    except rules.ChangeError as error:
        return _contacts_page(record, form, forms.put_faults(form, error.faults, places)), 400
    if changed:
        users.record(db.session, current_user, "directory.provider_contacts", record.id)
    flash(_("Saved.") if changed else _("Nothing was changed."))
    return redirect(url_for("staff_directory.service", slug=slug))


def present_values(part: Section, record: Service | None) -> dict[str, Any]:
    """Return the plain values of a section's fields and of the basis beside them, as they are now."""
    found: dict[str, Any] = {}
    for field in part.fields:
        found[field] = rules.current(record, field)
        basis = forms.basis_of(field, part)
        if basis:
            found[f"basis.{basis}"] = rules.current(record, f"basis.{basis}")
    return found


def slug_of(name: str) -> str:
    """Return the end of the address of a service's page, made from its name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].strip("-")


def _seen(part: Section) -> dict[str, str]:
    """Return the hashes that the page was written against, as it hands them back."""
    pairs = (given.partition("=") for given in request.form.getlist("seen"))
    return {field: digest for field, _equals, digest in pairs if re.fullmatch(r"[0-9a-f]{64}", digest)}


def _waiting_here(record: Service, present: dict[str, Any]) -> list[Any]:
    """Return the drafts of a record that touch one of these fields."""
    return [draft for draft in drafts.waiting(db.session, record) if set(draft.values) & set(present)]


def _page(form: Any, shown: dict[str, Any], problems: list[dict[str, str]] | None = None) -> str:
    return render_template(
        "staff/directory/section.html",
        form=form,
        problems=problems or [],
        why=request.form.get("why", ""),
        kinds=forms.drawn_as(shown["section"]),
        row_words=words.ROWS,
        basis_of={field: forms.basis_of(field, shown["section"]) for field in shown["section"].fields},
        **shown,
    )


def _contacts_page(record: Service, form: Any, problems: list[dict[str, str]]) -> str:
    return render_template(
        "staff/directory/contacts.html",
        service=record,
        form=form,
        section=CONTACTS,
        problems=problems,
        kinds=forms.drawn_as(CONTACTS),
        row_words=words.ROWS,
        basis_of={},
    )
