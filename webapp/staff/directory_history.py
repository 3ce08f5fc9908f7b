"""The history of a record: what was changed, by whom, and the way back."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from directory import drafts, history, rules, taxonomy
from directory.models import Need, ReportingRoute
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.documents import record_words as words
from webapp.extensions import db
from webapp.forms import directory_values as values
from webapp.staff.directory import EDITORS, READERS, may_edit, page_number, people, record_or_404

bp = Blueprint("staff_directory_history", __name__, url_prefix="/staff/directory")

SIZE = 20

LISTS = {"need": "needs", "organization": "organisations", "reporting_route": "routes"}


@bp.get("/services/<slug>/history")
@requires(*READERS)
def service(slug: str) -> str:
    """Every change of a service, the latest first."""
    record = record_or_404(slug)
    back = url_for("staff_directory.service", slug=slug)
    return _page("service", record.id, record.name, back, slug if may_edit() else "")


@bp.get("/history/<kind>/<code>")
@requires(*READERS)
def taxonomy_entry(kind: str, code: str) -> str:
    """Every change of a need, an organisation or a reporting route."""
    name, identity = _entry(kind, code)
    if name is None:
        abort(404)
    return _page(kind, identity, name, url_for(f"staff_directory_taxonomy.{LISTS[kind]}"))


def _entry(kind: str, code: str) -> tuple[str | None, str]:
    """Return the name and the id of an entry of the taxonomy; None when there is no such one."""
    if not code.isascii() or not code.isprintable():
        return None, ""
    if kind == "organization":
        found = taxonomy.organisation_by_slug(db.session, code)
        return (found.name, found.id) if found else (None, "")
    if kind == "need":
        need = db.session.get(Need, code)
        return (need.name if need else None), code
    route = db.session.get(ReportingRoute, code) if kind == "reporting_route" else None
    return (route.title if route else None), code


@bp.post("/services/<slug>/history/revert")
@requires(*EDITORS)
def revert(slug: str) -> BaseResponse:
    """Propose to take back one change of one field, or everything since a moment."""
    record = record_or_404(slug)
    given = request.form.get("line", "")
    line = int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else 0
    whole = request.form.get("whole") == "yes"
    back = (history.before_moment if whole else history.before_line)(db.session, record, line)
    here = redirect(url_for("staff_directory_history.service", slug=slug))
    if not back:
        flash(_("There is nothing to take back: the record is like that already."), "note")
        return here
    try:
        draft = drafts.propose(db.session, record, back, origin="revert", by=current_user.id)
    except rules.ChangeError as error:
        faults = "; ".join(f"{words.label(one.field)}: {words.fault_words(one)}" for one in error.faults)
        flash(_("It cannot be taken back, because a rule would be broken: %(faults)s", faults=faults), "note")
        return here
    users.record(db.session, current_user, "directory.proposed", draft.id)
    flash(_("Saved. A colleague has to approve it before the public sees it."))
    return redirect(url_for("staff_directory_drafts.draft", draft_id=draft.id))


def _page(kind: str, identity: str, name: str, back: str, slug: str = "") -> str:
    total = history.count(db.session, kind, identity)
    pages = max(1, -(-total // SIZE))
    page = min(page_number(), pages)
    return render_template(
        "staff/directory/history.html",
        name=name,
        back=back,
        slug=slug,
        changes=history.changes(db.session, kind, identity, page=page, size=SIZE),
        names=values.choices(db.session),
        people=people(),
        page=page,
        pages=pages,
    )
