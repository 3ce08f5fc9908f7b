"""Somebody with everything that was ever published tries to work hidden figures out, and fails.

Small invented consultations with many small cells are published twice, with newcomers in between. All numbers of the
page, the charts' tables, the API, Word, CSV, JSON and the page of waves are gathered; a linear solver then looks how
far each hidden cell can be narrowed down: totals less parts, between audiences, between tables, between versions.
"""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.attack import Attack, pinned
from tests.support.crowd import CODES, Crowd, invent, missed
from tests.support.told import Told, compare, learn, looked_for, published

SEEDS = (1, 2, 3, 4)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_hidden_figure_can_be_worked_out_of_all_that_was_published(
    app: Flask, client: FlaskClient, seed: int
) -> None:
    attack, crowd, truth = Attack(), Crowd(), {}
    for version, people in ((1, invent(seed, 70 + 20 * seed)), (2, invent(100 + seed, 10 + 4 * seed))):
        # In between a few came, too few for figures of their own: whoever compares must not see them.
        crowd.join(people, missed(10 * seed + version))
        learn(attack, version, published(app, client, crowd.publish()))
        truth |= {(version, *cell): count for cell, count in crowd.truth().items()}
    compare(attack, 1, 2)
    found = pinned(attack, truth)
    assert not found, "\n".join(found)


def test_the_channels_do_not_tell_how_few_were_at_an_event(app: Flask, client: FlaskClient) -> None:
    attack, crowd = Attack(), Crowd()
    some = invent(1, 1)[0] | {"letter": None, "codes": {"cctv_more"}, "channel": "event"}
    crowd.join([some | {"event": "walk"}] * 50 + [some | {"event": "open-day"}] * 9)
    crowd.join([some | {"channel": "web", "event": "no_event"}] * 20)
    told = published(app, client, crowd.publish())
    assert [one["people"] for one in told if one["of"] == "channel"] == [60, 20]
    learn(attack, 1, told)
    low, high = attack.range_of((1, "by", "event", "open-day"))
    assert low <= 1
    assert high >= 9


def test_late_letters_change_nothing_of_what_was_told_while_those_who_came_late_wait(
    app: Flask, client: FlaskClient
) -> None:
    crowd = Crowd()
    some = invent(1, 1)[0] | {"audience": "resident", "letter": None}
    letter, theirs = ({"letter": one, "codes": None} for one in (("cctv_more",), ("cctv_more", "hotspots")))
    crowd.join([some | {"codes": {"cctv_more"}}] * 30 + [some | {"codes": {"youth_activities"}}] * 40)
    crowd.join([some | letter] * 20 + [some | theirs] * 2)
    told = published(app, client, crowd.publish())
    assert [(one["code"], one["people"]) for one in told if one["table"] == "copies"] == [("cctv_more", 35)]
    # With three more a letter of two is a campaign, and its second no answer of its own.
    crowd.join([some | theirs] * 3)
    assert published(app, client, crowd.publish()) == told


def of(*rows: tuple[str, str, str, int, int]) -> Told:
    """Rows as they leave: table, what it is of, code, people and base."""
    return [dict(zip(("table", "of", "code", "people", "base"), row, strict=True)) for row in rows]


def test_the_attack_finds_a_cell_that_is_given_away() -> None:
    """What a careless table tells: a total, and all parts but one."""
    attack = Attack()
    attack.cell("all", 98, 102)
    attack.cell("web", 90, 92)
    attack.whole("all", ["web", "paper"])
    assert attack.range_of("paper") == (6, 12)


def test_the_attack_finds_an_event_that_is_hidden_alone() -> None:
    """Notes of events by channel, and one of two events: the sum of the two was never told."""
    attack = Attack()
    learn(
        attack,
        1,
        of(
            ("took_part", "", "", 80, 80),
            ("by", "channel", "event", 60, 80),
            ("by", "channel", "web", 20, 80),
            ("by", "event", "walk", 50, 80),
        ),
    )
    assert attack.range_of((1, "by", "event", "open-day")) == (6, 16)


def test_the_attack_finds_a_way_to_answer_that_few_took() -> None:
    """All came by the web or the chat, or to an event: who came to none is told, and who used the web."""
    attack = Attack()
    learn(
        attack,
        1,
        of(
            ("took_part", "", "", 80, 80),
            ("by", "channel", "web", 40, 80),
            ("by", "event", "no_event", 40, 80),
        ),
    )
    assert pinned(attack, {(1, "by", "channel", "chat"): 2}) != []


def test_the_attack_finds_who_wrote_nothing_but_copies_where_counts_are_not_rounded() -> None:
    attack, code = Attack(), CODES[0]
    learn(attack, 1, of(("themes", "all", code, 40, 100)))
    truth = {(1, "gone"): 3, (1, "only_copies", code): 5}
    assert pinned(attack, truth) == []
    for cell, count in ((("base",), 100), (("kept",), 97), (("themes", "all", code), 40), (("without", code), 35)):
        attack.cell((1, *cell), count, count)
    assert len(pinned(attack, truth)) == 2


def test_the_attack_finds_a_measure_that_the_next_version_tells() -> None:
    """Nine of fifty were hidden; ten of fifty are told, so at most four of them can be new."""
    attack, survey = Attack(), "resident-2026"
    learn(attack, 1, of(("measure", survey, "concern_crime", 25, 50)))
    learn(attack, 2, of(("measure", survey, "concern_crime", 25, 50), ("measure", survey, "concern_litter", 10, 50)))
    cell = (1, "measure", survey, "concern_litter")
    assert pinned(attack, {cell: 9}) == []
    compare(attack, 1, 2)
    assert pinned(attack, {cell: 9}) != []
    assert attack.range_of(cell) == (6, 12)


@pytest.mark.parametrize(
    "careless",
    [
        {"asked": [{"need": "mentoring", "times": 5}], "nobody": []},
        {"asked": [{"need": "mentoring", "times": 12}], "nobody": []},
        {"asked": [], "nobody": [{"need": "mentoring", "band": "11-15", "place": "barnet"}]},
    ],
)
def test_the_attack_finds_a_need_that_few_looked_for(careless: dict[str, Any]) -> None:
    with pytest.raises(AssertionError):
        looked_for(careless)
