"""Invented people with many small cells, put into the database and published; and what is true of them."""

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from directory import demand
from directory.models import local_day
from surveys.analysis import campaigns, report
from surveys.analysis.codebook import codebook
from surveys.analysis.models import Report
from surveys.analysis.statistics import MINIMUM
from surveys.models import Consultation, Event
from surveys.queries import all_consultations
from tests.factories.coded import answer, person
from webapp.documents.lacking import what_is_missing
from webapp.extensions import db

AUDIENCES = ("resident", "young_person", "professional", "business")
CHANNELS = ("web", "event", "kiosk", "chat", "api", "paper", "import", "staff")
LANGUAGES = ("en", "pl", "ar", "ro", "so", "fa", "tr", "sq")
WARDS = ("edgware", "hendon", "mill-hill", "underhill", "whetstone", "woodhouse", "outside", "not_said")
INFLUENCES = ("aces_family", "disadvantaged_areas", "peers", "social_media", "mental_health", "something_else")
SEXES = ("female", "male")
NO_EVENT = "no_event"
EVENTS = ("walk", "open-day")
AT_EVENTS = ("event", "kiosk")
"""Ways to answer that only somebody at an event has."""
CODES = [code.code for code in codebook().codes.values() if code.family != "none"]
LETTERS = ((CODES[0], CODES[3]), (CODES[1],), (CODES[6],), (CODES[2], CODES[20]))
"""The themes of each letter that people copy."""
SURVEYS = {"resident": "resident-2026", "young_person": "young-person-2026"}
"""The surveys with questions that are asked in waves, by audience."""
CONCERNS = ("crime", "drug_taking", "litter", "traffic", "none")
HAPPY = ("fairly_happy", "very_unhappy", "dont_know")
MEASURED = {
    "happy_area": ("happy", "fairly_happy"),
    "concern_crime": ("concerns", "crime"),
    "concern_drug_taking": ("concerns", "drug_taking"),
    "concern_litter": ("concerns", "litter"),
    "concern_traffic": ("concerns", "traffic"),
}
"""Measures by code: what was asked, and the answer that counts."""
NEEDS = ("lgbtq", "parenting", "housing_homelessness", "mental_health", "jobs_training", "mentoring")
Person = dict[str, Any]


def invent(seed: int, number: int) -> list[Person]:
    """People of whom most are alike and a few are not; of an even seed most answer at events."""
    rng = random.Random(seed)

    def few(options: Sequence[Any]) -> Any:
        return rng.choices(options, [1 / (place + 1) ** 2 for place in range(len(options))])[0]

    made = []
    for _ in range(number):
        channel = few(CHANNELS[:6] if seed % 2 else (*AT_EVENTS[:1], "web", *CHANNELS[2:6]))
        kind = rng.random()
        made.append(
            {
                "audience": few(AUDIENCES),
                "channel": channel,
                "event": rng.choices(EVENTS, (9, 1))[0] if channel in AT_EVENTS else NO_EVENT,
                "language": few(LANGUAGES),
                "ward": few(WARDS),
                # Some copied a letter and wrote nothing else, some something besides.
                "letter": few(LETTERS) if kind > 0.65 else None,
                "codes": None
                if kind > 0.7
                else {few(CODES[:14]) for _ in range(rng.randint(1, 3))}
                if rng.random() > 0.05
                else set(),
                "influences": {few(INFLUENCES) for _ in range(rng.randint(1, 2))},
                "sex": few(SEXES),
                "happy": few(HAPPY),
                "concerns": {few(CONCERNS[:4]) for _ in range(rng.randint(1, 3))} if rng.random() > 0.05 else {"none"},
            }
        )
    return made


def missed(seed: int) -> dict[str, int]:
    """How often each need was looked for in vain."""
    rng = random.Random(seed)
    return {need: round(40 / (place + 1) ** 1.3 + rng.randint(0, 4)) for place, need in enumerate(NEEDS)}


class Crowd:
    """A consultation that people join; every version of it that was published."""

    def __init__(self) -> None:
        self.people: list[Person] = []
        self.copies: dict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
        self.demand: Counter[str] = Counter()
        for name in EVENTS:
            db.session.add(
                Event(
                    id=name,
                    consultation_id=self.consultation.id,
                    kind="other",
                    title=name,
                    held_on=date(2026, 11, 2),
                    audience="resident",
                )
            )

    @property
    def consultation(self) -> Consultation:
        """The only one that there is."""
        return all_consultations(db.session)[0]

    def join(self, people: Sequence[Person], demanded: dict[str, int] | None = None) -> None:
        """These people send their answers, the first of them first."""
        for one in people:
            self.people.append(one)
            measured = {"happy_area": [one["happy"]], "top_concerns": sorted(one["concerns"])}
            chosen = {"influences": sorted(one["influences"]), "sex": [one["sex"]]}
            if one["audience"] in SURVEYS:
                chosen |= measured
            if one["ward"] != "not_said":
                chosen["place"] = [one["ward"]]
            sent = person(
                db.session,
                sorted(one["letter"] if one["codes"] is None else one["codes"]),
                audience=one["audience"],
                channel=one["channel"],
                language=one["language"],
                event=one["event"] if one["event"] != NO_EVENT else None,
                chosen=chosen,
            )
            if one["letter"]:
                if one["codes"] is None:
                    copied = next(told for told in sent.answers if told.text)
                else:
                    copied = answer(db.session, sent, sorted(one["letter"]), asked="letter")
                    db.session.flush()
                self.copies[one["letter"]].append((copied.id, sent.id))
        for need, times in (demanded or {}).items():
            self.demand[need] += times
            for _ in range(times):
                demand.record(db.session, "search", [need], "", None, today=local_day())
        found = [[copied for copied, _person in told] for told in self.copies.values() if self._is_campaign(told)]
        campaigns.keep(db.session, self.consultation, found)

    @staticmethod
    def _is_campaign(told: Sequence[Any]) -> bool:
        return len(told) >= campaigns.FEWEST_PEOPLE

    def publish(self) -> Report:
        """The next version, from everybody who has joined by now."""
        db.session.flush()
        version = report.make_draft(db.session, self.consultation, "a", missing=what_is_missing(db.session))
        report.check(db.session, version, "b")
        report.publish(db.session, version, "a")
        db.session.commit()
        return version

    def truth(self) -> dict[tuple[str, ...], int]:
        """How many people there really are now in each cell of the tables, and in those that nobody prints."""
        found: Counter[tuple[str, ...]] = Counter()
        audiences = Counter(one["audience"] for one in self.people)
        letters = Counter(one["letter"] for one in self.people if one["letter"])
        seen: set[tuple[str, ...]] = set()
        for one in self.people:
            copy = one["letter"] in seen and letters[one["letter"]] >= campaigns.FEWEST_PEOPLE
            seen.add(one["letter"])
            if audiences[one["audience"]] < MINIMUM:
                continue  # in no figure at all
            for dimension in ("audience", "channel", "language", "ward", "event"):
                found["by", dimension, one[dimension]] += 1
            besides = (one["codes"] or set()) | (set(one["letter"]) if one["letter"] and not copy else set())
            said = besides | set(one["letter"] or ())
            for code in said or {"uncoded"}:
                found["themes", one["audience"], code] += 1
                found["themes", "all", code] += 1
            for code in said:
                found["without" if code in besides else "only_copies", code] += 1
            if copy and one["codes"] is None:
                found["gone",] += 1
            for option in one["influences"]:
                found["closed", f"influences/{one['audience']}", option] += 1
                found["closed", "influences/all", option] += 1
            if one["audience"] in SURVEYS:
                found["heard", "sex", one["sex"]] += 1
                self._measured(found, one)
        for need, times in self.demand.items():
            found["looked_for", need] = times
        return found

    @staticmethod
    def _measured(found: Counter[tuple[str, ...]], one: Person) -> None:
        survey = SURVEYS[one["audience"]]
        for measure, (asked, wanted) in MEASURED.items():
            if one[asked] != "dont_know":
                said = wanted == one[asked] or (wanted in one[asked] and asked == "concerns")
                found["measure" if said else "rest", survey, measure] += 1
