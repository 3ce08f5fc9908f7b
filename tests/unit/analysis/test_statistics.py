"""Figures for the public: intervals as published elsewhere, and nobody to be picked out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.analysis.statistics import figure, hidden_cells, partition, round_to, wilson


def test_wilson_as_in_the_textbook():
    # Newcombe (1998), table I: 81 of 263 gives 0.2553 to 0.3662.
    low, high = wilson(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


def test_wilson_refuses_what_is_no_share():
    for count, base in ((3, 2), (1, 0), (-1, 5)):
        with pytest.raises(ValueError, match="share"):
            wilson(count, base)


def test_small_counts_are_hidden_and_the_rest_rounded():
    assert figure(9, 100)["suppressed"]
    assert figure(9, 100)["count"] is None
    shown = figure(23, 101)
    assert (shown["count"], shown["base"], shown["percent"]) == (25, 100, 25)


def test_a_small_base_hides_everything():
    assert figure(8, 8) == {
        "count": None,
        "base": None,
        "percent": None,
        "low": None,
        "high": None,
        "suppressed": True,
    }


def test_one_hidden_cell_takes_a_second_with_it():
    assert hidden_cells({"web": 200, "paper": 40, "chat": 4}) == {"chat", "paper"}
    assert hidden_cells({"web": 200, "paper": 40, "chat": 30}) == set()
    assert hidden_cells({"web": 200, "paper": 0}) == set()


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 60), min_size=2, max_size=8))
def test_no_small_cell_can_be_worked_out_from_the_total(counts):
    shown = partition(counts)
    assert all(shown[key]["suppressed"] for key in counts if counts[key] < 10)
    hidden = [key for key, cell in shown.items() if cell["suppressed"] and counts[key] > 0]
    # What is left of the total is either nothing, or at least two cells that hold ten people together.
    if hidden and any(not cell["suppressed"] for cell in shown.values()):
        assert len(hidden) >= 2
        assert sum(counts[key] for key in hidden) >= 10


@given(st.integers(0, 500), st.integers(10, 500))
def test_shares_come_from_the_rounded_numbers_alone(count, base):
    cell = figure(min(count, base), base)
    if not cell["suppressed"]:
        assert cell["count"] % 5 == 0
        assert cell["percent"] == round(100 * cell["count"] / cell["base"])
        assert 0 <= cell["low"] <= cell["percent"] <= cell["high"] <= 100


def test_rounding_goes_to_the_nearest_five():
    assert [round_to(count) for count in (10, 12, 13, 17, 18)] == [10, 10, 15, 15, 20]
