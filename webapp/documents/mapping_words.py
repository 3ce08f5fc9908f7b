"""The mapping's statements, groupings and fields in words, for pages and documents."""

from typing import Any

from flask_babel import lazy_gettext as _l

STATEMENTS: dict[str, Any] = {
    "services": _l("Services, programmes or projects"),
    "preventative": _l("With a preventative focus"),
    "reactive": _l("With a reactive focus"),
    "both": _l("With both"),
    "statutory": _l("Statutory funded or delivered"),
    "statutory_reactive": _l("Statutory: reactive"),
    "statutory_preventative": _l("Statutory: preventative"),
    "statutory_both": _l("Statutory: both"),
    "mentoring": _l("Offer youth or young-adult mentoring"),
    "emotional_support": _l("Offer mental or emotional health support"),
    "information_education": _l("Give information and education"),
    "targeted_vcs": _l("Targeted at one cohort, run by the voluntary sector"),
    "drop_ins": _l("Universal youth drop-ins"),
    "statutory_under_25_or_adults": _l("Statutory programmes that work with people up to 25 or adults"),
    "statutory_temporary_funding": _l("Statutory services on temporary funding"),
}

PLAIN_STATEMENTS: dict[str, Any] = {
    "services": _l("Services and projects"),
    "statutory": _l("Paid for or run by the council, the police, the NHS or another public body"),
    "preventative": _l("Try to stop harm before it happens"),
    "reactive": _l("Help after harm has happened"),
    "mentoring": _l("Give young people a mentor"),
    "emotional_support": _l("Help with feelings and mental health"),
    "drop_ins": _l("Youth drop-ins that are open to all young people"),
}
"""The statements that say something to people who look for help, in plain words."""

DIMENSIONS: dict[str, Any] = {
    "locality": _l("By place"),
    "sector": _l("By sector"),
    "focus": _l("By focus"),
    "domain": _l("By domain"),
    "approach": _l("By approach (CDC)"),
    "reach": _l("By reach"),
    "funding_end": _l("By the year in which funding ends"),
}

GROUPS: dict[str, dict[str, Any]] = {
    "locality": {"barnet": _l("All of Barnet"), "several": _l("More than one part of Barnet")},
    "sector": {"statutory": _l("Statutory"), "vcs": _l("Voluntary sector")},
    "focus": {
        "preventative": _l("Preventative only"),
        "reactive": _l("Reactive only"),
        "both": _l("Both"),
        "neither": _l("Neither"),
    },
    "domain": {
        "individual": _l("Individual"),
        "relationship": _l("Relationship"),
        "community": _l("Community"),
        "societal": _l("Societal"),
    },
    "approach": {
        "family_environments": _l("Family environments"),
        "early_education": _l("Quality education in early life"),
        "caring_adults_activities": _l("Caring adults and activities"),
        "protective_environments": _l("Protective community environments"),
        "lessen_harm": _l("Intervene to lessen harm and prevent future risk"),
        "transitional_support_18_25": _l("Transitional support from 18 to 25"),
        "offender_management": _l("Offender management"),
    },
    "reach": {"universal": _l("Universal"), "targeted": _l("Targeted")},
    "funding_end": {},
}
"""The groupings of the mapping (SNA 5.2 to 5.5) by dimension and code; the names of localities come besides."""

FIELDS: dict[str, Any] = {
    "summary": _l("Summary"),
    "description": _l("Description"),
    "who_for": _l("Who it is for"),
    "way_in": _l("How to get in"),
    "way_in_known": _l("The way in is known"),
    "minimum_age": _l("Youngest age"),
    "maximum_age": _l("Oldest age"),
    "ages_known": _l("The ages are known"),
    "cost": _l("Cost"),
    "cost_note": _l("About the cost"),
    "open_to": _l("Open to"),
    "self_referral": _l("People can ask for it themselves"),
    "channels": _l("How they meet people"),
    "women_only": _l("Women only"),
    "preventative": _l("Preventative"),
    "reactive": _l("Reactive"),
    "domain": _l("Domain"),
    "approach": _l("Approach"),
    "sector": _l("Sector"),
    "funder": _l("Funder"),
    "funded_statutory": _l("Statutory funded"),
    "deliverer": _l("Deliverer"),
    "delivered_statutory": _l("Statutory delivered"),
    "funding_end": _l("Funding ends"),
    "temporary_funding": _l("Temporary funding"),
    "reach": _l("Reach"),
    "cohort": _l("Cohort"),
    "drop_in": _l("One of the seven youth drop-ins"),
    "offers": _l("Offers"),
    "audience_under_25_or_adults": _l("Works with people up to 25 or adults"),
    "email": _l("E-mail"),
    "url": _l("Website"),
    "ring": _l("Whom to ring and ask"),
    "confidential_location": _l("Its place is secret"),
    "ended": _l("Has ended"),
    "reporting_route": _l("Reporting route"),
    "synonyms": _l("Words that find it"),
    "needs": _l("Needs"),
    "areas": _l("Areas"),
    "languages": _l("Languages"),
    "phones": _l("Phone numbers"),
    "sources": _l("Sources"),
    "note": _l("Note"),
    "basis": _l("Stated or inferred"),
    "name": _l("Name"),
    "organisation": _l("Organisation"),
}
