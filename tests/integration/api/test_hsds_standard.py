"""Everything that the feed serves keeps to the standard's own schemas, read from beside the project."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from directory import hsds, queries
from directory.seed import loader
from tests.integration.api.standard import HSDS, Standard, empties, faults_of_page, identities

Ask = Callable[..., Any]

LISTS = {
    "services": "service",
    "organizations": "organization",
    "service_at_locations": "service_at_location",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}
FULL = ["services", "organizations", "service_at_locations"]
NESTED = {
    "service": ["phones:phone", "languages:language", "cost_options:cost_option", "contacts:contact"],
    "organization": [],
    "service_at_location": ["location:location", "service:service"],
    "taxonomy": [],
    "taxonomy_term": [],
}


def everything(ask: Ask) -> dict[str, list[Any]]:
    """Every record of the feed by its list, in full where there is a full one."""
    found = {name: ask(name, full="true", per_page=500)["contents"] for name in FULL}
    for name in ("taxonomies", "taxonomy_terms"):
        found[name] = [ask(f"{name}/{row['id']}") for row in ask(name, per_page=500)["contents"]]
    return found


@pytest.mark.parametrize("sample", ["service_full:service", "service_list", "taxonomy", "taxonomy_list",
                                    "taxonomy_term", "service_at_location_list", "organization_list"])  # fmt: skip
def test_the_check_passes_what_is_right(standard: Standard, sample: str) -> None:
    file, _, entity = sample.partition(":")
    assert standard.faults(entity or file, standard.read(f"oruk-3.0/examples/{file}.json")) == []


@pytest.mark.parametrize("sample", ["service_full:service", "service_list", "api_details", "taxonomy_term"])
def test_the_check_catches_what_is_wrong(standard: Standard, sample: str) -> None:
    file, _, entity = sample.partition(":")
    assert standard.faults(entity or file, standard.read(f"controls/Fail/{file}.json"))


def test_the_check_of_pages_catches_what_the_schemas_let_pass(standard: Standard) -> None:
    bad = standard.read("controls/Fail/service_list.json") | {"total_items": "2"}
    assert "total_items: '2'" in faults_of_page(bad)
    assert faults_of_page({"contents": []})


def test_the_base_says_what_it_follows(ask: Ask, standard: Standard) -> None:
    about = ask()
    assert standard.faults("api_details", about) == []
    assert about["version"] == "HSDS-UK-3.0"


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("full", ["true", "false"])
@pytest.mark.usefixtures("full_record")
def test_lists(ask: Ask, standard: Standard, name: str, full: str) -> None:
    page = ask(name, per_page=500, **({"full": full} if name in FULL else {}))
    assert page["contents"]
    assert faults_of_page(page) == []
    kind = LISTS[name]
    assert standard.faults(f"{kind}_list", page) == []
    assert list(empties(page)) == []
    for record in page["contents"]:
        assert standard.faults(kind, record) == []
        assert standard.faults(kind, record, HSDS) == []


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.usefixtures("full_record")
def test_every_single_record(ask: Ask, standard: Standard, name: str) -> None:
    rows = ask(name, per_page=500)["contents"]
    for row in rows:
        whole = ask(f"{name}/{row['id']}")
        assert whole["id"] == row["id"]
        assert standard.faults(LISTS[name], whole) == []
        assert standard.faults(LISTS[name], whole, HSDS) == []
        assert list(empties(whole)) == []


@pytest.mark.usefixtures("full_record")
def test_organisations_with_whole_services(ask: Ask, standard: Standard) -> None:
    page = ask("organizations", full_service="true", per_page=500)
    assert faults_of_page(page) == []
    services = [service for row in page["contents"] for service in row["services"]]
    assert len(services) == 53
    for service in services:
        assert standard.faults("service", service) == []
        assert standard.faults("service", service, HSDS) == []
    assert list(empties(page)) == []


def test_every_field_of_a_full_record(ask: Ask, standard: Standard, full_record: str) -> None:
    whole = ask(f"services/{full_record}")
    told = {name: whole.get(name) for name in ("status", "minimum_age", "maximum_age", "alert", "fees_description")}
    assert told == {
        "status": "temporarily closed",
        "minimum_age": 0,
        "maximum_age": 25,
        "alert": "Shut for repairs until spring.",
        "fees_description": "About the price of a bus ticket.",
    }
    assert whole["organization"]["id"] == whole["organization_id"]
    assert whole["eligibility_description"]
    assert "A worker rings you back." in whole["application_process"]
    opening, closure = whole["schedules"]
    assert (opening["freq"], opening["byday"], opening["opens_at"], opening["closes_at"]) == (
        "WEEKLY", "MO,TU", "09:00", "17:30",
    )  # fmt: skip
    assert closure["description"] == "Closed: Christmas"
    assert not closure.keys() & {"freq", "byday", "opens_at"}
    assert [(row["code"], row.get("name")) for row in whole["languages"]] == [
        ("en", "English"), ("so", "Somali"), ("yi", None),
    ]  # fmt: skip
    assert [phone["number"] for phone in whole["phones"]] == ["020 8359 2000"]
    assert whole["funding"][0]["source"] == "The council (until 2027-03)"
    assert whole["contacts"][0]["email"] == "team@example.org"
    hall, room, website = (place["location"] for place in whole["service_at_locations"])
    assert hall["addresses"][0].items() >= {
        "address_1": "1 Test Street", "city": "London", "postal_code": "NW4 1AA", "country": "GB",
    }.items()  # fmt: skip
    assert hall["accessibility"][0]["description"] == "step free, hearing loop"
    assert "addresses" not in room
    assert "Approximate" in room["description"]
    assert website["location_type"] == "virtual"
    assert "latitude" not in website
    for part, entity in (("phones", "phone"), ("languages", "language"), ("schedules", "schedule"),
                         ("cost_options", "cost_option"), ("contacts", "contact"), ("funding", "funding"),
                         ("service_areas", "service_area"), ("attributes", "attribute")):  # fmt: skip
        for value in whole[part]:
            assert standard.faults(entity, value) == []
            assert standard.faults(entity, value, HSDS) == []


def test_ids_are_uuids_and_name_one_thing_each(ask: Ask) -> None:
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    one = {"organization": "organizations", "service": "services", "taxonomy_term": "taxonomy_terms",
           "location": "locations", "taxonomy_detail": "taxonomies"}  # fmt: skip
    for name, rows in everything(ask).items():
        for kind, identity in identities(rows, name):
            assert str(UUID(identity)) == identity
            kinds[identity].add(one.get(kind, kind))
    assert {identity: found for identity, found in kinds.items() if len(found) > 1} == {}


def test_links_lead_somewhere(ask: Ask) -> None:
    organizations = {row["id"] for row in ask("organizations", per_page=500)["contents"]}
    terms = {row["id"] for row in ask("taxonomy_terms", per_page=500)["contents"]}
    taxonomies = {row["id"] for row in ask("taxonomies", per_page=500)["contents"]}
    places = {row["id"] for row in ask("service_at_locations", per_page=500)["contents"]}
    for service in ask("services", full="true", per_page=500)["contents"]:
        assert service["organization_id"] in organizations
        for attribute in service["attributes"]:
            assert attribute["taxonomy_term_id"] == attribute["taxonomy_term"]["id"]
            assert attribute["taxonomy_term_id"] in terms
            assert attribute["taxonomy_term"]["taxonomy_id"] in taxonomies
        assert {place["id"] for place in service.get("service_at_locations", [])} <= places


def test_every_id_is_the_same_after_another_load(ask: Ask, session: Session) -> None:
    served = {row["id"]: row for row in ask("services", full="true", per_page=500)["contents"]}
    loader.load(session)
    reference = hsds.Reference(session)
    for service in queries.all_services(session):
        again = hsds.service_whole(service, reference)
        assert sorted(identities(again)) == sorted(identities(served[service.id]))
