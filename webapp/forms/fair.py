"""The form of a fair consultation: each point, the dates, the settings, the pre-election periods."""

import re
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput
from wtforms import SelectField, SelectMultipleField, StringField, SubmitField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, StopValidation

from surveys import consent, fair, retention, terms
from surveys.models import Consultation
from surveys.points import DATES, TEXTS
from webapp.documents.fair_words import STAFF_POINTS
from webapp.documents.notices import LAWFUL_BASES
from webapp.forms.days import DayField, read_day
from webapp.forms.fields import Checkboxes, Select, TextArea, TextInput, typed
from webapp.forms.numbers import WholeNumberField
from webapp.forms.words import CHANNELS

OFFERED = ("web", "kiosk", "chat", "paper", "event", "staff")
"""Ways of answering that a council chooses; an import or another site's use of the API is no choice of people."""

_PERIOD = re.compile(r"\s*(\S+)\s*(?:to|–|-|,)\s*(\S+)\s*")


def _text(name: str) -> StringField:
    label, hint = STAFF_POINTS[name]
    most = TEXTS[name]
    return StringField(
        label,
        description=hint,
        filters=[typed],
        widget=TextArea() if most > 200 else TextInput(),
        validators=[Length(max=most, message=_l("This is too long"))],
    )


class PeriodsField(StringField):
    """Pre-election periods, one a line: the first day, "to", the last day."""

    widget = TextArea()

    @property
    def periods(self) -> list[fair.Period]:
        """The periods; only to be asked for once the field is valid."""
        return [_period(line) for line in str(self.data or "").splitlines() if line.strip()]

    def pre_validate(self, form: Any) -> None:
        """Refuse a line that is no period, and one that ends before it begins or lasts for months."""
        try:
            found = self.periods
        except ValueError:
            raise StopValidation(_("Write one period a line, like 2027-03-22 to 2027-05-06")) from None
        if any(not 0 <= (one.ends_on - one.starts_on).days <= 120 for one in found) or len(found) > 20:
            raise StopValidation(_("A period ends after it begins, and within 120 days"))


def _period(line: str) -> fair.Period:
    match = _PERIOD.fullmatch(line)
    if match is None:
        raise ValueError(line)
    return fair.Period(read_day(match[1]), read_day(match[2]))


class FairForm(FlaskForm):
    """Everything that the public is told, and the settings; a field's name is its point's."""

    title = _text("title")
    purpose = _text("purpose")
    can_change = _text("can_change")
    reasons = _text("reasons")
    options_considered = _text("options_considered")
    options_discarded = _text("options_discarded")
    who_is_asked = _text("who_is_asked")
    equality = _text("equality")
    decision_maker = _text("decision_maker")
    decides_on = DayField(STAFF_POINTS["decides_on"][0], description=STAFF_POINTS["decides_on"][1])
    feedback = _text("feedback")
    safeguarding_lead = _text("safeguarding_lead")
    queue_hours = _text("queue_hours")
    channels = SelectMultipleField(
        STAFF_POINTS["channels"][0],
        choices=[SelectChoice(code, CHANNELS[code]) for code in OFFERED],
        widget=Checkboxes(),
    )
    paper_return = StringField(
        _l("Where paper forms go back to"),
        description=_l(
            "It is printed on every form, as you write it. Leave it empty until it is settled: the form then says that "
            "the council has yet to confirm it."
        ),
        filters=[typed],
        widget=TextArea(),
        validators=[Length(max=terms.LONGEST_RETURN, message=_l("This is too long"))],
    )
    lawful_basis = SelectField(
        _l("Why the law lets you keep answers (lawful basis)"),
        description=_l(
            "Ask your data protection officer before you change it. The part of the notice about it changes by itself."
        ),
        choices=[SelectChoice(code, words) for code, words in LAWFUL_BASES.items()],
        widget=Select(),
    )
    consent_age = WholeNumberField(
        _l("Age from which a young person agrees by themselves"),
        least=terms.LIMITS["consent_age"][0],
        most=terms.LIMITS["consent_age"][1],
        needed=_l("Write a whole number in digits, like 16"),
        description=_l(
            "In years. Younger people are asked whether an adult who looks after them agrees. 16 is our default. It "
            "goes by the age groups of the questionnaire: a group in which someone may be younger is asked."
        ),
    )
    opens_on = DayField(STAFF_POINTS["opens_on"][0])
    closes_on = DayField(STAFF_POINTS["closes_on"][0], description=STAFF_POINTS["closes_on"][1])
    minimum_days = WholeNumberField(
        _l("Open for at least so many days"),
        least=1,
        most=366,
        needed=_l("Write a whole number in digits, like 28"),
        description=_l(
            "The rule asks for adequate time and names no number. 28 days is our default: time for people who work "
            "shifts, are away, or need somebody to read it to them."
        ),
    )
    pre_election = PeriodsField(
        _l("Pre-election periods"),
        filters=[typed],
        description=_l("One a line: first day to last day, like 2027-03-22 to 2027-05-06."),
    )
    draft_days = WholeNumberField(
        _l("Days that answers are kept that were never sent"),
        least=7,
        most=730,
        needed=_l("Write a whole number in digits, like 90"),
        description=_l("Counted from the last change. 90 days is our default."),
    )
    answer_days = WholeNumberField(
        _l("Days that answers are kept after the survey closes"),
        least=30,
        most=3660,
        description=_l(
            "Leave it empty until the council has decided: the public page then says that it is to be confirmed. "
            "Published numbers stay, answers and quotations go."
        ),
    )
    contact_days = WholeNumberField(
        _l("Days that a way to reach somebody is kept after their safeguarding case is closed"),
        least=terms.LIMITS["contact_days"][0],
        most=terms.LIMITS["contact_days"][1],
        needed=_l("Write a whole number in digits, like 30"),
        description=_l("A number or address that somebody in danger left. 30 days is our default."),
    )
    submit = SubmitField(_l("Save"), widget=GovSubmitInput())

    def revision(self) -> fair.Revision:
        """What the form says, for surveys.fair.revise."""
        return fair.Revision(
            values={name: self[name].data for name in TEXTS} | {name: self[name].day for name in DATES},
            settings={
                "channels": self.channels.data or [],
                "paper_return": self.paper_return.data or "",
                "lawful_basis": self.lawful_basis.data,
                "consent_age": self.consent_age.number,
                "minimum_days": self.minimum_days.number,
                "pre_election": self.pre_election.periods,
                "draft_days": self.draft_days.number,
                "answer_days": self.answer_days.number,
                "contact_days": self.contact_days.number,
            },
        )


def fair_form(consultation: Consultation) -> FairForm:
    """The form, filled with what the consultation says now."""
    days: dict[str, date | None] = {name: getattr(consultation, name) for name in DATES}
    kept = retention.answer_days(consultation)
    data: dict[str, Any] = {name: getattr(consultation, name) for name in TEXTS}
    data |= {name: day.isoformat() if day else "" for name, day in days.items()}
    data |= {
        "channels": fair.channels(consultation),
        "paper_return": terms.paper_return(consultation),
        "lawful_basis": terms.lawful_basis(consultation),
        "consent_age": str(consent.consent_age(consultation.settings)),
        "minimum_days": str(fair.minimum_days(consultation)),
        "pre_election": "\n".join(f"{one.starts_on} to {one.ends_on}" for one in fair.elections(consultation)),
        "draft_days": str(retention.draft_days(consultation)),
        "answer_days": str(kept) if kept else "",
        "contact_days": str(retention.contact_days(consultation)),
    }
    return FairForm(data=data)
