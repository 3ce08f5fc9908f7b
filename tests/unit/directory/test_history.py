"""History tells what differs, word by word, and knows the way back."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from directory import drafts, history, queries, rules
from directory.changes import apply_values, edit_service
from directory.models import Service
from directory.seed.loader import load
from tests.factories.directory import SeedFolder


@pytest.fixture
def record(session: Session, seed: SeedFolder) -> Service:
    load(session, seed.root)
    found = queries.service_by_slug(session, "safe-harbour")
    assert found is not None
    return found


def test_words_that_stay_go_and_come() -> None:
    pieces = history.words("Ring us on Monday.", "Ring us on Tuesday or Friday.")
    assert [(piece.kind, piece.text.strip()) for piece in pieces] == [
        ("same", "Ring us on"),
        ("removed", "Monday."),
        ("added", "Tuesday or Friday."),
    ]


@given(st.text(max_size=200), st.text(max_size=200))
def test_nothing_of_the_new_text_is_lost(before: str, after: str) -> None:
    pieces = history.words(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after


def test_entries_of_a_list() -> None:
    found = history.difference(["a", "b", "c"], ["c", "a", "d"])
    assert (found.removed, found.added, found.kept, found.reordered) == (["b"], ["d"], ["c", "a"], True)


def test_one_approval_is_one_change_with_both_names(session: Session, record: Service) -> None:
    draft = drafts.propose(session, record, {"summary": "Other words.", "cost": "paid"}, origin="staff", by="ada")
    drafts.approve(session, draft, "ben")
    session.expire_all()
    [change] = history.changes(session, "service", record.id)
    assert (change.by, change.action) == ("ada", "edit")
    assert change.draft is not None
    assert change.draft.decided_by == "ben"
    assert {line.field for line in change.lines} == {"summary", "cost"}


@pytest.mark.parametrize(("status", "action"), [("paused", "close"), ("ended", "close"), ("active", "reopen")])
def test_closing_and_opening_are_called_so(session: Session, record: Service, status: str, action: str) -> None:
    if status == "active":
        edit_service(session, record, {"status": "paused"}, by="ada")
    draft = drafts.propose(session, record, {"status": status, "status_note": "From May."}, origin="staff", by="ada")
    drafts.approve(session, draft, "ben")
    assert history.changes(session, "service", record.id)[0].action == action


def test_one_field_is_taken_back_through_the_same_approval(session: Session, record: Service) -> None:
    before = record.summary
    edit_service(session, record, {"summary": "Other words.", "cost": "paid"}, by="ada")
    [change] = history.changes(session, "service", record.id)
    line = next(line for line in change.lines if line.field == "summary")
    back = history.before_line(session, record, line.id)
    assert back == {"summary": before}
    draft = drafts.propose(session, record, back, origin="revert", by="ada")
    assert record.summary == "Other words."
    drafts.approve(session, draft, "ben")
    assert (record.summary, record.cost) == (before, "paid")
    assert history.changes(session, "service", record.id)[0].action == "revert"


def test_back_to_a_moment_takes_all_fields_of_any_kind_with_it(session: Session, record: Service) -> None:
    fields = [field for field in rules.EDITABLE if field not in ("needs", "organisation")]
    before = {field: rules.current(record, field) for field in fields}
    first = {
        "summary": "Other.", "phones": [], "minimum_age": 11, "ages_known": True, "email": "a@example.org",
        "locations": [{"name": "The hall"}], "basis.cost": "stated", "languages": [],
        "schedules": [{"byday": ["SA"], "valid_from": "2027-01-01"}],
    }  # fmt: skip
    edit_service(session, record, first, by="ada")
    edit_service(session, record, {"summary": "Again other.", "cost": "paid"}, by="cleo")
    session.expire_all()
    oldest = history.changes(session, "service", record.id)[-1]
    back = history.before_moment(session, record, oldest.lines[0].id)
    drafts.approve(session, drafts.propose(session, record, back, origin="revert", by="ada"), "ben")
    session.expire_all()
    assert {field: rules.current(record, field) for field in fields} == before


def test_lines_of_another_record_and_numbers_of_nothing_take_nothing_back(session: Session, record: Service) -> None:
    for line in (0, -1, 10**12, 999):
        assert history.before_line(session, record, line) == {}
        assert history.before_moment(session, record, line) == {}


def test_pages_of_history(session: Session, record: Service) -> None:
    for day in range(1, 6):
        moment = datetime(2026, 1, day, tzinfo=UTC)
        apply_values(session, record, {"summary": f"Day {day}."}, by="ada", action="edit", at=moment)
    pages = [history.changes(session, "service", record.id, page=page, size=2) for page in (1, 2, 3, 4)]
    assert [[change.at.day for change in page] for page in pages] == [[5, 4], [3, 2], [1], []]
    assert history.count(session, "service", record.id) == 5
