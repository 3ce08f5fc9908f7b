"""A small directory of invented services for tests: written as seed files, loaded by the real loader."""

from pathlib import Path
from typing import Any

import yaml

from directory.seed.schema import CLASSIFICATIONS

SERVICE: dict[str, Any] = {
    "slug": "safe-harbour",
    "name": "Safe Harbour",
    "organisation": "harbour-trust",
    "summary": "Talks with people who were hurt at home.",
    "description": "You meet a worker. They listen and plan with you.",
    "needs": ["domestic_abuse"],
    "who_for": "Anyone who is hurt at home",
    "minimum_age": None,
    "maximum_age": None,
    "ages_known": False,
    "cost": "free",
    "cost_note": "",
    "areas": ["barnet"],
    "open_to": ["public"],
    "self_referral": "yes",
    "way_in": "Ring and say your first name.",
    "way_in_known": True,
    "channels": ["phone"],
    "languages": ["en"],
    "women_only": "no",
    "preventative": "yes",
    "reactive": "yes",
    "domain": "relationship",
    "approach": "lessen_harm",
    "sector": "vcs",
    "funder": "unknown",
    "funded_statutory": "unknown",
    "deliverer": "Harbour Trust",
    "delivered_statutory": "no",
    "funding_end": "unknown",
    "temporary_funding": "unknown",
    "reach": "universal",
    "cohort": "",
    "drop_in": False,
    "offers": [],
    "audience_under_25_or_adults": "yes",
    "phones": [{"number": "020 8359 2000", "label": "Office", "all_hours": False}],
    "email": None,
    "url": None,
    "ring": "020 8359 2000",
    "confidential_location": False,
    "status": "active",
    "reporting_route": None,
    "synonyms": ["hits me", "scared of my partner"],
    "sources": [{"paper": "TEST", "section": "1"}],
    "basis": dict.fromkeys(sorted(CLASSIFICATIONS), "inferred"),
    "note": "",
}

ROUTE: dict[str, Any] = {
    "route": "emergency_999",
    "title": "Danger now",
    "for_what": "Someone is in danger now.",
    "order": 1,
    "emergency": True,
    "contacts": [{"name": "999", "phone": "999", "all_hours": True}],
    "when_closed": "It never is.",
    "steps": ["Ring 999."],
    "service": None,
    "source": "TEST",
}

NEEDS = [
    {"code": "domestic_abuse", "name": "Abuse at home", "description": "At home.", "synonyms": ["domestic abuse"]},
    {
        "code": "youth_activities",
        "name": "Things to do",
        "description": "Youth.",
        "synonyms": ["youth club", "football"],
    },
    {"code": "housing_homelessness", "name": "A home", "description": "Housing.", "synonyms": ["evicted", "homeless"]},
]

PLACES = {
    "localities": [{"slug": "west", "name": "West"}, {"slug": "south", "name": "South"}],
    "wards": [
        {"slug": "hendon", "name": "Hendon", "locality": "west", "inferred": True},
        {"slug": "burnt-oak", "name": "Burnt Oak", "locality": "west", "inferred": True},
        {"slug": "golders-green", "name": "Golders Green", "locality": "south", "inferred": True},
        {"slug": "totteridge-and-woodside", "name": "Totteridge and Woodside", "locality": "south", "inferred": True},
    ],
    "districts": [
        {"code": "NW4", "latitude": 51.588, "longitude": -0.226},
        {"code": "NW11", "latitude": 51.578, "longitude": -0.199},
    ],
}


class SeedFolder:
    """A folder of seed files that a test writes and changes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("needs.yaml", NEEDS)
        self.write("places.yaml", PLACES)
        self.write(
            "district_wards.yaml",
            [
                {"district": "NW4", "wards": ["hendon"], "inferred": True},
                {"district": "NW11", "wards": ["golders-green"], "inferred": True},
            ],
        )
        self.write("routes.yaml", [ROUTE])
        self.write(
            "organisations.yaml",
            [
                {
                    "slug": "harbour-trust",
                    "name": "Harbour Trust",
                    "sector": "vcs",
                    "description": "A charity.",
                    "source": "TEST",
                }
            ],
        )
        self.service()

    def write(self, name: str, data: Any) -> Path:
        """Write one file as YAML and return its path."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), encoding="utf-8")
        return path

    def service(self, **changes: Any) -> Path:
        """Write a service that differs from the first one by `changes`."""
        data = {**SERVICE, **changes}
        return self.write(f"services/{data['slug']}.yaml", data)

    def translate(self, language: str, slug: str, **words: Any) -> Path:
        """Write the words of a service in a language."""
        return self.write(f"translations/{language}/services/{slug}.yaml", words)
