"""The baseline file: what SNA table 1 says, and every way in which a file can be wrong."""

import copy
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from surveys.analysis import census

Raw = dict[str, Any]


def raw() -> Raw:
    return copy.deepcopy(yaml.safe_load(census.FILE.read_text()))


def test_the_shipped_figures_are_those_of_the_paper_with_the_females_worked_out() -> None:
    held = census.shipped()
    assert (held.newest.universe, held.newest.of) == (389_300, "all residents")
    sex = held.group("sex")
    assert sex is not None
    assert {one.code: one.counts[2021] for one in sex.categories} == {"female": 200_900, "male": 188_400}
    assert "200,900" in sex.note
    age = held.group("age")
    assert age is not None
    assert [one.counts[2021] for one in age.categories] == [96_600, 26_080, 240_320, 26_300]


def _set(path: list[Any], value: Any) -> Callable[[Raw], None]:
    def change(values: Raw) -> None:
        for key in path[:-1]:
            values = values[key]
        values[path[-1]] = value

    return change


def _without(path: list[Any]) -> Callable[[Raw], None]:
    def change(values: Raw) -> None:
        for key in path[:-1]:
            values = values[key]
        del values[path[-1]]

    return change


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_set(["groups", 0, "categories", 0, "counts", 2021], 100), "wrong_sum"),
        (_set(["groups", 0, "categories", 0, "counts", 2021], -1), "negative"),
        (_set(["groups", 0, "categories", 0, "counts", 2021], "some"), "not_a_number"),
        (_set(["groups", 0, "categories", 0, "counts", 2021], 1.5), "not_a_number"),
        (_set(["groups", 0, "categories", 0, "counts", 2021], True), "not_a_number"),
        (_set(["years", 1, "universe"], 0), "not_a_number"),
        (_set(["groups", 0, "categories", 1, "options"], ["female"]), "twice"),
        (_set(["years"], "2021"), "not_a_list"),
        (_set(["years"], []), "no_years"),
        (_set(["groups"], []), "no_groups"),
        (_set(["groups"], [3]), "missing"),
        (_set(["name"], {"a": 1}), "not_text"),
        (_without(["groups", 0, "categories", 0, "counts", 2021]), "missing_year"),
        (_without(["groups", 0, "categories", 0, "counts"]), "missing"),
        (_without(["groups", 0, "categories", 0]), "one_category"),
        (_without(["groups", 1, "categories", 1]), "wrong_sum"),  # a band is missing
        (_set(["groups", 1, "categories", 1, "ages", "from"], 21), "gap_in_ages"),
        (_set(["groups", 1, "categories", 3, "ages", "to"], 99), "gap_in_ages"),
        (_set(["groups", 1, "categories", 1, "ages"], "all"), "missing"),
    ],
)
def test_a_wrong_file_is_refused_with_its_reason(change: Callable[[Raw], None], code: str) -> None:
    values = raw()
    change(values)
    with pytest.raises(census.BaselineError) as caught:
        census.parse(values)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfe\x00", "not_utf8"),
        (b"- a\n- b", "not_yaml"),
        (b"a: [", "not_yaml"),
        (b"a: &x [1]\nb: *x", "not_yaml"),
        (b"", "not_yaml"),
        (b"x" * 10_000_000, "too_large"),
        (b"[" * 100_000, "not_yaml"),
    ],
)
def test_what_is_no_file_of_ours_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(census.BaselineError) as caught:
        census.read(content, "b.yaml")
    assert caught.value.code == code


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(
                    ["years", "groups", "name", "source", "code", "categories", "counts", "ages", "from", "options"]
                ),
                inner,
            )
        ),
        max_leaves=20,
    )
)
def test_any_values_are_a_baseline_or_a_reason(values: Any) -> None:
    # Anything but a reason, such as a KeyError, fails the test.
    with suppress(census.BaselineError):
        census.parse(values if isinstance(values, dict) else {"years": values})


def test_csv_says_the_same_as_yaml() -> None:
    held = census.shipped()
    lines = [",".join(census.CSV_COLUMNS)]
    for group in held.groups:
        for one in group.categories:
            for year in held.years:
                ages = ["" if age is None else str(age) for age in (one.first_age, one.last_age)]
                cells = [str(year.year), str(year.universe), year.of, group.code, group.question, one.code]
                cells += [one.name, *ages, "|".join(one.options), str(one.counts[year.year])]
                lines.append(",".join(cells))
    read = census.read("\n".join(lines).encode(), "census.csv")
    assert read.years == held.years
    assert [group.categories for group in read.groups] == [group.categories for group in held.groups]


def test_a_csv_that_lacks_a_column_says_which() -> None:
    with pytest.raises(census.BaselineError) as caught:
        census.read(b"year,universe\n2021,5", "census.csv")
    assert (caught.value.code, "count" in caught.value.where) == ("missing", True)
