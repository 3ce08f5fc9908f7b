"""The parts of the Community Voice beyond its tables of themes, in the shape of SNA 4: closed questions, who was
heard, where young people differ from adults, and what changed since the wave before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from surveys.analysis.census import Baseline
from surveys.analysis.closed import chosen
from surveys.analysis.codebook import Codebook
from surveys.analysis.differences import differences
from surveys.analysis.findings import ALL, ClosedTable, Differences, Heard, SinceWave
from surveys.analysis.heard import heard
from surveys.analysis.models import Report
from surveys.analysis.people import NO_EVENT, PLACE_QUESTION, People
from surveys.analysis.residents import AUDIENCE_AGES, OUTSIDE
from surveys.analysis.statistics import Earlier, Figure, bounds
from surveys.analysis.tables import ALL as EVERYONE
from surveys.analysis.tables import UNCODED, YOUNG, Before, Rules, Spread, adults, closed_tables, spread
from surveys.models import Consultation


@dataclass(frozen=True)
class Told:
    """What the version before told: by property, by theme, by closed question and option, by group of the census."""

    by: Mapping[str, Earlier] = field(default_factory=dict)
    themes: Before = field(default_factory=dict)
    closed: Mapping[str, Before] = field(default_factory=dict)
    heard: Mapping[str, Earlier] = field(default_factory=dict)


CLOSED = ("causes", "influences")
"""Codes of the closed questions that the section shows: SNA 4's causes, and its influences on young people."""
COMPARED = ("causes", "safety", "actions")
"""Families of themes that all are asked about. Challenges are asked of professionals alone (Q5)."""


def closed_parts(
    session: Session,
    consultation: Consultation,
    people: People,
    baseline: Baseline,
    rules: Rules,
    told: Told,
    *,
    outside: bool,
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
        for table in closed_tables(
            question, spread(found[question], people.audience, rules.minimum), rules, told.closed.get(question)
        )
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
    return tables, heard(residents, baseline, rules, told.heard)


def young_and_adults(
    made: Spread, shown: Mapping[str, Mapping[str, Figure]], book: Codebook, rules: Rules
) -> Differences:
    """Where young people (first) differ from adults (second: everyone else), over the themes all are asked about."""
    if YOUNG not in made.bases or len(made.bases) == 1:
        return Differences(tested=0, rows=[])
    codes = [code.code for code in book.codes.values() if code.family in COMPARED]
    # Adults and young people together are all: where that is hidden, so are they.
    young = {code: figure for code, figure in shown[YOUNG].items() if not shown[EVERYONE][code]["suppressed"]}
    return differences(young, adults(made, young, rules), codes)


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


def told_before(findings: Mapping[str, Any] | None) -> Told:
    """What the version before told of each set of cells that makes a whole; nothing where there is none."""
    if findings is None:
        return Told()
    rules = Rules(int(findings["minimum"]), int(findings["rounding"]))
    by = {
        dimension: rules.earlier(findings["took_part"]["count"], _shown(cells.items()))
        for dimension, cells in findings["by"].items()
    }
    themes = [
        (table["audience"], [*((row["code"], row["figure"]) for row in table["rows"]), (UNCODED, table["uncoded"])])
        for table in findings["themes"]
    ]
    closed: dict[str, list[tuple[str, list[tuple[str, Figure]]]]] = {}
    for table in findings.get("closed") or []:
        rows = [(row["code"], row["figure"]) for row in table["rows"]]
        closed.setdefault(table["question"], []).append((table["audience"], rows))
    who = {
        table["group"]: rules.earlier(
            table["base"]["count"], _shown((row["code"], row["figure"]) for row in table["rows"])
        )
        for table in findings.get("heard") or []
    }
    return Told(
        by, _earlier(themes, rules), {question: _earlier(told, rules) for question, told in closed.items()}, who
    )


def within(
    findings: Mapping[str, Any] | None, apart: Mapping[str, Sequence[tuple[Collection[str], bool]]]
) -> dict[str, list[tuple[Collection[str], Earlier]]]:
    """The sets of `people.apart` with what the version before told of each: by its total and who was at no event."""
    if findings is None:
        return {name: [(cells, Earlier()) for cells, _at_events in sets] for name, sets in apart.items()}
    rules = {"minimum": int(findings["minimum"]), "rounding": int(findings["rounding"])}
    everyone = findings["took_part"]["count"]
    at_none = findings["by"].get("event", {}).get(NO_EVENT, {}).get("count")
    low, high = bounds(at_none, **rules) if at_none is not None else (0, 0)
    known = everyone is not None and at_none is not None

    def told(dimension: str, cells: Collection[str], at_events: bool) -> Earlier:
        shown = {key: count for key, count in _shown(findings["by"].get(dimension, {}).items()).items() if key in cells}
        ends = {key: bounds(count, **rules) for key, count in shown.items()}
        least = (bounds(everyone, **rules)[0] - high if at_events else low) if known else 0
        return Earlier({key: end[0] for key, end in ends.items()}, least - sum(end[1] for end in ends.values()))

    return {name: [(cells, told(name, cells, at)) for cells, at in sets] for name, sets in apart.items()}


def _shown(cells: Iterable[tuple[str, Figure]]) -> dict[str, int]:
    return {key: cell["count"] for key, cell in cells if cell["count"] is not None}


def _earlier(tables: Sequence[tuple[str, Sequence[tuple[str, Figure]]]], rules: Rules) -> Before:
    """By code what tables of each audience, and of all, told."""
    shown = {audience: _shown(rows) for audience, rows in tables}
    everyone = shown.pop(EVERYONE, {})
    codes = dict.fromkeys(code for rows in (everyone, *shown.values()) for code in rows)
    return {
        code: rules.earlier(
            everyone.get(code), {name: rows[code] for name, rows in shown.items() if code in rows}, list(shown)
        )
        for code in codes
    }
