"""Verdict and route become one: the only place where danger and topic meet (architecture.md, "How data flows")."""

from dataclasses import dataclass

from directory.triage import Alert, Verdict

EMERGENCY_ROUTE = "emergency_999"
CRISIS_ROUTE = "crisis_suicide"


@dataclass(frozen=True)
class Lead:
    """What the reply leads with."""

    route: str | None
    alert: Alert | None


def merge(verdict: Verdict, route: str | None) -> Lead:
    """Return route and alert of the reply from the triage's verdict and the bot's route (None: not sure).

    Danger now always leads with `emergency_999` and alert `emergency`, and neither comes without the other; wanting to
    die likewise with `crisis_suicide` and `crisis` (contracts.md, ROUTE). The verdict goes first. Where the triage
    saw no hard danger and the topic itself is danger (also: somebody pressed that button), it is believed: for a
    frightened person a card too many is better than one too few. Where the triage is nearly sure of no danger
    (Verdict.calm) the bot asks instead, with danger as the first button.
    """
    if verdict.alert == "emergency":
        return Lead(EMERGENCY_ROUTE, "emergency")
    if verdict.alert == "crisis":
        return Lead(CRISIS_ROUTE, "crisis")
    if route == EMERGENCY_ROUTE:
        return Lead(EMERGENCY_ROUTE, "emergency")
    if route == CRISIS_ROUTE:
        return Lead(CRISIS_ROUTE, "crisis")
    return Lead(route, verdict.alert)


def was_led_by(before: str | None, mark: str) -> bool:
    """Return whether the last reply led with this mark; what a conversation keeps of it may be two, with a space."""
    return mark in (before or "").split()
