"""The codes of ROUTE (contracts.md). Their meaning never changes."""

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
