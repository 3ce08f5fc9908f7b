"""The search set keeps its measure: nobody may make search worse without noticing."""

import pytest
from sqlalchemy.orm import Session

from directory.evaluate import Score, evaluate


@pytest.fixture
def scores(seeded_session: Session) -> dict[str, Score]:
    return {score.language: score for score in evaluate(seeded_session)}


@pytest.mark.parametrize("language", ["en", "pl", "ar"])
def test_most_people_find_help_among_the_first_three(scores: dict[str, Score], language: str) -> None:
    score = scores[language]
    assert score.found >= 0.8 * score.asked, score.missed


def test_hardly_anything_is_offered_for_what_is_not_held(scores: dict[str, Score]) -> None:
    assert sum(score.false for score in scores.values()) <= 2, [score.missed for score in scores.values()]
