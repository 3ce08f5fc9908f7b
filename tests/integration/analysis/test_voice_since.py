"""What is said of order: what comes first now and in 2023, and why two orders on one page differ."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask import Flask

from surveys.analysis.statistics import figure
from webapp.documents import voice_compared, voice_parts

Said = Callable[..., str]


def rows(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    return [{"code": code, "figure": figure(count, 100)} for code, count in counts.items()]


@pytest.fixture
def said(app: Flask) -> Said:
    """The lines of "What has changed" that tell of a list, by what each audience spoke of (of 100 people)."""

    def told(list_of: str, language: str = "en", **audiences: Mapping[str, int]) -> str:
        tables = [{"audience": name, "rows": rows(counts)} for name, counts in audiences.items()]
        with app.test_request_context(f"/{language}/community-voice"):
            return " ".join(
                line.text for line in voice_compared.since({"themes": tables}).lines if line.table == list_of
            )

    return told


def test_what_came_first_then_and_now_has_not_changed(said: Said) -> None:
    now = {"cause_drug_trade": 40, "cause_lack_youth_provision": 30}
    assert said("since-causes", all=now) == (
        "Causes of violence: Drug dealing comes first now, with about 40 of 100 people."
        " It came first in 2023 too, so that has not changed."
    )


def test_another_first_is_told_with_its_place_in_2023(said: Said) -> None:
    now = {"cause_lack_youth_provision": 40, "cause_drug_trade": 30}
    assert said("since-causes", all=now).endswith("In 2023 it came in place 2.")
    now = {"cause_social_media": 50, **now}
    assert said("since-causes", all=now).endswith("In 2023 it was not among the first.")


def test_all_that_share_the_first_place_are_named(said: Said) -> None:
    now = {
        "cause_social_media": 40,
        "cause_drug_trade": 40,
        "cause_lack_youth_provision": 40,
        "cause_mental_health": 20,
    }
    told = said("since-causes", all=now)
    assert "Drug dealing" in told.split(" come first together now, each with about 40 of 100 people.")[0]
    assert "comes first now" not in told
    assert "Drug dealing came first in 2023 too: that has not changed." in told
    assert "came in place 2 in 2023." in told
    assert "was not among the first in 2023." in told


@pytest.mark.parametrize("first", ["safe_groups_company", "safe_lighting"])
def test_nothing_is_said_of_order_where_most_of_the_list_of_2023_is_not_shown(said: Said, first: str) -> None:
    told = said("since-safe", young_person={first: 40})
    few = "too few people now spoke of what came first in 2023, so we compare no order."
    assert told == f"What makes young people feel safe: {few}"
    half = said("since-safe", young_person={first: 40, "safe_phone": 20, "safe_cctv": 10})
    assert "comes first now" in half


def test_a_theme_that_2023_did_not_code_is_not_taken_for_hidden(said: Said) -> None:
    now = {"cause_social_media": 40, "cause_drug_trade": 20}
    assert "In 2023 it came in place 3." in said("since-causes-young", young_person=now)


def test_why_the_order_of_words_and_of_the_list_differ_is_said_where_both_stand(app: Flask) -> None:
    themes = [{"audience": "all", "rows": rows({"cause_drug_trade": 40})}]
    chosen = [
        {"question": "causes", "audience": "all", "base": figure(100, 100), "rows": rows({"social_media": 40})},
    ]
    with app.test_request_context("/en/community-voice"):
        both = voice_parts.causes({"themes": themes, "closed": chosen})
        assert any("can come in another order" in note for note in both.notes)
        assert not voice_parts.causes({"themes": themes}).notes
