"""Requests to be rung, however they come: counted together, and staff are not buried in mails."""

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.integration.chat.talker import Talker
from webapp.accounts import users
from webapp.extensions import db
from webapp.forms.callback import REQUESTS
from webapp.post import callbacks
from webapp.post.models import CallBack, OutboxMail

NUMBER = "07700 900123"


def test_requests_of_page_and_chat_are_counted_together_and_none_is_lost_that_waits(client: FlaskClient) -> None:
    talker = Talker(client, "")
    for said in ("ring:begin", NUMBER, "yes", "Sam"):
        talker.say(said)
    most = int(REQUESTS.split()[0])
    answers = [client.post("/en/call-back", data={}).status_code for _ in range(most + 1)]
    assert answers == [400] * most + [429]
    assert "could not save" in talker.say("after six")
    assert "What time suits you" in talker.words
    db.session.rollback()
    assert db.session.scalars(sa.select(CallBack)).all() == []
    # What is not such a request goes on.
    assert talker.say("ring:stop")
    assert Talker(client, "").say("hello")


@pytest.mark.parametrize(
    ("alerts", "urgent"),
    [
        (["caution", "caution", None], 1),
        ([None, "caution"], 1),
        (["caution", "emergency", "crisis", "emergency"], 2),
        (["emergency", "caution"], 1),
    ],
)
def test_one_urgent_mail_goes_out_while_a_request_as_grave_waits_unopened(
    session: Session, alerts: list[str | None], urgent: int
) -> None:
    users.create(session, email="desk@example.org", name="Desk", roles=["editor"])
    for place, alert in enumerate(alerts):
        callbacks.ask(
            session,
            f"6f1c2a5e-0000-4000-8000-00000000000{place}",
            called="", number=NUMBER, best_time="", message="no", language="en", channel="chat", alert=alert, site=None,
        )  # fmt: skip
    subjects = list(session.scalars(sa.select(OutboxMail.subject).where(OutboxMail.kind == callbacks.NOTICE)))
    assert sum(subject.startswith("Urgent:") for subject in subjects) == urgent
