"""Where two sets of people differ: tests as in the textbooks, and only what is left after Holm's correction."""

import pytest

from surveys.analysis.differences import differences, share_test
from surveys.analysis.statistics import figure


def test_chi_squared_as_in_the_textbook() -> None:
    # Agresti, An Introduction to Categorical Data Analysis, table 2.3 (aspirin): X2 = 25.01 with 1 df, p < 0.0001.
    name, p = share_test((189, 11034), (104, 11037))
    assert name == "chi_squared"
    assert p == pytest.approx(5.69e-7, rel=0.01)


def test_fishers_tea_is_tested_exactly() -> None:
    # Fisher, The Design of Experiments: 3 of 4 and 1 of 4; two-sided p = 34/70.
    name, p = share_test((3, 4), (1, 4))
    assert name == "fisher"
    assert p == pytest.approx(34 / 70)


def test_nothing_to_test_is_no_difference() -> None:
    assert share_test((50, 50), (40, 40)) == ("chi_squared", 1.0)
    assert share_test((0, 50), (0, 40)) == ("chi_squared", 1.0)
    with pytest.raises(ValueError, match="share"):
        share_test((5, 4), (1, 4))


def test_only_what_chance_would_hardly_make_is_said() -> None:
    young = {code: figure(count, 100) for code, count in {"a": 60, "b": 30, "c": 40}.items()}
    adults = {code: figure(count, 200) for code, count in {"a": 40, "b": 55, "c": 5}.items()}
    found = differences(young, adults, ["a", "b", "c", "never"])
    # The third is hidden for adults: it is neither tested nor told.
    assert found["tested"] == 2
    assert [(row["code"], row["points"]) for row in found["rows"]] == [("a", 40)]


def test_holm_makes_testing_many_things_harder() -> None:
    # 20% and 30% of 200: p about 0.02 alone, and no difference among twenty of the like.
    first = {str(number): figure(40, 200) for number in range(20)}
    second = {str(number): figure(60, 200) for number in range(20)}
    assert len(differences(first, second, ["1"])["rows"]) == 1
    assert differences(first, second, [str(number) for number in range(20)])["rows"] == []
