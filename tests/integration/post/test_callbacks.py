"""Requests to be rung: the page, the staff's queue, the notice, and forgetting."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from directory import settings
from tests.support.forms import as_browser_sends
from webapp.accounts.models import now
from webapp.extensions import db
from webapp.post import callbacks
from webapp.post.models import CallBack, OutboxMail

GIVEN = {"number": "07700 900123", "message": "no", "called": "Sam", "best_time": "after six", "language": "so"}
DANGER = "he is outside my door with a knife right now please help me"


def kept() -> list[CallBack]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(CallBack)))


@pytest.mark.parametrize("language", ["en", "pl", "ar"])
def test_the_page_asks_for_little_and_shows_help_first(client: FlaskClient, language: str) -> None:
    page = client.get(f"/{language}/call-back")
    assert page.status_code == 200
    for name in ("number", "message", "called", "best_time", "language"):
        assert f'name="{name}"' in page.text
    assert page.text.index("tel:999") < page.text.index('name="number"')
    assert 'name="email"' not in page.text


def test_a_request_is_kept_once_encrypted_and_staff_are_told_without_its_words(
    client: FlaskClient, sign_in: Any
) -> None:
    sign_in(client, "editor")
    sent = client.post("/en/call-back", data=GIVEN | {"once": "6f1c2a5e-0000-4000-8000-000000000001"})
    assert sent.status_code == 302
    client.post("/en/call-back", data=GIVEN | {"once": "6f1c2a5e-0000-4000-8000-000000000001"})
    assert [(one.number, one.called, one.language, one.message) for one in kept()] == [
        ("07700 900123", "Sam", "so", "no")
    ]
    raw = str(db.session.execute(sa.text("SELECT * FROM post_call_back")).all())
    assert "07700" not in raw
    assert "Sam" not in raw
    mails = db.session.scalars(sa.select(OutboxMail).where(OutboxMail.kind == callbacks.NOTICE)).all()
    assert len(mails) == 1
    assert "07700" not in mails[0].body + mails[0].subject
    assert "Sam" not in mails[0].body + mails[0].subject


@pytest.mark.parametrize("number", ["", "no", "12", "0" * 40, "ring me"])
def test_what_cannot_be_rung_is_said_and_nothing_typed_is_lost(client: FlaskClient, number: str) -> None:
    answer = client.post("/en/call-back", data=GIVEN | {"number": number})
    assert answer.status_code == 400
    assert "Write a phone number" in answer.text
    assert "after six" in answer.text
    assert kept() == []


def test_danger_in_what_is_typed_shows_help_first_and_stores_nothing_until_yes(client: FlaskClient) -> None:
    given = GIVEN | {"best_time": DANGER}
    page = client.post("/en/call-back", data=given)
    assert "tel:999" in page.text
    assert "On a landline, just stay on the line" in page.text
    assert kept() == []
    client.post("/en/call-back", data=given | {"keep": "yes"})
    assert [one.flag for one in kept()] == ["emergency"]


def test_in_another_language_help_stays_first_and_nothing_typed_is_lost(client: FlaskClient) -> None:
    given = GIVEN | {"best_time": DANGER}
    page = client.post("/en/call-back", data=given)
    form = as_browser_sends(page.text).to_dict()
    assert 'formaction="/pl/call-back"' in page.text
    polish = client.post("/pl/call-back", data=form | {"switch": "pl"})
    assert polish.status_code == 200
    assert "tel:999" in polish.text
    assert as_browser_sends(polish.text).to_dict() == form
    assert kept() == []
    client.post("/pl/call-back", data=as_browser_sends(polish.text).to_dict() | {"keep": "yes"})
    assert [(one.number, one.flag) for one in kept()] == [("07700 900123", "emergency")]


def test_staff_take_it_and_close_it_with_an_outcome(client: FlaskClient, sign_in: Any) -> None:
    client.post("/en/call-back", data=GIVEN)
    sign_in(client, "safeguarding_lead")
    queue = client.get("/staff/call-backs/").text
    assert "07700" not in queue
    assert "Somali" in queue
    identity = kept()[0].id
    early = client.post(f"/staff/call-backs/{identity}/done", data={"outcome": "spoke"})
    assert early.status_code == 400
    client.post(f"/staff/call-backs/{identity}/take")
    assert client.post(f"/staff/call-backs/{identity}/take").status_code == 409
    page = client.get(f"/staff/call-backs/{identity}").text
    assert "07700 900123" in page
    assert "No message: speak to them only" in page
    client.post(f"/staff/call-backs/{identity}/done", data={"outcome": "spoke"})
    assert [(one.state, one.outcome) for one in kept()] == [("done", "spoke")]


def test_an_analyst_cannot_see_who_wants_to_be_rung(client: FlaskClient, sign_in: Any) -> None:
    sign_in(client, "analyst")
    assert client.get("/staff/call-backs/").status_code == 403


def test_name_number_and_time_go_when_the_days_of_the_setting_are_over(client: FlaskClient) -> None:
    client.post("/en/call-back", data=GIVEN)
    found = kept()[0]
    callbacks.take(db.session, found, "someone")
    callbacks.finish(db.session, found, "someone", "spoke")
    found.done_at = now() - timedelta(days=20)
    db.session.flush()
    settings.put(db.session, callbacks.DAYS, 30, None)
    assert callbacks.forget_old(db.session) == 0
    settings.put(db.session, callbacks.DAYS, 14, None)
    assert callbacks.forget_old(db.session) == 1
    db.session.expire_all()
    assert (found.number, found.called, found.best_time, found.outcome) == (None, None, None, "spoke")


def test_staff_set_for_how_many_days_and_who_may_not_is_not_sent_there(client: FlaskClient, sign_in: Any) -> None:
    desk, settings_page = "/staff/call-backs/", "/staff/directory/settings"
    sign_in(client, "safeguarding_lead")
    assert settings_page not in client.get(desk).text
    sign_in(client, "editor")
    assert f"{settings_page}#call_back_days" in client.get(desk).text
    assert 'id="call_back_days"' in client.get(settings_page).text
    assert client.post(settings_page, data={"call_back_days": "0"}).status_code == 400
    saved = client.post(settings_page, data={"call_back_days": "21"}, follow_redirects=True).text
    assert "<del>14</del> → <ins>21</ins>" in saved
    assert "deleted 21 days after" in client.get(desk).text


@pytest.mark.parametrize(
    ("typed", "number"),
    [("٠٧٧٠٠ ٩٠٠١٢٣", "07700 900123"), ("+44 (0)20 8359 2000", "+44 (0)20 8359 2000"), ("call 999", None)],
)
def test_a_number_is_read_in_the_digits_of_any_script(typed: str, number: str | None) -> None:
    assert callbacks.number_of(typed) == number


def test_the_gravest_is_read_first_and_then_the_oldest(app: Any) -> None:
    for number, alert in enumerate(["caution", None, "emergency", "crisis", None]):
        callbacks.ask(
            db.session,
            str(number) * 36,
            called=f"{number}",
            number="020 8359 2000",
            best_time="",
            message="no",
            language="en",
            channel="page",
            alert=alert,
            site=None,
        )
    assert [one.flag for one in callbacks.listed(db.session)] == ["emergency", "crisis", "caution", None, None]
    assert [one.called for one in callbacks.listed(db.session)][3:] == ["1", "4"]
