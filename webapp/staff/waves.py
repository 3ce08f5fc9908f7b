"""Waves: what was asked before and what is asked now, side by side, tested only where a test can be made."""

import json

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput, GovTextInput
from werkzeug.wrappers import Response as BaseResponse
from wtforms import SelectField, StringField, SubmitField
from wtforms.validators import InputRequired, Length

from directory import settings
from directory.changes import history
from surveys.analysis.waves import WaveView, compare, waves
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.documents import waves_words as words
from webapp.documents.wave_bases import SETTING, entered
from webapp.extensions import db
from webapp.forms.numbers import WholeNumberField

bp = Blueprint("staff_waves", __name__, url_prefix="/staff/waves")

CHANGERS = ("consultation_officer", "administrator")


class BaseForm(FlaskForm):
    """How many people answered a wave whose base no paper prints, and how staff know."""

    wave = SelectField(_l("Wave"), validate_choice=True)
    base = WholeNumberField(
        _l("How many people answered"), least=1, most=1_000_000, needed=_l("Write a whole number in digits, like 500")
    )
    note = StringField(
        _l("Where you know it from"),
        description=_l("It stands beside the figure. Do not name a person."),
        widget=GovTextInput(),
        validators=[InputRequired(_l("Write where you know it from")), Length(max=200)],
    )
    submit = SubmitField(_l("Save"), widget=GovSubmitInput())


@bp.get("")
@requires("consultation_officer", "analyst", "administrator")
def show() -> str:
    """Every wave with its base, mode, sampling and source; two of them compared."""
    return _page(BaseForm())


@bp.post("/base")
@requires(*CHANGERS)
def enter_base() -> BaseResponse | tuple[str, int]:
    """Enter the base of a printed wave, with a note; the history keeps what was there before."""
    form = BaseForm()
    form.wave.choices = [(wave.key, wave.name) for wave in _without_base(_all())]
    if not form.validate_on_submit():
        return _page(form), 400
    held = dict(settings.get(db.session, SETTING))
    held[form.wave.data] = {"base": form.base.number, "note": str(form.note.data).strip()}
    settings.put(db.session, SETTING, held, by=current_user.id)
    users.record(db.session, current_user, "wave.base_entered", form.wave.data)
    flash(_("Saved. The changes of this wave are tested now."))
    return redirect(url_for("staff_waves.show"))


@bp.post("/base/remove")
@requires(*CHANGERS)
def remove_base() -> BaseResponse:
    """Take an entered base away: the wave cannot be tested again."""
    held = dict(settings.get(db.session, SETTING))
    if held.pop(request.form.get("wave", ""), None) is not None:
        settings.put(db.session, SETTING, held, by=current_user.id)
        users.record(db.session, current_user, "wave.base_removed", request.form["wave"][:120])
        flash(_("The base was taken away."))
    return redirect(url_for("staff_waves.show"))


def _all() -> list[WaveView]:
    return waves(db.session, entered(db.session))


def _without_base(found: list[WaveView]) -> list[WaveView]:
    """Printed waves whose base is not printed: staff may enter or mend theirs."""
    return [wave for wave in found if not wave.ours and (wave.base is None or wave.note)]


def _page(form: BaseForm) -> str:
    found = _all()
    keys = {wave.key: wave for wave in found}
    asked = [keys.get(request.args.get(name, "")) for name in ("first", "second")]
    first, second = asked[0] or _default(found, 0), asked[1] or _default(found, 1)
    comparison = compare(first, second) if first and second and first is not second else None
    form.wave.choices = [(wave.key, wave.name) for wave in _without_base(found)]
    names = {wave.key: wave.name for wave in found}
    return render_template(
        "staff/waves/show.html",
        about=words.about(found),
        table=words.side_by_side(found),
        waves=found,
        first=first,
        second=second,
        compared=words.compared(comparison) if comparison else None,
        claims=words.claims(comparison) if comparison else [],
        form=form,
        entered=[(key, names.get(key, key), one) for key, one in entered(db.session).items()],
        may_change=bool(current_user.roles & set(CHANGERS)),
        changes=[
            (change, json.loads(change.replacement_value))
            for change in history(db.session, settings.KIND, SETTING, limit=20)
        ],
        names=names,
        people={person.id: person.name for person in users.everyone(db.session)},
    )


def _default(found: list[WaveView], place: int) -> WaveView | None:
    """The two waves of the young people that the paper compares, or the first two there are."""
    known = [wave for wave in found if wave.series == "young-people" and not wave.ours] or found
    return known[place] if place < len(known) else None
