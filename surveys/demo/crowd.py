"""A larger invented consultation: any number of people in all thirteen languages, at events and by letter too.

Their words are those of the small demonstration, sentences written for it in ten more languages (languages/*.jsonl),
and the evaluation's answers (surveys/analysis/evaluation), which the coder never learned: so its work here is as hard
as in earnest. Nobody's words are used twice, except in the one campaign; whoever has none left only ticks boxes.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from functools import cache
from typing import Any

import yaml

from surveys.analysis.data import EVALUATION, read_examples
from surveys.demo.people import HERE, Person, come_in, one_of, written

FEWEST = 100
ASKED = {
    "resident": {"Q1", "Q2", "Q3"},
    "young_person": {"Q1", "Q2", "Q3", "Q4"},
    "professional": {"Q1", "Q3", "Q5"},
    "business": {"Q1", "Q2", "Q3"},
}
"""The open questions of each audience's survey (surveys/seed/surveys)."""


@cache
def shares() -> dict[str, Any]:
    """The invented shares, as in crowd.yaml."""
    loaded: dict[str, Any] = yaml.safe_load((HERE / "crowd.yaml").read_text(encoding="utf-8"))
    return loaded


def everyone(dice: random.Random, number: int) -> list[Person]:
    """So many people, in the order in which their answers came in. Raises ValueError under FEWEST."""
    if number < FEWEST:
        raise ValueError(f"fewer than {FEWEST} people make no consultation")
    letters = _campaign(dice, round(number * shares()["campaign"]["share"]))
    wrote = _wrote(dice, int(number * shares()["wrote_at_most"]) - len(letters))
    people = [*letters, *wrote, *_silent(dice, number, [*letters, *wrote])]
    for person in people:
        day = person.day
        come_in(person, dice)
        person.day = day or person.day
        if person.language not in shares()["page_languages"]:
            person.channel = one_of(dice, shares()["other_channels"])
        if person.channel == "event":
            person.event = _event(dice, person)
            person.day = shares()["events"][person.event]["day"]
    return sorted(people, key=lambda person: (person.day, person.second))


def _wrote(dice: random.Random, most: int) -> list[Person]:
    """Those who wrote in words of their own, up to so many."""
    mine = [
        Person(**json.loads(line))
        for path in sorted((HERE / "languages").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    people = [*written(), *mine, *_unseen(dice)]
    return people if len(people) <= most else dice.sample(people, most)


def _unseen(dice: random.Random) -> list[Person]:
    """The evaluation's answers, each as somebody's who was asked that question."""
    people = []
    for example in read_examples(EVALUATION):
        if example.question not in ASKED[example.audience]:
            continue
        permission = one_of(dice, shares()["quote_permission"])
        people.append(
            Person(
                example.audience,
                example.language,
                {example.question: example.text},
                may_quote=None if permission == "skipped" else permission == "yes",
                tells_of_harm=[example.question] if example.disclosure else [],
            )
        )
    return people


def _campaign(dice: random.Random, number: int) -> list[Person]:
    """Those who sent the letter, within a few days."""
    told = shares()["campaign"]
    return [
        Person(
            told["audience"],
            told["language"],
            {told["question"]: told["letters"][place % len(told["letters"])]},
            may_quote=True,
            day=told["day"] + dice.randrange(4),
        )
        for place in range(number)
    ]


def _silent(dice: random.Random, number: int, there: list[Person]) -> list[Person]:
    """People who only ticked boxes, until each audience and language has about its share of the number."""
    audiences, languages = shares()["audiences"], shares()["languages"]
    whole = sum(audiences.values()) * sum(languages.values())
    held: dict[tuple[str, str], int] = defaultdict(int)
    for person in there:
        held[person.audience, person.language] += 1
    wanted = {
        (audience, language): max(0.0, number * weight * share / whole - held[audience, language])
        for audience, weight in audiences.items()
        for language, share in languages.items()
    }
    kinds = list(wanted)
    drawn = dice.choices(kinds, [wanted[kind] for kind in kinds], k=max(0, number - len(there)))
    return [Person(audience, language) for audience, language in drawn]


def _event(dice: random.Random, person: Person) -> int:
    """The place in crowd.yaml's list of the event that this person came to."""
    audience = "young_person" if person.audience == "young_adult" else person.audience
    weights = {
        place: event["weight"] for place, event in enumerate(shares()["events"]) if event["audience"] == audience
    }
    return dice.choices(list(weights), list(weights.values()))[0]
