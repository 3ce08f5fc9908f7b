"""Tests of two shares against published examples and statsmodels, and the rules of domain.md §4."""

import pytest
from scipy.stats import chi2_contingency
from statsmodels.stats.proportion import proportion_confint

from surveys.analysis.comparison import Share, difference, holm, share_of_percent
from surveys.analysis.waves import Reading, WaveView, compare


def wave(series: str, code: str, mode: str, base: int | None, **readings: Reading) -> WaveView:
    return WaveView(
        f"{series}/{code}", series, code, code, "young_person", code, mode, "unknown", "", base, "", False, readings
    )


def test_the_papers_drug_taking_is_not_significant_at_500_each() -> None:
    assert difference(share_of_percent(37, 500), share_of_percent(34, 500)).p == pytest.approx(0.3215, abs=0.0005)


@pytest.mark.parametrize(("first", "second"), [((450, 500), (470, 500)), ((3, 40), (9, 35)), ((1, 10), (1, 1000))])
def test_the_pooled_test_is_the_chi_squared_test_of_the_table(first: tuple[int, int], second: tuple[int, int]) -> None:
    table = [[count, base - count] for count, base in (first, second)]
    expected = chi2_contingency(table, correction=False).pvalue
    assert difference(Share(*first), Share(*second)).p == pytest.approx(expected)


def test_newcombes_published_example() -> None:
    # Newcombe 1998 (Statistics in Medicine 17, 873-890), table II (a): 56/70 less 48/80 is .2, .0524 to .3339.
    found = difference(Share(48, 80), Share(56, 70))
    assert (found.points, found.low, found.high) == pytest.approx((20, 5.24, 33.39), abs=0.01)


def test_everybody_in_both_is_no_change() -> None:
    assert difference(Share(10, 10), Share(20, 20)).p == 1


def test_wilson_is_that_of_statsmodels() -> None:
    low, high = proportion_confint(81, 263, method="wilson")
    assert Share(81, 263).interval == pytest.approx((100 * low, 100 * high))


def test_holms_correction_by_hand() -> None:
    # .01*3, .03*2, max(.06, .04): Holm 1979.
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []


def test_a_mark_needs_holm_and_a_claim_only_the_test() -> None:
    # 90% to 94% of 500 is p = .02 by itself; one of seventeen tests it is not.
    before = {"happy_area": Reading(90, 500), "safe_parks": Reading(50, 500), "safety_gangs": Reading(52, 500)}
    after = {
        "happy_area": Reading(94, 500, None, True),
        "safe_parks": Reading(51, 500),
        "safety_gangs": Reading(35, 500),
    }
    found = compare(wave("y", "2019", "in_person", 500, **before), wave("y", "2021", "in_person", 500, **after))
    changes = {change.measure: change for change in found.changes}
    assert found.tests == 3
    assert changes["happy_area"].test is not None
    assert changes["happy_area"].test.p == pytest.approx(0.0197, abs=0.0005)
    assert changes["happy_area"].adjusted == pytest.approx(2 * 0.0197, abs=0.001)
    assert changes["happy_area"].state == "marked"
    assert not changes["happy_area"].disagrees
    assert changes["safe_parks"].state == "not_marked"


@pytest.mark.parametrize(
    ("modes", "series", "state"),
    [
        (("in_person", "online"), ("y", "y"), "other_mode"),
        (("in_person", "unknown"), ("y", "adults"), "other_mode"),
        (("in_person", "unknown"), ("y", "y"), "marked"),
        (("online", "online"), ("y", "adults"), "marked"),
    ],
)
def test_no_mark_across_modes(modes: tuple[str, str], series: tuple[str, str], state: str) -> None:
    first = wave(series[0], "a", modes[0], 500, happy_area=Reading(50, 500))
    second = wave(series[1], "b", modes[1], 500, happy_area=Reading(90, 500))
    assert compare(first, second).changes[0].state == state


def test_an_unknown_base_cannot_be_tested_but_says_what_the_claim_would_need() -> None:
    first = wave("y", "2019", "unknown", None, concern_drug_taking=Reading(37, None))
    second = wave("y", "2021", "in_person", 500, concern_drug_taking=Reading(34, 500, None, True))
    change = compare(first, second).changes[0]
    assert (change.state, change.test, change.adjusted) == ("no_base", None, None)
    assert change.supposed == pytest.approx(0.32, abs=0.005)
