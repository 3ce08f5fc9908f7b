"""The codes of ROUTE (contracts.md), whose meaning never changes, and what the bot's buttons send."""

from typing import Any

ROUTES = frozenset(
    """emergency_999 police_101 crimestoppers council_cst community_trigger hate_crime domestic_abuse
    sexual_violence_support victim_support child_exploitation_worry crisis_suicide mental_health youth_mentoring
    youth_activities drugs_alcohol school_exclusion_help parenting_support parent_champions
    restorative_justice_mediation housing_homelessness perpetrator_help employment_training_mentoring_offenders
    lgbtq_support faith_or_community_specific disability_sen_support prevent_radicalisation
    safe_spaces_womens_safety adult_at_risk modern_slavery take_survey survey_results directory_browse who_are_you
    privacy human_handover language_switch greeting thanks_bye chitchat_oos""".split()
)

BUTTON = "route:"


def button_route(message: str) -> str | None:
    """Return the ROUTE that a button's payload stands for, or None when the message was typed."""
    code = message.removeprefix(BUTTON)
    return code if message.startswith(BUTTON) and code in ROUTES else None


def payload(route: str) -> str:
    """Return what a channel sends back when the button of this route is pressed."""
    return f"{BUTTON}{route}"


WISH = "wish:"
_WISHES = frozenset({"more", "which-1", "which-2", "which-3"})


def button_wish(message: str) -> dict[str, Any] | None:
    """Return what a button that goes on with the services shown says, as words would; None when it is no such."""
    wish = message.removeprefix(WISH)
    if not message.startswith(WISH) or wish not in _WISHES:
        return None
    name, _, number = wish.partition("-")
    return {name: int(number) if number else True, "alone": True}
