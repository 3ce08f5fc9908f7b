"""The questions of the ASB case review check (domain.md 3). Nothing is stored: the answers stand in the address."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput
from wtforms import RadioField, SelectMultipleField, SubmitField
from wtforms.validators import InputRequired

from webapp.forms.fields import Checkboxes, Radios
from webapp.forms.numbers import WholeNumberField

MOST_REPORTS = 1000
"""Nobody reported more often than this in some months: a number above it is a slip."""

AGENCIES = [
    ("council", _l("The council")),
    ("police", _l("The police")),
    ("landlord", _l("My landlord or housing association")),
    ("other", _l("Someone else")),
]
COUNTED = frozenset({"council", "police", "landlord"})
"""To whom a report counts."""

ACTED = [
    ("nothing", _l("No, nothing happened")),
    ("not_enough", _l("Something was done, but it goes on")),
    ("stopped", _l("Yes, and it has stopped")),
]


class CaseReviewForm(FlaskForm):
    """How often it was reported, by how many, to whom, and what came of it."""

    class Meta:
        """A GET form that changes nothing needs no token."""

        csrf = False

    reports = WholeNumberField(
        _l("How many times was it reported?"),
        least=0,
        most=MOST_REPORTS,
        needed=_l("Write how many times it was reported, 0 if never"),
    )
    people = WholeNumberField(
        _l("How many people or homes reported it?"),
        description=_l("Count yourself. Leave it empty if you do not know."),
        least=0,
        most=MOST_REPORTS,
    )
    told = SelectMultipleField(
        _l("Who was told?"), description=_l("Choose all that fit."), choices=AGENCIES, widget=Checkboxes()
    )
    acted = RadioField(
        _l("Did anything happen after the reports?"),
        choices=ACTED,
        widget=Radios(),
        validators=[InputRequired(_l("Say if anything happened after the reports"))],
    )
    check = SubmitField(_l("Check"), widget=GovSubmitInput())
