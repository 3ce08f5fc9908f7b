"""The filters by channel, hours, access and distance, the counts beside all filters, and records on hold."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory import queries
from directory.asking import read_search
from directory.changes import touch
from directory.fields import set_value
from directory.models import Service
from directory.search import Result, search
from directory.seed.loader import load
from tests.factories.directory import SeedFolder


@pytest.fixture
def held(session: Session, seed: SeedFolder) -> Session:
    """Services with hours, places and access, and one each that is paused and confidential."""
    base: dict[str, Any] = {"needs": ["youth_activities"], "languages": ["unknown"]}
    seed.service(slug="late", name="Late", channels=["phone"], women_only="yes", **base)
    seed.service(slug="early", name="Early", channels=["in_person"], areas=["golders-green"], **base)
    seed.service(slug="silent", name="Silent", channels=["unknown"], women_only="unknown", **base)
    seed.service(slug="shelter", name="Shelter", confidential_location=True, channels=["phone"], **base)
    seed.service(slug="resting", name="Resting", status="paused", **base)
    load(session, seed.root)
    week = [{"byday": ["MO"], "opens_at": "09:00", "closes_at": "17:00"}]
    change(session, "early", schedules=week, accessibility=["step_free"], locations=[at(51.60, -0.19)])
    change(session, "late", schedules=[{"byday": ["MO"], "opens_at": "09:00", "closes_at": "19:30"}])
    change(session, "late", accessibility=["step_free", "bsl"], locations=[at(51.588, -0.226)])
    change(session, "shelter", schedules=[{"byday": ["SA"]}], locations=[at(51.588, -0.226)])
    touch(session)
    return session


def at(latitude: float, longitude: float) -> dict[str, Any]:
    return {"name": "Hall", "location_type": "physical", "latitude": latitude, "longitude": longitude}


def change(session: Session, slug: str, **values: Any) -> None:
    service = session.scalars(select(Service).where(Service.slug == slug)).one()
    for field, value in values.items():
        set_value(service, field, value)
    session.flush()


def asked(session: Session, **raw: str) -> Result:
    understood = read_search(session, raw, per_page=50)
    assert understood.errors == {}
    return search(session, understood.search)


def slugs(session: Session, result: Result, of: str = "hits") -> list[str]:
    return [service.slug for service in queries.services_by_id(session, [hit.id for hit in getattr(result, of)])]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"channel": "phone"}, {"late", "shelter", "resting"}),
        ({"channel": "in_person", "unknown": "keep"}, {"early", "silent"}),
        ({"evenings": "1"}, {"late", "shelter"}),
        ({"evenings": "1", "unknown": "keep"}, {"late", "shelter", "silent", "resting"}),
        ({"women_only": "1"}, {"late"}),
        ({"access": "step_free"}, {"late", "early"}),
        ({"access": "step_free,bsl"}, {"late"}),
        ({"ward": "hendon", "distance": "1"}, {"late", "silent", "resting"}),
        ({"ward": "hendon", "distance": "1", "unknown": "leave"}, {"late"}),
        ({"ward": "hendon", "distance": "3", "unknown": "leave"}, {"late", "early"}),
    ],
)
def test_new_filters_show_only_what_fits(held: Session, raw: dict[str, str], expected: set[str]) -> None:
    assert set(slugs(held, asked(held, need="youth_activities", **raw))) == expected


def test_hours_that_are_over_do_not_count(held: Session) -> None:
    over = {"byday": ["SU"], "opens_at": "09:00", "closes_at": "12:00", "valid_to": str(date(2020, 1, 1))}
    change(held, "silent", schedules=[over])
    touch(held)
    assert "silent" not in slugs(held, asked(held, evenings="1"))


def test_what_is_nearer_stands_first_and_says_how_far(held: Session) -> None:
    result = asked(held, need="youth_activities", ward="golders green", distance="5")
    assert slugs(held, result)[:2] == ["late", "early"]
    metres = [hit.distance for hit in result.hits]
    assert metres[0] is not None
    assert metres[1] is not None
    assert 2_000 < metres[0] < metres[1] < 3_000
    assert metres[2] is None


def test_a_refuge_has_no_distance_and_no_count_by_ward(held: Session) -> None:
    for raw in ({"ward": "hendon"}, {"ward": "hendon", "distance": "20"}, {"ward": "nw4", "distance": "20"}):
        result = asked(held, **raw)
        assert "shelter" not in slugs(held, result) + slugs(held, result, "nearest")
    everything = asked(held, need="youth_activities")
    assert "shelter" in slugs(held, everything)
    assert everything.facets["ward"]["hendon"] == asked(held, need="youth_activities", ward="hendon").total


def test_a_service_on_hold_stands_last_and_says_so(held: Session) -> None:
    result = asked(held, need="youth_activities")
    assert slugs(held, result)[-1] == "resting"
    assert "paused" in {why.code for why in result.hits[-1].why}


@pytest.mark.parametrize(
    "raw", [{}, {"need": "youth_activities"}, {"channel": "phone"}, {"evenings": "1", "age": "15"}]
)
def test_every_count_is_what_choosing_it_gives(held: Session, raw: dict[str, str]) -> None:
    facets = asked(held, **raw).facets
    counted = 0
    for name, values in facets.items():
        for value, count in values.items():
            assert asked(held, **{**raw, name: value}).total == count, (name, value)
            counted += count
    assert counted


@pytest.mark.parametrize(
    ("raw", "errors"),
    [
        ({"distance": "2"}, {"distance": "needs_place"}),
        ({"distance": "far", "ward": "hendon"}, {"distance": "not_a_number"}),
        ({"distance": "0", "ward": "hendon"}, {"distance": "out_of_range"}),
        ({"distance": "-1", "ward": "hendon"}, {"distance": "out_of_range"}),
        ({"distance": "21", "ward": "hendon"}, {"distance": "out_of_range"}),
        ({"distance": "nan", "ward": "hendon"}, {"distance": "not_a_number"}),
        ({"channel": "pigeon"}, {"channel": "not_a_choice"}),
        ({"access": "step_free,lift"}, {"access": "not_a_choice"}),
        ({"evenings": "perhaps"}, {"evenings": "not_a_choice"}),
        ({"women_only": "\x00"}, {"women_only": "not_a_choice"}),
    ],
)
def test_what_cannot_be_read_is_said(held: Session, raw: dict[str, str], errors: dict[str, str]) -> None:
    assert read_search(held, raw).errors == errors


def test_a_distance_may_be_typed_in_many_ways(held: Session) -> None:
    for typed in ("1.5", "1,5", "١٫٥"):
        assert read_search(held, {"ward": "hendon", "distance": typed}).search.distance == 1.5
