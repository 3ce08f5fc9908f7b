"""The mapping's figures, coverage and unmet demand as values."""

from datetime import date, timedelta
from threading import Thread

import pytest
from sqlalchemy import create_engine, event, select
from sqlalchemy.orm import Session

from directory import coverage, demand, taxonomy, wanting
from directory.filters import Search
from directory.models import UnmetDemand
from directory.search import search
from directory.seed import loader
from directory.signposting import HIDDEN, UNDER
from directory.summary import mapping_summary, summary
from tests.factories.directory import SeedFolder

# domain.md 1, as printed: figure, unit, of how many, section.
PUBLISHED = {
    "services": (53, "count", None, "SNA 5.1"),
    "preventative": (66, "percent", 53, "SNA 5.1"),
    "reactive": (64, "percent", 53, "SNA 5.1"),
    "both": (36, "percent", 53, "SNA 5.1"),
    "statutory": (30, "count", 53, "SNA 5.1"),
    "statutory_reactive": (83, "percent", 30, "SNA 5.1"),
    "statutory_preventative": (50, "percent", 30, "SNA 5.1"),
    "statutory_both": (36, "percent", 30, "SNA 5.1"),
    "mentoring": (56, "percent", 53, "SNA 5.2.3"),
    "emotional_support": (43, "percent", 53, "SNA 5.2.3"),
    "information_education": (43, "percent", 53, "SNA 5.2.3"),
    "targeted_vcs": (5, "count", 53, "SNA 5.2.6"),
    "drop_ins": (7, "count", 53, "SNA 5.2.3"),
    "statutory_under_25_or_adults": (56, "percent", 30, "SNA 5.4"),
    "statutory_temporary_funding": (70, "percent", 30, "SNA 6.2"),
}
TODAY = date(2026, 11, 19)  # a Thursday


def test_each_published_figure_is_the_papers(seeded_session: Session) -> None:
    found = {
        one.code: (one.published, one.unit, one.published_of, one.source) for one in mapping_summary(seeded_session)
    }
    assert found == PUBLISHED


def test_no_figure_counts_more_than_there_are_and_each_says_what_it_rests_on(seeded_session: Session) -> None:
    found = summary(seeded_session)
    for figure in found.figures:
        assert figure.computed + figure.unknown <= figure.base
        assert figure.stated + figure.inferred <= figure.computed
        assert figure.agrees == (figure.code in ("services", "targeted_vcs", "drop_ins")), figure.code
    assert {one.total for one in found.breakdowns} == {53}
    assert {one.stated + one.inferred + one.unknown for one in found.bases} == {53}


def load(session: Session, seed: SeedFolder) -> coverage.Coverage:
    loader.load(session, seed.root)
    return coverage.coverage(session)


def test_only_what_can_be_got_into_counts(session: Session, seed: SeedFolder) -> None:
    ages = {"ages_known": True, "minimum_age": 11, "maximum_age": 17}
    seed.service(**ages)
    seed.service(slug="no-way-in", way_in_known=False, way_in="", **ages)
    seed.service(slug="ended", status="ended", **ages)
    seed.service(slug="for-staff", open_to=["professionals"], **ages)
    seed.service(slug="open-to-whom", open_to=["unknown"], **ages)
    found = load(session, seed)
    assert found.cell("domestic_abuse", "11-15").sure == 1
    assert found.cell("domestic_abuse").sure == 1


def test_ages_that_are_not_known_or_fit_in_part_only_may_serve(session: Session, seed: SeedFolder) -> None:
    seed.service()
    seed.service(slug="to-seventeen", ages_known=True, minimum_age=10, maximum_age=17)
    seed.service(slug="adults", ages_known=True, minimum_age=18)
    found = load(session, seed)
    assert found.cell("domestic_abuse", "0-10") == coverage.Cell(sure=0, part=1, unknown=1)
    assert found.cell("domestic_abuse", "16-17") == coverage.Cell(sure=1, part=0, unknown=1)
    assert found.cell("domestic_abuse", "65+") == coverage.Cell(sure=1, part=0, unknown=1)
    assert found.cell("domestic_abuse").sure == 3


def test_a_place_has_its_own_services_and_those_of_all_the_borough(session: Session, seed: SeedFolder) -> None:
    seed.service(areas=["hendon"], needs=["youth_activities"], ages_known=True, minimum_age=0)
    seed.service(slug="everywhere", ages_known=True, minimum_age=0)
    found = load(session, seed)
    assert {ward: cell.sure for ward, cell in found.by_ward("youth_activities").items() if cell.sure} == {"hendon": 1}
    assert found.cell("youth_activities", place="west").sure == 1
    assert found.cell("youth_activities", place="south").missing == "nobody"
    assert all(cell.sure == 1 for cell in found.by_ward("domestic_abuse").values())
    gaps = found.gaps()
    assert coverage.Gap("youth_activities", "11-15", "south", "nobody") in gaps
    assert not [gap for gap in gaps if gap.need == "youth_activities" and gap.place in ("west", "barnet")]
    # What is missing everywhere is said once.
    assert {gap.place for gap in gaps if gap.need == "housing_homelessness"} == {"barnet"}


def test_the_queries_do_not_grow_with_the_services(seeded_session: Session) -> None:
    coverage.coverage(seeded_session)
    said: list[str] = []
    event.listen(seeded_session.get_bind(), "before_cursor_execute", lambda *args: said.append(args[2]))
    coverage.coverage(seeded_session).gaps()
    assert len(said) <= 5
    said.clear()
    summary(seeded_session)
    assert len(said) <= 4


def test_the_drop_ins_are_told_by_place(seeded_session: Session) -> None:
    assert coverage.drop_ins(seeded_session).by_locality == {"east-central": 2, "south": 0, "west": 5}


def counted(session: Session) -> list[tuple[str, str, str, str, int]]:
    rows = session.scalars(select(UnmetDemand).order_by(UnmetDemand.id).execution_options(populate_existing=True))
    return [(row.week.isoformat(), row.need, row.ward, row.age_band, row.times) for row in rows]


def test_the_same_search_of_a_week_is_one_counter(session: Session) -> None:
    for day in (TODAY, TODAY - timedelta(days=3), TODAY + timedelta(days=3)):
        demand.record(session, "search", ["parenting"], "hendon", 12, today=day)
    demand.record(session, "search", [], "", None, today=TODAY + timedelta(days=4))
    assert counted(session) == [
        ("2026-11-16", "parenting", "hendon", "11-15", 3),
        ("2026-11-23", "unknown", "", "", 1),
    ]


@pytest.mark.parametrize(("age", "band"), [(0, "0-10"), (10, "0-10"), (17, "16-17"), (25, "18-25"), (120, "65+")])
def test_every_age_has_a_band(age: int, band: str) -> None:
    assert demand.age_band(age) == band


@pytest.mark.parametrize("age", [-1, 121])
def test_no_persons_age_is_refused(age: int) -> None:
    with pytest.raises(demand.DemandError):
        demand.age_band(age)


def test_counts_that_come_at_once_are_all_kept(session: Session) -> None:
    url = session.get_bind().engine.url
    engine = create_engine(url)

    def count() -> None:
        for _ in range(10):
            with Session(engine) as own:
                demand.record(own, "search", ["b", "a"], "", None, today=TODAY)
                own.commit()

    threads = [Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engine.dispose()
    assert demand.totals(session, TODAY) == {"a": 40, "b": 40}


def test_what_is_asked_for_and_not_there_stands_first(session: Session, seed: SeedFolder) -> None:
    seed.service(ages_known=True, minimum_age=0)
    held = load(session, seed)
    for need, weeks_ago in (("domestic_abuse", 0), ("domestic_abuse", 5), ("housing_homelessness", 20)):
        for _ in range(6):
            demand.record(session, "search", [need], "", None, today=TODAY - timedelta(weeks=weeks_ago))
    demand.record(session, "search", ["youth_activities"], "", None, today=TODAY - timedelta(weeks=52))
    rows = demand.against_supply(session, held, today=TODAY)
    # Twelve, but there is one service; six, and there is none.
    assert [(row.need, row.times, row.supply.sure) for row in rows] == [
        ("domestic_abuse", {4: 6, 13: 12, 52: 12}, 1),
        ("housing_homelessness", {4: 0, 13: 0, 52: 6}, 0),
    ]


def test_a_small_count_of_a_ward_is_not_told(session: Session, seed: SeedFolder) -> None:
    held = load(session, seed)
    for ward, times in (("hendon", 9), ("burnt-oak", 7), ("golders-green", 2)):
        for _ in range(times):
            demand.record(session, "search", ["domestic_abuse"], ward, None, today=TODAY)
    found = demand.split(session, held, "domestic_abuse", today=TODAY)
    assert {row.ward: row.times[52] for row in found.wards} == {
        "hendon": 9,
        "burnt-oak": HIDDEN,
        "golders-green": UNDER,
    }
    demand.record(session, "search", ["youth_activities"], "hendon", None, today=TODAY)
    assert demand.split(session, held, "youth_activities", today=TODAY).wards == []


def test_a_need_that_was_given_up_is_no_gap_and_its_demand_goes_on(session: Session, seed: SeedFolder) -> None:
    load(session, seed)
    demand.record(session, "search", ["youth_activities"], "", None, today=TODAY)
    demand.record(session, "search", ["housing_homelessness"], "", None, today=TODAY)
    taxonomy.retire_need(session, "youth_activities", "housing_homelessness", by="somebody")
    held = coverage.coverage(session)
    assert "youth_activities" not in {gap.need for gap in held.gaps()}
    assert demand.totals(session, TODAY) == {"housing_homelessness": 2}
    assert [row.times[4] for row in demand.against_supply(session, held, today=TODAY)] == [2]


@pytest.mark.parametrize(
    ("words", "need"),
    [("evicted", "housing_homelessness"), ("carrying a knife", "violence_knife_crime"), ("lgbtq", "lgbtq")],
)
def test_the_need_is_guessed_from_the_words(seeded_session: Session, words: str, need: str) -> None:
    assert wanting.needs_wanted(seeded_session, Search(q=words, spoken="xx"))[0] == need


def test_what_was_chosen_is_the_need_and_the_rest_is_not_clear(seeded_session: Session) -> None:
    assert wanting.needs_wanted(seeded_session, Search(q="knife", needs=("parenting",))) == ["parenting"]
    assert wanting.needs_wanted(seeded_session, Search(q="?!")) == ["unknown"]


@pytest.mark.parametrize(
    ("wanted", "unmet"),
    [
        (Search(q="knife", spoken="xx"), True),
        (Search(needs=("parenting",), spoken="xx"), True),
        (Search(q="knife"), False),
        (Search(q="parking fine"), False),
        (Search(spoken="xx"), False),
        (Search(q="knife", spoken="xx", page=2), False),
    ],
)
def test_only_help_that_was_not_found_is_unmet(seeded_session: Session, wanted: Search, unmet: bool) -> None:
    assert wanting.is_unmet(wanted, search(seeded_session, wanted)) is unmet
