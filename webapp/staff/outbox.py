"""The outbox: every mail that was sent, waits, or could not be sent; staff pass it on where there is no server."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.documents import post_words
from webapp.extensions import db, writes
from webapp.post import letters, mail
from webapp.post.models import OutboxMail

bp = Blueprint("staff_outbox", __name__, url_prefix="/staff/outbox")

DESK = ("editor", "administrator")


@bp.get("/")
@requires(*DESK)
def mails() -> str:
    """All mails, those not sent first."""
    return render_template(
        "staff/inbox/outbox.html",
        mails=mail.listed(db.session),
        counts=mail.counts(db.session),
        kinds=letters.KINDS,
        words=post_words,
        has_server=_has_server(),
    )


@bp.get("/<mail_id>")
@requires(*DESK)
@writes
def letter(mail_id: str) -> str:
    """One mail with its words, to be passed on by hand where nothing is sent."""
    found = _mail(mail_id)
    users.record(db.session, current_user, "mail.read", found.id)
    return render_template(
        "staff/inbox/letter.html",
        mail=found,
        kinds=letters.KINDS,
        words=post_words,
        has_server=_has_server(),
        ours=_editors_may_read(found),
    )


@bp.post("/<mail_id>/passed-on")
@requires(*DESK)
def passed_on(mail_id: str) -> BaseResponse:
    """Note that staff gave it on themselves: it is not sent besides."""
    found = _ours(mail_id)
    if mail.passed_on(db.session, found):
        users.record(db.session, current_user, "mail.passed_on", found.id)
        flash(_("Noted. It will not be sent besides."))
    else:
        flash(_("This one is sent already."), "note")
    return redirect(url_for("staff_outbox.letter", mail_id=found.id))


@bp.post("/<mail_id>/again")
@requires(*DESK)
def again(mail_id: str) -> BaseResponse:
    """Try one again that was given up."""
    found = _ours(mail_id)
    if mail.again(db.session, found):
        users.record(db.session, current_user, "mail.again", found.id)
        flash(_("It is tried again."))
    else:
        flash(_("This one cannot be tried again."), "note")
    return redirect(url_for("staff_outbox.letter", mail_id=found.id))


def _mail(mail_id: str) -> OutboxMail:
    found = mail.by_id(db.session, mail_id)
    if found is None:
        abort(404)
    return found


def _ours(mail_id: str) -> OutboxMail:
    found = _mail(mail_id)
    if not _editors_may_read(found):
        abort(403)
    return found


def _editors_may_read(found: OutboxMail) -> bool:
    """Whether these words are this desk's: questions to providers and answers to reports, nothing of other desks."""
    return found.kind in letters.EDITORS or "administrator" in current_user.roles


def _has_server() -> bool:
    return current_app.config["SETTINGS"].mail is not None
