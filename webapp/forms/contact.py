"""The way to be reached that somebody in danger may leave beside an answer that they keep."""

from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, StopValidation

from surveys import contacts
from surveys.contacts import LONGEST
from surveys.models import Draft
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


class _Reachable:
    """A number or an address; whatever else is asked about once, for it may be a name in an app: the same is meant."""

    def __call__(self, form: Any, field: Any) -> None:
        """Refuse what looks like neither, the first time."""
        if (
            (field.data or "").strip()
            and not contacts.looks_reachable(field.data)
            and form.contact_meant.data != field.data
        ):
            form.contact_meant.data = field.data
            raise StopValidation(
                _(
                    "This does not look like a phone number or an e-mail address. Is it right? If it is, "
                    "press the same button again. If not, change it."
                )
            )


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
        validators=[
            Length(max=LONGEST, message=_l("This is too long. Write a number or an address only.")),
            _Reachable(),
        ],
    )
    # What was asked about already, or left before: drawn as a hidden input.
    contact_meant = StringField(filters=[typed])
    safe_to_ring = RadioField(
        _l("Is it safe to ring you there?"), widget=Radios(), validators=[_Listed()], validate_choice=False
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.safe_to_ring.choices = [
            SelectChoice(code, words) for code, words in SAFE_WORDS.items() if code != "unknown"
        ]


def contact_form(session: Session, draft: Draft) -> ContactForm:
    """The form as it was sent, else with what was left with this draft before.

    Never with what stands with sent answers that the draft is a copy of: the return code alone must not show it.
    """
    left = contacts.of_draft(session, draft.id) if "contact" not in request.form else None
    if left is None:
        return ContactForm()
    ring = left.safe_to_ring if left.safe_to_ring != "unknown" else None
    return ContactForm(data={"contact": left.contact, "contact_meant": left.contact, "safe_to_ring": ring})


def keep_contact(session: Session, draft: Draft, form: ContactForm) -> None:
    """Keep what the form says, checked before; a box that was made empty takes back what this draft had."""
    if not contacts.leave(session, draft, form.contact.data or "", form.safe_to_ring.data or ""):
        contacts.forget(session, draft)
