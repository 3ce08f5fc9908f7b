"""The consultations desk and the command line."""

import json
import re

import pytest

from surveys import fair, queries
from surveys.models import SurveyVersion
from tests.factories.fair import fill
from tests.integration.surveys.conftest import Person
from webapp.extensions import db

DESK = "/staff/consultations/"


def test_the_desk_counts_what_came_in(client, app, sign_in):
    for language in ("en", "pl"):
        person = Person(app.test_client(), "resident-2026", language).begin()
        person.client.post(person.path("/check"))
    Person(app.test_client(), "resident-2026").begin()
    sign_in(client, "analyst")
    page = client.get(DESK)
    assert page.status_code == 200
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))
    assert "Residents 2" in text
    assert "Website 2" in text
    assert "English 1 Polish 1" in text
    assert re.search(r"Safety in Barnet: residents&#39; survey Residents, version 1 Open since [^|]+? 2 1 0 ", text)


@pytest.mark.parametrize("role", ["consultation_officer", "administrator"])
def test_an_officer_closes_and_opens_a_survey(client, sign_in, role):
    sign_in(client, role)
    page = client.post(f"{DESK}surveys/resident-2026/close", follow_redirects=True)
    assert "The survey is closed" in page.text
    assert queries.survey_by_slug(db.session, "resident-2026").state == "closed"
    assert "This survey is closed" in client.get("/en/surveys/resident-2026").text
    fill(db.session, queries.survey_by_slug(db.session, "resident-2026").consultation, fair.today())
    client.post(f"{DESK}surveys/resident-2026/open")
    db.session.expire_all()
    assert queries.survey_by_slug(db.session, "resident-2026").state == "open"
    assert client.post(f"{DESK}surveys/nothing/open").status_code == 404


@pytest.mark.parametrize("role", ["editor", "champion", "safeguarding_lead"])
def test_other_desks_do_not_see_it(client, sign_in, role):
    sign_in(client, role)
    assert client.get(DESK).status_code == 403


def test_an_analyst_reads_and_changes_nothing(client, sign_in):
    sign_in(client, "analyst")
    assert "/close" not in client.get(DESK).text
    assert client.post(f"{DESK}surveys/resident-2026/close").status_code == 403
    assert queries.survey_by_slug(db.session, "resident-2026").state == "open"


def test_nobody_sees_it_without_signing_in(client):
    for path in (DESK, f"{DESK}surveys/resident-2026"):
        assert "/staff/sign-in" in client.get(path).location


def test_the_closed_questions_are_added_up_for_staff(client, app, sign_in):
    person = Person(app.test_client(), "resident-2026").begin()
    person.answer("area", happy_area="very_happy")
    person.client.post(person.path("/check"))
    sign_in(client, "consultation_officer")
    page = client.get(f"{DESK}surveys/resident-2026")
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))
    assert "Very happy 1 Fairly happy 0" in text
    assert client.get(f"{DESK}surveys/nothing").status_code == 404


def test_surveys_are_imported_again_without_a_change(app):
    result = app.test_cli_runner().invoke(args=["surveys", "import"])
    assert result.exit_code == 0, result.output
    assert "1 consultations, 5 surveys" in result.output
    assert "0 new versions" in result.output
    assert db.session.query(SurveyVersion).count() == 5


def test_bad_content_is_refused_in_one_line(app, tmp_path):
    (tmp_path / "consultations.yaml").write_text("- slug: Bad Slug\n", encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["surveys", "import", "--folder", str(tmp_path)])
    assert result.exit_code == 1
    assert "consultations.yaml, line 1: slug must be a code" in result.output


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_answers_are_exported(app, tmp_path, kind):
    person = Person(app.test_client(), "resident-2026").begin()
    person.answer("causes", q1_causes="Brak zajęć, nuda")
    person.client.post(person.path("/check"))
    file = tmp_path / "out"
    result = app.test_cli_runner().invoke(
        args=["surveys", "export", "resident-2026", "--format", kind, "--output", str(file)]
    )
    assert result.exit_code == 0, result.output
    text = file.read_text(encoding="utf-8")
    assert "Brak zajęć, nuda" in text
    if kind == "json":
        assert json.loads(text)["answers"]["q1_causes"]["text"] == "Brak zajęć, nuda"
    unknown = app.test_cli_runner().invoke(args=["surveys", "export", "nothing"])
    assert unknown.exit_code == 1
    assert "there is no survey nothing" in unknown.output
