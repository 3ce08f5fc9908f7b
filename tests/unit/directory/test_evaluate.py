"""The search set keeps its measure: nobody may make search worse without noticing."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory import queries
from directory.evaluate import QUERIES, Score, evaluate
from directory.models import Service
from directory.search import Search, search


@pytest.fixture
def scores(seeded_session: Session) -> dict[str, Score]:
    return {score.language: score for score in evaluate(seeded_session, old=True)}


@pytest.mark.parametrize("language", ["en", "pl", "ar"])
def test_most_people_find_help_among_the_first_three(scores: dict[str, Score], language: str) -> None:
    score = scores[language]
    assert score.found >= 0.8 * score.asked, score.missed


def test_hardly_anything_is_offered_for_what_is_not_held(scores: dict[str, Score]) -> None:
    assert sum(score.false for score in scores.values()) <= 2, [score.missed for score in scores.values()]


@pytest.mark.parametrize("path", sorted(QUERIES.glob("*.jsonl")), ids=lambda path: path.stem)
def test_what_a_query_expects_is_in_the_directory(seeded_session: Session, path: Path) -> None:
    slugs = set(seeded_session.scalars(select(Service.slug)))
    entries = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [entry for entry in entries if not set(entry["expect"]) <= slugs] == []


def test_the_printed_languages_have_each_their_independent_queries(seeded_session: Session) -> None:
    scores = evaluate(seeded_session)
    assert {score.language for score in scores} == {path.stem for path in QUERIES.glob("*.jsonl")}
    assert all(score.asked + score.not_held >= 18 and score.not_held >= 4 for score in scores)


def test_in_no_language_is_the_search_much_worse_than_printed(seeded_session: Session) -> None:
    scores = evaluate(seeded_session)
    assert all(score.found >= 0.65 * score.asked for score in scores), [(one.language, one.found) for one in scores]
    assert sum(score.found for score in scores) >= 0.82 * sum(score.asked for score in scores)
    assert sum(score.false for score in scores) <= 12


def test_a_first_letter_nobody_hears_and_one_common_word_do_not_mislead(seeded_session: Session) -> None:
    """One word of a record's phrase ("keep my son busy") once hid every service for knives."""
    result = search(seeded_session, Search(q="my son carrys a nife"))
    assert result.corrected["nife"] == "knife"
    found = queries.services_by_id(seeded_session, [hit.id for hit in result.hits[:3]])
    assert all("violence_knife_crime" in service.needs for service in found)
