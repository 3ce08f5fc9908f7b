"""The queue of people who ask to be rung. Name and number are opened here and nowhere else."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.documents import post_words
from webapp.documents.callback_words import MESSAGE, OUTCOMES, STATES
from webapp.extensions import db, writes
from webapp.i18n import languages
from webapp.post import callbacks
from webapp.post.models import CallBack

bp = Blueprint("staff_callbacks", __name__, url_prefix="/staff/call-backs")
Page = str | BaseResponse | tuple[str, int]
# Who changes the days after which a request is deleted (webapp.staff.directory_settings).
SETTERS = frozenset({"editor", "administrator"})
PROBLEMS = {
    "not_new": _l("Someone else has taken this one"),
    "not_taken": _l("Take this one in hand first"),
    "unknown_outcome": _l("Choose what came of it"),
}


@bp.get("/")
@requires(*callbacks.DESK)
def queue() -> str:
    """Those who wait, the urgent first; or those that are done. No number stands here."""
    show = "done" if request.args.get("show") == "done" else "open"
    return render_template(
        "staff/callbacks/list.html",
        requests=callbacks.listed(db.session, state=show),
        show=show,
        counts=callbacks.counts(db.session),
        days=callbacks.days_kept(db.session).days,
        may_set_days=bool(SETTERS & set(current_user.roles)),
        **_words(),
    )


@bp.get("/<request_id>")
@requires(*callbacks.DESK)
@writes
def one(request_id: str) -> str:
    """One request. Opening it is written in the audit log."""
    found = _found(request_id)
    users.record(db.session, current_user, "call_back.read", found.id)
    return _page(found)


@bp.post("/<request_id>/take")
@requires(*callbacks.DESK)
def take(request_id: str) -> Page:
    """Take a request in hand."""
    found = _found(request_id)
    try:
        callbacks.take(db.session, found, current_user.id)
    except callbacks.CallBackError as refused:
        return _page(found, refused.code), 409
    users.record(db.session, current_user, "call_back.taken", found.id)
    flash(_("It is yours now."))
    return redirect(url_for("staff_callbacks.one", request_id=found.id))


@bp.post("/<request_id>/done")
@requires(*callbacks.DESK)
def done(request_id: str) -> Page:
    """Close a request with what came of it."""
    found, outcome = _found(request_id), request.form.get("outcome", "")
    try:
        callbacks.finish(db.session, found, current_user.id, outcome)
    except callbacks.CallBackError as refused:
        return _page(found, refused.code), 400
    users.record(db.session, current_user, "call_back.done", found.id, outcome=outcome)
    flash(_("Done."))
    return redirect(url_for("staff_callbacks.queue"))


def _found(request_id: str) -> CallBack:
    found = callbacks.by_id(db.session, request_id)
    if found is None:
        abort(404)
    return found


def _words() -> dict[str, object]:
    return {
        "states": STATES,
        "outcomes": OUTCOMES,
        "messages": MESSAGE,
        "flags": post_words.FLAGS,
        "tongues": languages(),
        "people": {person.id: person.name for person in users.everyone(db.session)},
    }


def _page(found: CallBack, problem: str | None = None) -> str:
    return render_template(
        "staff/callbacks/request.html",
        request_=found,
        problem=PROBLEMS[problem] if problem else None,
        problem_field="outcome" if problem == "unknown_outcome" else "state",
        deleted_on=callbacks.deleted_on(db.session, found),
        days=callbacks.days_kept(db.session).days,
        **_words(),
    )
