"""The questions of the ASB case review check (domain.md 3). Nothing is stored: the answers stand in the address."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput
from wtforms import RadioField, SelectMultipleField, SubmitField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf

from webapp.forms.fields import Checkboxes, Radios
from webapp.forms.numbers import WholeNumberField

MOST_REPORTS = 1000
"""Nobody reported more often than this in some months: a number above it is a slip."""

AGENCIES = [
    SelectChoice("council", _l("The council")),
    SelectChoice("police", _l("The police")),
    SelectChoice("landlord", _l("My landlord or housing association")),
    SelectChoice("other", _l("Someone else")),
]
COUNTED = frozenset({"council", "police", "landlord"})
"""To whom a report counts."""

ACTED = [
    SelectChoice("nothing", _l("No, nothing happened")),
    SelectChoice("not_enough", _l("Something was done, but it goes on")),
    SelectChoice("stopped", _l("Yes, and it has stopped")),
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
    # WTForms' own check of choices speaks English only. What is no choice of `told` counts as nothing.
    told = SelectMultipleField(
        _l("Who was told?"),
        description=_l("Choose all that fit."),
        choices=AGENCIES,
        widget=Checkboxes(),
        validate_choice=False,
    )
    acted = RadioField(
        _l("Did anything happen after the reports?"),
        choices=ACTED,
        widget=Radios(),
        validators=[
            AnyOf([choice.value for choice in ACTED], message=_l("Say if anything happened after the reports"))
        ],
        validate_choice=False,
    )
    check = SubmitField(_l("Check"), widget=GovSubmitInput())
