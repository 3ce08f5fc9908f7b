"""The ASB case review (once the Community Trigger): is the threshold likely met? (domain.md 3)"""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from directory import settings

Outcome = Literal["likely", "below"]


@dataclass(frozen=True)
class Threshold:
    """So many reports within so many months, or so many people who reported; `confirmed` by the council, or not."""

    reports: int
    months: int
    people: int
    confirmed: bool


def threshold(session: Session) -> Threshold:
    """Return the threshold that is set; the national default (three, six, five) until the council says its own."""
    return Threshold(
        reports=settings.get(session, "case_review_reports"),
        months=settings.get(session, "case_review_months"),
        people=settings.get(session, "case_review_people"),
        confirmed=settings.get(session, "case_review_confirmed"),
    )


def assess(rule: Threshold, reports: int, people: int) -> Outcome:
    """Say whether reports made within the rule's months, by so many people, likely meet it.

    Only the agencies decide; below the rule a person may ask all the same.
    """
    return "likely" if reports >= rule.reports or people >= rule.people else "below"
