"""Raking against published figures, and when it is refused."""

import copy
from typing import Any

import numpy as np
import pytest
import yaml
from sqlalchemy.orm import Session

from surveys.analysis import census
from surveys.analysis.representation import representation
from surveys.analysis.weighting import Refused, Weights, kish, rake, weigh, weighted_questions
from surveys.queries import survey_by_slug
from tests.factories.people import People


def baseline(**changes: Any) -> census.Baseline:
    return census.parse({**yaml.safe_load(census.FILE.read_text()), **changes})


def weights_of(session: Session, groups: list[str], held: census.Baseline | None = None, slug: str = "resident-2026"):
    survey = survey_by_slug(session, slug)
    assert survey is not None
    return weigh(session, survey, held or census.shipped(), groups)


def test_rake_gives_the_published_example() -> None:
    # Deming and Stephan 1940 in the form of the iterative-proportional-fitting article of Wikipedia, 2024: its
    # seed, its margins, its fitted table to two decimals.
    seed = np.array([[40, 30, 20, 10], [35, 50, 100, 75], [30, 80, 70, 120], [20, 30, 40, 50]], dtype=float)
    fitted = rake(seed, [[150, 300, 400, 150], [200, 300, 400, 100]])
    assert fitted is not None
    expected = [
        [64.61, 46.28, 35.42, 3.83],
        [49.95, 68.15, 156.49, 25.37],
        [56.70, 144.40, 145.06, 53.76],
        [28.74, 41.18, 63.03, 17.03],
    ]
    assert fitted * 1000 / seed.sum() == pytest.approx(np.array(expected), abs=0.1)


def test_margins_that_empty_cells_cannot_reach_give_nothing() -> None:
    assert rake(np.array([[50.0, 0.0], [0.0, 50.0]]), [[0.5, 0.5], [0.1, 0.9]]) is None


def test_kish_by_hand() -> None:
    assert kish([1, 1, 1, 1]) == (1, 4)
    effect, left = kish([2, 2, 1, 1])  # 4 * 10 / 36
    assert (effect, left) == (pytest.approx(10 / 9), pytest.approx(3.6))


def test_weighted_shares_are_the_residents_and_the_price_is_told(seeded_session: Session) -> None:
    people = People(seeded_session)
    people.send(90, sex="female", happy_area="very_happy")
    people.send(60, sex="male", happy_area="very_unhappy")
    people.send(20, happy_area="very_unhappy")  # said no sex: no weight, and in the unweighted figure
    made = weights_of(seeded_session, ["sex"])
    assert isinstance(made, Weights)
    assert len(made.by_person) == 150
    assert made.unweighted == 20
    assert sum(made.by_person.values()) == pytest.approx(150)
    assert made.design_effect > 1
    assert made.effective_base == pytest.approx(150 / made.design_effect)
    survey = survey_by_slug(seeded_session, "resident-2026")
    assert survey is not None
    happy = next(one for one in weighted_questions(seeded_session, survey, made) if one.question == "happy_area")
    line = next(line for line in happy.lines if line.option == "very_happy")
    assert line.percent == pytest.approx(100 * 90 / 170)
    assert line.weighted == pytest.approx(100 * 200_900 / 389_300, abs=0.01)
    assert (happy.base, happy.weighted_base) == (170, 150)


@pytest.mark.parametrize(
    ("groups", "slug", "code"),
    [
        ([], "resident-2026", "nothing_chosen"),
        (["age"], "resident-2026", "bands_do_not_fit"),
        (["age"], "young-person-2026", "bands_do_not_fit"),
        (["sex"], "resident-2026", "too_few"),
    ],
)
def test_weights_are_refused_with_a_reason(seeded_session: Session, groups: list[str], slug: str, code: str) -> None:
    People(seeded_session, slug).send(99, sex="female", age_band="16_18")
    made = weights_of(seeded_session, groups, slug=slug)
    assert isinstance(made, Refused)
    assert made.code == code


def test_an_empty_category_is_named(seeded_session: Session) -> None:
    People(seeded_session).send(120, sex="female")
    assert weights_of(seeded_session, ["sex"]) == Refused("empty_cells", ("sex.male",))


def test_bands_that_staff_bring_and_that_fit_can_serve(seeded_session: Session) -> None:
    raw = copy.deepcopy(yaml.safe_load(census.FILE.read_text()))
    # Invented figures in the form of the file: under 16 nobody is asked, so that band is no cell.
    bands = [("0_15", 0, 15, [], 80_000), ("16_34", 16, 34, ["16_19", "20_24", "25_34"], 100_000)]
    bands += [("35_over", 35, None, ["35_44", "45_54", "55_64", "65_74", "75_over"], 209_300)]
    raw["years"] = [{"year": 2021, "universe": 389_300, "of": "all residents"}]
    raw["groups"] = [
        {
            "code": "age",
            "question": "age_band",
            "categories": [
                {
                    "code": code,
                    "name": code,
                    "ages": {"from": first} | ({"to": last} if last is not None else {}),
                    "options": options,
                    "counts": {2021: count},
                }
                for code, first, last, options, count in bands
            ],
        }
    ]
    people = People(seeded_session)
    people.send(100, age_band="25_34")
    people.send(50, age_band="75_over")
    made = weights_of(seeded_session, ["age"], census.parse(raw))
    assert isinstance(made, Weights)
    assert made.largest == pytest.approx(3 * 209_300 / 309_300)


def test_who_is_missing_by_interval_and_who_is_out_of_the_base(seeded_session: Session) -> None:
    people = People(seeded_session)
    people.send(60, sex="female", age_band="25_34")
    people.send(20, sex="male", age_band="75_over")
    people.send(7, sex="prefer_not")
    people.send(3, sex="other_term")
    people.send(5, sex="male", place="outside")
    People(seeded_session, "young-person-2026").send(9, age_band="19_25")
    survey = survey_by_slug(seeded_session, "resident-2026")
    assert survey is not None
    found = representation(seeded_session, survey.consultation, census.shipped())
    shares = {one.group.code: one for one in found.groups}
    assert (found.people, found.outside) == (99, 5)
    sex = shares["sex"]
    assert (sex.base, sex.unsaid, sex.unfit, sex.unanswered) == (80, 7, 3, 9)
    assert [(row.count, row.verdict) for row in sex.rows] == [(60, "more"), (20, "fewer")]
    assert sex.rows[1].residents_percent == pytest.approx(100 * 188_400 / 389_300)
    assert sex.rows[1].points == pytest.approx(25 - 48.39, abs=0.01)
    assert shares["age"].unfit == 9  # 19 to 25 lies across three bands
    assert shares["age"].misfits == ("resident", "young_person")
    assert {row.verdict for row in shares["ethnic_group"].rows} == {"too_few"}
