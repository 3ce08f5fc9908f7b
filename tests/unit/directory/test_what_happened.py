"""The table of the guided path: every end is a route, every route is reached, danger comes first."""

from pathlib import Path

import pytest
import yaml

from directory.codes import REPORTING_ROUTES
from directory.seed.loader import SEED_FOLDER
from directory.what_happened import FIRST, QUESTIONS, Next, follow, paths

WAYS = list(paths())
MOST_STEPS = 4


def test_every_way_ends_in_a_route_and_every_route_has_a_way() -> None:
    assert {end.route for _answers, end in WAYS} == set(REPORTING_ROUTES)
    assert {code for _answers, end in WAYS for code in end.also} <= set(REPORTING_ROUTES)


def test_no_way_is_longer_than_four_questions() -> None:
    assert max(len(answers) for answers, _end in WAYS) <= MOST_STEPS


def test_danger_is_asked_first_and_leads_to_999_alone() -> None:
    assert FIRST == "danger"
    assert all(next(iter(answers)) == "danger" for answers, _end in WAYS)
    in_danger = [(answers, end.route) for answers, end in WAYS if answers["danger"] == "yes"]
    assert in_danger == [({"danger": "yes"}, "emergency_999")]


def test_danger_leads_to_999_whatever_else_the_address_says() -> None:
    everything = {name: next(iter(answers)) for name, answers in QUESTIONS.items()}
    stand = follow(everything | {"danger": "yes", "what": "hate"})
    assert stand.end is not None
    assert stand.end.route == "emergency_999"
    assert stand.given == {"danger": "yes"}


def test_every_question_is_asked_on_some_way() -> None:
    asked = {name for answers, _end in WAYS for name in answers}
    assert asked == set(QUESTIONS)
    assert all(
        step.question in QUESTIONS
        for answers in QUESTIONS.values()
        for step in answers.values()
        if isinstance(step, Next)
    )


@pytest.mark.parametrize(("answers", "end"), WAYS, ids=["-".join(answers.values()) for answers, _end in WAYS])
def test_answers_lead_where_the_table_says(answers: dict[str, str], end: object) -> None:
    stand = follow(answers)
    assert (stand.given, stand.end) == (answers, end)
    *before, last = answers
    half = follow({name: answers[name] for name in before})
    assert (half.end, half.question) == (None, last)


@pytest.mark.parametrize("wrong", ["", "YES", "yes\x00", "\ud800", "x" * 10_000])
def test_an_answer_that_is_none_leaves_the_person_at_its_question(wrong: str) -> None:
    stand = follow({"danger": "no", "what": wrong})
    assert (stand.question, stand.end, stand.number) == ("what", None, 2)


def test_contacts_that_an_end_names_are_in_the_seed_of_its_route() -> None:
    routes = yaml.safe_load(Path(SEED_FOLDER, "routes.yaml").read_text(encoding="utf-8"))
    names = {route["route"]: {contact["name"] for contact in route["contacts"]} for route in routes}
    for _answers, end in WAYS:
        assert set(end.best) <= names[end.route], end
