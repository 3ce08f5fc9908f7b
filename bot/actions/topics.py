"""Which needs of the directory stand behind a route, and which routes are reporting routes with contacts."""

# Routes of domain.md §3: their contacts come from /api/v1/reporting-routes.
REPORTING = frozenset(
    {
        "emergency_999",
        "crisis_suicide",
        "police_101",
        "crimestoppers",
        "council_cst",
        "community_trigger",
        "hate_crime",
        "victim_support",
        "domestic_abuse",
        "perpetrator_help",
        "sexual_violence_support",
        "child_exploitation_worry",
        "adult_at_risk",
        "modern_slavery",
        "drugs_alcohol",
        "prevent_radicalisation",
    }
)

# Needs of the directory (`GET /api/v1/needs`) to look under, by route. Danger now shows no services: only numbers.
NEEDS: dict[str, str] = {
    "council_cst": "antisocial_behaviour",
    "community_trigger": "antisocial_behaviour",
    "hate_crime": "hate_crime",
    "victim_support": "victim_support",
    "domestic_abuse": "domestic_abuse",
    "perpetrator_help": "own_behaviour",
    "sexual_violence_support": "sexual_violence",
    "child_exploitation_worry": "exploitation",
    "adult_at_risk": "adult_at_risk",
    "drugs_alcohol": "drugs_alcohol",
    "prevent_radicalisation": "extremism",
    "mental_health": "mental_health",
    "youth_mentoring": "mentoring",
    "youth_activities": "youth_activities",
    "school_exclusion_help": "school_exclusion",
    "parenting_support": "parenting",
    "parent_champions": "parenting",
    "restorative_justice_mediation": "conflict_mediation",
    "housing_homelessness": "housing_homelessness",
    "employment_training_mentoring_offenders": "leaving_offending",
    "lgbtq_support": "lgbtq",
    "faith_or_community_specific": "faith_culture",
    "disability_sen_support": "disability_sen",
    "safe_spaces_womens_safety": "womens_safety",
}
# A need that no route stands for, by the route that answers it: where the words name it, its own services lead.
WITHIN: dict[str, str] = {"housing_homelessness": "money_food"}
# A route that is about one service: it leads.
ONE_SERVICE: dict[str, str] = {"parent_champions": "parent-champions"}
# Routes for which an age or a place makes the answer better: the bot says so when it knows neither.
BETTER_WITH_DETAILS = frozenset({"youth_mentoring", "youth_activities", "mental_health", "parenting_support"})
# Routes that are mostly about a young person: whom it is for stays known from one to the other.
YOUNG = frozenset(
    {
        "youth_mentoring",
        "youth_activities",
        "school_exclusion_help",
        "parenting_support",
        "child_exploitation_worry",
        "mental_health",
        "drugs_alcohol",
        "disability_sen_support",
        "lgbtq_support",
        "faith_or_community_specific",
    }
)
