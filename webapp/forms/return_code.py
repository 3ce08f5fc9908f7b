"""The form that takes a return code."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from webapp.forms.fields import TextInput, typed


class ReturnCodeForm(FlaskForm):
    """Four words and three numbers, in capitals or not."""

    code = StringField(
        _l("Your return code"),
        description=_l("Four words and three numbers, like: apple robin kitchen tulip 482"),
        widget=TextInput(),
        filters=[typed],
        validators=[InputRequired(_l("Write your return code")), Length(max=200, message=_l("The code is shorter"))],
    )
