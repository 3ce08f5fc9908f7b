"""What a fair consultation tells those who are asked (BOARD 18.2, the Gunning principles), as names of fields."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, int] = {
    "title": 200,
    "purpose": 2000,
    "can_change": 2000,
    "reasons": 2000,
    "options_considered": 2000,
    "options_discarded": 2000,
    "who_is_asked": 2000,
    "equality": 4000,
    "decision_maker": 200,
    "feedback": 2000,
    "safeguarding_lead": 200,
    "queue_hours": 200,
}
"""Texts of a consultation that staff edit and that are translated, with the most characters of each."""

DATES = ("opens_on", "closes_on", "decides_on")

POINTS = (*(name for name in TEXTS if name != "title"), *DATES, "channels", "questionnaires")
"""What must be filled before anybody can answer, in the order of the page."""

MINIMUM_DAYS = 28
"""How long a consultation is open at least, in days. BOARD 18.2 asks for "adequate time" and names no number: four
weeks are our default, so that people who work shifts, are away, or need it read or translated to them can take part."""
