"""The forms of "You said, we did": one promise, and who considered the report."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField, SubmitField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from surveys.models import PROMISE_STATES as STATES
from surveys.models import Consideration, Promise
from surveys.promising import TEXTS
from webapp.documents.fair_words import PROMISE_FIELDS, PROMISE_STATES
from webapp.documents.words import book, theme_name
from webapp.forms.days import DayField
from webapp.forms.fields import Checkboxes, Select, TextArea, TextInput, typed
from webapp.forms.numbers import WholeNumberField

TOO_LONG = _l("This is too long")


def _text(name: str, hint: Any = "") -> StringField:
    most = TEXTS[name]
    return StringField(
        PROMISE_FIELDS[name],
        description=hint,
        filters=[typed],
        widget=TextArea() if most > 200 else TextInput(),
        validators=[Length(max=most, message=TOO_LONG)],
    )


class PromiseForm(FlaskForm):
    """One promise; a field's name is its column's."""

    you_said = _text("you_said", _l("What people asked for, in plain words. Nobody can be told from it."))
    theme = SelectField(PROMISE_FIELDS["theme"], widget=Select())
    year = WholeNumberField(
        PROMISE_FIELDS["year"], least=2000, most=2100, needed=_l("Write a whole number in digits, like 2026")
    )
    wards = SelectMultipleField(
        PROMISE_FIELDS["wards"], description=_l("None ticked means all of Barnet."), widget=Checkboxes()
    )
    consideration_id = SelectField(
        PROMISE_FIELDS["consideration_id"],
        description=_l("Before a body has considered a published report, nothing is decided or done."),
        widget=Select(),
    )
    decision = _text("decision")
    action = _text("action")
    owner = _text("owner", _l("A team or an organisation. Not the name of a person."))
    due_on = DayField(PROMISE_FIELDS["due_on"])
    state = SelectField(PROMISE_FIELDS["state"], widget=Select())
    result = _text(
        "result", _l("What came of it. For “Not done”, and for anything that is late: why. The public reads it.")
    )
    learned = _text("learned", _l("From “Did this help?”: what you do differently now."))
    # When the form was shown: a change by somebody else since then is told and not overwritten.
    seen = HiddenField()
    submit = SubmitField(_l("Save"), widget=GovSubmitInput())

    def values(self) -> dict[str, Any]:
        """What the form says, for surveys.promising."""
        return {name: self[name].data for name in TEXTS} | {
            "theme": self.theme.data or None,
            "consideration_id": self.consideration_id.data or None,
            "due_on": self.due_on.day,
            "state": self.state.data,
            "wards": self.wards.data or [],
            "year": self.year.number,
        }


def promise_form(
    promise: Promise | None, considered: list[Consideration], wards: dict[str, str], first: dict[str, Any]
) -> PromiseForm:
    """The form with its choices, filled from the promise, or for a new one from `first`."""
    data: dict[str, Any] = dict(first)
    if promise is not None:
        data = {name: getattr(promise, name) for name in TEXTS} | {
            "theme": promise.theme or "",
            "consideration_id": promise.consideration_id or "",
            "due_on": promise.due_on.isoformat() if promise.due_on else "",
            "state": promise.state,
            "wards": promise.wards,
            "year": str(promise.year),
            "seen": promise.updated_at.isoformat(),
        }
    form = PromiseForm(data=data)
    none = SelectChoice("", _("None"))
    # A theme that was retired since stays with its promise.
    offered = dict.fromkeys([*book().given, *filter(None, [data.get("theme")])])
    form.theme.choices = [none, *(SelectChoice(code, theme_name(code).text) for code in offered)]
    form.wards.choices = [SelectChoice(slug, name) for slug, name in wards.items()]
    form.state.choices = [SelectChoice(code, PROMISE_STATES[code]) for code in STATES]
    form.consideration_id.choices = [
        SelectChoice("", _("Nobody yet")),
        *(
            SelectChoice(
                one.id,
                f"{one.body}, {one.considered_on}, " + _("version %(number)s", number=one.report_version),
            )
            for one in considered
        ),
    ]
    return form


class ConsiderationForm(FlaskForm):
    """Who considered which published version of the report, and when."""

    body = StringField(
        _l("Who considered it"),
        description=_l("The name of the body, such as a committee. Not the name of a person."),
        filters=[typed],
        widget=TextInput(),
        validators=[Length(max=200, message=TOO_LONG)],
    )
    considered_on = DayField(_l("On which day"))
    report_version = SelectField(_l("Which version of the report"), widget=Select())
    note = StringField(
        _l("Note"),
        description=_l("For example where the minutes are."),
        filters=[typed],
        widget=TextArea(),
        validators=[Length(max=2000, message=TOO_LONG)],
    )
    submit = SubmitField(_l("Save"), widget=GovSubmitInput())
