"""A responsible adult's agreement: who needs it, from the bands of age that a question offers.

A questionnaire asks for it by an agreement that hangs on its age question, such as `adult_agrees`.
Its `show_if` names every band that any setting could reach; which of them need it is decided here,
by the age that the consultation sets. Bands, so a band that holds someone under the age needs it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.models import Consultation, Draft, Survey

CONSENT_AGE = 16
"""Years. From this age on young people agree by themselves, unless the consultation says otherwise."""

UNSAID = "prefer_not"
"""The option of those who would rather not say how old they are; only a `show_if` that names it asks them."""

_YOUNGEST = re.compile(r"(?P<under>under_)?(?P<age>\d{1,3})(?:_.*)?")


class Routed(Protocol):
    """What routing needs of a question: a row or a translated view serves alike."""

    @property
    def type(self) -> str:
        """A key of surveys.questions.TYPES."""

    @property
    def show_if(self) -> Mapping[str, Any] | None:
        """The rule as it was written."""


def consent_age(settings: Mapping[str, Any] | None) -> int:
    """The age in years that a consultation's settings name, else CONSENT_AGE."""
    return int((settings or {}).get("consent_age") or CONSENT_AGE)


def consent_age_of(session: Session, draft: Draft) -> int:
    """The age of the consultation that this draft answers."""
    settings = session.scalar(
        sa.select(Consultation.settings)
        .join(Survey, Survey.consultation_id == Consultation.id)
        .where(Survey.id == draft.survey_id)
    )
    return consent_age(settings)


def may_be_under(band: str, age: int) -> bool:
    """Whether someone in this band ("under_11", "11_15", "75_over") may be younger than `age` years.

    A code that is no band of ages, such as "prefer_not" or "over_25", never is.
    """
    found = _YOUNGEST.fullmatch(band)
    if found is None:
        return False
    return bool(found["under"]) or int(found["age"]) < age


def rule(question: Routed, age: int) -> Mapping[str, Any] | None:
    """The routing rule of a question where `age` is the age of consent: what is_shown takes."""
    if question.show_if is None or question.type != "agreement":
        return question.show_if
    named = question.show_if["any_of"]
    bands = [band for band in named if may_be_under(band, age)]
    # Whoever would rather not say may be any of those who are asked, a child among them.
    if bands and UNSAID in named:
        bands.append(UNSAID)
    return {**question.show_if, "any_of": bands}
