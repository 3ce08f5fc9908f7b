"""The bases of printed waves that staff have entered: a setting, read by the staff desk and by the public page."""

from typing import Any

from sqlalchemy.orm import Session

from directory import settings
from surveys.analysis.waves import EnteredBase

SETTING = "wave_bases"


def entered(session: Session) -> dict[str, EnteredBase]:
    """The bases that staff have entered, by wave."""
    held: dict[str, Any] = settings.get(session, SETTING)
    return {key: EnteredBase(int(one["base"]), str(one["note"])) for key, one in held.items()}
