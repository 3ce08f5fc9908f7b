"""A field for a day that never loses what was typed and says what is wrong in the reader's language."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import StringField
from wtforms.validators import StopValidation

from webapp.forms.fields import TextInput, typed


def read_day(text: str) -> date:
    """The day of 2026-06-30 (what a browser sends) or 30/6/2026 (what people type). Raises ValueError."""
    plain = text.strip()
    if "/" in plain:
        day, month, year = plain.split("/")
        return date(int(year), int(month), int(day))
    return date.fromisoformat(plain)


class DayField(StringField):
    """A day, or none; `day` is what was typed, once the field is valid."""

    widget = TextInput()

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, filters=[typed], render_kw={"type": "date"}, **kwargs)

    @property
    def day(self) -> date | None:
        """The day; None where nothing was typed."""
        text = str(self.data or "").strip()
        return read_day(text) if text else None

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no day."""
        try:
            day = self.day
        except ValueError:
            raise StopValidation(_("Write the day like 30/6/2026")) from None
        if day is not None and not 2000 <= day.year <= 2100:
            raise StopValidation(_("This day is too far away"))
