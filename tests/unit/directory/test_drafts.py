"""A change waits for a second person; nobody's change is overwritten unseen."""

from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from directory import drafts, queries, rules
from directory.changes import edit_service, history
from directory.drafts import DraftError, approve, propose, reject, withdraw
from directory.fields import value_hash
from directory.models import ChangeDraft, Service, Setting
from directory.search import Search, search
from directory.seed.loader import load
from tests.factories.directory import SeedFolder


@pytest.fixture
def record(session: Session, seed: SeedFolder) -> Service:
    load(session, seed.root)
    found = queries.service_by_slug(session, "safe-harbour")
    assert found is not None
    return found


def refused(code: str, call: Any, *args: Any, **kwargs: Any) -> DraftError:
    with pytest.raises(DraftError) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code
    return caught.value


def test_nothing_is_public_before_a_second_person_agrees(seeded_session: Session) -> None:
    session, asked = seeded_session, Search(q="kangaroos")
    record = queries.service_by_slug(session, "colindale-food-bank")
    assert record is not None
    draft = propose(session, record, {"synonyms": ["kangaroos"]}, origin="staff", by="ada")
    assert search(session, asked).total == 0
    refused("own", approve, session, draft, "ada")
    approve(session, draft, "ben")
    assert search(session, asked).total == 1
    [change] = history(session, "service", record.id)
    assert (change.updated_by, change.last_action_type, draft.decided_by) == ("ada", "edit", "ben")


def test_a_small_team_may_approve_its_own(session: Session, record: Service) -> None:
    draft = propose(session, record, {"summary": "Other."}, origin="staff", by="ada")
    session.add(Setting(name=drafts.SELF_APPROVAL, value=True))
    approve(session, draft, "ada")
    assert record.summary == "Other."


def test_a_provider_without_an_account_may_propose(session: Session, record: Service) -> None:
    draft = propose(session, record, {"email": "hello@example.org"}, origin="provider", by=None, note="New address")
    assert drafts.waiting(session) == [draft]
    approve(session, draft, "ada")
    assert record.email == "hello@example.org"


def test_only_what_differs_is_kept(session: Session, record: Service) -> None:
    values = {"summary": record.summary, "who_for": "Everyone", "phones": rules.current(record, "phones")}
    assert propose(session, record, values, origin="staff", by="ada").values == {"who_for": "Everyone"}
    refused("nothing_changed", propose, session, record, {"summary": f" {record.summary} "}, origin="staff", by="ada")


def test_a_change_in_between_is_a_conflict_until_somebody_chose(session: Session, record: Service) -> None:
    draft = propose(session, record, {"summary": "Mine.", "who_for": "Mine"}, origin="staff", by="ada")
    edit_service(session, record, {"summary": "Theirs."}, by="cleo")
    [clash] = refused("conflict", approve, session, draft, "ben").conflicts
    assert (clash.field, clash.present, clash.wanted) == ("summary", "Theirs.", "Mine.")
    edit_service(session, record, {"summary": "Theirs again."}, by="cleo")
    # What was looked at is no longer what is there.
    refused("conflict", approve, session, draft, "ben", settled={"summary": clash.seen})
    approve(session, draft, "ben", left=["summary", "who_for"])
    assert (record.summary, record.who_for) == ("Theirs again.", "Mine")


def test_the_draft_may_be_chosen_over_the_present(session: Session, record: Service) -> None:
    draft = propose(session, record, {"summary": "Mine."}, origin="staff", by="ada")
    edit_service(session, record, {"summary": "Theirs."}, by="cleo")
    [clash] = drafts.conflicts(record, draft)
    approve(session, draft, "ben", settled={"summary": clash.seen})
    assert record.summary == "Mine."


def test_two_who_change_other_classifications_are_in_no_conflict(session: Session, record: Service) -> None:
    first = propose(session, record, {"cost": "paid", "basis.cost": "stated"}, origin="staff", by="ada")
    second = propose(session, record, {"reach": "targeted", "basis.reach": "stated"}, origin="staff", by="cleo")
    approve(session, first, "ben")
    approve(session, second, "ben")
    assert (record.basis["cost"], record.basis["reach"], record.basis["ages"]) == ("stated", "stated", "inferred")


def test_what_was_decided_stays_decided(session: Session, record: Service) -> None:
    draft = propose(session, record, {"summary": "Other."}, origin="staff", by="ada")
    refused("note_missing", reject, session, draft, "ben", " ")
    refused("not_own", withdraw, session, draft, "ben")
    reject(session, draft, "ben", "The charity says otherwise.")
    for call, args in ((approve, ("ben",)), (reject, ("ben", "Again")), (withdraw, ("ada",))):
        refused("not_waiting", call, session, draft, *args)
    assert record.summary != "Other."


def test_each_alone_is_right_but_not_both(session: Session, record: Service) -> None:
    low = propose(session, record, {"ages_known": True, "minimum_age": 18}, origin="staff", by="ada")
    high = propose(session, record, {"ages_known": True, "maximum_age": 11}, origin="staff", by="cleo")
    approve(session, low, "ben")
    assert refused("invalid", approve, session, high, "ben").faults[0].code == "ages_crossed"
    assert (record.maximum_age, high.state) == (None, "waiting")


def test_a_new_service_waits_too(session: Session, record: Service) -> None:
    values = {
        "slug": "kangaroo-club", "name": "Kangaroo Club", "organisation": "harbour-trust", "summary": "We hop.",
        "description": "We hop together.", "who_for": "Anyone", "needs": ["domestic_abuse"], "sector": "vcs",
        "sources": [{"paper": "Staff", "section": "told by the provider"}], "basis.needs": "stated",
    }  # fmt: skip
    draft = propose(session, None, values, origin="staff", by="ada")
    assert queries.service_by_slug(session, "kangaroo-club") is None
    made = approve(session, draft, "ben")
    assert (made.name, made.cost, made.basis["needs"], made.is_door) == ("Kangaroo Club", "unknown", "stated", False)
    refused("slug_taken", propose, session, None, values, origin="staff", by="ada")


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"summary": "x" * 221}, "summary", "too_long"),
        ({"description": "x" * 10_000}, "description", "too_long"),
        ({"name": "\x00\ud800"}, "name", "empty"),
        ({"minimum_age": 300}, "minimum_age", "out_of_range"),
        ({"ages_known": True, "minimum_age": 20, "maximum_age": 10}, "maximum_age", "ages_crossed"),
        ({"email": "nobody"}, "email", "bad_format"),
        ({"url": "javascript:alert(1)"}, "url", "bad_format"),
        ({"needs": ["no_such_need"]}, "needs", "not_a_choice"),
        ({"needs": ["domestic_abuse", "domestic_abuse"]}, "needs", "given_twice"),
        ({"areas": ["atlantis"]}, "areas", "not_a_choice"),
        ({"organisation": "nobody"}, "organisation", "not_a_choice"),
        ({"slug_": "x"}, "slug_", "not_editable"),
        ({"basis.cost": "guessed"}, "basis.cost", "not_a_choice"),
        ({"schedules": [{"byday": ["MO"], "opens_at": "17:00", "closes_at": "09:00"}]}, "schedules",
         "closes_before_it_opens"),
        ({"confidential_location": True, "locations": [{"name": "A house"}]}, "locations", "refuge_location"),
    ],
)  # fmt: skip
def test_the_rules_of_the_seed_hold(
    session: Session, record: Service, values: dict[str, Any], field: str, code: str
) -> None:
    with pytest.raises(rules.ChangeError) as caught:
        propose(session, record, values, origin="staff", by="ada")
    assert (caught.value.field, caught.value.code) == (field, code)
    assert drafts.waiting(session) == []


def test_a_refuge_takes_no_place(session: Session, record: Service) -> None:
    edit_service(session, record, {"confidential_location": True}, by="ada")
    for values in ({"areas": ["hendon"]}, {"locations": [{"name": "The house", "ward": "hendon"}]}):
        with pytest.raises(rules.ChangeError):
            propose(session, record, values, origin="provider", by=None)


def test_a_fault_elsewhere_stands_in_nobodys_way_but_the_refuge_rule_still_holds(
    session: Session, record: Service
) -> None:
    record.summary, record.confidential_location = "x" * 500, True
    assert propose(session, record, {"who_for": "Anyone"}, origin="staff", by="ada").values == {"who_for": "Anyone"}
    with pytest.raises(rules.ChangeError) as caught:
        propose(session, record, {"locations": [{"name": "The house"}]}, origin="staff", by="ada")
    assert caught.value.code == "refuge_location"


def test_a_page_open_for_long_changes_only_what_its_writer_changed(session: Session, record: Service) -> None:
    seen = {field: value_hash(rules.current(record, field)) for field in ("summary", "who_for")}
    typed = {"summary": "Mine.", "who_for": record.who_for}
    edit_service(session, record, {"who_for": "Theirs", "summary": "Theirs."}, by="cleo")
    draft = propose(session, record, typed, origin="staff", by="ada", seen=seen)
    assert draft.values == {"summary": "Mine."}
    refused("conflict", approve, session, draft, "ben")


def test_of_two_who_decide_at_once_one_is_told_that_it_is_decided(databases: Any, seed: SeedFolder) -> None:
    engine = create_engine(databases.copy(databases.empty))
    with Session(engine) as session:
        load(session, seed.root)
        service = queries.service_by_slug(session, "safe-harbour")
        identity = propose(session, service, {"summary": "Mine."}, origin="staff", by="ada").id
        session.commit()
    # Both have the page open; what the second knows of the draft is old by the time she presses the button.
    with Session(engine, expire_on_commit=False) as first, Session(engine, expire_on_commit=False) as second:
        theirs = second.get_one(ChangeDraft, identity)
        second.commit()
        approve(first, first.get_one(ChangeDraft, identity), "ben")
        first.commit()
        assert theirs.state == "waiting"
        refused("not_waiting", reject, second, theirs, "cleo", "Not so.")
    engine.dispose()
