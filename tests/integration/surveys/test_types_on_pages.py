"""Grids, rankings, numbers and a choice with "why?" on the page and through the API, and a sample's quotas."""

import re
from typing import Any

import pytest

from surveys import queries
from surveys.models import Consultation, Quota, Submission, Survey
from surveys.seed.loader import put_survey
from tests.factories.surveys import content, option, pages, question
from tests.integration.surveys.conftest import Person
from webapp.extensions import db

ROWS = [{"code": "day", "label": "By day"}, {"code": "night", "label": "At night"}]
SHOUT = "he is outside my door with a knife right now please help"


@pytest.fixture
def survey(app: Any) -> Survey:
    kinds = [
        question("safe", "grid", option("yes", positive=True), option("no"), settings={"rows": ROWS}, required=True),
        question("order", "ranking", *(option(code) for code in ("police", "youth", "lights")), settings={"most": 2}),
        question("years", "number", settings={"least": 0, "most": 120, "usual_most": 90, "unit": "years"}),
        question("heard", "closed_why", option("yes"), option("no"), codebook_question="Q2"),
    ]
    asked = [pages()[0], {"code": "new", "title": "New types", "questions": kinds}]
    home = Consultation(slug="round-small", title="Round", purpose="To test")
    db.session.add(home)
    db.session.flush()
    put_survey(db.session, home, content(pages=asked))
    db.session.commit()
    return home.surveys[0]


@pytest.fixture
def person(client: Any, survey: Survey) -> Person:
    return Person(client, "small").begin()


GIVEN = {
    "safe.day": "yes",
    "safe.night": "no",
    "order.youth": "1",
    "order.police": "2",
    "years": "١٢",
    "heard.choice": "no",
    "heard.why": "No one called me back",
}


def test_every_part_is_kept_shown_again_and_read_back(person):
    saved = person.answer("new", **GIVEN)
    assert saved.location == person.path("/check")
    stored = person.stored()
    assert stored["safe"].choices == ("day.yes", "night.no")
    assert stored["order"].choices == ("youth", "police")
    assert stored["years"].number == 12
    assert (stored["heard"].choices, stored["heard"].text) == (("no",), "No one called me back")
    page = person.look("new").text
    assert re.search(r'name="safe\.night"[^>]*value="no"\s+checked', page)
    assert re.search(r'name="order\.youth".*?value="1"\s+selected', page, re.S)
    assert "No one called me back" in page
    assert 'id="help-first"' in page
    check = person.client.get(person.path("/check")).text
    for words in ("By day: Yes", "At night: No", "1. Youth", "12 years", "No one called me back"):
        assert words in check


def test_a_grid_is_one_group_a_row_and_a_required_one_needs_each(person):
    page = person.look("new").text
    assert len(re.findall(r'<input[^>]*name="safe\.(?:day|night)"', page)) == 4
    refused = person.answer("new", **{"safe.day": "yes"})
    assert refused.status_code == 400
    assert "Choose an answer for each line" in refused.text
    assert 'href="#safe"' in refused.text
    assert re.search(r'name="safe\.day"[^>]*value="yes"\s+checked', refused.text)


def test_two_in_one_place_are_refused_and_nothing_typed_is_lost(person):
    refused = person.answer("new", **GIVEN | {"order.police": "1"})
    assert refused.status_code == 400
    assert "Two of your choices have the same number" in refused.text
    assert "No one called me back" in refused.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [("many", "Write a number in digits"), ("2.5", "Write a whole number"), ("121", "too big"), ("-1", "too small")],
)
def test_a_number_outside_the_limits_says_how_to_put_it_right(person, typed, said):
    refused = person.answer("new", **GIVEN | {"years": typed})
    assert refused.status_code == 400
    assert said in refused.text
    assert f'value="{typed}"' in refused.text


def test_an_unusual_number_is_asked_about_once_and_kept(person):
    asked = person.answer("new", **GIVEN | {"years": "100"})
    assert asked.status_code == 200
    assert "Your answer is unusual. Is it right?" in asked.text
    assert person.stored()["years"].number == 100
    assert person.answer("new", **GIVEN | {"years": "100"}).location == person.path("/check")


def test_danger_in_the_why_brings_help_first_and_keeps_the_words_only_after_a_yes(person):
    danger = person.answer("new", **GIVEN | {"heard.why": SHOUT})
    assert "Ring 999" in danger.text
    assert person.stored()["heard"].text is None
    assert person.stored()["heard"].choices == ("no",)
    again = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', danger.text))
    assert again["heard.why"] == SHOUT
    assert again["safe.day"] == "yes"
    again.pop("csrf_token", None)
    assert person.answer("new", **again, keep="yes").status_code == 302
    kept = person.stored()["heard"]
    assert (kept.text, kept.choices, kept.alert) == (SHOUT, ("no",), "emergency")


def test_a_why_that_was_kept_before_stays_until_the_person_decides(person):
    person.answer("new", **GIVEN)
    danger = person.answer("new", **GIVEN | {"heard.choice": "yes", "heard.why": SHOUT})
    assert "Ring 999" in danger.text
    held = person.stored()["heard"]
    assert (held.text, held.choices, held.alert) == ("No one called me back", ("yes",), None)
    person.answer("new", **GIVEN | {"heard.why": SHOUT}, keep="yes")
    person.answer("new", **GIVEN | {"heard.why": f"{SHOUT} Now!"})
    kept = person.stored()["heard"]
    assert (kept.text, kept.alert) == (SHOUT, "emergency")


def test_the_words_beside_a_choice_wait_for_coding_with_their_question(person):
    person.answer("new", **GIVEN)
    assert person.client.post(person.path("/check")).status_code == 302
    db.session.rollback()
    [pending] = queries.answers_pending_coding(db.session)
    assert (pending.text, pending.codebook_question) == ("No one called me back", "Q2")


def test_the_api_takes_and_gives_every_shape(client, survey):
    shown = client.get("/api/v1/surveys/small").json
    questions = {q["code"]: q for page in shown["pages"] for q in page["questions"]}
    assert [row["code"] for row in questions["safe"]["rows"]] == ["day", "night"]
    assert (questions["years"]["least"], questions["years"]["most"], questions["years"]["unit"]) == (0, 120, "years")
    draft = client.post("/api/v1/surveys/small/drafts").json["draft"]
    values = {
        "agree": "yes",
        "safe": {"day": "yes", "night": "no"},
        "order": ["youth", "police"],
        "years": 12,
        "heard": {"choice": "no", "why": "No one called me back"},
    }
    for code, value in values.items():
        put = client.put(f"/api/v1/drafts/{draft}/answers/{code}", json={"value": value})
        assert put.status_code == 200, put.text
    unusual = client.put(f"/api/v1/drafts/{draft}/answers/years", json={"value": "95"}).json
    assert (unusual["saved"], unusual["check"]) == (True, "unusual")
    state = client.get(f"/api/v1/drafts/{draft}").json["answers"]
    assert {code: answer["value"] for code, answer in state.items()} == values | {"years": 95}
    for code, value in {"safe": {"day": True}, "order": {"police": 9}, "years": True, "heard": {"else": 1}}.items():
        assert client.put(f"/api/v1/drafts/{draft}/answers/{code}", json={"value": value}).status_code in {400, 422}


def test_the_desk_and_the_export_have_the_new_types(person, app, sign_in, tmp_path):
    person.answer("new", **GIVEN)
    person.client.post(person.path("/check"))
    desk = app.test_client()
    sign_in(desk, "analyst")
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", desk.get("/staff/consultations/surveys/small").text))
    assert "By day Answer People Yes 1 No 0" in page
    assert "Youth 1 1 1.0" in page
    assert "Half of them said less than this (median) 12 years" in page
    file = tmp_path / "out.csv"
    app.test_cli_runner().invoke(args=["surveys", "export", "small", "--format", "csv", "--output", str(file)])
    header, row = file.read_text(encoding="utf-8").splitlines()
    assert header.endswith("agree,safe,order,years,heard,heard.why")
    assert row.endswith("yes,day.yes|night.no,youth|police,12,no,No one called me back")


@pytest.mark.parametrize("sampling", ["quota", "open"])
def test_beyond_a_full_quota_people_are_thanked_and_an_open_survey_takes_everyone(survey, app, sampling):
    survey.settings = {"sampling": sampling}
    db.session.add(Quota(survey_id=survey.id, question_code="heard", option_code="no", target=1))
    db.session.commit()
    for number in range(2):
        one = Person(app.test_client(), "small").begin()
        one.answer("new", **GIVEN)
        done = one.client.get(one.client.post(one.path("/check")).location)
        over = sampling == "quota" and number == 1
        assert ("Enough people like you had answered already" in done.text) == over
        assert len(one.stored()) == 5
    db.session.rollback()
    assert db.session.query(Submission).count() == 2
    expected = 1 if sampling == "quota" else 2
    assert queries.closed_summaries(db.session, survey)["heard"].answered == expected
    assert (db.session.query(Quota).one().closed_at is not None) == (sampling == "quota")
