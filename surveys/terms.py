"""Smaller settings of a consultation: times, the age of consent, the lawful basis, where paper forms go back to."""

from __future__ import annotations

from typing import Any

from surveys import wording
from surveys.models import Consultation

LAWFUL_BASES = ("public_task", "consent")
"""Why the law lets answers be kept (UK GDPR article 6); the first, a public body's own task, unless staff say so."""
LONGEST_RETURN = 500
"""Characters of where paper forms go back to."""
LIMITS = {
    "minimum_days": (1, 366),
    "draft_days": (7, 730),
    "answer_days": (30, 3660),
    "contact_days": (1, 365),
    # Not below 13, the age of the Data Protection Act 2018, section 9; 18 asks an adult for every child.
    "consent_age": (13, 18),
}
"""Whole numbers: the least and the most."""
NAMES = frozenset({*LIMITS, "lawful_basis", "paper_return"})


def paper_return(consultation: Consultation) -> str:
    """Where paper forms go back to, as staff wrote it; empty where it is to be confirmed."""
    return str(consultation.settings.get("paper_return") or "")


def lawful_basis(consultation: Consultation) -> str:
    """Why the law lets the council keep answers: a code of LAWFUL_BASES."""
    found = consultation.settings.get("lawful_basis")
    return str(found) if found in LAWFUL_BASES else LAWFUL_BASES[0]


def fitting(name: str, value: Any) -> Any:
    """A setting of NAMES as it is kept, None for none. Raises ValueError: out_of_range, too_long, unknown."""
    if value is None:
        return None
    if name in LIMITS:
        least, most = LIMITS[name]
        if not least <= value <= most:
            raise ValueError("out_of_range")
        return value
    if name == "lawful_basis":
        if value not in LAWFUL_BASES:
            raise ValueError("unknown")
        return value
    text = wording.tidy(value)
    if len(text) > LONGEST_RETURN:
        raise ValueError("too_long")
    return text or None
