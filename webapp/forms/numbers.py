"""A field for a whole number that says in the reader's language what is wrong and never loses what was typed."""

import re
from typing import Any

from flask_babel import gettext as _
from wtforms import StringField
from wtforms.validators import StopValidation

from webapp.forms.fields import TextInput, typed


class WholeNumberField(StringField):
    """A whole number from `least` to `most`, in digits of any script; `number` is None where nothing was typed."""

    widget = TextInput()

    def __init__(self, label: Any, *, least: int, most: int, needed: Any = "", **kwargs: Any) -> None:
        super().__init__(label, filters=[typed], **kwargs)
        self.least, self.most, self.needed = least, most, needed

    @property
    def number(self) -> int | None:
        """What was typed, as a number; only to be asked for once the field is valid."""
        text = self._text()
        return int(text) if text else None

    def _text(self) -> str:
        return re.sub(r"\s", "", str(self.data or ""))

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no number, and a number outside the limits."""
        text = self._text()
        if not text:
            if self.needed:
                raise StopValidation(str(self.needed))
            return
        # The sign is read, so that -1 is "too small" and not "no number". A hundred digits are a number too.
        if not re.fullmatch(r"[+\-−]?\d+", text):
            raise StopValidation(_("Write a whole number in digits, like 3"))
        if text[0] in "-−" and text.strip("-−0"):
            raise StopValidation(_("This number is too small. Write %(least)s or more", least=self.least))
        if len(text) > 9 or int(text) > self.most:
            raise StopValidation(_("This number is too big. Write %(most)s or less", most=self.most))
        if int(text) < self.least:
            raise StopValidation(_("This number is too small. Write %(least)s or more", least=self.least))
