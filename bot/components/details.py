"""Age and place, taken from the words themselves: they narrow which services are shown.

Of a postcode only the first half is kept, and of an age only the number: nothing that says who somebody is.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from components.normalise import normalise, words

YOUNGEST, OLDEST = 3, 110
TELL_MORE = "tell_more"

# Written for normalised text: no accents, no apostrophes, digits 0-9 (so "I'm" is "im", "سنة" is "سنه").
_AGES = (
    # English: 14 year old, 14yo, 14 yrs, 14 y/o; im 15, she is 9, aged 70, turned 18
    re.compile(r"\b(\d{1,3})\s*-?\s*(?:(?:years?|yrs?|yr|y)\s*-?\s*old|yo\b|y/o\b|yr\s*old|yrold|yearold)"),
    re.compile(
        r"\b(?:im|i am|ages?|aged|turned|turning|hes|he is|shes|she is|theyre|they are|(?:is|was|just|only)(?= \d))\s+"
        r"(?:just |only |nearly |almost |about )?(\d{1,3})\b"
        r"(?!\s*(?:%|percent|mins?|minutes?|hours?|hrs?|days?|weeks?|months?|miles?|metres?|pounds?|quid|k\b|pm\b|am\b|times|of\b))"
    ),
    re.compile(r"\b(?:son|daughter|boy|girl|kid|child|brother|sister|nephew|niece|grandson|mum|dad)\W{1,3}(\d{1,2})\b"),
    # Polish: mam 15 lat, 15-letni, 15 latka (not: od 3 lat, for three years)
    re.compile(
        r"(?<!od )(?<!przez )(?<!po )(?<!ponad )"
        r"\b(\d{1,3})\s*-?\s*(?:lat\b|letni\w*|latk\w*|latek\b|lata\b|roku zycia)"
    ),
    # Arabic: عمري 15, عمره 14 سنة, 15 سنه (not: منذ 3 سنوات, for three years)
    re.compile(r"عمر\w{0,3}\s+(\d{1,3})\b"),
    re.compile(r"(?<!منذ )(?<!من )(?<!قبل )(?<!خلال )\b(\d{1,3})\s*(?:سنه|عاما|سنوات)(?!\w)"),
)  # fmt: skip
_DISTRICT = re.compile(r"\b(en[45]|ha8|n(?:10|11|12|14|20|2|3)|nw(?:11|2|4|7|9))(?:\s?\d[a-z]{2})?\b")
# Words that may stand beside a bare age or place without making a topic of their own.
_SMALL = frozenset(
    words(
        "i im in at the a is am he hes she shes they are we live lives from near year years yr yrs old yo aged age my "
        "postcode area son daughter and of it its "
        "mam mieszkam w na lat rok ma jestem z انا في من عمري عمره عمرها سنه اسكن"
    )
)


class Detail(NamedTuple):
    """One thing found: `age` (years) or `place` (a ward's slug or a postcode district), with where it stands."""

    name: str
    value: Any
    start: int
    end: int


def find_details(text: str, wards: dict[str, str]) -> list[Detail]:
    """Return at most one age and one place found in the normalised text; `wards` is spoken name → slug."""
    found: list[Detail] = []
    for pattern in _AGES:
        match = pattern.search(text)
        if match and YOUNGEST <= int(match.group(1)) <= OLDEST:
            found.append(Detail("age", int(match.group(1)), *match.span()))
            break
    place: Detail | None = None
    # The longest name first: "west hendon" is not "hendon".
    for name in sorted(wards, key=len, reverse=True):
        match = re.search(rf"\b{re.escape(name)}\b", text)
        if match:
            place = Detail("place", wards[name], *match.span())
            break
    district = _DISTRICT.search(text)
    if place is None and district:
        place = Detail("place", district.group(1).upper(), *district.span())
    return found + ([place] if place else [])


def nothing_else(text: str, details: list[Detail]) -> bool:
    """Say whether the message holds nothing but these details ("NW9", "he's 14", "we live in Hendon")."""
    left = text
    for detail in sorted(details, key=lambda d: -d.start):
        left = left[: detail.start] + " " + left[detail.end :]
    return bool(details) and all(word in _SMALL for word in words(left))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class Details(GraphComponent):
    """Finds age and place. Stands after the classifiers: a message of nothing else goes on with the last topic."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Need nothing before it."""
        return []

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the default settings: no wards. `wards` is a list of names, `also` other names → a ward's name."""
        return {"wards": [], "also": {}}

    def __init__(self, config: dict[str, Any]) -> None:
        """Read the names of the wards."""
        self._wards = {normalise(name): slug(name) for name in config["wards"]}
        self._wards.update({normalise(other): slug(name) for other, name in config["also"].items()})

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Details:
        """Make one."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Add what is found as entities."""
        for message in messages:
            text = normalise(message.get(TEXT) or "")
            details = find_details(text, self._wards)
            entities = [
                {"entity": d.name, "value": d.value, "start": d.start, "end": d.end, "extractor": "Details"}
                for d in details
            ]
            message.set(ENTITIES, (message.get(ENTITIES) or []) + entities, add_to_output=True)
            if nothing_else(text, details):
                message.set(INTENT, {"name": TELL_MORE, "confidence": 1.0}, add_to_output=True)
        return messages


def slug(name: str) -> str:
    """Return a ward's slug, as the directory's seed forms it ("Childs Hill" → "childs-hill")."""
    return "-".join(words(normalise(name)))
