"""Changing answers that were sent, until the survey closes: the pages of Have your say on a copy (surveys.changing)."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from surveys import changing
from surveys.errors import Incomplete, NotAnswerable
from webapp.extensions import db, limiter
from webapp.forms import visit
from webapp.forms.saving import send_changes
from webapp.i18n import current_tag
from webapp.public import say_contact
from webapp.public.say import STEPS, limit_key

bp = say_contact.bp


@bp.post("/surveys/<slug>/change")
@limiter.limit(STEPS, key_func=limit_key)
def change(slug: str) -> BaseResponse:
    """Begin to change, or go on: everything read back, each answer with its way to be changed."""
    found = visit.current(db.session, slug)
    if found is None:
        return redirect(url_for("say.come_back"))
    if found.draft.state != "changing":
        try:
            copy = changing.begin(db.session, found.draft, language=current_tag())
        except NotAnswerable:
            return redirect(url_for("say.survey", slug=slug))
        visit.remember(slug, copy, found.return_code, sent=found.draft)
    return redirect(url_for("say.check", slug=slug))


@bp.post("/surveys/<slug>/changed")
@limiter.limit(STEPS, key_func=limit_key)
def changed(slug: str) -> BaseResponse:
    """Put the changes in place of what was sent."""
    found = visit.current(db.session, slug)
    if found is None:
        return redirect(url_for("say.come_back"))
    sent = changing.original_of(db.session, found.draft)
    if sent is None:  # pressed twice: it is done
        return redirect(url_for("say.done", slug=slug))
    try:
        sent, whole = send_changes(db.session, found.draft)
    except Incomplete:
        return redirect(url_for("say.check", slug=slug))
    except NotAnswerable as refused:
        visit.remember(slug, sent, found.return_code)
        if refused.reason != "not_sent":  # else it was pressed twice at once: the other one is done
            flash(_("The survey is closed. Your answers stay as you sent them."), "note")
        return redirect(url_for("say.done", slug=slug))
    visit.remember(slug, sent, found.return_code)
    flash(_("Your answers are changed."))
    if not whole:
        flash(
            _(
                "One answer stays as you sent it, because staff who keep people safe are looking at it. They get your "
                "new words too."
            ),
            "note",
        )
    return redirect(url_for("say.done", slug=slug))
