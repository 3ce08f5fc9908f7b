"""What the directory does not hold, said kindly, with where to go instead. Numbers: domain.md 3; NHS 111 and 101."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from directory.codes import COUNCIL_PHONE


@dataclass(frozen=True)
class Door:
    """Who helps with something else: their name, their number, and a website where the papers give one."""

    who: Any
    phone: str
    site: str = ""


@dataclass(frozen=True)
class Elsewhere:
    """What somebody seems to look for, and the doors to go to instead."""

    about: Any
    doors: tuple[Door, ...]


_COUNCIL = Door(
    _l("The council, also for bins, parking, schools and council tax"), COUNCIL_PHONE, "https://www.barnet.gov.uk"
)
_NHS = Door(_l("NHS, when you need a doctor and it cannot wait"), "111")
_POLICE = Door(_l("The police, when nobody is in danger"), "101")

_COUNCIL_ONLY: dict[str, Any] = {
    "parking": _l("This looks like a question about parking."),
    "waste": _l("This looks like a question about bins and rubbish."),
    "council_tax": _l("This looks like a question about council tax."),
    "planning": _l("This looks like a question about planning and building."),
    "roads": _l("This looks like a question about streets and lights."),
    "schools": _l("This looks like a question about school places."),
    "registration": _l("This looks like a question about births, weddings or deaths."),
    "pests": _l("This looks like a question about pests or stray animals."),
    "leisure": _l("This looks like a question about libraries, sport or parks."),
}

_ELSEWHERE: dict[str, Elsewhere] = {
    "health": Elsewhere(_l("This looks like a question about a doctor, a dentist or medicine."), (_NHS,)),
    "police": Elsewhere(_l("This looks like something for the police."), (_POLICE,)),
}


def elsewhere(code: str | None) -> Elsewhere | None:
    """Return where to go for what the directory does not hold (`Result.outside`); None when it may hold it.

    A code without words of its own gets the doors that most people look for.
    """
    if not code:
        return None
    if code in _COUNCIL_ONLY:
        return Elsewhere(_COUNCIL_ONLY[code], (_COUNCIL,))
    return _ELSEWHERE.get(code, Elsewhere(_l("This looks like something else than we have here."), (_COUNCIL, _NHS)))
