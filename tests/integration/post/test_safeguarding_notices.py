"""Notices of the safeguarding queue that the mail server will not take: others hear of it, and the case shows it."""

from typing import Any

import pytest
import sqlalchemy as sa

from surveys.analysis import coding, duty, safeguarding
from tests.factories.analysis import send
from webapp import jobs
from webapp.accounts import users
from webapp.extensions import db
from webapp.post.models import OutboxMail

QUEUE = "/staff/safeguarding/"
TURN = {
    "duty": "duty",
    "staff": "",
    "address": "nobody@example.net",
    "weekdays": [str(day) for day in range(7)],
    "starts": "00:00",
    "ends": "00:00",
}
WAITS = "Urgent: A case waits in the safeguarding queue"


@pytest.fixture
def lead(app: Any, sign_in: Any) -> Any:
    browser = app.test_client()
    sign_in(browser, "safeguarding_lead")
    return browser


def come_in(number: int = 1) -> list[str]:
    for one in range(number):
        send(db.session, {"Q2": f"he has a knife {one}"}, alert="emergency")
    coding.queue_alerts(db.session)
    db.session.commit()
    return [case.id for case in safeguarding.cases(db.session)]


def minute() -> None:
    """What the worker does every minute: notices, then the post."""
    db.session.rollback()  # SQLite has one writer: the test must not be it
    jobs.watch_safeguarding.call_local()
    for mail_id in list(db.session.scalars(sa.select(OutboxMail.id).where(OutboxMail.state == "waiting"))):
        db.session.rollback()
        jobs.send_mail.call_local(mail_id)
    db.session.rollback()


def arrived(office: Any) -> list[tuple[str, str]]:
    return [(one["To"], one["Subject"]) for one in office.box.letters]


def test_the_next_level_is_told_of_every_case_of_a_mail_that_was_given_up(office: Any, lead: Any) -> None:
    lead.post(f"{QUEUE}duty/", data=TURN)
    lead.post(f"{QUEUE}duty/", data=TURN | {"duty": "escalation", "address": "manager@example.org"})
    first, second = come_in(2)
    minute()
    assert arrived(office) == []
    assert "not delivered" not in lead.get(QUEUE).text
    minute()
    assert arrived(office) == [("manager@example.org", WAITS)]
    assert "Waiting: 2. Urgent: 2." in office.box.letters[0].get_content()
    minute()
    assert len(office.box.letters) == 1
    for case in (first, second):
        shown = lead.get(f"{QUEUE}{case}").text
        assert shown.count("not delivered") == 1
        assert "the next person on the roster" in shown
    assert lead.get(QUEUE).text.count("not delivered") == 2
    stored = " ".join(map(str, db.session.scalars(sa.text("select cases from post_mail"))))
    assert "knife" not in stored


def test_where_every_address_fails_it_comes_to_an_end_and_the_case_says_so(office: Any, lead: Any) -> None:
    lead.post(f"{QUEUE}duty/", data=TURN)
    user = users.find(db.session, "safeguarding_lead@example.org")
    user.email = "lead@example.net"
    db.session.commit()
    [case] = come_in()
    for _minute in range(6):
        minute()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(OutboxMail)) == 2
    levels = [(one.level, one.undelivered) for one in duty.notices(db.session, [case])[case]]
    assert levels == [("duty", True), ("safeguarding_lead", True), ("nobody", False)]
    assert "there was no one to tell" in lead.get(f"{QUEUE}{case}").text


def test_a_case_that_was_taken_meanwhile_troubles_nobody_else(office: Any, lead: Any) -> None:
    lead.post(f"{QUEUE}duty/", data=TURN)
    [case] = come_in()
    minute()
    lead.post(f"{QUEUE}{case}/claim")
    minute()
    assert arrived(office) == []
    assert "not delivered" in lead.get(f"{QUEUE}{case}").text


def test_a_hand_over_that_did_not_arrive_is_told_to_who_is_on_duty(office: Any, lead: Any) -> None:
    away, _password = users.create(db.session, email="ann@example.net", name="Ann", roles=["safeguarding_lead"])
    db.session.commit()
    lead.post(f"{QUEUE}duty/", data=TURN | {"address": "duty@example.org"})
    [case] = come_in()
    lead.post(f"{QUEUE}{case}/claim")
    db.session.rollback()
    holder = safeguarding.case_by_id(db.session, case).claimed_by
    db.session.rollback()
    lead.post(f"{QUEUE}{case}/hand-on", data={"from": holder, "to": away.id})
    minute()
    minute()
    assert arrived(office) == [
        ("duty@example.org", "Urgent: A mail about a safeguarding case did not arrive. Please look at the case")
    ]
    assert "not delivered" in lead.get(f"{QUEUE}{case}").text


def test_a_step_that_comes_later_is_told_all_the_same(office: Any, lead: Any) -> None:
    lead.post(f"{QUEUE}duty/", data=TURN)
    lead.post(f"{QUEUE}duty/", data=TURN | {"duty": "escalation", "address": "manager@example.org"})
    [case] = come_in()
    minute()
    minute()
    found = safeguarding.case_by_id(db.session, case)
    found.found_at = found.found_at.replace(year=found.found_at.year - 1)
    db.session.commit()
    minute()
    assert arrived(office) == [
        ("manager@example.org", WAITS),
        ("safeguarding_lead@example.org", "Urgent: Nobody has taken a case in the safeguarding queue"),
    ]
