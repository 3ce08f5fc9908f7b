"""Words of the directory as training messages: what people type when they have a need, as its editors collected it.

The directory's needs carry synonyms ("evicted", "kicked out") in every language, and its reporting routes a title and
what they are for. Added to the training messages they bring more right answers than anything else that was tried
(English .41 → .50, Polish .23 → .38, Arabic .15 → .31 in four-fold cross-validation of the first lists). Read as data,
when the model is trained; nothing of the site's code is imported.
"""

from pathlib import Path
from typing import Any

import yaml

SEED = Path(__file__).resolve().parent.parent / "directory" / "seed"
FILES = ("needs.yaml", "routes.yaml")

# Which ROUTE answers a need (codes of the directory). Needs that no route answers by itself are left out.
ROUTE_OF_NEED = {
    "exploitation": "child_exploitation_worry",
    "child_safety": "child_exploitation_worry",
    "domestic_abuse": "domestic_abuse",
    "sexual_violence": "sexual_violence_support",
    "hate_crime": "hate_crime",
    "victim_support": "victim_support",
    "antisocial_behaviour": "council_cst",
    "conflict_mediation": "restorative_justice_mediation",
    "mental_health": "mental_health",
    "drugs_alcohol": "drugs_alcohol",
    "youth_activities": "youth_activities",
    "mentoring": "youth_mentoring",
    "school_exclusion": "school_exclusion_help",
    "parenting": "parenting_support",
    "housing_homelessness": "housing_homelessness",
    "leaving_offending": "employment_training_mentoring_offenders",
    "own_behaviour": "perpetrator_help",
    "disability_sen": "disability_sen_support",
    "lgbtq": "lgbtq_support",
    "faith_culture": "faith_or_community_specific",
    "womens_safety": "safe_spaces_womens_safety",
    "extremism": "prevent_radicalisation",
    "adult_at_risk": "adult_at_risk",
}


def source_files(seed: Path = SEED) -> list[Path]:
    """Return the files that the words are read from, those that exist, in a fixed order."""
    folders = [seed, *sorted(folder for folder in (seed / "translations").glob("*") if folder.is_dir())]
    return [folder / name for folder in folders for name in FILES if (folder / name).is_file()]


def read_words(seed: Path = SEED) -> list[tuple[str, str]]:
    """Return (text, ROUTE) of every synonym, title and description; nothing where there is no directory."""
    found: list[tuple[str, str]] = []
    for path in source_files(seed):
        for code, entry in _entries(yaml.safe_load(path.read_text(encoding="utf-8"))):
            route = ROUTE_OF_NEED.get(code) if path.name == "needs.yaml" else code
            texts = [*(entry.get("synonyms") or []), *(entry.get(key) for key in ("name", "title", "for_what"))]
            if route:
                found += [(str(text).strip(), route) for text in texts if text]
    return found


def _entries(content: Any) -> list[tuple[str, dict[str, Any]]]:
    """Return (code, fields): the seed is a list of records, a translation a mapping by code."""
    if isinstance(content, list):
        return [(str(record.get("code") or record.get("route")), record) for record in content]
    return [(str(code), fields) for code, fields in (content or {}).items()]


def as_training_data(seed: Path = SEED) -> dict[str, Any]:
    """Return the words in the shape of Rasa's training data."""
    by_route: dict[str, list[str]] = {}
    for text, route in read_words(seed):
        # Brackets mean something in Rasa's training data.
        by_route.setdefault(route, []).append(" ".join(text.translate(str.maketrans("[](){}", "      ")).split()))
    blocks = [
        {"intent": route, "examples": "".join(f"- {text}\n" for text in dict.fromkeys(texts))}
        for route, texts in sorted(by_route.items())
    ]
    return {"version": "3.1", "nlu": blocks}
