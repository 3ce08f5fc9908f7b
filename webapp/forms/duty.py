"""The forms of the duty roster: one line of it, and the hours within which a case is to be taken."""

from datetime import time
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, SubmitField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, ValidationError

from directory import settings
from surveys.analysis.listening_models import DUTIES
from webapp.forms.days import DayField
from webapp.forms.fields import Checkboxes, Radios, Select, TextInput, typed
from webapp.forms.numbers import WholeNumberField

WEEKDAYS = (
    _l("Monday"),
    _l("Tuesday"),
    _l("Wednesday"),
    _l("Thursday"),
    _l("Friday"),
    _l("Saturday"),
    _l("Sunday"),
)
DUTY_WORDS = {
    "duty": _l("On duty: told when a case comes in"),
    "escalation": _l("Next: told when nobody has taken a case in the hours promised"),
}
PROBLEMS = {
    "who": _l("Choose a member of staff or write a mail address, not both"),
    "address": _l("Write one mail address, like duty@example.org"),
    "weekdays": _l("Choose at least one day"),
    "days": _l("The last day is before the first"),
}


class ClockField(StringField):
    """A time of the day; ``time`` is what was typed, once the field is valid."""

    widget = TextInput()

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, filters=[typed], render_kw={"type": "time"}, **kwargs)

    @property
    def time(self) -> time:
        """The time, without seconds. Raises ValueError for what is none."""
        hours, _colon, minutes = str(self.data or "").strip().partition(":")
        return time(int(hours), int(minutes[:2] or 0))

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """Refuse what is no time."""
        try:
            _checked = self.time
        except ValueError:
            raise ValidationError(str(_l("Write the time like 09:00"))) from None


class TurnForm(FlaskForm):
    """One line of the roster."""

    duty = RadioField(
        _l("Which duty"),
        choices=[SelectChoice(code, DUTY_WORDS[code]) for code in DUTIES],
        default="duty",
        widget=Radios(),
    )
    staff = SelectField(_l("Member of staff"), widget=Select())
    address = StringField(
        _l("Or a duty mail address"),
        description=_l("A team's mailbox that somebody reads at these hours."),
        filters=[typed],
        widget=TextInput(),
    )
    weekdays = SelectMultipleField(
        _l("On which days"),
        choices=[SelectChoice(str(place), name) for place, name in enumerate(WEEKDAYS)],
        widget=Checkboxes(),
        validators=[InputRequired(PROBLEMS["weekdays"])],
    )
    starts = ClockField(_l("From"), default="09:00")
    ends = ClockField(
        _l("Until"),
        description=_l("An earlier time is on the next day. The same time is the whole day."),
        default="17:00",
    )
    first_day = DayField(_l("First day, if it does not hold already"))
    last_day = DayField(_l("Last day, if it ends"))
    add = SubmitField(_l("Put it on the roster"), widget=GovSubmitInput())


class HoursForm(FlaskForm):
    """Within how many hours a case is to be taken."""

    claim_hours = WholeNumberField(
        _l("Hours for a case"),
        description=_l("Only the hours in which somebody is on duty count, where there is a roster: 8 may be a day."),
        least=1,
        most=240,
    )
    urgent_claim_hours = WholeNumberField(
        _l("Hours for an urgent case"), description=_l("Every hour counts, day and night."), least=1, most=48
    )
    save = SubmitField(_l("Save"), widget=GovSubmitInput())

    def numbers(self) -> dict[str, int | None]:
        """What was typed, by the name of the setting; None where nothing was."""
        return {name: self[name].number for name in settings_names()}


def settings_names() -> tuple[str, ...]:
    """The names of both hours, in the settings and in a consultation's own."""
    return tuple(name for name in settings.SETTINGS if name.endswith("claim_hours"))


def turn_form(people: dict[str, str], *, sent: bool) -> TurnForm:
    """The form of a new line; `people` gives the names of those who can be on duty by id."""
    form = TurnForm() if sent else TurnForm(formdata=None, data={"weekdays": list("01234")})
    form.staff.choices = [SelectChoice("", _l("Nobody")), *(SelectChoice(key, name) for key, name in people.items())]
    return form
