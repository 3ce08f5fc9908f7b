"""The tile map of the wards, which several pages draw."""

import re

import pytest
from flask import render_template_string
from flask.testing import FlaskClient

from directory import queries
from directory.models import Ward
from webapp.documents import tile_map
from webapp.extensions import db


def test_every_ward_has_a_tile_of_its_own(client: FlaskClient) -> None:
    wards = queries.wards(db.session)
    shown = tile_map.tiles(wards)
    assert {tile.slug for tile in shown} == {ward.slug for ward in wards}
    assert len({(tile.column, tile.row) for tile in shown}) == len(wards) == 24
    width, height = tile_map.size(shown)
    assert max(tile.x for tile in shown) < width
    assert max(tile.y for tile in shown) < height


@pytest.mark.parametrize(
    ("north", "south"),
    [
        ("high-barnet", "underhill"),
        ("underhill", "hendon"),
        ("mill-hill", "colindale-north"),
        ("hendon", "cricklewood"),
    ],
)
def test_what_lies_further_north_stands_higher(client: FlaskClient, north: str, south: str) -> None:
    rows = {tile.slug: tile.row for tile in tile_map.tiles(queries.wards(db.session))}
    assert rows[north] < rows[south]


@pytest.mark.parametrize(
    ("west", "east"), [("edgware", "mill-hill"), ("mill-hill", "friern-barnet"), ("hendon", "garden-suburb")]
)
def test_what_lies_further_west_stands_more_to_the_left(client: FlaskClient, west: str, east: str) -> None:
    columns = {tile.slug: tile.column for tile in tile_map.tiles(queries.wards(db.session))}
    assert columns[west] < columns[east]


def test_a_new_ward_is_shown_below_and_never_left_out(client: FlaskClient) -> None:
    known = queries.wards(db.session)
    shown = tile_map.tiles([*known, Ward(slug="new-ward", name="New Ward", locality="west", inferred=True)])
    rows = {tile.slug: tile.row for tile in shown}
    assert rows["new-ward"] > max(row for slug, row in rows.items() if slug != "new-ward")


def test_a_ward_is_within_its_locality_and_the_borough(client: FlaskClient) -> None:
    wards = queries.wards(db.session)
    assert len(tile_map.wards_within(["barnet"], wards)) == 24
    assert [ward.slug for ward in tile_map.wards_within(["hendon"], wards)] == ["hendon"]
    assert {ward.locality for ward in tile_map.wards_within(["south"], wards)} == {"south"}
    assert tile_map.wards_within([], wards) == []


def test_amounts_are_drawn_with_a_number_in_the_tile_and_a_legend(client: FlaskClient) -> None:
    shown = tile_map.tiles(queries.wards(db.session))
    with client.application.test_request_context("/ar/services"):
        html = render_template_string(
            "{% from 'components/tile_map.html' import tile_map with context %}"
            "{{ tile_map('m', 'Services', tiles, size, marks, legend) }}",
            tiles=shown,
            size=tile_map.size(shown),
            marks={"hendon": tile_map.Mark("level-3", "12")},
            legend=[tile_map.Legend("level-3", "10 to 19")],
        )
    tile = re.search(r'<g class="app-map__tile app-map__tile--level-3">(.*?)</g>', html, re.S)
    assert tile
    assert "Hendon" in tile[1]
    assert ">12</text>" in tile[1]
    assert html.count("app-map__tile--off") == 23
    assert "app-map__swatch--level-3" in html
    assert '<title id="m-title" lang="ar">Services</title>' in html
