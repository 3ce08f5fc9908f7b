"""Needs, organisations and routes: what staff change stays, and a code never means something else."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from directory import history, hsds_terms, queries, rules, taxonomy
from directory.models import Need, Service, Translation
from directory.seed.loader import load


@pytest.fixture
def session(seeded_session: Session) -> Session:
    """The 53 services."""
    return seeded_session


def refused(code: str, call: Any, *args: Any, **kwargs: Any) -> None:
    with pytest.raises(rules.ChangeError) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code


NEED = {"name": "Loneliness", "description": "Nobody to talk to.", "synonyms": ["lonely", "no friends"]}


def test_a_need_is_added_renamed_and_its_code_stays_taken(session: Session) -> None:
    taxonomy.save_need(session, "loneliness", NEED, new=True, by="ada")
    assert queries.needs(session)[-1].code == "loneliness"
    refused("taken", taxonomy.save_need, session, "loneliness", NEED, new=True, by="ada")
    assert taxonomy.save_need(session, "loneliness", {**NEED, "name": "Being alone"}, new=False, by="ada") == ["name"]
    refused("gone", taxonomy.save_need, session, "no_such", NEED, new=False, by="ada")
    refused("empty", taxonomy.save_need, session, "loneliness", {**NEED, "name": " "}, new=False, by="ada")
    refused("bad_format", taxonomy.save_need, session, "Not a code", NEED, new=True, by="ada")
    refused("too_long", taxonomy.save_need, session, "loneliness", {**NEED, "name": "x" * 201}, new=False, by="ada")
    assert [change.by for change in history.changes(session, "need", "loneliness")] == ["ada", "ada"]


def test_renaming_puts_the_translations_out_of_date(session: Session) -> None:
    need = session.get_one(Need, "domestic_abuse")
    values = {"name": "Hurt at home", "description": need.description, "synonyms": need.synonyms}
    taxonomy.save_need(session, need.code, values, new=False, by="ada")
    states = {
        row.field: row.state
        for row in session.query(Translation).filter_by(entity_type="need", entity_id=need.code, language="pl")
    }
    assert states["name"] == "out_of_date"
    assert states["description"] == "machine"


def test_needs_move_up_and_down(session: Session) -> None:
    first, second, *_rest = [need.code for need in queries.needs(session)]
    taxonomy.move_need(session, second, up=True, by="ada")
    assert [need.code for need in queries.needs(session)][:2] == [second, first]
    taxonomy.move_need(session, second, up=True, by="ada")
    taxonomy.move_need(session, second, up=False, by="ada")
    assert [need.code for need in queries.needs(session)][:2] == [first, second]


def test_a_need_that_is_given_up_hands_its_services_and_words_on(session: Session) -> None:
    code, into = "stalking", "domestic_abuse"
    if session.get(Need, code) is None:
        taxonomy.save_need(session, code, {**NEED, "name": "Stalking", "synonyms": ["he follows me"]}, new=True, by="a")
    service = queries.service_by_slug(session, "victim-support")
    assert service is not None
    before = service.needs
    rules_needs = [code, *[one for one in before if one not in (code, into)], into]
    taxonomy.apply_values(session, service, {"needs": rules_needs}, by="ada", action="edit")
    assert taxonomy.retire_need(session, code, into, by="ada") >= 1
    session.expire_all()
    assert service.needs[0] == into
    assert service.needs.count(into) == 1
    assert code not in [need.code for need in queries.needs(session)]
    assert code not in {term.code for one in hsds_terms.vocabulary(session).taxonomies for term in one.terms}
    assert "stalking" in [word.lower() for word in session.get_one(Need, into).synonyms]
    assert not session.query(Service).filter(Service.need_links.any(need=code)).count()
    refused("taken", taxonomy.save_need, session, code, NEED, new=True, by="ada")
    refused("gone", taxonomy.retire_need, session, code, into, by="ada")
    refused("same", taxonomy.retire_need, session, into, into, by="ada")
    load(session)
    session.expire_all()
    assert service.needs[0] == into
    assert code not in [need.code for need in queries.needs(session)]


def test_an_organisation(session: Session) -> None:
    values = {"name": "Harbour Trust", "sector": "vcs", "description": "A charity.", "url": "", "source": "Staff"}
    taxonomy.save_organisation(session, "harbour-trust", values, new=True, by="ada")
    found = taxonomy.organisation_by_slug(session, "harbour-trust")
    assert found is not None
    assert (found.name, found.url) == ("Harbour Trust", None)
    assert ("Harbour Trust", 0) in [(one.name, number) for one, number in taxonomy.organisations(session)]
    refused("taken", taxonomy.save_organisation, session, "harbour-trust", values, new=True, by="ada")
    refused(
        "bad_format", taxonomy.save_organisation, session, "harbour-trust", {**values, "url": "x"}, new=False, by="a"
    )
    refused("not_a_choice", taxonomy.save_organisation, session, "other", {**values, "sector": "x"}, new=True, by="a")


def test_a_number_that_staff_changed_survives_the_seed(session: Session) -> None:
    route = queries.route(session, "council_cst")
    assert route is not None
    contacts = rules.value_of(route, "contacts")
    changed = [{**contacts[0], "phone": "020 7946 0000"}, *contacts[1:]]
    values = {"contacts": changed, "assured_date": date(2026, 11, 1)}
    assert taxonomy.save_route(session, route, values, by="ada") == ["contacts", "assured_date"]
    load(session)
    session.expire_all()
    assert route.contacts[0].phone == "020 7946 0000"
    assert route.assured_date == date(2026, 11, 1)
    actions = [change.action for change in history.changes(session, "reporting_route", "council_cst")]
    assert actions == ["assure", "edit"]


@pytest.mark.parametrize(
    ("part", "value", "code"),
    [("phone", "ring me", "not_a_number"), ("email", "nobody", "bad_format"), ("name", "", "empty"),
     ("hours", "x" * 201, "too_long"), ("note", "x" * 10_000, "too_long")],
)  # fmt: skip
def test_a_bad_contact_is_refused(session: Session, part: str, value: str, code: str) -> None:
    route = queries.route(session, "police_101")
    assert route is not None
    contacts = rules.value_of(route, "contacts")
    refused(code, taxonomy.save_route, session, route, {"contacts": [{**contacts[0], part: value}]}, by="ada")


def test_a_route_keeps_a_contact(session: Session) -> None:
    route = queries.route(session, "police_101")
    assert route is not None
    refused("empty", taxonomy.save_route, session, route, {"contacts": []}, by="ada")
