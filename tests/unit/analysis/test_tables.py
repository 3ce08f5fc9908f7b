"""Tables that are published together: the unlucky cases of rounding, where one table could give another's cell away."""

from surveys.analysis.codebook import codebook
from surveys.analysis.statistics import Earlier, bounds, covers, hidden_cells, partition
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
    assert hidden_cells(counts, earlier=Earlier({"paper": 10, "web": 38})) == {"chat", "paper", "web"}
    assert hidden_cells(counts | {"kiosk": 11}, earlier=Earlier({"paper": 10})) == {"chat", "kiosk"}


def test_a_total_is_hidden_where_most_of_it_was_told_before() -> None:
    people = {f"r{number}": {LIGHT} for number in range(12)} | {f"y{number}": {LIGHT} for number in range(4)}
    others = {f"o{number}": {"jobs_training"} for number in range(20)}
    audience = {one: "resident" if one[0] == "r" else "young_person" for one in people | others}
    made = spread(people | others, audience, 10)
    assert figures(made, RULES)["all"][LIGHT]["count"] == 15
    # Ten residents were told of before: of the 15 that are told now at most seven can be young.
    told = {LIGHT: RULES.earlier(10, {"resident": 10}, ["resident", "young_person"])}
    shown = figures(made, RULES, told)
    assert all(shown[name][LIGHT]["suppressed"] for name in ("all", "resident", "young_person"))
    assert shown["all"]["jobs_training"]["count"] == 20


def test_an_audience_that_was_too_small_is_not_hidden_by_those_whom_the_total_told_of() -> None:
    # Eleven were told of together, none of them of business: of twelve now one is, and few can be.
    counts = {"resident": 7, "young_person": 3, "professional": 1, "business": 1}
    told = Earlier.of(10, {}, ["resident", "young_person", "professional"])
    assert covers(counts, set(counts))
    assert not covers(counts, set(counts), earlier=told)
    assert covers(counts | {"resident": 19}, set(counts), earlier=told)
    # Who were hidden together then go on hiding one another.
    assert covers(counts | {"business": 0}, {"resident", "young_person", "professional"}, earlier=told)


def test_what_was_hidden_together_stays_hidden_while_showing_it_would_tell_how_few_they_were() -> None:
    # Of 80 the residents' 60 were told; 21 others, who were 9 and 12.
    earlier = Earlier.of(80, {"resident": 60})
    counts = {"resident": 60, "young_person": 10, "business": 12}
    assert hidden_cells(counts) == set()
    assert hidden_cells(counts, earlier=earlier) == {"young_person", "business"}
    # Hidden in part it would tell the same: what was hidden then, less all of the business people of now.
    assert hidden_cells(counts | {"young_person": 9, "resident": 61}, earlier=earlier) == {"young_person", "business"}
    grown = {"resident": 60, "young_person": 25, "business": 30}
    assert hidden_cells(grown, earlier=earlier) == set()
    # An audience that was not counted then was not among the hidden.
    late = counts | {"professional": 40}
    among = Earlier.of(80, {"resident": 60}, ["resident", "young_person", "business"])
    assert hidden_cells(late, earlier=among) == {"young_person", "business"}
    attack = Attack()
    attack.cell("then", *bounds(80))
    attack.cell("residents then", *bounds(60))
    attack.whole("then", ["residents then", "young then", "business then"])
    attack.at_most([(1, "business then")], bounds(10)[1])
    assert attack.range_of("young then")[0] > 1


def test_a_cell_covers_no_more_than_the_people_whom_it_is_of() -> None:
    # 115 less the residents and the young leave 19 or more; of 12 professionals at most 12, so of business seven.
    counts = {"resident": 75, "young_person": 17, "professional": 12, "business": 9}
    assert hidden_cells(counts) == {"professional", "business"}
    bases = {"resident": 90, "young_person": 40, "professional": 12, "business": 12}
    assert hidden_cells(counts, bases=bases) == {"young_person", "professional", "business"}
    assert hidden_cells(counts, bases=bases | {"professional": 30}) == {"professional", "business"}


def test_events_cover_one_another_and_so_do_the_ways_that_people_answer_at_them() -> None:
    # Notes of events are counted by channel too: 59 of these, less the walk's 50, leave the fair bare.
    counts, events = {"walk": 50, "fair": 9, "no_event": 20}, [({"walk", "fair"}, Earlier())]
    assert hidden_cells(counts) == {"fair", "no_event"}
    assert hidden_cells(counts, within=events) == {"fair", "walk"}
    assert hidden_cells({"fair": 9, "no_event": 40}, within=[({"fair"}, Earlier())]) == {"fair", "no_event"}
    assert hidden_cells({"walk": 60, "fair": 12, "no_event": 4}, within=events) == {"no_event", "fair"}
    # And of 49 at events, less 40 notes, nine answered at a screen.
    channels = {"event": 40, "kiosk": 9, "web": 38, "chat": 2}
    assert hidden_cells(channels) == {"chat", "kiosk"}
    nothing = Earlier()
    assert hidden_cells(channels, within=[({"event", "kiosk"}, nothing), ({"web", "chat"}, nothing)]) == set(channels)


def test_ways_to_answer_at_events_that_were_hidden_together_are_not_told_while_that_tells_how_few_one_was() -> None:
    # Then 30 or more were at events, of whom at most 27 answered as one does now: the other way had three or more.
    now = {"event": 25, "kiosk": 13, "web": 60, "chat": 20}
    at_events = {"event", "kiosk"}
    assert hidden_cells(now) == set()
    assert hidden_cells(now, within=[(at_events, Earlier({}, 30))]) == at_events
    assert hidden_cells(now | {"event": 40, "kiosk": 31}, within=[(at_events, Earlier({}, 30))]) == set()


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
