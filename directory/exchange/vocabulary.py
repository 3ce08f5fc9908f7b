"""The words of a table's cells: which fields hold what, and what people write for our codes."""

from typing import get_args

from directory import codes
from directory.fields import ROWS

FLAGS = ("way_in_known", "ages_known", "drop_in", "confidential_location")
YES_NO = (
    "self_referral",
    "women_only",
    "preventative",
    "reactive",
    "funded_statutory",
    "delivered_statutory",
    "temporary_funding",
    "audience_under_25_or_adults",
)
AGES = ("minimum_age", "maximum_age")
ROW_PARTS: dict[str, tuple[str, ...]] = {
    "phones": ("number", "label", "all_hours"),
    "sources": ("paper", "section"),
    **{name: columns for name, (_kind, _rows, columns) in ROWS.items()},
}
"""Fields whose entries are whole rows, and their parts; an entry without a part's name is its first text."""
ALONE = {"phones": "number", "sources": "paper", "schedules": "description", "locations": "name"}
CHOICES: dict[str, tuple[str, ...]] = {
    "cost": get_args(codes.Cost),
    "domain": get_args(codes.Domain),
    "approach": get_args(codes.Approach),
    "sector": get_args(codes.Sector),
    "reach": get_args(codes.Reach),
    "status": get_args(codes.Status),
    "open_to": get_args(codes.OpenTo),
    "channels": get_args(codes.Channel),
    "offers": get_args(codes.Offer),
    "accessibility": get_args(codes.Access),
    **dict.fromkeys(YES_NO, get_args(codes.YesNo)),
}
"""The codes that a field may hold."""
LISTS = ("needs", "areas", "open_to", "channels", "languages", "offers", "accessibility", "synonyms")
EMPTY_IS_NOTHING = ("email", "url", "reporting_route")

NOT_KNOWN = frozenset(["unknown", "not known", "n a", "na", "tbc", "to be confirmed", "don t know", "dont know", ""])
YES = frozenset(["yes", "y", "true", "1", "x"])
NO = frozenset(["no", "n", "false", "0"])
SAID: dict[str, dict[str, str]] = {
    "cost": {"no cost": "free", "no charge": "free", "0": "free", "charge": "paid", "charged": "paid", "fee": "paid"},
    "sector": {
        "voluntary": "vcs",
        "voluntary sector": "vcs",
        "voluntary and community sector": "vcs",
        "vcse": "vcs",
        "vcfs": "vcs",
        "charity": "vcs",
        "third sector": "vcs",
        "community": "vcs",
        "council": "statutory",
        "public sector": "statutory",
        "public": "statutory",
    },
    "status": {"open": "active", "temporarily closed": "paused", "inactive": "paused", "closed": "ended",
               "defunct": "ended"},
    "open_to": {"anyone": "public", "everyone": "public", "residents": "public", "professional": "professionals",
                "professionals only": "professionals"},
    "channels": {"face to face": "in_person", "in person": "in_person", "telephone": "phone", "by phone": "phone",
                 "web": "online", "virtual": "online", "comes to you": "outreach"},
    "approach": {"quality education in early life": "early_education",
                 "protective community environments": "protective_environments",
                 "caring adults and activities": "caring_adults_activities",
                 "transitional support 18 25": "transitional_support_18_25"},
}  # fmt: skip
