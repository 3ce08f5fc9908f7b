"""The real content: what domain.md says of it, and the searches that people would make."""

import json

import pytest
from sqlalchemy.orm import Session

from directory import queries
from directory.codes import REPORTING_ROUTES
from directory.export import export
from directory.search import Search, search
from directory.summary import mapping_summary


def test_there_are_the_services_that_the_mapping_counts(seeded_session: Session) -> None:
    services = queries.all_services(seeded_session)
    assert len(services) == 53
    assert sum(service.sector == "statutory" for service in services) == 30
    assert sum(service.sector == "vcs" for service in services) == 23
    assert sum(service.drop_in for service in services) == 7
    assert sum(service.reach == "targeted" and service.sector == "vcs" for service in services) == 5


def test_every_service_has_words_a_need_and_a_number_that_answers(seeded_session: Session) -> None:
    for service in queries.all_services(seeded_session):
        assert len(service.summary) <= 220, service.slug
        assert service.needs, service.slug
        assert service.ring, service.slug
        assert service.sources, service.slug


def test_places_and_routes_are_whole(seeded_session: Session) -> None:
    assert len(queries.wards(seeded_session)) == 24
    assert len(queries.localities(seeded_session)) == 3
    assert len(queries.districts(seeded_session)) == 15
    assert all(district.wards for district in queries.districts(seeded_session))
    assert {ward for district in queries.districts(seeded_session) for ward in district.wards} == {
        ward.slug for ward in queries.wards(seeded_session)
    }
    routes = queries.routes(seeded_session)
    assert {route.code for route in routes} == set(REPORTING_ROUTES)
    assert routes[0].code == "emergency_999"
    for route in routes:
        assert route.when_closed, route.code
        assert route.contacts, route.code
        for contact in route.contacts:
            assert contact.all_hours or contact.hours or not (contact.phone or contact.text), contact.name


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("my boyfriend hits me", "solace-advocacy"),
        ("domstic abuse", "one-stop-shop"),
        ("victim support", "victim-support"),
        ("no money for food", "colindale-food-bank"),
        ("weed", "cgl-young-people"),
        ("alcohol problem", "cgl-adults"),
        ("my son got excluded from school", "exclusion-prevention-bels"),
        ("hate crime", "barnet-mencap-hate-crime"),
        ("i hit my partner", "rise-perpetrator-programmes"),
        ("przemoc domowa", "one-stop-shop"),
        ("narkotyki", "cgl-adults"),
    ],
)
def test_people_find_what_they_need_among_the_first_three(seeded_session: Session, query: str, expected: str) -> None:
    hits = search(seeded_session, Search(q=query)).hits[:3]
    assert expected in [service.slug for service in queries.services_by_id(seeded_session, [hit.id for hit in hits])]


@pytest.mark.parametrize(
    "query",
    [
        "parking",
        "my bins were not collected",
        "council tax",
        "renew my passport",
        "find a dentist",
        "potholes in my road",
        "library opening times",
        "school admissions",
        "śmieci",
        "القمامة",
    ],
)
def test_what_the_directory_does_not_hold_finds_nothing(seeded_session: Session, query: str) -> None:
    result = search(seeded_session, Search(q=query))
    assert (result.total, result.nearest) == (0, [])


def test_no_search_leads_with_what_nobody_can_turn_to(seeded_session: Session) -> None:
    for need in queries.needs(seeded_session):
        for wanted in (Search(needs=(need.code,)), Search(q=need.name), Search(q=need.synonyms[0])):
            for service in queries.services_by_id(
                seeded_session, [hit.id for hit in search(seeded_session, wanted).hits[:1]]
            ):
                assert service.is_door, (need.code, service.slug)


def test_the_export_says_no_more_of_a_refuge_than_the_borough(seeded_session: Session) -> None:
    services = export(seeded_session)["services"]
    assert len(services) == 53
    [refuge] = [service for service in services if service["confidential_location"]]
    assert refuge["areas"] == ["barnet"]
    wards = {ward.name.lower() for ward in queries.wards(seeded_session)}
    assert not any(ward in json.dumps(refuge).lower() for ward in wards)


def test_the_mapping_stands_beside_what_it_published(seeded_session: Session) -> None:
    figures = {figure.code: figure for figure in mapping_summary(seeded_session)}
    assert len(figures) == 15
    assert (figures["services"].published, figures["services"].computed) == (53, 53)
    assert (figures["drop_ins"].published, figures["drop_ins"].computed) == (7, 7)
    assert (figures["preventative"].published, figures["preventative"].base) == (66, 53)
    for figure in figures.values():
        assert figure.computed + figure.unknown <= figure.base
