"""The forms of an event's kiosks: a new one, and after how many minutes they all clear themselves."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput
from wtforms import RadioField, StringField, SubmitField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from surveys.kiosks import FEWEST_MINUTES, LONGEST_NAME, MOST_MINUTES
from webapp.forms.events import PROBLEMS
from webapp.forms.fields import Radios, TextInput, typed
from webapp.forms.numbers import WholeNumberField


class KioskForm(FlaskForm):
    """A new kiosk."""

    name = StringField(
        _l("Which device, or where"),
        description=_l("For example: Tablet at the entrance. No names of people."),
        filters=[typed],
        widget=TextInput(),
        validators=[InputRequired(PROBLEMS["empty"]), Length(max=LONGEST_NAME, message=PROBLEMS["too_long"])],
    )
    survey = RadioField(_l("Which survey"), widget=Radios(), validators=[InputRequired(PROBLEMS["unknown"])])
    make = SubmitField(_l("Make the link"), widget=GovSubmitInput())


class MinutesForm(FlaskForm):
    """How patient the kiosks of a consultation are."""

    minutes = WholeNumberField(
        _l("Minutes without a touch"),
        description=_l("Then the page asks if someone is still there, and clears 30 seconds later if nobody answers."),
        least=FEWEST_MINUTES,
        most=MOST_MINUTES,
        needed=PROBLEMS["empty"],
    )
    save = SubmitField(_l("Save"), widget=GovSubmitInput())


def kiosk_form(surveys: Sequence[tuple[str, str]], *, sent: bool = False) -> KioskForm:
    """The form of a new kiosk for these surveys (slug, title), with what was `sent` of it or empty."""
    form = KioskForm() if sent else KioskForm(formdata=None)
    form.survey.choices = [SelectChoice(slug, title) for slug, title in surveys]
    return form
