"""The types that hold more than an option or a text: grid, ranking, number, and a choice with "why?"."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.questions import (
    TYPES,
    Cleaned,
    InvalidAnswer,
    clean,
    doubt,
    is_complete,
    possible,
    raw_value,
    summarise,
)
from tests.unit.surveys.test_questions import asked

ROWS = {"rows": [{"code": "day", "label": "By day"}, {"code": "night", "label": "At night"}]}


def grid(**flags: set[str]) -> Any:
    return asked("grid", "safe", "unsafe", "dont_know", settings=ROWS, **flags)


def problem(question: Any, value: object) -> str:
    with pytest.raises(InvalidAnswer) as error:
        clean(question, value)
    return error.value.problem


def test_a_grid_keeps_one_option_for_each_row_in_the_rows_order():
    kept = clean(grid(), {"night": "unsafe", "day": "safe"})
    assert kept == Cleaned(choices=("day.safe", "night.unsafe"))
    assert clean(grid(), ["night.unsafe", "day.safe"]) == kept
    assert raw_value(grid(), kept) == {"day": "safe", "night": "unsafe"}
    assert possible(grid())[:2] == ["day.safe", "day.unsafe"]


@pytest.mark.parametrize(
    "value",
    [{"noon": "safe"}, {"day": "purple"}, {"day": 3}, {"day": ["safe"]}, ["day"], ["day."], "safe", {3: "safe"}],
)
def test_a_grid_refuses_rows_and_options_that_it_does_not_have(value):
    assert problem(grid(), value) == "unknown_option"


def test_a_grid_takes_no_two_options_for_a_row_and_an_empty_row_is_left_out():
    assert problem(grid(), ["day.safe", "day.unsafe"]) == "one_only"
    assert clean(grid(), {"day": "safe", "night": None}).choices == ("day.safe",)
    assert clean(grid(), {"day": "", "night": ""}).empty


def test_a_grid_is_complete_when_every_row_is_answered():
    assert not is_complete(grid(), ["day.safe"])
    assert is_complete(grid(), ["day.safe", "night.safe"])
    assert is_complete(asked("single", "a"), ["a"])


def test_a_grid_is_summed_up_row_by_row():
    question = grid(positive={"safe"}, outside_base={"dont_know"})
    summary = summarise(question, [["day.safe", "night.unsafe"], ["day.safe", "night.dont_know"], ["day.unsafe"], []])
    assert (summary.answered, summary.base) == (3, 3)
    assert summary.rows["day"].counts == {"safe": 2, "unsafe": 1, "dont_know": 0}
    assert (summary.rows["day"].base, summary.rows["day"].positive) == (3, 2)
    assert (summary.rows["night"].answered, summary.rows["night"].base) == (2, 1)


def ranking(**settings: int) -> Any:
    return asked("ranking", "a", "b", "c", "d", settings=settings)


def test_a_ranking_keeps_the_persons_order():
    assert clean(ranking(), ["c", "a"]).choices == ("c", "a")
    assert clean(ranking(), {"a": "2", "b": "", "c": "1"}).choices == ("c", "a")
    assert clean(ranking(), {"a": 4, "c": 1}).choices == ("c", "a")
    assert raw_value(ranking(), Cleaned(choices=("c", "a"))) == ["c", "a"]


def test_a_ranking_refuses_two_in_one_place_and_more_than_it_asks_for():
    assert problem(ranking(), {"a": "1", "b": "1"}) == "same_place"
    assert problem(ranking(most=2), ["a", "b", "c"]) == "too_many"
    for value in ({"a": "5"}, {"a": "0"}, {"a": "x"}, {"a": True}, {"z": "1"}, {"a": "-1"}, {"a": "9" * 5000}):
        assert problem(ranking(), value) == "unknown_option"


def test_a_ranking_is_summed_up_by_first_places_and_mean_place():
    summary = summarise(ranking(), [["a", "b"], ["b", "a"], ["b"]])
    assert summary.first == {"a": 1, "b": 2, "c": 0, "d": 0}
    assert summary.mean_rank == {"a": 1.5, "b": pytest.approx(4 / 3), "c": None, "d": None}
    assert (summary.counts["b"], summary.base) == (3, 3)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("3", 3),
        (" 12 ", 12),
        ("١٢", 12),
        ("۴", 4),
        ("१०", 10),
        ("1,200", 1200),
        ("1 200", 1200),
        ("1.200", 1200),
        (7, 7),
        (7.0, 7),
        ("7.0", 7),
        ("-0", 0),
    ],
)
def test_a_whole_number_is_read_in_the_digits_of_any_script(typed, number):
    assert clean(asked("number", settings={}), typed).number == number


@pytest.mark.parametrize(("typed", "number"), [("2.5", 2.5), ("2,5", 2.5), ("٢٫٥", 2.5), ("1.25", 1.25), (0.1, 0.1)])
def test_parts_are_taken_where_the_question_allows_them(typed, number):
    assert clean(asked("number", settings={"whole": False}), typed).number == number


@pytest.mark.parametrize(
    ("typed", "settings", "code"),
    [
        ("three", {}, "not_number"),
        ("1e5", {}, "not_number"),
        ("1,250", {"whole": False}, "not_number"),
        ("2.5", {}, "not_whole"),
        (True, {}, "not_number"),
        ([3], {}, "not_number"),
        (float("nan"), {}, "not_number"),
        (float("inf"), {"whole": False}, "not_number"),
        (10**400, {}, "not_number"),
        ("9" * 10_000, {}, "not_number"),
        ("0", {"least": 1}, "too_small"),
        ("-3", {"least": 0}, "too_small"),
        ("101", {"most": 100}, "too_big"),
    ],
)
def test_what_is_no_number_or_outside_the_limits_is_refused_with_its_reason(typed, settings, code):
    assert problem(asked("number", settings=settings), typed) == code


def test_an_unusual_number_is_doubted_and_taken():
    question = asked("number", settings={"usual_most": 40, "usual_least": 1})
    assert [doubt(question, clean(question, n)) for n in (0, 1, 40, 41)] == ["unusual", None, None, "unusual"]
    assert doubt(question, Cleaned()) is None


def test_numbers_are_summed_up_by_median_and_quartiles():
    summary = summarise(asked("number"), [[1.0], [2.0], [3.0], [4.0], [1000.0]])
    # Quartiles of type 7 (Hyndman and Fan 1996), as R and numpy give them by default.
    assert (summary.lower_quartile, summary.median, summary.upper_quartile) == (2, 3, 4)
    assert summary.base == 5
    assert summarise(asked("number"), [[6.0]]).median == 6
    assert summarise(asked("number"), []).median is None


def test_a_choice_with_why_keeps_both_in_one_answer():
    question = asked("closed_why", "yes", "no")
    both = clean(question, {"choice": "no", "why": " dark \x00 "})
    assert both == Cleaned(text="dark", choices=("no",))
    assert raw_value(question, both) == {"choice": "no", "why": "dark"}
    assert clean(question, "yes") == Cleaned(choices=("yes",))
    assert clean(question, {"choice": None, "why": "only words"}) == Cleaned(text="only words")
    assert clean(question, {"choice": "", "why": " "}).empty


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ({"choice": "maybe"}, "unknown_option"),
        ({"choice": ["yes", "no"]}, "one_only"),
        ({"choice": "yes", "other": 1}, "unknown_option"),
        ({"choice": "yes", "why": 7}, "not_text"),
        ({"why": "x" * 5001}, "too_long"),
    ],
)
def test_a_choice_with_why_refuses_what_is_neither(value, code):
    assert problem(asked("closed_why", "yes", "no"), value) == code


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["a", "day", "1"]),
        lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["a", "day", "why"]), inner),
        max_leaves=6,
    )
)
def test_what_is_kept_can_be_given_again(value):
    for kind in TYPES:
        options = ["a", "b"] if TYPES[kind].needs_options else []
        question = asked(kind, *options, settings=ROWS if kind == "grid" else {})
        try:
            kept = clean(question, value)
        except InvalidAnswer:
            continue
        assert clean(question, raw_value(question, kept)) == kept
