"""Mail on its way: sent once, tried again, given up, never in a log; against a real mail server."""

import logging
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from webapp import config, jobs
from webapp.accounts.models import as_utc, now
from webapp.extensions import db
from webapp.post import mail
from webapp.post.models import OutboxMail

WORDS = "Nur für Sie: قطة, żółw.\nhttps://example.org/" + "x" * 200


@pytest.fixture
def letter(app: Any) -> str:
    return put()


def put(to: str = "team@example.org", subject: str = "Is this still right?") -> str:
    made = mail.queue(db.session, to=to, subject=subject, body=WORDS, kind="assurance", language="pl")
    db.session.commit()
    return made.id


def look(mail_id: str) -> OutboxMail:
    db.session.rollback()
    db.session.expire_all()
    found = db.session.get(OutboxMail, mail_id)
    assert found is not None
    return found


def make_due(mail_id: str) -> None:
    db.session.execute(sa.update(OutboxMail).where(OutboxMail.id == mail_id).values(next_try=now()))
    db.session.commit()


def send(mail_id: str) -> bool:
    db.session.rollback()
    return jobs.send_mail.call_local(mail_id)


def sweep() -> int:
    db.session.rollback()  # SQLite has one writer: the test must not be it
    return jobs.sweep_mail.call_local()


def test_a_letter_arrives_as_it_was_written(office: Any, letter: str) -> None:
    assert send(letter)
    (got,) = office.box.letters
    assert (got["To"], got["Subject"]) == ("team@example.org", "Is this still right?")
    assert got["From"] == "Front door <front.door@example.org>"
    assert got.get_content().splitlines() == WORDS.splitlines()
    assert (got["Content-Language"], got["Auto-Submitted"]) == ("pl", "auto-generated")
    assert (look(letter).state, look(letter).error) == ("sent", "")


def test_the_job_may_run_twice_and_the_letter_goes_once(office: Any, letter: str) -> None:
    assert send(letter)
    assert not send(letter)
    sweep()
    assert len(office.box.letters) == 1


def test_a_worker_that_dies_after_sending_costs_a_repeat_that_can_be_known(office: Any, letter: str) -> None:
    taken = mail.take(db.session, letter)
    db.session.commit()
    assert taken is not None
    mail.deliver(taken, config.load().mail)
    # Here it died. Nobody takes it at once, another one later.
    assert not send(letter)
    make_due(letter)
    assert sweep() == 1
    first, second = office.box.letters
    assert first["Message-ID"] == second["Message-ID"]


def test_a_server_that_is_down_is_tried_again_and_then_up(shut_office: Any, letter: str) -> None:
    assert not send(letter)
    waiting = look(letter)
    assert (waiting.state, waiting.error, waiting.tries) == ("waiting", "unreachable", 1)
    assert as_utc(waiting.next_try) > now()
    shut_office.open()
    assert sweep() == 0
    make_due(letter)
    assert sweep() == 1
    assert look(letter).state == "sent"


def test_it_waits_longer_each_time_and_is_given_up_in_the_end(shut_office: Any, letter: str) -> None:
    waits = []
    for _try in range(len(mail.BACK_OFF)):
        send(letter)
        waits.append(round((as_utc(look(letter).next_try) - now()).total_seconds() / 60))
        make_due(letter)
    assert waits == sorted(waits)
    assert waits[0] == 1
    assert waits[-1] == 24 * 60
    send(letter)
    assert (look(letter).state, look(letter).error) == ("failed", "unreachable")
    assert mail.again(db.session, look(letter))
    db.session.commit()
    shut_office.open()
    assert send(letter)


def test_an_address_that_the_server_knows_to_be_wrong_is_given_up_at_once(office: Any, app: Any) -> None:
    wrong = put(to="nobody@example.net")
    assert not send(wrong)
    assert (look(wrong).state, look(wrong).error) == ("failed", "refused")


def test_a_server_that_says_later_is_asked_later(office: Any, letter: str) -> None:
    office.box.grumpy = True
    assert not send(letter)
    assert (look(letter).state, look(letter).error) == ("waiting", "refused")


@pytest.mark.parametrize("to", ["", "nobody", "a@b.org, c@d.org", "a@b.org\nBcc: c@d.org", "Team <>"])
def test_what_is_no_single_address_goes_nowhere(office: Any, app: Any, to: str) -> None:
    wrong = put(to=to)
    assert not send(wrong)
    assert (look(wrong).state, look(wrong).error) == ("failed", "bad_address")
    assert office.box.letters == []


def test_a_subject_cannot_add_a_header(office: Any, app: Any) -> None:
    assert send(put(subject="Hello\r\nBcc: everyone@example.org"))
    (got,) = office.box.letters
    assert got["Bcc"] is None
    assert got["Subject"] == "Hello Bcc: everyone@example.org"


def test_a_server_without_encryption_gets_nothing_unless_the_settings_allow_it(
    office: Any, letter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMTP_STARTTLS", "1")
    assert not send(letter)
    assert (look(letter).state, look(letter).error) == ("waiting", "no_encryption")
    assert office.box.letters == []


def test_without_a_server_in_the_settings_nothing_is_sent_and_nothing_lost(letter: str) -> None:
    assert not send(letter)
    assert sweep() == 0
    assert (look(letter).state, look(letter).tries) == ("waiting", 0)


def test_what_waited_for_a_month_is_not_sent_any_more(office: Any, letter: str) -> None:
    look(letter).created_at = now() - timedelta(days=31)
    db.session.commit()
    assert not send(letter)
    assert (look(letter).state, look(letter).error) == ("failed", "too_old")


def test_no_address_and_no_word_is_in_the_log_or_readable_in_the_database(
    shut_office: Any, letter: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    send(letter)
    shut_office.open()
    make_due(letter)
    shut_office.box.grumpy = True
    send(letter)
    # The server of this test keeps a log of its own.
    ours = [record.getMessage() for record in caplog.records if record.name != "mail.log"]
    assert ours
    assert not any("team@example.org" in line or "żółw" in line for line in ours)
    row = db.session.execute(sa.text("select * from post_mail")).mappings().one()
    assert not any("team@" in str(value) or "żółw" in str(value) for value in row.values())


def test_old_letters_are_deleted_and_waiting_ones_kept(app: Any) -> None:
    sent, waits = put(), put()
    look(sent).state = "sent"
    for one in (sent, waits):
        db.session.get(OutboxMail, one).created_at = now() - timedelta(days=91)
    db.session.commit()
    jobs.forget_old_post.call_local()
    assert [found.id for found in mail.listed(db.session)] == [waits]


@pytest.mark.parametrize("port", ["0", "smtp", "99999", "٢٥"])
def test_a_port_that_is_none_is_said_at_the_start(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("SMTP_PORT", port)
    with pytest.raises(config.SettingsError, match="SMTP_PORT"):
        config.load()


def test_a_server_without_a_sender_is_said_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_HOST", "127.0.0.1")
    with pytest.raises(config.SettingsError, match="MAIL_FROM"):
        config.load()
