"""The codes that never change meaning: what classifications may say, and the routes of contracts.md."""

from typing import Final, Literal

YesNo = Literal["yes", "no", "unknown"]
Cost = Literal["free", "paid", "unknown"]
Sector = Literal["statutory", "vcs"]
Basis = Literal["stated", "inferred", "unknown"]
Channel = Literal["in_person", "phone", "online", "outreach", "unknown"]
OpenTo = Literal["public", "professionals", "unknown"]
Reach = Literal["universal", "targeted", "unknown"]
Offer = Literal["mentoring", "emotional_support", "information_education"]
Domain = Literal["individual", "relationship", "community", "societal", "unknown"]
Approach = Literal[
    "family_environments",
    "early_education",
    "caring_adults_activities",
    "protective_environments",
    "lessen_harm",
    "transitional_support_18_25",
    "offender_management",
    "unknown",
]
Status = Literal["active", "paused", "ended"]
Access = Literal["step_free", "accessible_toilet", "hearing_loop", "bsl", "quiet_space", "easy_read", "home_visits"]
Day = Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
"""Days of the week as iCalendar and HSDS write them."""

TranslationState = Literal["machine", "checked", "out_of_date"]

UNKNOWN: Final = "unknown"
BOROUGH: Final = "barnet"
"""The area of a service that serves the whole borough."""

SOURCE_LANGUAGE: Final = "en"
"""The language in which content is written and from which it is translated."""

COUNCIL_PHONE: Final = "020 8359 2000"
"""The council's number (domain.md 3): whom to ring and ask when nothing nearer is known."""

REPORTING_ROUTES: Final = (
    "emergency_999",
    "crisis_suicide",
    "police_101",
    "crimestoppers",
    "council_cst",
    "community_trigger",
    "hate_crime",
    "domestic_abuse",
    "sexual_violence_support",
    "victim_support",
    "child_exploitation_worry",
    "adult_at_risk",
    "modern_slavery",
    "drugs_alcohol",
    "perpetrator_help",
    "prevent_radicalisation",
)
"""Routes with contacts of their own (domain.md 3); a subset of ROUTE in contracts.md."""

OTHER_ROUTES: Final = (
    "mental_health",
    "youth_mentoring",
    "youth_activities",
    "school_exclusion_help",
    "parenting_support",
    "parent_champions",
    "restorative_justice_mediation",
    "housing_homelessness",
    "employment_training_mentoring_offenders",
    "lgbtq_support",
    "faith_or_community_specific",
    "disability_sen_support",
    "safe_spaces_womens_safety",
)
"""Routes of contracts.md that lead to services rather than to a reporting line."""

SERVICE_ROUTES: Final = frozenset(REPORTING_ROUTES) | frozenset(OTHER_ROUTES)
