"""What people said in 2023 (SNA 4; domain.md §4): the first baseline. Words of the paper as codes, no figure added.

The paper prints an order, not counts, so no bar or percentage can be drawn of them.
"""

YEAR = 2023
SOURCE = ("SNA", "4")

# Who took part, as printed; the two papers differ on the professionals.
TOOK_PART = (
    "professionals_over_170",
    "professionals_200_cabinet",
    "young_people_about_50",
    "residents_businesses_online",
)

# In the order of the paper: first is first.
CAUSES_ALL = ("cause_drug_trade", "cause_lack_youth_provision", "cause_cost_of_living_deprivation")
CAUSES_YOUNG_PEOPLE = (
    "cause_drug_trade",
    "lack_of_support_services",
    "cause_social_media",
    "cause_positive_perception_of_violence",
)
NOT_CODED = ("lack_of_support_services",)  # "not coded then as now" (codebook.md)
INFLUENCES_ON_YOUNG_PEOPLE = (
    "adverse_childhood_experiences",
    "disadvantaged_households_high_crime_areas",
    "educational_difficulties",
)
FEEL_SAFE_YOUNG_PEOPLE = ("safe_groups_company", "safe_phone", "safe_patrols", "safe_cctv")
ASKED_FOR = {
    "policing_security": (
        "police_presence",
        "cctv_more",
        "tougher_sentencing",
        "stop_search_for",
        "faster_response_reports",
        "hotspots",
    ),
    "planning_infrastructure": ("lighting_design", "hotspots", "hostels_planning"),
    "education": ("trauma_informed_education", "school_support"),
    "community_engagement": ("community_involvement", "listen_feedback_you_said_we_did"),
    "youth_support": (
        "youth_activities",
        "jobs_training",
        "mental_health_sen_support",
        "youth_workers_mentors",
        "parent_support_education",
    ),
}
PROFESSIONALS = (
    "multi_agency_working",
    "awareness_lessons",
    "capacity_waiting_times",
    "accommodation_victims",
    "trust_language_with_young_people",
)
