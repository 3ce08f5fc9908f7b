"""The way to be reached that somebody in danger may leave beside an answer that they keep."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, StopValidation

from surveys.contacts import LONGEST
from webapp.forms.fields import Radios, TextInput, typed

SAFE_WORDS = {
    "yes": _l("Yes, it is safe to ring"),
    "only_text": _l("Only text, do not ring"),
    "no": _l("No, it is not safe to ring"),
    "unknown": _l("Not said: do not ring"),
}


class _Listed:
    """Only what stands on the page, or nothing."""

    def __call__(self, _form: Any, field: Any) -> None:
        """Refuse what does not."""
        if field.data and field.data not in SAFE_WORDS:
            raise StopValidation(_("Choose one of the list"))


class ContactForm(FlaskForm):
    """How to be reached, and whether ringing is safe; both may be left empty."""

    class Meta:
        """It stands within a form that has the token."""

        csrf = False

    contact = StringField(
        _l("How could they reach you? (You can leave this empty)"),
        description=_l("A phone number or an e-mail address. Only staff who keep people safe can see it."),
        filters=[typed],
        widget=TextInput(),
        validators=[Length(max=LONGEST, message=_l("This is too long. Write a number or an address only."))],
    )
    safe_to_ring = RadioField(
        _l("Is it safe to ring you there?"), widget=Radios(), validators=[_Listed()], validate_choice=False
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.safe_to_ring.choices = [
            SelectChoice(code, words) for code, words in SAFE_WORDS.items() if code != "unknown"
        ]
