"""The desks of checks and of mail, and the whole way of a question: asked, answered, approved, seen."""

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from directory import drafts, queries
from directory.models import AssuranceRequest, Service, local_day, now
from tests.integration.post.conftest import SLUG
from tests.integration.post.test_provider import form_of, record
from webapp import jobs
from webapp.accounts import users
from webapp.extensions import db
from webapp.post import mail
from webapp.post.models import OutboxMail

DESK = "/staff/assurance/"
RECORD = f"/staff/assurance/services/{SLUG}"


@pytest.fixture
def editor(app: Any, sign_in: Any) -> FlaskClient:
    browser = app.test_client()
    sign_in(browser, "editor")
    return browser


def outbox() -> list[OutboxMail]:
    db.session.rollback()
    db.session.expire_all()
    return mail.listed(db.session)


def test_the_whole_way_of_a_question(
    app: Any, editor: FlaskClient, client: FlaskClient, service: Service, sign_in: Any, office: Any
) -> None:
    asked = editor.post(f"{RECORD}/ask", data={"language": "en"}, follow_redirects=True)
    assert "Waiting for an answer" in asked.text
    db.session.rollback()
    assert jobs.sweep_mail.call_local() == 1
    (letter,) = office.box.letters
    link = re.search(r"http://localhost(/en/provider/\S+)", letter.get_content())
    assert link is not None
    words = "We listen to anyone hurt by crime, at any hour."
    answered = client.post(f"{link[1]}/change", data=form_of("") | {"summary": words})
    assert answered.status_code == 200
    assert "Proposed a change" in editor.get(RECORD).text
    assert words not in client.get(f"/en/services/{SLUG}").text

    other, _password = users.create(db.session, email="second@example.org", name="Second", roles=["editor"])
    other.must_change_password = False
    db.session.commit()
    second = app.test_client()
    with second.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = other.get_id(), True
    (draft,) = drafts.waiting(db.session)
    assert second.post(f"/staff/directory/drafts/{draft.id}/approve").status_code == 302
    assert words in client.get(f"/en/services/{SLUG}").text
    # The provider has looked at all of it: with the change it counts as checked.
    assert (record().assured_date, record().assurer) == (local_day(), "provider")


def test_asking_twice_at_once_sends_one_mail(editor: FlaskClient, service: Service) -> None:
    assert editor.post(f"{RECORD}/ask").status_code == 302
    again = editor.post(f"{RECORD}/ask")
    assert (again.status_code, "has been asked already" in again.text) == (409, True)
    assert len(outbox()) == 1


def test_many_are_asked_at_once_and_those_who_cannot_be_are_counted(editor: FlaskClient, service: Service) -> None:
    page = editor.post(
        f"{DESK}ask",
        data={"slug": [SLUG, "adults-at-risk-panel", "no-such", "\x00"], "language": "ar"},
        follow_redirects=True,
    )
    assert "1 provider is asked." in page.text
    assert "Not asked: 1." in page.text
    (letter,) = outbox()
    assert letter.language == "ar"


def test_the_mail_begins_with_the_sites_own_address_when_it_is_set(
    editor: FlaskClient, service: Service, app: Any
) -> None:
    from dataclasses import replace

    app.config["SETTINGS"] = replace(app.config["SETTINGS"], site_url="https://safety.example.org/")
    editor.post(f"{RECORD}/ask", headers={"Host": "localhost"})
    assert "https://safety.example.org/en/provider/" in outbox()[0].body


@pytest.mark.parametrize("show", ["all", "due", "over_180", "contact", "asked", "nonsense"])
def test_the_queue_answers_whatever_is_asked(editor: FlaskClient, show: str) -> None:
    for page in ("1", "0", "-1", "1000000000", "two", "٢", "9" * 5000):
        assert editor.get(DESK, query_string={"show": show, "page": page}).status_code == 200


def test_a_check_by_phone_needs_a_role_and_shows_to_the_public(
    editor: FlaskClient, client: FlaskClient, service: Service
) -> None:
    editor.post(f"{RECORD}/ask")
    refused = editor.post(f"{RECORD}/phone", data={"asked": " "})
    assert (refused.status_code, "Write whom you asked" in refused.text) == (400, True)
    assert editor.post(f"{RECORD}/phone", data={"asked": "receptionist"}).status_code == 302
    assert (record().assurer, record().assured_date) == ("council", local_day())
    assert outbox() == []  # the question that waited is of no use now
    state = db.session.scalars(sa.select(AssuranceRequest.state)).one()
    assert state == "cancelled"
    db.session.rollback()
    assert f"{now().year}" in client.get(f"/en/services/{SLUG}").text


def test_numbers_of_a_route_are_marked_as_rung(editor: FlaskClient, client: FlaskClient) -> None:
    assert "Do not ring 999 to try it" in editor.get(f"{DESK}routes").text
    assert editor.post(f"{DESK}routes/police_101").status_code == 302
    assert editor.post(f"{DESK}routes/no_such").status_code == 404
    db.session.rollback()
    db.session.expire_all()
    route = queries.route(db.session, "police_101")
    assert route is not None
    assert route.assured_date == local_day()


def test_without_a_mail_server_the_outbox_shows_what_would_be_sent(editor: FlaskClient, service: Service) -> None:
    asked = editor.post(f"{RECORD}/ask", follow_redirects=True)
    assert "pass it on yourself" in asked.text
    (letter,) = outbox()
    assert "No mail server is set up" in editor.get("/staff/outbox/").text
    page = editor.get(f"/staff/outbox/{letter.id}").text
    assert "team@example.org" in page
    assert "/en/provider/" in page
    editor.post(f"/staff/outbox/{letter.id}/passed-on")
    assert outbox()[0].state == "shown"
    assert "sent already" in editor.post(f"/staff/outbox/{letter.id}/passed-on", follow_redirects=True).text
    assert editor.get("/staff/outbox/no-such").status_code == 404


def test_mail_of_other_desks_is_not_the_editors_to_read_or_to_move(editor: FlaskClient, app: Any) -> None:
    made = mail.queue(
        db.session, to="lead@example.org", subject="Notice", body="secret words", kind="safeguarding", language="en"
    )
    identity = made.id
    db.session.commit()
    page = editor.get(f"/staff/outbox/{identity}").text
    assert "secret words" not in page
    assert "lead@example.org" not in page
    assert editor.post(f"/staff/outbox/{identity}/passed-on").status_code == 403


def test_reminders_are_written_by_the_daily_job(editor: FlaskClient, service: Service, office: Any) -> None:
    editor.post(f"{RECORD}/ask", data={"language": "pl"})
    db.session.rollback()
    assert jobs.sweep_mail.call_local() == 1
    request = db.session.scalars(sa.select(AssuranceRequest)).one()
    request.asked_at = now() - timedelta(days=8)
    db.session.commit()
    assert jobs.remind_providers.call_local() == 1
    assert jobs.remind_providers.call_local() == 0
    assert jobs.sweep_mail.call_local() == 1
    first, reminder = office.box.letters
    links = [re.search(r"http://localhost/pl/provider/\S+", one.get_content()) for one in (first, reminder)]
    assert links[0] is not None
    assert links[1] is not None
    assert links[0][0] == links[1][0]
