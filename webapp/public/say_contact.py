"""The way to be reached that somebody in danger left: changed or removed. A kiosk has this page too."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from surveys import changing
from surveys.models import Draft
from webapp.extensions import db, limiter
from webapp.forms.contact import contact_form, keep_contact
from webapp.public import say_check
from webapp.public.say import STEPS, Page, draft_view, elsewhere, limit_key, open_visit, render

bp = say_check.bp


@bp.route("/surveys/<slug>/contact", methods=["GET", "POST"])
@limiter.limit(STEPS, key_func=limit_key, methods=["POST"])
def contact(slug: str) -> Page:
    """Change it, or take it back; only from "check your answers", where it is told that there is one."""
    here = open_visit(slug)
    if here is None:
        return elsewhere(slug)
    back = redirect(url_for(".check", slug=slug))
    if not changing.is_contact_left(db.session, here.draft):
        return back
    form = contact_form(db.session, here.draft)
    if request.method == "POST":
        emptied = "contact" in request.form and not (form.contact.data or "").strip()
        if request.form.get("do") == "remove" or emptied:
            _remove(here.draft)
            return back
        if form.validate():
            keep_contact(db.session, here.draft, form)
            flash(_("The way to reach you is changed."))
            return back
    shown = render("contact", survey=draft_view(here)[0], form=form)
    return (shown, 400) if form.errors else shown


def _remove(draft: Draft) -> None:
    if changing.take_contact_back(db.session, draft):
        flash(_("The way to reach you is removed."))
    else:
        flash(_("Staff who keep people safe still need the way to reach you, so they keep it for now."), "note")
