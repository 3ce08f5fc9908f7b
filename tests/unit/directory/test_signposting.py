"""Totals of champions: nobody can work out a small count, and nothing is hidden without need."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory import signposting
from directory.models import Service, Signposting
from directory.signposting import AGE_BANDS, FEWEST, HIDDEN, LANGUAGES, UNDER, Entry, SignpostingError, suppress
from webapp.i18n import languages

TODAY = date(2026, 11, 21)


def entry(**changes: object) -> Entry:
    values = {"need": "domestic_abuse", "language": "so", "age_band": "25-64", "day": date(2026, 10, 5)}
    return Entry(**{**values, **changes})  # type: ignore[arg-type]


def could_be(shown: dict[str, int | str], total: int, *, at_least: int) -> dict[str, set[int]]:
    """What each untold count may be, tried one by one: hidden ones are `at_least` so big."""
    untold = [code for code, value in shown.items() if isinstance(value, str)]
    left = total - sum(value for value in shown.values() if isinstance(value, int))
    ranges = [range(1, FEWEST) if shown[code] == UNDER else range(at_least, left + 1) for code in untold]
    found: dict[str, set[int]] = {code: set() for code in untold}
    for values in product(*ranges):
        if sum(values) == left:
            for code, value in zip(untold, values, strict=True):
                found[code].add(value)
    return found


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=3, max_size=5))
def test_a_small_count_can_always_be_two_numbers(numbers: list[int]) -> None:
    counts = {str(place): number for place, number in enumerate(numbers)}
    total = sum(numbers)
    shown = suppress(counts)
    assert all(value == counts[code] for code, value in shown.items() if isinstance(value, int))
    assert not any(isinstance(shown[code], int) for code, number in counts.items() if 0 < number < FEWEST)
    if total < FEWEST:
        return
    possible = could_be(shown, total, at_least=0)
    assert all(len(values) > 1 for values in possible.values()), (counts, shown)
    # Nor for one who knows the rule, where what is hidden is five or more.
    if all(counts[code] for code, value in shown.items() if value == HIDDEN):
        known = could_be(shown, total, at_least=FEWEST)
        assert all(len(known[code]) > 1 for code, value in shown.items() if value == UNDER), (counts, shown)


def test_one_small_count_hides_the_next_smallest_and_no_more() -> None:
    assert suppress({"a": 3, "b": 20, "c": 8, "d": 0}) == {"a": UNDER, "b": 20, "c": HIDDEN, "d": 0}


def test_counts_that_are_large_are_told_as_they_are() -> None:
    assert suppress({"a": 5, "b": 20, "c": 0}) == {"a": 5, "b": 20, "c": 0}


def test_two_fours_of_eight_are_not_given_away_by_their_sum() -> None:
    shown = suppress({"a": 4, "b": 4, "c": 0})
    assert shown["c"] == HIDDEN


def test_the_languages_are_those_of_the_one_list() -> None:
    assert (*languages(), "other") == tuple(sorted(LANGUAGES, key=[*languages(), "other"].index))


def test_an_entry_is_logged_and_only_its_champion_takes_it_back(seeded_session: Session) -> None:
    row = signposting.log(seeded_session, "me", entry(ward="burnt-oak", service="victim-support"), today=TODAY)
    service = seeded_session.scalar(select(Service).where(Service.slug == "victim-support"))
    assert service
    assert (row.need, row.ward, row.service_id) == ("domestic_abuse", "burnt-oak", service.id)
    assert signposting.delete(seeded_session, "somebody else", row.id) is False
    assert signposting.delete(seeded_session, "me", "nothing\x00") is False
    assert signposting.delete(seeded_session, "me", row.id) is True
    assert signposting.entries(seeded_session, "me") == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("need", "nonsense"),
        ("need", "a\x00\ud800"),
        ("ward", "camden"),
        ("language", "xx"),
        ("language", ""),
        ("age_band", "300"),
        ("service", "nothing-here"),
        ("service", "\x00"),
        ("day", TODAY + timedelta(days=1)),
        ("day", TODAY - timedelta(days=366)),
    ],
)
def test_what_is_no_choice_is_refused_by_the_name_of_its_field(
    seeded_session: Session, field: str, value: object
) -> None:
    with pytest.raises(SignpostingError) as error:
        signposting.log(seeded_session, "me", entry(**{field: value}), today=TODAY)
    assert error.value.field == field
    assert seeded_session.scalars(select(Signposting)).all() == []


def test_own_totals_are_whole_and_nobody_elses(seeded_session: Session) -> None:
    for day in (date(2026, 10, 5), date(2026, 11, 2), date(2026, 11, 3)):
        signposting.log(seeded_session, "me", entry(day=day), today=TODAY)
    signposting.log(seeded_session, "other", entry(), today=TODAY)
    assert signposting.own_totals(seeded_session, "me") == {
        "need": {"domestic_abuse": 3},
        "month": {"2026-11": 2, "2026-10": 1},
    }


def test_totals_of_all_cover_whole_months_and_hide_small_counts(seeded_session: Session) -> None:
    for day in range(1, 8):
        signposting.log(seeded_session, "me", entry(day=date(2026, 10, day), ward="burnt-oak"), today=TODAY)
    for champion in ("me", "other"):
        signposting.log(seeded_session, champion, entry(day=date(2025, 12, 1), need="hate_crime"), today=TODAY)
    # This month still runs: nobody shall watch entries come in one by one.
    signposting.log(seeded_session, "me", entry(day=date(2026, 11, 20)), today=TODAY)
    totals = signposting.all_totals(seeded_session, today=TODAY)
    assert (totals.first, totals.last, totals.total) == (date(2025, 11, 1), date(2026, 10, 31), 9)
    tables = {table.dimension: table.counts for table in totals.tables}
    assert tables["need"]["hate_crime"] == UNDER
    assert tables["need"]["domestic_abuse"] == HIDDEN
    assert tables["ward"]["burnt-oak"] == HIDDEN
    assert next(iter(tables["month"])) == "2025-11"
    assert list(tables["month"])[-1] == "2026-10"
    assert set(tables["age_band"]) == set(AGE_BANDS)
    assert tables["age_band"]["25-64"] == 9


def test_a_total_under_five_is_not_told(seeded_session: Session) -> None:
    signposting.log(seeded_session, "me", entry(), today=TODAY)
    totals = signposting.all_totals(seeded_session, today=TODAY)
    assert totals.total == UNDER
    assert {value for table in totals.tables for value in table.counts.values()} == {0, UNDER}
