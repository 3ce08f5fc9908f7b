"""Everything that was published, gathered at each door by which it leaves, and what an attacker makes of it."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from docx import Document
from flask import Flask, g
from flask.testing import FlaskClient

from directory.coverage import AGE_BANDS
from surveys.analysis.codebook import codebook
from surveys.analysis.models import Report
from surveys.analysis.statistics import MINIMUM, ROUNDING, wilson
from surveys.analysis.waves import printed_waves
from tests.support.attack import Attack
from tests.support.crowd import (
    AT_EVENTS,
    AUDIENCES,
    CHANNELS,
    CODES,
    EVENTS,
    INFLUENCES,
    LANGUAGES,
    MEASURED,
    NEEDS,
    NO_EVENT,
    SEXES,
    SURVEYS,
    WARDS,
)
from webapp.documents import voice_files
from webapp.documents.waves_public import reading
from webapp.extensions import db

HELD_BY: dict[str, tuple[str, ...]] = {
    "audience": AUDIENCES,
    "channel": CHANNELS,
    "language": LANGUAGES,
    "ward": WARDS,
    "event": (*EVENTS, NO_EVENT),
}
Told = list[dict[str, Any]]


def published(app: Flask, client: FlaskClient, version: Report) -> Told:
    """Every figure that left, from every place that it left by: the CSV has all of them, and no other has more."""
    with app.test_request_context("/en/community-voice"):
        g.lang = "en"
        files = {kind: voice_files.make(db.session, version, kind, "en") for kind in ("csv", "json", "html", "docx")}
    rows = list(csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig"))))
    told: Told = [
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
    assert api["missing"] == held["missing"] == version.findings["missing"]
    return told + _waves(client, version) + looked_for(held["missing"])


def _waves(client: FlaskClient, version: Report) -> Told:
    """What a version froze of the surveys that are asked again; the page of waves shows shares of it and no more."""
    told = [
        {"table": "measure", "of": survey, "code": code, "people": one["count"], "base": one["base"]}
        for survey, figures in version.findings["measures"].items()
        for code, one in figures.items()
    ]
    readings = set()
    for one in told:
        assert one["people"] >= MINIMUM
        assert one["people"] % ROUNDING == one["base"] % ROUNDING == 0
        low, high = (round(100 * end) for end in wilson(one["people"], one["base"]))
        readings.add(f"{round(100 * one['people'] / one['base'])}% ({low} to {high})")
    page = client.get(f"/en/consultations/{version.consultation_slug}/waves").get_data(as_text=True)
    printed = re.findall(r"(\d+)% \((\d+) to (\d+)\)", page)
    before = {reading(one) for wave in printed_waves(db.session) for one in wave.readings.values()}
    assert {f"{share}% ({low} to {high})" for share, low, high in printed} <= readings | before
    assert not readings or "up to" in page
    assert set(re.findall(r"up to (\d+)", page)) <= {str(one["base"]) for one in told}
    return told


def looked_for(missing: Mapping[str, Any]) -> Told:
    """What was looked for in vain. A need that some ages find nothing for stands there only if many looked for it."""
    assert all(one["times"] >= MINIMUM and one["times"] % ROUNDING == 0 for one in missing["asked"])
    told = {one["need"]: one["times"] for one in missing["asked"]}
    bands = Counter((one["need"], one["place"]) for one in missing["nobody"])
    assert all(number == len(AGE_BANDS) or need in told for (need, _place), number in bands.items())
    return [{"table": "looked_for", "of": "", "code": need, "people": times} for need, times in told.items()]


def _interval(count: int) -> tuple[int, int]:
    return max(MINIMUM, count - ROUNDING // 2), count + ROUNDING // 2


def learn(attack: Attack, version: int, told: Told) -> None:
    """Put what one version tells, and how its tables hang together, into the attack."""

    total, base = (version, "total"), (version, "base")
    shown = {(one["table"], one["of"], one["code"]) for one in told}
    for one in told:
        low, high = _interval(one["people"])
        kind, of, code = one["table"], one["of"], one["code"]
        if kind == "took_part":
            attack.cell(total, low, high)
        elif kind in ("adults", "looked_for"):
            attack.cell((version, kind, code), low, high)
        elif kind == "copies":
            attack.cell((version, "without", code), low, high)
            attack.cell((version, "kept"), *_interval(one["base"]))
        elif kind == "groups":
            attack.cell((version, "group", of), low, high)
            attack.cell(base, *_interval(one["base"]))
        else:
            attack.cell((version, kind, of, code), low, high)
        if kind == "themes":
            attack.cell(base if of == "all" else (version, "writers", of), *_interval(one["base"]))
        if kind == "closed":
            attack.cell((version, "chose", of), *_interval(one["base"]))
        if kind == "heard":
            attack.cell((version, "said", of), *_interval(one["base"]))
        if kind == "measure":
            attack.cell((version, "asked", of, MEASURED[code][0]), *_interval(one["base"]))
    for dimension, keys in HELD_BY.items():
        attack.whole(total, [(version, "by", dimension, key) for key in keys])
    _events(attack, version)
    _letters(attack, version, told)
    _measures(attack, version, told)
    _needs(attack, version, told)
    attack.whole(base, [(version, "writers", name) for name in AUDIENCES])
    for code in [*CODES, "uncoded"]:
        everyone = (version, "themes", "all", code)
        attack.whole(everyone, [(version, "themes", name, code) for name in AUDIENCES])
        before = attack.cells.get((version - 1, *everyone[1:]))
        if ("themes", "all", code) not in shown and (before is None or attack.high[before] < MINIMUM):
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
        attack.at_most([(1, (version, "group", group)), *((-1, member) for member in members)])
        attack.at_most([(1, (version, "group", group)), (-1, base)])
        for member in members:
            attack.at_most([(1, member), (-1, (version, "group", group))])
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


def _events(attack: Attack, version: int) -> None:
    """Notes of an event, and what was said at its screens, come of an event; what came by another way does not."""
    events = [(version, "by", "event", key) for key in EVENTS]
    attack.at_most([(1, (version, "by", "channel", "event")), *((-1, one) for one in events)])
    others = [(version, "by", "channel", key) for key in CHANNELS if key not in AT_EVENTS]
    attack.at_most([*((1, one) for one in others), (-1, (version, "by", "event", NO_EVENT))])


def _letters(attack: Attack, version: int, told: Told) -> None:
    """Everybody, those who wrote something besides copies, and those who sent nothing else: of all and of a theme."""
    gone, base, kept = (version, "gone"), (version, "base"), (version, "kept")
    attack.whole(base, [kept, gone])
    themes = [*CODES, "uncoded"]
    for code in themes:
        only = (version, "only_copies", code)
        attack.whole((version, "themes", "all", code), [(version, "without", code), only])
        attack.at_most([(1, (version, "without", code)), (-1, kept)])
    attack.at_most([(1, gone), *((-1, (version, "only_copies", code)) for code in themes)])
    rows = [one for one in told if one["table"] == "copies"]
    for one in rows:  # only where enough people sent nothing but a copy on it
        attack.cell((version, "only_copies", one["code"]), MINIMUM)
    bases = [one["base"] for one in told if one["table"] == "themes" and one["of"] == "all"]
    if rows and bases[0] - rows[0]["base"] >= ROUNDING:  # somebody sent nothing else, and then ten did
        attack.cell(gone, MINIMUM)


def _measures(attack: Attack, version: int, told: Told) -> None:
    """Of those who were asked some said so and the rest did not; a rest of one to nine is hidden with its measure."""
    for audience, survey in SURVEYS.items():
        for code, (asked, _wanted) in MEASURED.items():
            count, rest = (version, "measure", survey, code), (version, "rest", survey, code)
            attack.whole((version, "asked", survey, asked), [count, rest])
            attack.at_most([(1, (version, "asked", survey, asked)), (-1, (version, "by", "audience", audience))])
    for one in told:
        if one["table"] == "measure" and one["base"] - one["people"] >= ROUNDING:
            attack.cell((version, "rest", one["of"], one["code"]), MINIMUM)


def _needs(attack: Attack, version: int, told: Told) -> None:
    """A need of which nothing is said was looked for less than ten times."""
    shown = {one["code"] for one in told if one["table"] == "looked_for"}
    for need in NEEDS:
        if need not in shown:
            attack.cell((version, "looked_for", need), 0, MINIMUM - 1)


GROWING = (
    *("by", "themes", "closed", "heard", "total", "base", "writers", "chose", "said"),
    *("measure", "rest", "asked", "looked_for", "only_copies", "gone"),
)
"""What people who join can only add to. They can make somebody's letter the copy of a campaign, so who wrote something
besides copies may become fewer; but what is a copy once stays one."""


def compare(attack: Attack, first: int, second: int) -> None:
    """People only joined between two versions; the attacker takes it that nothing was coded anew."""
    for name in list(attack.cells):
        if isinstance(name, tuple) and name[0] == first and name[1] in GROWING:
            attack.at_most([(1, name), (-1, (second, *name[1:]))])
