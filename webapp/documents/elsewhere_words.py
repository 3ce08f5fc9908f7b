"""What the directory does not hold, said kindly, with where to go instead. Numbers: domain.md 3."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from directory.codes import COUNCIL_PHONE

COUNCIL_SITE = "https://www.barnet.gov.uk"


@dataclass(frozen=True)
class Elsewhere:
    """Where to go: what it is about, who helps, their number, and their website where the papers give one."""

    about: Any
    who: Any
    phone: str
    site: str = ""


def _council(about: Any) -> Elsewhere:
    return Elsewhere(about, _l("The council"), COUNCIL_PHONE, COUNCIL_SITE)


_HEALTH = Elsewhere(_l("This looks like a question about health."), _l("NHS, for health that cannot wait"), "111")
_POLICE = Elsewhere(
    _l("This looks like something for the police."), _l("The police, when it is not an emergency"), "101"
)

_ELSEWHERE: dict[str, Elsewhere] = {
    "parking": _council(_l("This looks like a question about parking.")),
    "waste": _council(_l("This looks like a question about bins and rubbish.")),
    "council_tax": _council(_l("This looks like a question about council tax.")),
    "health": _HEALTH,
    "police": _POLICE,
}


def elsewhere(code: str | None) -> Elsewhere | None:
    """Return where to go for what the directory does not hold; the council for what has no words of its own."""
    if not code:
        return None
    return _ELSEWHERE.get(code, _council(_l("This looks like something that this directory does not hold.")))
