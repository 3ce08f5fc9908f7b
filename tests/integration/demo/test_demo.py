"""The demonstration: an invented consultation that fills every desk, and never reaches another database."""

import random
from collections import Counter
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from surveys import queries
from surveys.analysis import quoting, report, review, safeguarding
from surveys.analysis.models import Coding, Disclosure, Report
from surveys.demo.people import everyone, written
from surveys.models import Answer, Submission, Survey
from webapp.accounts import users
from webapp.extensions import db

PUBLIC = [
    "", "about", "privacy", "accessibility", "services", "services/victim-support", "report", "report/police_101",
    "surveys", "surveys/resident-2026", "surveys/young-person-2026", "surveys/professional-2026",
    "surveys/business-2026", "surveys/young-adult-2026", "surveys/return", "community-voice", "chat",
]  # fmt: skip
STAFF = [
    "", "password", "people", "audit", "directory/", "directory/mapping", "directory/services/victim-support",
    "directory/services/victim-support/edit/what", "consultations/", "consultations/surveys/resident-2026",
    "consultations/surveys/professional-2026", "analysis/", "analysis/answers", "analysis/quotations",
    "analysis/reports", "safeguarding/",
]  # fmt: skip
BANNER = "The answers and results on this site are made up"


def number_of(entity: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(entity)) or 0


def test_four_hundred_people_of_every_audience_language_and_channel(app):
    rows = db.session.scalars(sa.select(Submission)).all()
    assert Counter(row.audience for row in rows) == {
        "resident": 185,
        "young_person": 135,
        "professional": 50,
        "business": 30,
    }
    languages = Counter(row.language for row in rows)
    assert 0.7 <= languages["en"] / 400 <= 0.8
    assert min(languages["pl"], languages["ar"]) >= 30
    assert {row.channel for row in rows} == {"web", "paper", "event", "chat"}
    assert len({row.submitted_at.date() for row in rows}) > 21
    wards = queries.closed_summaries(db.session, queries.survey_by_slug(db.session, "resident-2026"))["place"].counts
    assert sum(number > 0 for number in wards.values()) > 20


def test_every_text_is_coded_and_names_and_numbers_are_masked(app):
    assert db.session.scalars(sa.select(Answer.coding_state).where(Answer.text.is_not(None)).distinct()).all() == [
        "coded"
    ]
    assert number_of(Coding) > 400
    ringing = [row for row in db.session.scalars(sa.select(Coding)) if "07700 900" in (row.answer.text or "")]
    assert len(ringing) >= 4
    assert not [row for row in ringing if "07700" in review.shown_text(row)]


def test_the_queue_holds_those_who_told_of_harm_in_every_state(app):
    waiting = safeguarding.cases(db.session) + safeguarding.cases(db.session, closed=True)
    texts = {case.answer.text for case in waiting}
    told = [person.texts[code] for person in written() for code in person.tells_of_harm]
    assert len(told) >= 10
    assert sum(text in texts for text in told) >= 8
    assert {case.state for case in waiting} == {"new", "claimed", "acted", "closed"}


def test_quotations_are_permitted_and_some_wait(app):
    approved = quoting.listed(db.session, "approved")
    assert len(approved) >= 12
    assert all(quoting.may_quote(db.session, quotation.answer) for quotation in approved)
    assert {quotation.language for quotation in approved} == {"en", "pl", "ar"}
    assert quoting.listed(db.session, "proposed")
    published = report.latest_published(db.session)
    assert published is not None
    assert len(report.quotations_of(db.session, published)) == len(approved)


def test_the_published_voice_has_figures_of_every_audience(app):
    found = report.latest_published(db.session).findings
    assert found["took_part"]["count"] == 400
    tables = {table["audience"]: table["rows"] for table in found["themes"]}
    assert set(tables) == {"all", "resident", "young_person", "professional", "business"}
    assert len(tables["all"]) >= 20
    assert tables["resident"]
    assert tables["young_person"]


def test_closed_answers_lie_near_the_shares_that_the_file_gives(app):
    survey = queries.survey_by_slug(db.session, "young-person-2026")
    happy = queries.closed_summaries(db.session, survey)["happy_area"]
    assert 0.85 <= happy.positive / happy.base <= 1.0


@pytest.mark.parametrize("language", ["en", "pl", "ar"])
def test_every_public_page_opens(client, language):
    for path in PUBLIC:
        assert client.get(f"/{language}/{path}").status_code == 200, path


def test_every_staff_page_opens_and_says_that_all_is_made_up(client: FlaskClient, sign_in):
    sign_in(client, "administrator")
    # One that is in the safeguarding queue has a page there, and none here.
    in_queue = sa.exists().where(Disclosure.answer_id == Coding.answer_id)
    coding = db.session.scalars(sa.select(Coding.id).where(~in_queue).limit(1)).one()
    version = db.session.scalars(sa.select(Report.id)).one()
    case = safeguarding.cases(db.session)[0].id
    paths = [*STAFF, f"analysis/answers/{coding}", f"analysis/reports/{version}", f"safeguarding/{case}"]
    for path in paths:
        page = client.get(f"/staff/{path}")
        assert page.status_code == 200, path
        assert BANNER in page.text, path
    assert client.get(f"/staff/analysis/reports/{version}/document").status_code == 200


def test_every_public_page_says_that_all_is_made_up(client):
    for path in PUBLIC:
        assert BANNER in client.get(f"/en/{path}").text, path


def test_a_second_run_changes_nothing(app):
    before = (number_of(Submission), number_of(Coding), number_of(Report), number_of(Survey))
    result = app.test_cli_runner().invoke(args=["demo"])
    assert result.exit_code == 0
    assert (number_of(Submission), number_of(Coding), number_of(Report), number_of(Survey)) == before


def test_nobody_can_sign_in_as_the_invented_staff_and_the_administrator_is_still_made(app):
    assert [user.active for user in users.everyone(db.session)] == [False, False]
    result = app.test_cli_runner().invoke(
        args=["staff", "create", "--if-none", "--email", "a@example.org", "--role", "administrator"]
    )
    assert "One-time password" in result.output


def test_the_same_people_each_time():
    one, other = everyone(random.Random(1)), everyone(random.Random(1))
    assert one == other


def test_what_was_done_is_invented_too_and_says_so(client):
    page = client.get("/en/you-said-we-did").text
    assert page.count("Invented example.") >= 10
    assert "Invented board of the demonstration" in page
    for state in ("Done", "Under way", "Planned", "Not done", "Being considered"):
        assert state in page
    assert "Invented board of the demonstration" in client.get("/en/consultations/community-voice-2026").text


def test_the_public_compares_the_invented_answers_with_the_printed_years(client):
    page = client.get("/en/consultations/community-voice-2026/waves").text
    assert "Our own survey, as in the published report" in page
    assert "There are no numbers from this consultation yet" not in page


def test_people_take_minutes_to_answer_as_they_do(app):
    seconds = db.session.scalars(sa.select(Submission.seconds).where(Submission.seconds.is_not(None))).all()
    assert len(seconds) > 200
    assert 150 <= min(seconds) <= max(seconds) < 3600
