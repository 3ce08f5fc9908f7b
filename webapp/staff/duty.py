"""The duty roster: who is told of the safeguarding queue, and within how many hours a case is to be taken."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from directory import settings
from surveys import fair, queries
from surveys.analysis import duty
from surveys.models import Consultation
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.accounts.models import now
from webapp.extensions import db
from webapp.forms.duty import DUTY_WORDS, PROBLEMS, WEEKDAYS, HoursForm, TurnForm, turn_form
from webapp.post import duty as notices

bp = Blueprint("staff_duty", __name__, url_prefix="/staff/safeguarding/duty")

FIELDS = {"who": "staff", "address": "address", "weekdays": "weekdays", "days": "last_day"}
"""The field at which each fault of a line is told."""


def _page(form: TurnForm | None = None, hours: HoursForm | None = None, own: str = "") -> str:
    """The roster; with a form that was refused. ``own`` names the consultation whose hours were refused, if any."""
    people = {user.id: user.name for user in notices.staff(db.session)}
    roster, moment = duty.turns(db.session), now()
    present = {turn.id for name in DUTY_WORDS for turn in duty.on_duty(roster, moment, name)}
    default = notices.hours(db.session)
    consultations = queries.all_consultations(db.session)
    return render_template(
        "staff/safeguarding/duty.html",
        form=form or turn_form(people, sent=False),
        hours=hours if hours and not own else _hours_form(default.ordinary, default.urgent),
        consultations=[(one, hours if hours and own == one.slug else _own_form(one)) for one in consultations],
        default=default,
        roster=roster,
        present=present,
        # Those whose account was closed stand on the roster and are told nothing: the page says so.
        people=people,
        everyone={user.id: user.name for user in users.everyone(db.session)},
        next_read=duty.next_read(roster, moment) if roster else None,
        duties=DUTY_WORDS,
        weekdays=WEEKDAYS,
    )


def _hours_form(ordinary: int | None, urgent: int | None, prefix: str = "") -> HoursForm:
    values = {"claim_hours": ordinary, "urgent_claim_hours": urgent}
    return HoursForm(
        formdata=None, data={name: "" if value is None else str(value) for name, value in values.items()}, prefix=prefix
    )


def _own_form(one: Consultation) -> HoursForm:
    own: list[Any] = [one.settings.get(name) for name in duty.SETTINGS]
    return _hours_form(own[0], own[1], prefix=one.slug)


@bp.get("/")
@requires("safeguarding_lead", "administrator")
def show() -> str:
    """The roster, and the hours promised."""
    return _page()


@bp.post("/")
@requires("safeguarding_lead", "administrator")
def add() -> BaseResponse | tuple[str, int]:
    """Put a line on the roster."""
    form = turn_form({user.id: user.name for user in notices.staff(db.session)}, sent=True)
    if not form.validate_on_submit():
        return _page(form), 400
    try:
        turn = duty.add_turn(
            db.session,
            duty=form.duty.data,
            staff_id=form.staff.data or None,
            address=form.address.data,
            weekdays=[int(day) for day in form.weekdays.data or ()],
            starts=form.starts.time,
            ends=form.ends.time,
            first_day=form.first_day.day,
            last_day=form.last_day.day,
            by=current_user.id,
        )
    except duty.NotATurn as refused:
        form[FIELDS[refused.code]].errors = [str(PROBLEMS[refused.code])]
        return _page(form), 400
    users.record(db.session, current_user, "duty.added", turn.id, duty=turn.duty)
    flash(_("It is on the roster."))
    return redirect(url_for("staff_duty.show"))


@bp.post("/<turn_id>/remove")
@requires("safeguarding_lead", "administrator")
def remove(turn_id: str) -> BaseResponse:
    """Take a line off the roster."""
    if not duty.remove_turn(db.session, turn_id):
        abort(404)
    users.record(db.session, current_user, "duty.removed", turn_id)
    flash(_("It is off the roster."))
    return redirect(url_for("staff_duty.show"))


@bp.post("/hours")
@requires("safeguarding_lead", "administrator")
def hours() -> BaseResponse | tuple[str, int]:
    """Set the council's hours; or a consultation's own, where empty means the council's."""
    slug = request.form.get("consultation", "")
    chosen = next((one for one in queries.all_consultations(db.session) if one.slug == slug), None)
    if slug and chosen is None:
        abort(404)
    form = HoursForm(prefix=slug)
    if not form.validate_on_submit():
        return _page(hours=form, own=slug), 400
    numbers = form.numbers()
    if chosen is not None:
        fair.put_settings(db.session, chosen, numbers)
    else:
        empty = [name for name, number in numbers.items() if number is None]
        if empty:
            form[empty[0]].errors = [_("Write a whole number in digits, like 3")]
            return _page(hours=form), 400
        for name, number in numbers.items():
            settings.put(db.session, name, number, by=current_user.id)
    users.record(db.session, current_user, "duty.hours", slug, **numbers)
    flash(_("Saved."))
    return redirect(url_for("staff_duty.show"))
