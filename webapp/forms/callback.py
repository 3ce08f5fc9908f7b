"""The request to be rung: what to call somebody, a number, when, and whether a message may be left; nothing else."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, StopValidation

from webapp.extensions import limiter
from webapp.forms.fields import Radios, Select, TextInput, typed
from webapp.i18n import languages
from webapp.post import callbacks

# All requests together, from the page and the chat, never by address: a whole school shares one.
REQUESTS, SHARED = "60 per minute", "call-backs"

MESSAGE_WORDS: dict[str, Any] = {
    "yes": _l("Yes, you can leave a message"),
    "no": _l("No, only speak to me"),
    "text": _l("Only text me, do not ring"),
}


def tidy(text: str | None) -> str:
    """Return what was typed in one line, without what cannot be shown."""
    return " ".join((typed(text) or "").replace("\x00", "").split())


@limiter.shared_limit(REQUESTS, scope=SHARED, key_func=lambda: SHARED)
def count_request() -> None:
    """Count a request that came another way than the page, with those of the page; raises RateLimitExceeded (429)."""


def _can_be_rung(_form: Any, field: Any) -> None:
    number = callbacks.number_of(field.data or "")
    if number is None:
        raise StopValidation(_("Write a phone number, like 07700 900123"))
    field.data = number


class CallBackForm(FlaskForm):
    """Only the number, and whether a message may be left, have to be there."""

    number = StringField(_l("Your phone number"), widget=TextInput(), filters=[tidy], validators=[_can_be_rung])
    message = RadioField(
        _l("Is it safe to leave a message?"),
        description=_l("Think of who else may see or hear your phone."),
        choices=[SelectChoice(code, words) for code, words in MESSAGE_WORDS.items()],
        widget=Radios(),
        validators=[InputRequired(_l("Choose whether we may leave a message"))],
    )
    called = StringField(
        _l("What shall we call you?"),
        description=_l("A first name or any name you like. You can leave it empty."),
        widget=TextInput(),
        filters=[tidy],
        validators=[Length(max=callbacks.LONGEST_NAME, message=_l("Use fewer letters"))],
    )
    best_time = StringField(
        _l("When is a good time to ring?"),
        description=_l("You can leave it empty."),
        widget=TextInput(),
        filters=[tidy],
        validators=[Length(max=callbacks.LONGEST_TIME, message=_l("Use fewer letters"))],
    )
    language = SelectField(_l("Which language do you want to speak?"), widget=Select())
    # Sent twice, kept once.
    once = HiddenField()
    # A trap for programs that fill in every field: people neither see nor hear it.
    website = StringField()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.language.choices = [SelectChoice(tag, known.name) for tag, known in languages().items()]
