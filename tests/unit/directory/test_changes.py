"""What staff change is kept with who did it; what cannot be is refused."""

import json
from typing import Any

import pytest
from sqlalchemy.orm import Session

from directory import queries
from directory.changes import ChangeError, edit_service, history
from directory.models import Service
from directory.search import Search, search
from directory.seed.loader import load
from tests.factories.directory import SeedFolder


@pytest.fixture
def record(session: Session, seed: SeedFolder) -> Service:
    load(session, seed.root)
    found = queries.service_by_slug(session, "safe-harbour")
    assert found is not None
    return found


def test_a_change_is_written_down(session: Session, record: Service) -> None:
    assert edit_service(session, record, {"summary": "New.", "way_in": record.way_in}, by="editor-1") == ["summary"]
    [change] = history(session, "service", record.id)
    assert (change.field_name, change.updated_by, change.last_action_type) == ("summary", "editor-1", "edit")
    assert json.loads(change.previous_value) == "Talks with people who were hurt at home."
    assert json.loads(change.replacement_value) == "New."


def test_taking_the_way_in_away_says_that_it_is_not_known(session: Session, record: Service) -> None:
    edit_service(session, record, {"way_in": " "}, by="editor-1")
    assert (record.way_in, record.way_in_known, record.is_door) == ("", False, False)


def test_search_sees_a_change_at_once(seeded_session: Session) -> None:
    record = queries.service_by_slug(seeded_session, "colindale-food-bank")
    assert record is not None
    assert search(seeded_session, Search(q="kangaroos")).total == 0
    edit_service(seeded_session, record, {"synonyms": ["kangaroos"]}, by="editor-1")
    assert search(seeded_session, Search(q="kangaroos")).total == 1


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"summary": " "}, "empty"),
        ({"summary": "x" * 221}, "too_long"),
        ({"slug": "other"}, "not_editable"),
        ({"phones": [{"number": "ring me", "label": "", "all_hours": False}]}, "not_a_number"),
    ],
)
def test_what_cannot_be_is_refused(session: Session, record: Service, values: dict[str, Any], code: str) -> None:
    with pytest.raises(ChangeError) as caught:
        edit_service(session, record, values, by="editor-1")
    assert caught.value.code == code
