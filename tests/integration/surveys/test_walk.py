"""A ward walk: what a device kept off line arrives once, is read by the triage, and can be taken back."""

import json
import re
import uuid
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa

from surveys import kiosks, queries
from surveys.codes import new_return_code
from surveys.columns import now
from surveys.late import GRACE
from surveys.models import Answer, Draft, Kiosk, Submission
from tests.factories.surveys import option, publish, question
from tests.integration.surveys.test_danger import EMERGENCY
from tests.integration.surveys.test_kiosk import SURVEY, make_kiosk
from webapp.extensions import db

API = "/api/v1"


class Device:
    """A device that comes back on line with one person's answers."""

    def __init__(self, client: Any, token: str) -> None:
        self.client, self.token = client, token
        self.key, self.code = str(uuid.uuid4()), new_return_code()

    def begin(self, slug: str = SURVEY, **changes: Any) -> Any:
        headers = {"Authorization": f"Kiosk {self.token}", "Idempotency-Key": self.key}
        body = {"language": "pl", "return_code": self.code} | changes
        return self.client.post(f"{API}/surveys/{slug}/drafts", json=body, headers=headers)

    def send(self, **answers: Any) -> list[str | None]:
        """Everything in order; the alerts."""
        draft = self.begin().get_json()["draft"]
        alerts = []
        for code, value in {"agree": "yes", **answers}.items():
            saved = self.client.put(f"{API}/drafts/{draft}/answers/{code}", json={"value": value, "keep": True})
            alerts.append(saved.get_json().get("alert"))
        assert self.client.post(f"{API}/drafts/{draft}/submit").status_code == 200
        return alerts


@pytest.fixture
def token(client) -> str:
    client.get("/healthz")
    return make_kiosk()


@pytest.fixture
def device(client, token) -> Device:
    return Device(client, token)


def sent() -> list[Submission]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Submission)))


def test_the_page_holds_the_whole_questionnaire_and_its_worker_keeps_all_it_needs(client, token):
    page = client.get(f"/ar/walks/{token}/")
    assert page.status_code == 200
    asked = [json.loads(unescape(found)) for found in re.findall(r'data-question="([^"]+)"', page.text)]
    view = queries.current_survey(db.session, SURVEY, "ar")
    assert [one["code"] for one in asked] == [question.code for question in view.questions]
    assert 'href="tel:999"' in page.text
    assert "<noscript>" in page.text
    worker = client.get(f"/ar/walks/{token}/worker.js")
    assert worker.mimetype == "text/javascript"
    kept = json.loads(worker.text.splitlines()[0].removeprefix("const KEPT = "))
    assert kept["page"] == f"/ar/walks/{token}/"
    needed = re.findall(r'(?:src|rel="stylesheet" href)="(/static/[^"?]+)', page.text)
    assert set(needed) <= set(kept["files"])
    assert len(needed) >= 4


def test_answers_arrive_once_however_often_they_are_sent(device):
    device.send(happy_area="very_happy", q2_safety="Dark paths")
    device.send(happy_area="very_happy", q2_safety="Dark paths")
    [submission] = sent()
    assert (submission.channel, submission.language, submission.seconds) == ("kiosk", "pl", None)
    [draft] = db.session.scalars(sa.select(Draft))
    kiosk = db.session.scalars(sa.select(Kiosk)).one()
    assert (draft.kiosk_id, draft.event_id) == (kiosk.id, kiosk.event_id)


def test_what_broke_off_half_way_goes_on_with_the_same_draft(device):
    first = device.begin().get_json()["draft"]
    device.client.put(f"{API}/drafts/{first}/answers/agree", json={"value": "yes"})
    assert device.begin().get_json()["draft"] == first
    device.send(happy_area="very_happy")
    assert [one.draft_id for one in sent()] == [first]


def test_danger_is_read_when_it_arrives_and_is_kept_for_the_queue(device):
    assert device.send(q2_safety=EMERGENCY) == [None, "emergency"]
    assert [one.text for one in queries.answers_with_alert(db.session)] == [EMERGENCY]


def test_the_code_that_the_device_told_takes_the_answers_back(device):
    device.send(happy_area="very_happy")
    assert device.client.post("/en/surveys/return", data={"code": device.code}).status_code == 302
    device.client.post(f"/en/surveys/{SURVEY}/withdraw")
    assert sent() == []
    assert db.session.scalar(sa.select(sa.func.count(Answer.id))) == 0
    # The device tries again, and learns that there is nothing to send any more.
    draft = device.begin().get_json()["draft"]
    again = device.client.put(f"{API}/drafts/{draft}/answers/agree", json={"value": "yes"})
    assert (again.status_code, again.get_json()["reason"]) == (409, "draft_withdrawn")


def test_two_people_on_one_device_are_two(client, token):
    for _person in range(2):
        Device(client, token).send(happy_area="very_happy")
    assert len(sent()) == 2


def test_after_the_event_what_waited_is_taken_for_a_while_and_the_page_asks_nobody_new(client, device):
    kiosk = db.session.scalars(sa.select(Kiosk)).one()
    kiosks.end(db.session, kiosk)
    db.session.commit()
    page = client.get(f"/en/walks/{device.token}/")
    assert page.status_code == 410
    assert "data-question" not in page.text
    assert "data-send" in page.text
    device.send(happy_area="very_happy")
    assert len(sent()) == 1
    kiosk = db.session.scalars(sa.select(Kiosk)).one()
    kiosk.ended_at = now() - GRACE - timedelta(minutes=1)
    db.session.commit()
    late = Device(client, device.token).begin()
    assert (late.status_code, late.get_json()["reason"]) == (409, "kiosk_ended")


def close(days: float) -> None:
    survey = queries.survey_by_slug(db.session, SURVEY)
    survey.state, survey.closed_at = "closed", now() - timedelta(days=days)
    db.session.commit()


def test_what_waited_when_the_survey_closed_is_taken_as_long_as_the_page_promises(client, device):
    begun = Device(client, device.token)
    assert begun.begin().status_code == 201
    close(days=1)
    page = client.get(f"/en/walks/{device.token}/")
    assert page.status_code == 410
    assert "What waits on this device can still be sent for 14 days" in page.text
    begun.send(happy_area="very_happy")
    device.send(happy_area="very_happy", q2_safety="Dark paths")
    assert len(sent()) == 2
    # Nobody begins by themselves, with a connection or with the token.
    assert client.post(f"{API}/surveys/{SURVEY}/drafts").get_json()["reason"] == "survey_not_open"
    assert client.post(f"/en/kiosks/{device.token}/", data={"agree": "yes"}).status_code == 410
    close(days=15)
    assert Device(client, device.token).begin().get_json()["reason"] == "survey_not_open"


def test_answers_stand_under_the_words_that_were_on_the_screen(client, device):
    shown = json.loads(unescape(re.search(r'data-walk="([^"]+)"', client.get(f"/en/walks/{device.token}/").text)[1]))

    def other_words(asked: dict[str, Any], pages: list[Any]) -> None:
        pages[1]["questions"] = [one for one in pages[1]["questions"] if one["code"] != "happy_area"]
        asked["q2_safety"]["text"] = "What would you put right first?"
        pages[-1]["questions"].append(question("brand_new", "single", option("yes"), option("no"), required=True))

    publish(db.session, queries.survey_by_slug(db.session, SURVEY), other_words)
    db.session.commit()
    draft = device.begin(version=shown["version"]).get_json()["draft"]
    for code, value in {"agree": "yes", "happy_area": "very_happy", "q2_safety": "Dark paths"}.items():
        saved = client.put(f"{API}/drafts/{draft}/answers/{code}", json={"value": value, "keep": True})
        assert saved.status_code == 200
    assert client.post(f"{API}/drafts/{draft}/submit").status_code == 200
    [submission] = sent()
    assert submission.draft.version.number == 1
    assert {one.question_code for one in submission.answers} == {"agree", "happy_area", "q2_safety"}
    # A device that was filled before versions were told, and a version that is not there: as it was, the newest.
    for unknown in (None, 77):
        newest = Device(client, device.token).begin(version=unknown).get_json()["draft"]
        assert db.session.get(Draft, newest).version.number == 2


def test_it_promises_no_way_to_be_reached_that_it_does_not_ask_for(client, device):
    promise = "If you want someone to reach you"
    assert promise in client.get(f"/en/kiosks/{device.token}/").text
    assert promise not in client.get(f"/en/walks/{device.token}/").text


def test_nobody_passes_for_a_kiosk(client, device):
    assert Device(client, "x" * 24).begin().status_code == 401
    assert device.begin(slug="business-2026").status_code == 401
    assert device.begin(return_code=None).status_code == 400
    assert device.begin(return_code="password").status_code == 409
    device.key = ""
    assert device.begin().get_json()["reason"] == "bad_key"
    device.key = "k" * 65
    assert device.begin().status_code == 409
    assert db.session.scalar(sa.select(sa.func.count(Draft.id))) == 0


def test_without_a_kiosk_nobody_chooses_their_own_code(client):
    made = client.post(f"{API}/surveys/{SURVEY}/drafts", json={"return_code": "acorn kettle planet tulip 482"})
    assert made.get_json()["return_code"] != "acorn kettle planet tulip 482"
