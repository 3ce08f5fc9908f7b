"""The settings desk: what the council decides and the site follows, such as the threshold of the case review."""

import json
from typing import Any, cast

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovSubmitInput
from werkzeug.wrappers import Response as BaseResponse
from wtforms import BooleanField, SubmitField

from directory import settings
from directory.changes import history
from directory.models import Metadata
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.extensions import db
from webapp.forms.numbers import WholeNumberField

bp = Blueprint("staff_settings", __name__, url_prefix="/staff/directory")

SHOWN = 20
"""So many changes are shown, the latest first."""


def _whole(name: str, label: Any) -> WholeNumberField:
    """Return the field of a setting, with the limits of the setting."""
    kind = cast("settings.Whole", settings.SETTINGS[name])
    return WholeNumberField(
        label, least=kind.least, most=kind.most, needed=_l("Write a whole number in digits, like 3")
    )


class SettingsForm(FlaskForm):
    """The settings that a page can change; a field's name is its setting's."""

    case_review_reports = _whole("case_review_reports", _l("Reports"))
    case_review_months = _whole("case_review_months", _l("Within so many months"))
    case_review_people = _whole("case_review_people", _l("Or people who reported it"))
    case_review_confirmed = BooleanField(
        _l("The partnership has confirmed this as Barnet's own rule"),
        description=_l("Until then the public page says that Barnet's rule is to be confirmed."),
        widget=GovCheckboxInput(),
    )
    check_every_days = _whole("check_every_days", _l("Days from one check to the next"))
    self_approval = BooleanField(
        _l("People may approve changes that they wrote themselves"),
        description=_l("Only where the directory has one editor. Two pairs of eyes find more."),
        widget=GovCheckboxInput(),
    )
    call_back_days = _whole("call_back_days", _l("Days until name, number and time are deleted"))
    submit = SubmitField(_l("Save"), widget=GovSubmitInput())

    def values(self) -> dict[str, Any]:
        """Return what the form says, by the name of the setting."""
        return {
            field.name: field.number if isinstance(field, WholeNumberField) else field.data
            for field in self
            if field.name in settings.SETTINGS
        }


NAMES: dict[str, Any] = {
    "case_review_reports": _l("Case review: reports"),
    "case_review_months": _l("Case review: months"),
    "case_review_people": _l("Case review: people"),
    "case_review_confirmed": _l("Case review: confirmed as Barnet's own rule"),
    "check_every_days": _l("Days between checks"),
    "self_approval": _l("People approve their own changes"),
    "call_back_days": _l("Call-backs: days kept"),
}


@bp.route("/settings", methods=["GET", "POST"])
@requires("editor", "administrator")
def edit() -> str | BaseResponse | tuple[str, int]:
    """Show the settings and their history, and change them."""
    now = {name: settings.get(db.session, name) for name in NAMES}
    # A field for a number keeps what was typed: text.
    form = SettingsForm(data={name: value if isinstance(value, bool) else str(value) for name, value in now.items()})
    if "administrator" not in current_user.roles:
        # An editor who could allow this would have no second person to convince.
        del form.self_approval
    if form.validate_on_submit():
        changed = [
            name for name, value in form.values().items() if settings.put(db.session, name, value, by=current_user.id)
        ]
        flash(_("Saved.") if changed else _("Nothing was changed."))
        return redirect(url_for("staff_settings.edit"))
    page = render_template(
        "staff/directory/settings.html",
        form=form,
        changes=[
            (NAMES[change.resource_id], change, _shown(change.previous_value), _shown(change.replacement_value))
            for change in _changes()
        ],
        people={person.id: person.name for person in users.everyone(db.session)},
    )
    return (page, 400) if form.errors else page


def _changes() -> list[Metadata]:
    """Return the latest changes of all settings of the page, the latest first."""
    found = [change for name in NAMES for change in history(db.session, settings.KIND, name, limit=SHOWN)]
    return sorted(found, key=lambda change: change.id, reverse=True)[:SHOWN]


def _shown(value: str) -> str:
    """Return a value of the history as staff read it."""
    plain = json.loads(value)
    if isinstance(plain, bool):
        return _("yes") if plain else _("no")
    return str(plain)
