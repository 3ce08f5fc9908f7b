"""Tables that are published together: the unlucky cases of rounding, where one table could give another's cell away."""

from surveys.analysis.codebook import codebook
from surveys.analysis.statistics import bounds, hidden_cells, partition
from surveys.analysis.tables import Rules, enough, figures, groups, spread
from tests.support.attack import Attack

RULES = Rules()
LIGHT, HOSTELS = "lighting_design", "hostels_planning"


def said(**numbers: int) -> dict[str, set[str]]:
    """So many people for each set of codes; "both" have both."""
    people: dict[str, set[str]] = {}
    for name, number in numbers.items():
        for place in range(number):
            codes = {LIGHT, HOSTELS} if name == "both" else {name}
            people[f"{name}-{place}"] = codes
    return people


def planning(people: dict[str, set[str]]) -> dict[str, int | None]:
    """What is published of the group with two codes: its own figure, and theirs."""
    made = spread(people, dict.fromkeys(people, "resident"), 10)
    shown = figures(made, RULES)["all"]
    group = next(
        one for one in groups(people, codebook(), shown, made.base, RULES) if one["group"] == "planning_infrastructure"
    )
    return {"group": group["figure"]["count"]} | {row["code"]: row["figure"]["count"] for row in group["rows"]}


def test_a_groups_figure_does_not_tell_how_many_are_behind_a_hidden_theme() -> None:
    # 30 less at most 22: the hidden eight would be known to be six or more.
    assert planning(said(lighting_design=22, hostels_planning=8, jobs_training=40)) == {
        "group": None,
        LIGHT: 20,
        HOSTELS: None,
    }


def test_a_groups_figure_stays_where_it_tells_nothing() -> None:
    assert planning(said(lighting_design=20, both=6, hostels_planning=1, jobs_training=40))["group"] == 25
    assert planning(said(lighting_design=22, hostels_planning=12, jobs_training=40))["group"] == 35


def test_audiences_of_a_few_are_in_no_total() -> None:
    audience = {f"r{number}": "resident" for number in range(50)} | {"p": "professional"}
    assert enough(audience, 10) == ["resident"]
    made = spread({one: {LIGHT} for one in audience}, audience, 10)
    assert (made.base, made.counts[LIGHT]) == (50, {"resident": 50})


def test_people_told_of_before_are_no_cover_for_newcomers() -> None:
    counts = {"web": 40, "paper": 12, "chat": 1}
    assert hidden_cells(counts) == {"chat", "paper"}
    # Paper's ten were told in the version before: ten and a few less leave chat's one bare.
    assert hidden_cells(counts, floors={"paper": 10, "web": 38}) == {"chat", "paper", "web"}
    assert hidden_cells(counts | {"kiosk": 11}, floors={"paper": 10}) == {"chat", "kiosk"}


def test_bounds_are_what_a_published_count_can_stand_for() -> None:
    for rounding in (1, 2, 5, 10):
        for count in range(10, 60):
            cell = partition({"all": count}, rounding=rounding)["all"]["count"] or 0
            low, high = bounds(cell, rounding=rounding)
            assert low <= count <= high
            assert high - low < max(rounding, 1)


def test_two_audiences_and_all_leave_a_hidden_cell_wide() -> None:
    people = {f"r{number}": {LIGHT} for number in range(43)} | {f"y{number}": {LIGHT} for number in range(3)}
    audience = {one: "resident" if one[0] == "r" else "young_person" for one in people}
    others = {f"o{number}": {"jobs_training"} for number in range(20)}
    people, audience = people | others, audience | dict.fromkeys(others, "young_person")
    shown = figures(spread(people, audience, 10), RULES)
    assert shown["all"][LIGHT]["count"] == 45
    assert shown["resident"][LIGHT]["suppressed"]
    attack = Attack()
    attack.cell("all", *bounds(45))
    attack.whole("all", ["residents", "young people"])
    low, high = attack.range_of("young people")
    assert (low, high) == (0, 47)
