"""Themes with and without the copies of a letter: only where enough people sent nothing else to tell of them."""

from surveys.analysis.tables import Rules
from surveys.analysis.without_copies import without_copies

RULES = Rules()


def counted(said, copiers):
    """What is found when `copiers` sent nothing but a copy."""
    people = list(said)
    without = {person: codes for person, codes in said.items() if person not in copiers}
    codes = {code for spoke in said.values() for code in spoke}
    shown = {code: RULES.figure(sum(code in spoke for spoke in said.values()), len(people)) for code in codes}
    return without_copies(people, without, said, shown, RULES)


def people(cameras, clubs):
    said = {f"c{number}": {"cctv_more"} for number in range(cameras)}
    return said | {f"y{number}": {"youth_activities"} for number in range(clubs)}


def test_a_letter_of_many_is_told_with_and_without():
    found = counted(people(60, 100), {f"c{number}" for number in range(39)})
    assert [row["code"] for row in found["rows"]] == ["cctv_more"]
    assert (found["rows"][0]["figure"]["count"], found["rows"][0]["figure"]["base"]) == (60, 160)
    assert (found["rows"][0]["without"]["count"], found["rows"][0]["without"]["base"]) == (20, 120)


def test_a_letter_of_a_few_is_not_told():
    assert counted(people(60, 100), {f"c{number}" for number in range(9)}) is None


def test_a_theme_of_which_few_are_left_is_not_told():
    assert counted(people(45, 100), {f"c{number}" for number in range(39)}) is None


def test_few_who_changed_a_theme_beside_many_of_another_are_not_told():
    copiers = {f"c{number}" for number in range(30)} | {f"y{number}" for number in range(9)}
    assert [row["code"] for row in counted(people(60, 100), copiers)["rows"]] == ["cctv_more"]


def test_nobody_copied_nothing_to_tell():
    assert counted(people(60, 100), set()) is None
