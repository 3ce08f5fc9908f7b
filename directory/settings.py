"""Settings that staff change without a new release: each has a name, a type, limits and a default.

A new setting is one line in SETTINGS. What is not set has its default; every change is in the history.
"""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from directory.changes import record_change
from directory.models import Setting, now

KIND: Final = "setting"
"""Under which name the history keeps changes of settings."""


@dataclass(frozen=True)
class Whole:
    """A whole number from `least` to `most`."""

    default: int
    least: int
    most: int

    def check(self, value: Any) -> int:
        """Return the number, or raise ValueError: `not_a_number`, `out_of_range`."""
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError("not_a_number")
        if not self.least <= value <= self.most:
            raise ValueError("out_of_range")
        return value


@dataclass(frozen=True)
class YesOrNo:
    """Yes or no."""

    default: bool = False

    def check(self, value: Any) -> bool:
        """Return the value, or raise ValueError: `not_yes_or_no`."""
        if not isinstance(value, bool):
            raise ValueError("not_yes_or_no")
        return value


@dataclass(frozen=True)
class Names:
    """Codes and what they stand for; kept by commands, not edited on a page."""

    @property
    def default(self) -> dict[str, str]:
        """Nothing is known."""
        return {}

    def check(self, value: Any) -> dict[str, str]:
        """Return the names, or raise ValueError: `not_names`."""
        if not isinstance(value, dict) or not all(isinstance(part, str) for pair in value.items() for part in pair):
            raise ValueError("not_names")
        return value


@dataclass(frozen=True)
class Held:
    """Plain values that another desk checks and shows; here they have their place and their history."""

    @property
    def default(self) -> dict[str, Any]:
        """Nothing is held."""
        return {}

    def check(self, value: Any) -> dict[str, Any]:
        """Return the values, or raise ValueError: `not_values`."""
        if not isinstance(value, dict):
            raise ValueError("not_values")
        return value


SETTINGS: Final[dict[str, Whole | YesOrNo | Names | Held]] = {
    # The threshold of the ASB case review: the national default of domain.md 3, until the council says its own.
    "case_review_reports": Whole(3, 1, 50),
    "case_review_months": Whole(6, 1, 36),
    "case_review_people": Whole(5, 1, 100),
    "case_review_confirmed": YesOrNo(),
    # Days after which a record is to be checked again (issue 3, "Keeping it true").
    "check_every_days": Whole(90, 7, 365),
    # Whether people may approve what they wrote themselves: for a council with one editor (issue 3, drafts).
    "self_approval": YesOrNo(),
    # Hours within which a case of the safeguarding queue is to be taken, where a consultation says nothing else: no
    # paper names a number, so these are ours until the council says its own (surveys.analysis.duty).
    "claim_hours": Whole(8, 1, 240),
    "urgent_claim_hours": Whole(1, 1, 48),
    # Per-answer F1 of machine and person, in hundredths, under which the published section carries a warning: the
    # benchmark of the government's Consult (analysis.md) until the council says its own.
    "agreement_benchmark": Whole(75, 1, 100),
    # Days after a request to be rung is done with when its name, number and time are deleted (webapp.post.callbacks).
    "call_back_days": Whole(14, 1, 180),
    # Slugs of the wards by their national (GSS) code, learnt from the names file of the last import.
    "ward_codes": Names(),
    # Who lives here, in place of the census baseline that is shipped, and the bases of printed waves: checked and
    # shown by the consultations' desks (surveys.analysis.census, surveys.analysis.waves).
    "census_baseline": Held(),
    "wave_bases": Held(),
}


class SettingError(ValueError):
    """A setting cannot have this value; `name` and `code` say which and why."""

    def __init__(self, name: str, code: str) -> None:
        super().__init__(f"{name}: {code}")
        self.name, self.code = name, code


def get(session: Session, name: str) -> Any:
    """Return the value of a setting, its default when nobody has set it. Raises KeyError for an unknown name."""
    kind = SETTINGS[name]
    row = session.get(Setting, name)
    if row is None:
        return kind.default
    try:
        return kind.check(row.value)
    except ValueError:
        # Kept by an older release under other limits: the default is safer than a page that fails.
        return kind.default


def put(session: Session, name: str, value: Any, by: str | None) -> bool:
    """Set a setting and say whether it became different; `by` is the opaque id of who did it.

    Raises KeyError for an unknown name, SettingError: not_a_number, out_of_range, not_yes_or_no, not_names.
    """
    try:
        value = SETTINGS[name].check(value)
    except ValueError as fault:
        raise SettingError(name, str(fault)) from fault
    before = get(session, name)
    if value == before:
        return False
    row = session.get(Setting, name)
    if row is None:
        row = Setting(name=name)
        session.add(row)
    row.value, row.updated_by, row.updated_at = value, by, now()
    record_change(session, KIND, name, "value", before, value, action="update", by=by)
    session.flush()
    return True
