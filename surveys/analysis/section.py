"""The parts of the Community Voice beyond its tables of themes, in the shape of SNA 4: closed questions, who was
heard, where young people differ from adults, and what changed since the wave before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from surveys.analysis.census import Baseline
from surveys.analysis.closed import chosen
from surveys.analysis.codebook import Codebook
from surveys.analysis.differences import differences
from surveys.analysis.findings import ALL, ClosedTable, Differences, Heard, SinceWave
from surveys.analysis.heard import heard
from surveys.analysis.models import Report
from surveys.analysis.people import PLACE_QUESTION, People
from surveys.analysis.residents import AUDIENCE_AGES, OUTSIDE
from surveys.analysis.statistics import Figure, bounds
from surveys.analysis.tables import ALL as EVERYONE
from surveys.analysis.tables import YOUNG, Floors, Rules, Spread, adults, closed_tables, spread
from surveys.models import Consultation

CLOSED = ("causes", "influences")
"""Codes of the closed questions that the section shows: SNA 4's causes, and its influences on young people."""
COMPARED = ("causes", "safety", "actions")
"""Families of themes that all are asked about. Challenges are asked of professionals alone (Q5)."""


def closed_parts(
    session: Session, consultation: Consultation, people: People, baseline: Baseline, rules: Rules, *, outside: bool
) -> tuple[list[ClosedTable], list[Heard]]:
    """The closed questions, and who was heard.

    `outside` says whether the people who live elsewhere are shown: only then are they taken out of the residents,
    since the total less the residents would otherwise tell how few they are.
    """
    questions = list(dict.fromkeys([*CLOSED, PLACE_QUESTION, *(group.question for group in baseline.groups)]))
    found = chosen(session, consultation, questions, people.audience)
    tables = [
        table
        for question in CLOSED
        for table in closed_tables(question, spread(found[question], people.audience, rules.minimum), rules)
    ]
    elsewhere = (
        {person for person, places in found[PLACE_QUESTION].items() if OUTSIDE in places} if outside else set[str]()
    )
    residents = {
        question: {
            person: options
            for person, options in answers.items()
            if people.audience[person] in AUDIENCE_AGES and person not in elsewhere
        }
        for question, answers in found.items()
    }
    return tables, heard(residents, baseline, rules)


def young_and_adults(
    made: Spread, shown: Mapping[str, Mapping[str, Figure]], book: Codebook, rules: Rules
) -> Differences:
    """Where young people (first) differ from adults (second: everyone else), over the themes all are asked about."""
    if YOUNG not in made.bases or len(made.bases) == 1:
        return Differences(tested=0, rows=[])
    codes = [code.code for code in book.codes.values() if code.family in COMPARED]
    return differences(shown[YOUNG], adults(made, shown[YOUNG], rules), codes)


def since_wave(
    before: Report | None, themes: Mapping[str, Figure], took_part: Figure, codes: Sequence[str]
) -> SinceWave | None:
    """What changed since the newest published version of an earlier consultation: other people, same themes."""
    if before is None or took_part["suppressed"]:
        return None
    table = next((one for one in before.findings["themes"] if one["audience"] == ALL), None)
    earlier = {row["code"]: row["figure"] for row in table["rows"]} if table else {}
    return SinceWave(
        consultation=before.consultation_slug,
        title=before.findings["title"],
        number=before.number,
        took_part=before.findings["took_part"],
        differences=differences(themes, earlier, codes),
    )


def told_before(findings: Mapping[str, Any] | None) -> tuple[dict[str, dict[str, int]], Floors]:
    """How many people the version before told of at least: by property and category, and by theme and audience."""
    by: dict[str, dict[str, int]] = {}
    themes: dict[str, dict[str, int]] = {}
    if findings is None:
        return by, themes
    rules = {"minimum": int(findings["minimum"]), "rounding": int(findings["rounding"])}
    for dimension, cells in findings["by"].items():
        by[dimension] = {
            key: bounds(cell["count"], **rules)[0] for key, cell in cells.items() if not cell["suppressed"]
        }
    for table in findings["themes"]:
        if table["audience"] != EVERYONE:
            cells_of: Iterable[tuple[str, Figure]] = [
                *((row["code"], row["figure"]) for row in table["rows"]),
                ("", table["uncoded"]),
            ]
            for code, cell in cells_of:
                if not cell["suppressed"]:
                    themes.setdefault(code, {})[table["audience"]] = bounds(cell["count"] or 0, **rules)[0]
    return by, themes
