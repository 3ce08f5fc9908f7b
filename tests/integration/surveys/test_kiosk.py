"""A kiosk: one person after another on one device, and nobody sees anything of the one before."""

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from surveys import events, fair, kiosks, queries
from surveys.columns import now
from surveys.models import Draft, Event, Kiosk, Submission
from tests.integration.surveys.test_danger import EMERGENCY
from webapp.extensions import db

SURVEY = "resident-2026"
WORDS = "The lamps by the station are broken since winter"


def make_event(day: date) -> Event:
    given = events.Given("open_day", "Open day at a library", day, None, "resident", "Community safety team", None)
    return events.put(db.session, fair.by_slug(db.session, "community-voice-2026"), None, given, by=None)


def make_kiosk(slug: str = SURVEY) -> str:
    """A kiosk of an event today; its token."""
    survey = queries.survey_by_slug(db.session, slug)
    _kiosk, token = kiosks.make(db.session, make_event(fair.today()), survey, name="Tablet at the door", by=None)
    db.session.commit()
    return token


@pytest.fixture
def start(client: FlaskClient) -> str:
    """The address of a kiosk."""
    client.get("/healthz")
    return f"/en/kiosks/{make_kiosk()}/"


def begin(client: FlaskClient, start: str) -> str:
    """Agree and go to the first page; its address."""
    response = client.post(start, data={"agree": "yes"})
    assert response.location == f"{start}go-on"
    return client.get(response.location).location


def drafts() -> list[Draft]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Draft).order_by(Draft.created_at)))


def cookie_of(client: FlaskClient) -> dict:
    with client.session_transaction() as cookie:
        return dict(cookie)


def test_one_person_answers_and_the_device_forgets_them(client, start):
    first = begin(client, start)
    assert first == f"{start}questions/area"
    page = client.get(first)
    assert page.headers["Cache-Control"] == "no-store"
    assert "data-idle" in page.text
    client.post(first, data={"happy_area": "very_happy"})
    client.post(f"{start}questions/safety", data={"q2_safety": WORDS})
    check = client.get(f"{start}check").text
    assert WORDS in check
    assert "/en/surveys" not in check
    sent = client.post(f"{start}check")
    assert sent.location == f"{start}done"
    done = client.get(sent.location)
    code = re.search(r'code-words"[^>]*>([a-z]+(?: [a-z]+){3} \d{3})<', done.text)[1]
    assert cookie_of(client) == {}

    # The back button asks the server again, and that shows the start to whoever stands there.
    for path in ("done", "check", "questions/safety", "questions/area", "go-on", "stopped"):
        again = client.get(f"{start}{path}")
        assert again.location == start, path
        assert WORDS not in again.text
    [draft] = drafts()
    [submission] = db.session.scalars(sa.select(Submission))
    assert (draft.channel, draft.kiosk_id is not None, draft.event_id is not None) == ("kiosk", True, True)
    assert (submission.channel, submission.seconds is not None) == ("kiosk", True)

    # At home the code opens what was sent, to take it back.
    home = client.application.test_client()
    assert home.post("/en/surveys/return", data={"code": code}).location == f"/en/surveys/{SURVEY}/done"


def test_the_code_is_shown_at_the_end_only(client, start):
    page = client.get(begin(client, start), follow_redirects=True).text
    assert "code-words" not in page
    assert "code-words" not in client.get(f"{start}check").text


def test_the_next_person_begins_empty_and_what_was_left_half_way_stays_an_unsent_draft(client, start):
    client.post(begin(client, start), data={"happy_area": "very_happy"})
    assert client.get(start).status_code == 200  # "Stop and clear this device", or the page that nobody touched
    second = client.get(begin(client, start)).text
    assert "checked" not in second
    assert [draft.state for draft in drafts()] == ["open", "open"]
    assert len(queries.draft_answers(db.session, drafts()[0])) == 2
    assert len(queries.draft_answers(db.session, drafts()[1])) == 1


def test_stopping_half_way_gives_the_code_once_and_leaves_nothing(client, start):
    first = begin(client, start)
    stopped = client.post(first, data={"happy_area": "very_happy", "go": "pause"})
    assert stopped.location == f"{start}stopped"
    assert "code-words" in client.get(stopped.location).text
    assert cookie_of(client) == {}
    assert client.get(stopped.location).location == start


def test_the_page_of_somebody_before_cannot_be_sent_again(client, start):
    """The browser offers to send a form again; with it came the words of whoever stood here before."""
    client.application.config["WTF_CSRF_ENABLED"] = True

    def token(page: str) -> str:
        return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]

    client.post(start, data={"agree": "yes", "csrf_token": token(client.get(start).text)})
    address = f"{start}questions/safety"
    old = {"q2_safety": EMERGENCY, "csrf_token": token(client.get(address).text)}
    assert EMERGENCY in client.post(address, data=old).text  # help first, with the words in the form
    client.post(start, data={"agree": "yes", "csrf_token": token(client.get(start).text)})
    again = client.post(address, data=old)
    assert again.location == start
    assert EMERGENCY not in again.text
    assert len(queries.draft_answers(db.session, drafts()[1])) == 1


def test_when_something_breaks_the_words_come_back_in_the_frame_that_clears_itself(client, start):
    client.application.config["PROPAGATE_EXCEPTIONS"] = False
    begin(client, start)
    db.session.execute(sa.text("DROP TABLE survey_choice"))
    page = client.post(f"{start}questions/safety", data={"q2_safety": "broken lamps"})
    assert page.status_code in (500, 503)
    assert "Send again" in page.text
    assert "broken lamps" in page.text
    assert "data-idle" in page.text
    assert 'href="/en/services"' not in page.text


def test_a_page_that_nobody_touched_for_an_hour_is_let_go_without_javascript_too(client, start):
    first = begin(client, start)
    [draft] = drafts()
    db.session.execute(sa.update(Draft).values(updated_at=now() - timedelta(minutes=61)))
    db.session.commit()
    assert client.get(first).location == start
    assert draft.state == "open"


def test_opening_the_link_signs_staff_out_on_the_device(client, sign_in, start):
    sign_in(client, "administrator")
    assert client.get("/staff/").status_code == 200
    client.get(start)
    assert client.get("/staff/").status_code == 302


def test_a_kiosk_leads_nowhere_else_and_shows_help_and_a_way_out(client, start):
    for page in (client.get(start).text, client.get(begin(client, start)).text):
        assert 'href="tel:999"' in page
        links = set(re.findall(r'<a [^>]*href="(/[^"]*)"', page))
        assert {re.sub("^/(en|pl|ar)/", "/en/", link).startswith(start) for link in links} == {True}
    begin(client, start)
    left = client.get(f"{start}leave")
    assert left.location == "https://www.bbc.co.uk/weather"
    assert "storage" not in left.headers["Clear-Site-Data"]  # a ward walk's answers may wait on this device
    assert cookie_of(client) == {}


def test_a_child_at_a_kiosk_can_fetch_an_adult_or_stop(client):
    client.get("/healthz")
    start = f"/en/kiosks/{make_kiosk('young-person-2026')}/"
    asked = client.post(begin(client, start), data={"age_band": "11_15"}).location
    alone = client.post(asked, data={})
    assert alone.location == f"{start}stopped?adult=1"
    assert "0800 1111" in client.get(alone.location).text
    assert client.get(f"{start}go-on").location == asked
    client.post(asked, data={"go": "pause"})


@pytest.mark.parametrize("how", ["expired", "ended", "closed"])
def test_an_ended_kiosk_takes_nobody(client, start, how):
    first = begin(client, start)
    kiosk = db.session.scalars(sa.select(Kiosk)).one()
    if how == "expired":
        kiosk.expires_at = now() - timedelta(seconds=1)
    elif how == "ended":
        kiosks.end(db.session, kiosk)
    else:
        queries.survey_by_slug(db.session, SURVEY).state = "closed"
    db.session.commit()
    for response in (client.get(start), client.post(start, data={"agree": "yes"}), client.get(first)):
        assert response.status_code == 410
        assert "This event is over" in response.text
    assert len(drafts()) == 1


def test_a_token_that_is_none_opens_nothing(client, start):
    assert client.get("/en/kiosks/abcdefghijklmnopqrstuvwx/").status_code == 404
    assert client.get(f"{start[:-2]}/").status_code == 404


def test_staff_make_a_link_see_what_came_in_and_end_it(client, sign_in, app):
    sign_in(client, "consultation_officer")
    client.get("/healthz")
    event = make_event(fair.today())
    db.session.commit()
    desk = f"/staff/events/{event.id}/kiosks/"
    assert desk in client.get(f"/staff/events/{event.id}").text
    assert client.post(desk, data={"name": " ", "survey": SURVEY}).status_code == 400
    assert client.post(desk, data={"name": "Tablet", "survey": "nothing"}).status_code == 400
    made = client.post(desk, data={"name": "Tablet", "survey": SURVEY}).text
    start = re.search(r'data-link="kiosk">http://[^/]+(/en/kiosks/[^<]+)<', made)[1]
    token = start.split("/")[3]
    assert token not in client.get(desk).text
    assert db.session.scalars(sa.select(Kiosk)).one().token_hash != token
    person = app.test_client()
    begin(person, start)
    person.post(f"{start}check")
    assert "Begun: 1. Sent: 1." in client.get(desk).text
    client.post(f"{desk}minutes", data={"minutes": "5"})
    begin(person, start)
    assert 'data-idle="300"' in person.get(f"{start}questions/area").text
    assert client.post(f"{desk}minutes", data={"minutes": "0"}).status_code == 400
    kiosk = db.session.scalars(sa.select(Kiosk)).one()
    client.post(f"{desk}{kiosk.id}/end")
    assert "Ended" in client.get(desk).text
    assert person.get(start).status_code == 410


def test_an_event_that_is_past_gets_no_kiosk(client, sign_in):
    sign_in(client, "consultation_officer")
    client.get("/healthz")
    event = make_event(fair.today() - timedelta(days=2))
    db.session.commit()
    page = client.post(f"/staff/events/{event.id}/kiosks/", data={"name": "Tablet", "survey": SURVEY})
    assert page.status_code == 400
    assert "This event is over" in page.text
