"""Somebody with everything that was ever published tries to work hidden figures out, and fails.

Small invented consultations with many small cells are published twice, with newcomers in between. All numbers of the
page, the charts' tables, the API, Word, CSV and JSON are gathered; a linear solver then looks how far each hidden
cell can be narrowed down: totals less parts, between audiences, between tables, between versions.
"""

import csv
import io
import json
import random
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from docx import Document
from flask import Flask, g
from flask.testing import FlaskClient

from surveys.analysis import report
from surveys.analysis.codebook import codebook
from surveys.analysis.models import Report
from surveys.analysis.statistics import MINIMUM, ROUNDING
from surveys.queries import all_consultations
from tests.factories.coded import person
from tests.support.attack import Attack
from webapp.documents import voice_files
from webapp.extensions import db

SEEDS = (1, 2, 3, 4)
NARROWEST = MINIMUM - 2
"""A hidden cell may be narrowed to "one to nine", which the page says of it anyway, and no further."""
AUDIENCES = ("resident", "young_person", "professional", "business")
CHANNELS = ("web", "kiosk", "chat", "api", "paper", "event", "import", "staff")
LANGUAGES = ("en", "pl", "ar", "ro", "so", "fa", "tr", "sq")
WARDS = ("edgware", "hendon", "mill-hill", "underhill", "whetstone", "woodhouse", "outside", "not_said")
INFLUENCES = ("aces_family", "disadvantaged_areas", "peers", "social_media", "mental_health", "something_else")
SEXES = ("female", "male")
HELD_BY = ("audience", "channel", "language", "ward")
Person = dict[str, Any]
CODES = [code.code for code in codebook().codes.values() if code.family != "none"]


def invent(seed: int, number: int) -> list[Person]:
    """People of whom most are alike and a few are not."""
    rng = random.Random(seed)

    def few(options: tuple[str, ...] | list[str]) -> str:
        return rng.choices(options, [1 / (place + 1) ** 2 for place in range(len(options))])[0]

    return [
        {
            "audience": few(AUDIENCES),
            "channel": few(CHANNELS[:5]),
            "language": few(LANGUAGES),
            "ward": few(WARDS),
            "codes": {few(CODES[:14]) for _ in range(rng.randint(1, 3))} if rng.random() > 0.05 else set(),
            "influences": {few(INFLUENCES) for _ in range(rng.randint(1, 2))},
            "sex": few(SEXES),
        }
        for _ in range(number)
    ]


def publish(people: list[Person]) -> Report:
    for one in people:
        chosen = {"influences": sorted(one["influences"]), "sex": [one["sex"]]}
        if one["ward"] != "not_said":
            chosen["place"] = [one["ward"]]
        person(
            db.session,
            sorted(one["codes"]),
            audience=one["audience"],
            channel=one["channel"],
            language=one["language"],
            chosen=chosen,
        )
    db.session.flush()
    version = report.make_draft(db.session, all_consultations(db.session)[0], "a")
    report.check(db.session, version, "b")
    report.publish(db.session, version, "a")
    db.session.commit()
    return version


def published(app: Flask, client: FlaskClient, version: Report) -> list[dict[str, Any]]:
    """Every figure that left, from every place that it left by: the CSV has all of them, and no other has more."""
    with app.test_request_context("/en/community-voice"):
        g.lang = "en"
        files = {kind: voice_files.make(db.session, version, kind, "en") for kind in ("csv", "json", "html", "docx")}
    rows = list(csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig"))))
    told = [
        {"table": row["table"], "of": row["of"], "code": row["code"]}
        | {name: int(row[name]) for name in ("people", "base", "percent")}
        for row in rows
    ]
    for one in told:
        assert one["people"] >= MINIMUM
        assert one["people"] % ROUNDING == 0
        assert one["base"] % ROUNDING == 0
        assert one["percent"] == round(100 * one["people"] / one["base"])
    known = {(one["people"], one["base"]) for one in told} | {(one["base"], one["base"]) for one in told}
    held = json.loads(files["json"])
    assert [{name: one[name] for name in told[0]} for one in held["figures"]] == told
    document = Document(io.BytesIO(files["docx"]))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    page = client.get("/en/community-voice").get_data(as_text=True)
    words = {
        "html": re.sub("<[^>]+>", " ", files["html"].decode().split("<main>")[1]),
        "page": re.sub("<[^>]+>", " ", page.split("<main")[1].split("</main>")[0]),
        "docx": "\n".join([*(one.text for one in document.paragraphs), *cells]),
        "json": json.dumps(held["sentences"]) + json.dumps(held["tables"]),
    }
    for place, text in words.items():
        pairs = {(int(one), int(of)) for one, of in re.findall(r"(\d+) of (?:about )?(\d+)", text)}
        assert pairs <= known, (place, pairs - known)
        assert pairs, place
    counts = {one["people"] for one in told}
    api = client.get("/api/v1/community-voice").get_json()
    assert [text for part in api["parts"] for text in part["sentences"]] == [one["text"] for one in held["sentences"]]
    for table in [*api["by"], *api["themes"], *api["groups"]]:
        for row in table["rows"]:
            assert row["count"] in counts
            assert (row["count"], row["base"]) in known
    return told


def learn(attack: Attack, version: int, told: list[dict[str, Any]]) -> None:
    """Put what one version tells, and how its tables hang together, into the attack."""

    def interval(count: int) -> tuple[int, int]:
        return max(MINIMUM, count - ROUNDING // 2), count + ROUNDING // 2

    total, base = (version, "total"), (version, "base")
    shown = {(one["table"], one["of"], one["code"]) for one in told}
    for one in told:
        low, high = interval(one["people"])
        kind, of, code = one["table"], one["of"], one["code"]
        if kind == "took_part":
            attack.cell(total, low, high)
        elif kind == "adults":
            attack.cell((version, "adults", code), low, high)
        elif kind == "groups":
            attack.cell((version, "group", of), low, high)
            attack.cell(base, *interval(one["base"]))
        else:
            attack.cell((version, kind, of, code), low, high)
        if kind == "themes":
            attack.cell(base if of == "all" else (version, "writers", of), *interval(one["base"]))
        if kind == "closed":
            attack.cell((version, "chose", of), *interval(one["base"]))
        if kind == "heard":
            attack.cell((version, "said", of), *interval(one["base"]))
    for dimension, keys in zip(HELD_BY, (AUDIENCES, CHANNELS, LANGUAGES, WARDS), strict=True):
        attack.whole(total, [(version, "by", dimension, key) for key in keys])
    attack.whole(base, [(version, "writers", name) for name in AUDIENCES])
    for code in [*CODES, "uncoded"]:
        everyone = (version, "themes", "all", code)
        attack.whole(everyone, [(version, "themes", name, code) for name in AUDIENCES])
        if ("themes", "all", code) not in shown:
            attack.cell(everyone, 0, MINIMUM - 1)
        attack.equal(
            [
                (1, (version, "adults", code)),
                (1, (version, "themes", "young_person", code)),
                (-1, everyone),
            ]
        )
        for name in AUDIENCES:
            attack.at_most([(1, (version, "themes", name, code)), (-1, (version, "writers", name))])
    for name in AUDIENCES:
        attack.at_most([(1, (version, "writers", name)), (-1, (version, "by", "audience", name))])
        attack.at_most([(1, (version, "chose", f"influences/{name}")), (-1, (version, "by", "audience", name))])
        # Everybody who wrote something spoke of one thing at least.
        attack.at_most(
            [
                (1, (version, "writers", name)),
                *((-1, (version, "themes", name, code)) for code in [*CODES, "uncoded"]),
            ]
        )
    for group in codebook().groups:
        members = [(version, "themes", "all", code) for code in codebook().group_codes(group)]
        attack.at_most([(1, (version, "group", group)), *((-1, one) for one in members)])
        attack.at_most([(1, (version, "group", group)), (-1, base)])
        for one in members:
            attack.at_most([(1, one), (-1, (version, "group", group))])
    attack.whole((version, "chose", "influences/all"), [(version, "chose", f"influences/{name}") for name in AUDIENCES])
    for option in INFLUENCES:
        parts = [(version, "closed", f"influences/{name}", option) for name in AUDIENCES]
        attack.whole((version, "closed", "influences/all", option), parts)
        for name, part in zip(AUDIENCES, parts, strict=True):
            attack.at_most([(1, part), (-1, (version, "chose", f"influences/{name}"))])
    for name in AUDIENCES:
        options = [(version, "closed", f"influences/{name}", option) for option in INFLUENCES]
        attack.at_most([(1, (version, "chose", f"influences/{name}")), *((-1, one) for one in options)])
    attack.whole((version, "said", "sex"), [(version, "heard", "sex", key) for key in SEXES])
    attack.at_most(
        [
            (1, (version, "said", "sex")),
            *((-1, (version, "by", "audience", name)) for name in ("resident", "young_person")),
        ]
    )


def truth(people: list[Person]) -> dict[tuple[str, str, str], int]:
    """How many people there really are in each cell of the tables."""
    found: Counter[tuple[str, str, str]] = Counter()
    audiences = Counter(one["audience"] for one in people)
    for one in people:
        if audiences[one["audience"]] < MINIMUM:
            continue  # in no figure at all
        for dimension in HELD_BY:
            found["by", dimension, one[dimension]] += 1
        for code in one["codes"] or {"uncoded"}:
            found["themes", one["audience"], code] += 1
            found["themes", "all", code] += 1
        for option in one["influences"]:
            found["closed", f"influences/{one['audience']}", option] += 1
            found["closed", "influences/all", option] += 1
        if one["audience"] in ("resident", "young_person"):
            found["heard", "sex", one["sex"]] += 1
    return found


def pinned(attack: Attack, version: int, cells: Mapping[tuple[str, str, str], int]) -> list[str]:
    """The small cells that are narrowed further than the rule allows."""
    found = []
    for cell, count in cells.items():
        if 0 < count < MINIMUM and (version, *cell) in attack.cells:
            low, high = attack.range_of((version, *cell))
            assert low - 1e-6 <= count <= high + 1e-6, (cell, count, low, high)
            if high - low < NARROWEST - 1e-6:
                found.append(f"version {version} {cell}: {count} is known to be {low:.1f} to {high:.1f}")
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_no_hidden_figure_can_be_worked_out_of_all_that_was_published(
    app: Flask, client: FlaskClient, seed: int
) -> None:
    first = invent(seed, 70 + 20 * seed)
    newcomers = invent(100 + seed, 10 + 4 * seed)
    attack = Attack()
    learn(attack, 1, published(app, client, publish(first)))
    # In between a few came, too few for figures of their own: whoever compares must not see them.
    learn(attack, 2, published(app, client, publish(newcomers)))
    for _version, *cell in [name for name in attack.cells if name[0] == 1]:  # type: ignore[index]
        # People only joined; the attacker takes it that nothing was coded anew.
        if cell[0] in ("by", "themes", "closed", "heard", "total", "base", "writers", "chose", "said"):
            attack.at_most([(1, (1, *cell)), (-1, (2, *cell))])
    found = pinned(attack, 1, truth(first)) + pinned(attack, 2, truth(first + newcomers))
    assert not found, "\n".join(found)


def test_the_attack_finds_a_cell_that_is_given_away() -> None:
    """What a careless table tells: a total, and all parts but one."""
    attack = Attack()
    attack.cell("all", 98, 102)
    attack.cell("web", 90, 92)
    attack.whole("all", ["web", "paper"])
    assert attack.range_of("paper") == (6, 12)
