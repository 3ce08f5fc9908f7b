"""The invented people: what was written by hand (answers.jsonl) and what is drawn (proportions.yaml)."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import yaml

HERE = Path(__file__).parent


class Closed(Protocol):
    """What drawing needs to know of a closed question."""

    @property
    def code(self) -> str:
        """Its stable code."""

    @property
    def type(self) -> str:
        """Its type (surveys.questions)."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """The limits of its type."""

    @property
    def required(self) -> bool:
        """Whether nobody may leave it empty."""


@dataclass
class Person:
    """One invented person. ``audience`` is a key of loader.SURVEYS.

    ``texts`` and ``quotation`` ("approved" or "waiting") go by codebook question.

    ``tells_of_harm`` names the texts that were written as disclosures. ``may_quote`` None left that question empty.
    ``day`` and ``second`` say when the answers came, counted from the first day. ``event`` is the place in
    crowd.yaml's list of the event that this person came to.
    """

    audience: str
    language: str
    texts: dict[str, str] = field(default_factory=dict)
    may_quote: bool | None = None
    quotation: dict[str, str] = field(default_factory=dict)
    tells_of_harm: list[str] = field(default_factory=list)
    channel: str = "web"
    place: str | None = None
    day: int = 0
    second: int = 0
    event: int | None = None


@cache
def proportions() -> dict[str, Any]:
    """The invented shares, as in proportions.yaml."""
    loaded: dict[str, Any] = yaml.safe_load((HERE / "proportions.yaml").read_text(encoding="utf-8"))
    return loaded


def written() -> list[Person]:
    """Those who wrote something, in the order of answers.jsonl."""
    lines = (HERE / "answers.jsonl").read_text(encoding="utf-8").splitlines()
    return [Person(**json.loads(line)) for line in lines]


def everyone(dice: random.Random) -> list[Person]:
    """All people, in the order in which their answers came in.

    To those who wrote come people who only ticked boxes, until each audience has its number.
    """
    shares = proportions()
    people = written()
    for audience, number in shares["people"].items():
        missing = number - sum(person.audience == audience for person in people)
        people += [Person(audience, one_of(dice, shares["silent_language"])) for _ in range(missing)]
    for person in people:
        come_in(person, dice)
    return sorted(people, key=lambda person: (person.day, person.second))


def come_in(person: Person, dice: random.Random) -> None:
    """Draw how, from where and when this person's answers came."""
    shares = proportions()
    person.channel = one_of(dice, shares["channels"][person.audience])
    person.place = one_of(dice, shares["places"]) if dice.random() > shares["skipped"] else None
    person.day = _day(dice, shares["days"], shares["reminder_day"])
    person.second = dice.randrange(8 * 3600, 22 * 3600)


def _day(dice: random.Random, days: int, reminder: int) -> int:
    """Most people answer soon after they were asked or reminded."""
    begin = reminder if dice.random() < 0.4 else 0
    return min(begin + int(dice.expovariate(1 / 8)), days - 1)


def closed_answer(dice: random.Random, audience: str, question: Closed) -> Sequence[str]:
    """Option codes for a closed question; none when this person leaves it or it is not drawn."""
    shares = proportions()["closed"].get(audience, {}).get(question.code)
    if shares is None or (not question.required and dice.random() < proportions()["skipped"]):
        return []
    if question.type not in {"up_to_n", "multiple"}:
        return [one_of(dice, shares)]
    most = len(shares) if question.type == "multiple" else int(question.settings.get("most", 3))
    codes = list(shares)
    dice.shuffle(codes)
    return [code for code in codes if dice.random() < shares[code]][:most]


def one_of(dice: random.Random, weights: Mapping[str, float]) -> str:
    """One key, as likely as its weight says."""
    return dice.choices(list(weights), list(weights.values()))[0]
