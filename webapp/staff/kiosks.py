"""Kiosks and ward walks of an event: make a link, show it once, end it, and set when they clear themselves."""

import segno
from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from surveys import events, kiosks, queries
from surveys.models import Consultation, Event
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.extensions import db
from webapp.forms.kiosks import KioskForm, MinutesForm, kiosk_form
from webapp.i18n import default_language

bp = Blueprint("staff_kiosks", __name__, url_prefix="/staff/events/<event_id>/kiosks")
Page = str | BaseResponse | tuple[str, int]
WRITERS = ("consultation_officer", "administrator")


def _event(event_id: str) -> Event:
    found = events.by_id(db.session, event_id)
    if found is None:
        abort(404)
    return found


def _titles(found: Event) -> dict[str, str]:
    """Titles of the consultation's open surveys, by slug."""
    consultation = db.session.get_one(Consultation, found.consultation_id)
    progress = queries.survey_progress(db.session, consultation)
    return {row.slug: row.title for row in progress}


def _open_surveys(found: Event) -> list[tuple[str, str]]:
    consultation = db.session.get_one(Consultation, found.consultation_id)
    progress = queries.survey_progress(db.session, consultation)
    # The event's own audience first.
    rows = sorted((row for row in progress if row.state == "open"), key=lambda row: row.audience != found.audience)
    return [(row.slug, row.title) for row in rows]


def _show(found: Event, form: KioskForm, minutes: MinutesForm) -> str:
    return render_template(
        "staff/kiosks/list.html",
        event=found,
        form=form,
        minutes=minutes,
        rows=[
            (row, kiosks.ended_at(row.kiosk), kiosks.is_open(db.session, row.kiosk))
            for row in kiosks.listed(db.session, found)
        ],
        titles=_titles(found),
    )


def _minutes_form(found: Event) -> MinutesForm:
    kept = kiosks.minutes(db.session.get_one(Consultation, found.consultation_id))
    return MinutesForm(formdata=None, data={"minutes": str(kept)})


@bp.get("/")
@requires(*WRITERS)
def listing(event_id: str) -> str:
    """The event's kiosks, a form for another, and when they clear themselves."""
    found = _event(event_id)
    return _show(found, kiosk_form(_open_surveys(found)), _minutes_form(found))


@bp.post("/")
@requires(*WRITERS)
def make(event_id: str) -> Page:
    """Make a kiosk; its two addresses are on this page only, for only a hash of the token is kept."""
    found = _event(event_id)
    form = kiosk_form(_open_surveys(found), sent=True)
    if not form.validate_on_submit():
        return _show(found, form, _minutes_form(found)), 400
    survey = queries.survey_by_slug(db.session, form.survey.data)
    if survey is None:
        abort(404)
    try:
        kiosk, token = kiosks.make(db.session, found, survey, name=form.name.data or "", by=current_user.id)
    except kiosks.Refused as refused:
        if "event" in refused.problems:
            form.name.errors = [_("This event is over. Change its day first, if it is wrong.")]
        else:
            form.survey.errors = [_("Choose one of the list")]
        return _show(found, form, _minutes_form(found)), 400
    users.record(db.session, current_user, "kiosk.made", kiosk.id)
    links = {
        name: url_for(f"{name}.survey", token=token, lang=default_language(), _external=True)
        for name in ("kiosk", "walk")
    }
    return render_template(
        "staff/kiosks/made.html",
        event=found,
        kiosk=kiosk,
        survey_title=_titles(found)[survey.slug],
        links=links,
        codes={name: segno.make(link, error="m", micro=False).svg_data_uri(scale=5) for name, link in links.items()},
    )


@bp.post("/minutes")
@requires(*WRITERS)
def minutes(event_id: str) -> Page:
    """Change when the kiosks of this consultation clear themselves."""
    found = _event(event_id)
    form = MinutesForm()
    if not form.validate_on_submit() or form.minutes.number is None:
        return _show(found, kiosk_form(_open_surveys(found)), form), 400
    kiosks.set_minutes(db.session, db.session.get_one(Consultation, found.consultation_id), form.minutes.number)
    users.record(db.session, current_user, "kiosk.minutes", found.consultation_id)
    flash(_("Saved."))
    return redirect(url_for("staff_kiosks.listing", event_id=event_id))


@bp.post("/<kiosk_id>/end")
@requires(*WRITERS)
def end(event_id: str, kiosk_id: str) -> BaseResponse:
    """End a kiosk before its event does."""
    kiosk = kiosks.of_event(db.session, _event(event_id), kiosk_id)
    if kiosk is None:
        abort(404)
    kiosks.end(db.session, kiosk)
    users.record(db.session, current_user, "kiosk.ended", kiosk.id)
    flash(_("The link has ended. What still waits on its device can be sent for 14 days."))
    return redirect(url_for("staff_kiosks.listing", event_id=event_id))
