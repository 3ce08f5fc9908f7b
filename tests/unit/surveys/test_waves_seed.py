"""Every figure of the papers' table (domain.md section 4) is loaded, under a measure that we can count ourselves."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from surveys import queries
from surveys.measures import load_waves, measures
from surveys.models import Wave

# measure: young people 2019, young people 2021/22, adults 2021/22
PRINTED = {
    "happy_area": (90, 94, 85),
    "family_friendly": (84, 89, 83),
    "concern_drug_taking": (37, 34, None),
    "safe_parks": (79, 87, None),
    "safe_school_travel": (84, 90, None),
    "safety_knife_crime": (71, 51, None),
    "safety_gangs": (52, 35, None),
    "concern_crime": (56, 41, 36),
    "concern_litter": (37, 29, 26),
    "concern_traffic": (18, 26, 23),
    "safety_public_transport": (13, 20, None),
    "safety_bullying_online": (8, 14, None),
    "safety_bullying_in_person": (11, 15, None),
    "priority_crime_asb": (45, 41, None),
    "priority_harm": (43, 38, None),
    "priority_mental_health": (29, 29, None),
    "concern_roads_pavements": (None, None, 38),
}
WAVES = (("young-people", "2019"), ("young-people", "2021-22"), ("residents", "2021-22"))


@pytest.fixture
def waves(seeded_session):
    rows = seeded_session.scalars(sa.select(Wave).options(selectinload(Wave.measures)))
    return {(wave.series, wave.code): wave for wave in rows}


def test_every_printed_figure_is_there_and_no_other(waves):
    assert set(waves) == set(WAVES)
    for place, key in enumerate(WAVES):
        held = {row.measure: row.percent for row in waves[key].measures}
        assert held == {code: row[place] for code, row in PRINTED.items() if row[place] is not None}


def test_only_the_printed_base_and_mode_are_known(waves):
    assert [waves[key].base for key in WAVES] == [None, 500, None]
    assert [waves[key].mode for key in WAVES] == ["unknown", "in_person", "unknown"]
    assert {waves[key].sampling for key in WAVES} == {"unknown"}


def test_the_papers_claims_are_kept_as_claims(waves):
    claimed = {row.measure for row in waves["young-people", "2021-22"].measures if row.printed_significant}
    assert {"happy_area", "concern_drug_taking"} <= claimed
    assert not claimed & {"family_friendly", "concern_crime", "priority_harm"}


@pytest.mark.parametrize(("series", "slug"), [("young-people", "young-person-2026"), ("residents", "resident-2026")])
def test_our_questionnaire_can_give_each_figure_of_its_series(seeded_session, waves, series, slug):
    view = queries.current_survey(seeded_session, slug, "en")
    assert queries.survey_by_slug(seeded_session, slug).settings["series"] == series
    wanted = {row.measure for wave in waves.values() if wave.series == series for row in wave.measures}
    known = {one.code: one for one in measures()}
    for code in wanted:
        question = view.question(known[code].question)
        counted = known[code].options or {option.code for option in question.options if option.positive}
        assert counted
        assert counted <= {option.code for option in question.options}


def test_loading_again_adds_nothing(seeded_session):
    assert load_waves(seeded_session) == 0
