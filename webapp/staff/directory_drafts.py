"""The queue of changes that wait for a second person: read the difference, approve, reject, withdraw."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from directory import assurance, drafts, queries, rules
from directory.history import difference
from directory.models import ChangeDraft, Service
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.documents import record_words as words
from webapp.extensions import db
from webapp.forms import directory_values as values
from webapp.staff.directory import EDITORS, READERS, may_edit, people

bp = Blueprint("staff_directory_drafts", __name__, url_prefix="/staff/directory/drafts")

ORIGINS = {
    "staff": _l("A member of staff"),
    "provider": _l("The provider"),
    "import": _l("An import"),
    "revert": _l("Taking a change back"),
}
STATES = {
    "waiting": _l("Waits"),
    "approved": _l("Approved"),
    "rejected": _l("Rejected"),
    "withdrawn": _l("Withdrawn"),
}
PROBLEMS = {
    "own": _l("You wrote this change. Another person has to approve it."),
    "not_own": _l("Only the person who wrote it can withdraw it."),
    "not_waiting": _l("Somebody has decided on this change already."),
    "conflict": _l("The record has changed since this was written. Choose what shall be true."),
    "nothing_left": _l("Nothing of this change would be left. Reject it, or choose a proposed value."),
    "note_missing": _l("Say why you reject it, so that its writer can put it right."),
    "note_too_long": _l("The note is too long."),
    "slug_taken": _l("There is a service of this name already."),
    "gone": _l("The record of this change is not there any more."),
    "invalid": _l("With this change the record would break a rule:"),
}


@bp.get("/")
@requires(*READERS)
def queue() -> str:
    """What waits, the oldest first, and what was decided last."""
    waiting, decided = drafts.waiting(db.session), drafts.decided(db.session, limit=20)
    return render_template(
        "staff/directory/drafts.html",
        waiting=waiting,
        decided=decided,
        services=_services([*waiting, *decided]),
        people=people(),
        origins=ORIGINS,
        states=STATES,
    )


@bp.get("/<draft_id>")
@requires(*READERS)
def draft(draft_id: str) -> str:
    """One change: the difference to what is there now, conflicts side by side."""
    return _page(_draft_or_404(draft_id))


@bp.post("/<draft_id>/approve")
@requires(*EDITORS)
def approve(draft_id: str) -> BaseResponse | tuple[str, int]:
    """Let a change become part of the record; in a conflict with what was chosen for each field."""
    found = _draft_or_404(draft_id)
    chosen = {name.removeprefix("choose:"): given for name, given in request.form.items() if name.startswith("choose:")}
    taken = {field: given.removeprefix("take:") for field, given in chosen.items() if given.startswith("take:")}
    left = [field for field, given in chosen.items() if given == "keep"]
    try:
        record = drafts.approve(db.session, found, current_user.id, settled=taken, left=left)
    except drafts.DraftError as error:
        return _refused(draft_id, error)
    if found.origin == "provider":
        # The provider has looked at the whole record: with their change it is right as of today.
        assurance.assure(db.session, record, by=current_user.id, assurer="provider")
    users.record(db.session, current_user, "directory.approved", found.id)
    flash(_("Approved. The public sees it now."))
    return redirect(url_for("staff_directory.service", slug=record.slug))


@bp.post("/<draft_id>/reject")
@requires(*EDITORS)
def reject(draft_id: str) -> BaseResponse | tuple[str, int]:
    """Refuse a change and say why."""
    found = _draft_or_404(draft_id)
    try:
        drafts.reject(db.session, found, current_user.id, request.form.get("note", ""))
    except drafts.DraftError as error:
        return _refused(draft_id, error)
    users.record(db.session, current_user, "directory.rejected", found.id)
    flash(_("Rejected."))
    return redirect(url_for("staff_directory_drafts.queue"))


@bp.post("/<draft_id>/withdraw")
@requires(*EDITORS)
def withdraw(draft_id: str) -> BaseResponse | tuple[str, int]:
    """Take back one's own change."""
    found = _draft_or_404(draft_id)
    try:
        drafts.withdraw(db.session, found, current_user.id)
    except drafts.DraftError as error:
        return _refused(draft_id, error)
    users.record(db.session, current_user, "directory.withdrawn", found.id)
    flash(_("Withdrawn."))
    return redirect(url_for("staff_directory_drafts.queue"))


def _draft_or_404(draft_id: str) -> ChangeDraft:
    found = drafts.draft_by_id(db.session, draft_id)
    if found is None:
        abort(404)
    return found


def _refused(draft_id: str, error: drafts.DraftError) -> tuple[str, int]:
    """Show the change again with what stood in its way; nothing of a refused decision is kept."""
    db.session.rollback()
    db.session.expire_all()
    faults = [f"{words.label(fault.field)}: {words.fault_words(fault)}" for fault in error.faults]
    problem = " ".join([str(PROBLEMS[error.code]), *faults])
    status = 400 if error.code in ("note_missing", "note_too_long") else 409
    return _page(_draft_or_404(draft_id), problem, "note" if status == 400 else ""), status


def _page(found: ChangeDraft, problem: str = "", at: str = "") -> str:
    service = _services([found]).get(found.service_id or "")
    clashes = {one.field: one for one in drafts.conflicts(service, found)} if found.state == "waiting" else {}
    # A new service that was approved is compared with nothing: its draft says what it began with.
    base = service if found.state == "waiting" or found.bases else None
    lines = [
        (field, difference(_before(base, field), wanted), clashes.get(field)) for field, wanted in found.values.items()
    ]
    return render_template(
        "staff/directory/draft.html",
        draft=found,
        service=service,
        lines=lines,
        clashes=clashes,
        names=values.choices(db.session),
        people=people(),
        origins=ORIGINS,
        states=STATES,
        problem=problem,
        problem_at=at,
        note=request.form.get("note", ""),
        may_edit=may_edit(),
        own=found.proposed_by == current_user.id,
        self_approval=drafts.self_approval(db.session),
    )


def _before(service: Service | None, field: str) -> Any:
    """Return what a field is now; for a new service nothing of the kind that the field is."""
    if field == "slug":
        return None if service is None else service.slug
    return rules.current(service, field)


def _services(found: list[ChangeDraft]) -> dict[str, Service]:
    ids = list(dict.fromkeys(one.service_id for one in found if one.service_id))
    return {service.id: service for service in queries.services_by_id(db.session, ids)}
