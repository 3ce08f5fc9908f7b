"""From a cry for help on any channel to the person on duty: the queue, the notices, who reads, and nobody looking."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from surveys import answers, events, fair, kiosks, queries, retention
from surveys.analysis import coding, duty, safeguarding
from surveys.analysis.coded import Coded
from surveys.analysis.models import Disclosure
from surveys.columns import local_day, now
from tests.factories.analysis import answers_of, send
from tests.integration.surveys.test_answers_exchange import EMERGENCY, HEADINGS, bring, csv_of, looked_at
from tests.support.forms import as_browser_sends
from webapp import jobs
from webapp.accounts import users
from webapp.accounts.models import AuditEntry
from webapp.extensions import db
from webapp.post import duty as notices
from webapp.post.models import OutboxMail

SURVEY = "resident-2026"
QUEUE = "/staff/safeguarding/"
DUTY = "/staff/safeguarding/duty/"
BOT = {"Authorization": "Bearer only-for-tests"}
TURN = {
    "duty": "duty",
    "staff": "",
    "address": "duty@example.org",
    "weekdays": [str(day) for day in range(7)],
    "starts": "00:00",
    "ends": "00:00",
}


def on_the_web(client, _sign_in):
    path = f"/en/surveys/{SURVEY}"
    client.post(path, data={"agree": "yes"})
    client.post(f"{path}/questions/safety", data={"q2_safety": EMERGENCY, "keep": "yes"})
    client.post(f"{path}/check")


def on_a_kiosk(client, _sign_in):
    given = events.Given("open_day", "Open day", local_day(), None, "resident", "A team", None)
    event = events.put(db.session, fair.by_slug(db.session, "community-voice-2026"), None, given, by=None)
    survey = queries.survey_by_slug(db.session, SURVEY)
    _kiosk, token = kiosks.make(db.session, event, survey, name="Tablet", by=None)
    db.session.commit()
    start = f"/en/kiosks/{token}/"
    client.post(start, data={"agree": "yes"})
    client.post(f"{start}questions/safety", data={"q2_safety": EMERGENCY, "keep": "yes"})
    client.post(f"{start}check")


def through_the_bot(client, _sign_in, headers=BOT):
    draft = client.post(f"/api/v1/surveys/{SURVEY}/drafts", json={}, headers=headers).json["draft"]
    for question, value in (("agree", "yes"), ("q2_safety", EMERGENCY)):
        client.put(f"/api/v1/drafts/{draft}/answers/{question}", json={"value": value, "keep": True}, headers=headers)
    client.post(f"/api/v1/drafts/{draft}/submit", headers=headers)


def through_the_api(client, sign_in):
    through_the_bot(client, sign_in, headers={})


def on_paper(client, sign_in):
    sign_in(client, "consultation_officer")
    form = as_browser_sends(client.get(f"/staff/paper/{SURVEY}").text)
    form["agree"], form["q2_safety"] = "1", EMERGENCY
    client.post(f"/staff/paper/{SURVEY}", data=form)


def at_an_event(client, sign_in):
    sign_in(client, "consultation_officer")
    given = events.Given("focus_group", "Group", date(2026, 6, 30), None, "resident", "A team", None)
    event = events.put(db.session, fair.by_slug(db.session, "community-voice-2026"), None, given, by=None)
    db.session.commit()
    path = f"/staff/events/{event.id}/notes/{SURVEY}"
    form = as_browser_sends(client.get(path).text)
    form["agreed"], form["Q2"] = "yes", EMERGENCY
    client.post(path, data=form)


def by_import(client, sign_in):
    sign_in(client, "consultation_officer")
    row = ["R-1", "2026-11-04 10:09", "", "", "Fairly unhappy", EMERGENCY]
    bring(client, looked_at(client, csv_of([HEADINGS, row])))


CHANNELS = {
    "web": on_the_web,
    "kiosk": on_a_kiosk,
    "chat": through_the_bot,
    "api": through_the_api,
    "paper": on_paper,
    "event": at_an_event,
    "import": by_import,
}


def cases():
    db.session.rollback()
    return list(db.session.scalars(sa.select(Disclosure)))


def mails():
    db.session.rollback()
    return list(db.session.scalars(sa.select(OutboxMail).order_by(OutboxMail.created_at)))


def watch():
    """What the worker does every minute."""
    db.session.rollback()  # on SQLite the worker waits for whoever is in the middle of something
    return jobs.watch_safeguarding.call_local()


@pytest.fixture
def lead(app, sign_in):
    """A browser of the safeguarding lead."""
    browser = app.test_client()
    sign_in(browser, "safeguarding_lead")
    return browser


@pytest.fixture
def case(app):
    """An urgent case that came in just now."""
    send(db.session, {"Q2": "Jayden from 12 Elm Road is outside with a knife, ring 07700 900123"}, alert="emergency")
    coding.queue_alerts(db.session)
    db.session.commit()
    return safeguarding.cases(db.session)[0]


@pytest.mark.parametrize("channel", CHANNELS)
def test_danger_on_every_channel_reaches_the_queue_and_who_is_on_duty(channel, client, sign_in, lead):
    lead.post(DUTY, data=TURN)
    CHANNELS[channel](client, sign_in)
    assert watch() == 1
    [found] = cases()
    assert (found.answer.channel, found.answer.alert, found.state) == (channel, "emergency", "new")
    [letter] = mails()
    assert letter.to_address == "duty@example.org"
    assert letter.subject == "Urgent: A case waits in the safeguarding queue"
    assert watch() == 0


@pytest.mark.parametrize("channel", ["paper", "event", "import", "web"])
def test_harm_that_only_the_program_sees_is_queued_on_every_channel(app, channel):
    sent = send(db.session, {"Q2": "my dad hits me and my sister"}, channel=channel)
    read = Coded(
        "en", [], {}, {}, "negative", [], disclosure=True, nonsense=False, disclosure_signs=["hits"], version="1"
    )
    coding.store(db.session, answers_of(db.session, sent)[0], read)
    db.session.commit()
    assert watch() == 0  # nobody has an account or a turn: it stands on the case that nobody could be told
    [found] = cases()
    assert found.found_by == "machine"
    assert duty.notices(db.session, [found.id])[found.id][0].level == "nobody"


def test_a_notice_says_nothing_of_what_was_written(case, lead, monkeypatch):
    monkeypatch.setenv("SITE_URL", "https://safety.example.org/")
    assert watch() == 1
    [letter] = mails()
    assert letter.to_address == "safeguarding_lead@example.org"
    assert "https://safety.example.org/staff/safeguarding/" in letter.body
    assert "Waiting: 1. Urgent: 1." in letter.body
    for word in ("Jayden", "Elm", "knife", "07700", "outside", "emergency", SURVEY, "Q2", "resident"):
        assert word.casefold() not in (letter.subject + letter.body).casefold()
    stored = db.session.execute(sa.text("select to_address, body from post_mail")).one()
    assert "example.org" not in " ".join(stored)


def test_many_cases_at_once_are_one_mail(app, lead):
    for number in range(5):
        send(db.session, {"Q2": f"he is coming, number {number}"}, alert="emergency")
    db.session.commit()
    assert watch() == 1
    assert "Waiting: 5. Urgent: 5." in mails()[0].body
    assert len(cases()) == 5


def test_when_nobody_looks_others_are_told_once_a_step_until_somebody_takes_it(case, lead, app, sign_in):
    boss = app.test_client()
    sign_in(boss, "administrator")
    lead.post(DUTY, data=TURN)
    lead.post(DUTY, data=TURN | {"duty": "escalation", "address": "manager@example.org"})
    start = case.found_at
    told = []
    for minutes in (0, 30, 61, 90, 121, 500):
        notices.tell(db.session, None, start + timedelta(minutes=minutes))
        db.session.commit()
        told.append([letter.to_address for letter in mails()][sum(map(len, told)) :])
    assert told == [["duty@example.org"], [], ["manager@example.org"], [], ["safeguarding_lead@example.org"], []]
    assert mails()[1].subject == "Urgent: Nobody has taken a case in the safeguarding queue"
    steps = duty.notices(db.session, [case.id])[case.id]
    assert [(one.step, one.level) for one in steps] == [(0, "duty"), (1, "escalation"), (2, "safeguarding_lead")]
    stored = " ".join(map(str, db.session.execute(sa.text("select told from analysis_disclosure_notice")).all()))
    assert "@" not in stored


def test_a_case_that_was_taken_troubles_nobody_else(case, lead):
    watch()
    lead.post(f"{QUEUE}{case.id}/claim")
    assert notices.tell(db.session, None, case.found_at + timedelta(days=9)) == 0


def test_the_hours_of_its_consultation_count(case, lead):
    wrong = lead.post(f"{DUTY}hours", data={"claim_hours": "", "urgent_claim_hours": "1"})
    assert wrong.status_code == 400
    assert "Write a whole number" in wrong.text
    own = {
        "consultation": "community-voice-2026",
        "community-voice-2026-claim_hours": "8",
        "community-voice-2026-urgent_claim_hours": "3",
    }
    assert lead.post(f"{DUTY}hours", data=own).status_code == 302
    db.session.rollback()
    [one] = duty.waiting(db.session, now(), notices.hours(db.session))
    assert one.due == one.case.found_at + timedelta(hours=3)
    bad = own | {"community-voice-2026-urgent_claim_hours": "99"}
    assert "This number is too big" in lead.post(f"{DUTY}hours", data=bad).text
    lead.post(f"{DUTY}hours", data={"claim_hours": "12", "urgent_claim_hours": "2"})
    db.session.rollback()
    assert notices.hours(db.session) == duty.Hours(12, 2)


def test_the_queue_shows_who_is_over_time_first_and_when_it_is_read_next(case, lead):
    assert "There is no roster yet" in lead.get(QUEUE).text
    case.found_at -= timedelta(hours=2)
    send(db.session, {"Q2": "he follows me"}, alert="crisis")
    coding.queue_alerts(db.session)
    db.session.commit()
    tomorrow = (now() + timedelta(days=1)).date().isoformat()
    lead.post(DUTY, data=TURN | {"first_day": tomorrow, "starts": "09:00", "ends": "17:00"})
    page = lead.get(QUEUE).text
    assert "Nobody is on duty now" in page
    assert "The queue is read next on" in page
    assert page.index("Over its time") < page.index("he follows me")
    assert "2 hours" in page or "120 minutes" in page
    assert "No mail server is set up" in page


def test_the_same_cry_of_two_people_is_two_cases(app, lead):
    for _person in range(2):
        send(db.session, {"Q2": "please help me"}, alert="emergency")
    coding.queue_alerts(db.session)
    db.session.commit()
    assert lead.get(QUEUE).text.count("please help me") == 2


def test_a_page_that_is_looked_at_writes_nothing_and_opening_it_is_written_down(case, lead):
    def readers():
        db.session.rollback()
        return db.session.scalar(sa.select(sa.func.count()).where(AuditEntry.action == "disclosure.read"))

    page = lead.get(f"{QUEUE}{case.id}").text
    assert "Jayden" not in page
    assert readers() == 0
    opened = lead.post(f"{QUEUE}{case.id}/open", follow_redirects=True).text
    assert "Jayden" in opened
    assert "07700 900123" in opened
    assert readers() == 1
    lead.post(f"{QUEUE}{case.id}/open")
    assert "Jayden" in lead.get(f"{QUEUE}{case.id}").text
    assert readers() == 1
    with lead.session_transaction() as visit:
        visit["opened_cases"] = {case.id: (now() - timedelta(hours=1)).isoformat()}
    assert "Jayden" not in lead.get(f"{QUEUE}{case.id}").text


def test_what_was_done_is_covered_too_until_the_case_is_opened(case, lead, app, sign_in):
    lead.post(f"{QUEUE}{case.id}/claim")
    lead.post(f"{QUEUE}{case.id}/note", data={"note": "Rang Jayden Smith on 07700 900456: he is safe"})
    assert "Jayden Smith on 07700 900456" in lead.get(f"{QUEUE}{case.id}").text
    boss = app.test_client()
    sign_in(boss, "administrator")
    covered = boss.get(f"{QUEUE}{case.id}").text
    assert "he is safe" in covered
    assert "Jayden" not in covered
    assert "07700" not in covered
    assert "Jayden Smith on 07700 900456" in boss.post(f"{QUEUE}{case.id}/open", follow_redirects=True).text


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"address": ""}, "Choose a member of staff or write a mail address"),
        ({"address": "nonsense"}, "Write one mail address"),
        ({"weekdays": []}, "Choose at least one day"),
        ({"starts": "lunch"}, "Write the time like 09:00"),
        ({"first_day": "2026-06-02", "last_day": "2026-06-01"}, "The last day is before the first"),
        ({"duty": "holiday"}, "Not a valid choice"),
    ],
)
def test_a_line_that_cannot_stand_is_told_at_its_field(lead, changes, told):
    page = lead.post(DUTY, data=TURN | changes)
    assert page.status_code == 400
    assert told in page.text
    assert duty.turns(db.session) == []


def test_a_line_is_added_shown_and_taken_off_and_an_account_that_was_closed_is_passed_by(case, lead, sign_in, app):
    user = users.find(db.session, "safeguarding_lead@example.org")
    away, _password = users.create(db.session, email="away@example.org", name="Away", roles=["safeguarding_lead"])
    db.session.commit()
    lead.post(DUTY, data=TURN | {"staff": away.id, "address": ""})
    assert "Away" in lead.get(DUTY).text
    users.set_active(db.session, away, False)
    db.session.commit()
    assert "This account cannot open the queue" in lead.get(DUTY).text
    watch()
    assert [letter.to_address for letter in mails()] == [user.email]
    [turn] = duty.turns(db.session)
    lead.post(f"{DUTY}{turn.id}/remove")
    db.session.rollback()
    assert duty.turns(db.session) == []


def test_what_was_told_stays_with_an_open_case_and_goes_with_it(case, lead):
    def told():
        return db.session.execute(sa.text("select count(*) from analysis_disclosure_notice")).scalar_one()

    watch()
    answers.withdraw(db.session, case.answer.draft)
    db.session.commit()
    assert told() == 1
    case.state = "closed"
    retention.run_now(db.session)
    db.session.commit()
    assert told() == 0


def test_an_answer_that_the_program_failed_on_is_read_by_a_person_and_tried_again(app, lead, client, sign_in):
    sent = send(db.session, {"Q2": "he hits Jayden, ring 07700 900123"})
    answers_of(db.session, sent)[0].coding_state = "failed"
    db.session.commit()
    assert "1 answers have not been read" in lead.get(QUEUE).text
    page = lead.get(f"{QUEUE}unread")
    assert "he hits" in page.text
    assert "07700" not in page.text
    sign_in(client, "analyst")
    assert client.get(f"{QUEUE}unread").status_code == 403
    db.session.rollback()
    assert jobs.retry_failed.call_local() == 1
    [answer] = queries.answers_pending_coding(db.session)
    there = f"{QUEUE}unread/{answer.id}"
    db.session.rollback()
    taken = lead.post(there, follow_redirects=True)
    assert "Take this one" in taken.text
    [found] = cases()
    assert (found.found_by, found.state, found.answer_id) == ("person", "new", answer.id)
    assert "have not been read" not in lead.get(QUEUE).text
    assert "This one has been read meanwhile" in lead.post(there, follow_redirects=True).text
    assert len(cases()) == 1


def test_an_answer_that_was_not_sent_is_nobodys_case(app):
    survey = queries.survey_by_slug(db.session, SURVEY)
    draft, _code = answers.start_draft(db.session, survey, language="en", channel="web")
    answers.save(db.session, draft, "agree", "yes", alert=None)
    answers.save(db.session, draft, "q2_safety", EMERGENCY, alert="emergency")
    db.session.commit()
    watch()
    assert cases() == []


@pytest.fixture
def ann(app):
    """Another member of staff who can open the queue, on the roster."""
    user, _password = users.create(db.session, email="ann@example.org", name="Ann", roles=["safeguarding_lead"])
    db.session.commit()
    return user


def handed_on(lead, case, to, **more):
    holder = as_browser_sends(lead.get(f"{QUEUE}{case.id}").text).get("from", "")
    return lead.post(f"{QUEUE}{case.id}/hand-on", data={"from": holder, "to": to} | more)


def test_a_case_is_handed_on_with_its_history_and_a_mail_without_content(case, lead, ann):
    lead.post(DUTY, data=TURN | {"staff": ann.id, "address": ""})
    lead.post(f"{QUEUE}{case.id}/claim")
    assert "Ann (on duty now)" in lead.get(f"{QUEUE}{case.id}").text
    before = len(mails())
    assert handed_on(lead, case, ann.id, handover="School rings back about Jayden at two").status_code == 302
    [letter] = mails()[before:]
    assert (letter.to_address, letter.subject) == ("ann@example.org", "A safeguarding case was handed on to you")
    for word in ("Jayden", "school", "knife", "Elm"):
        assert word.casefold() not in (letter.subject + letter.body).casefold()
    db.session.refresh(case)
    assert (case.state, case.claimed_by) == ("claimed", ann.id)
    assert [note.text for note in case.notes] == ["School rings back about Jayden at two"]
    page = lead.get(f"{QUEUE}{case.id}").text
    assert page.index("Taken</li>") < page.index("Handed on: Ann</li>")
    assert watch() == 0  # it is in hand: nobody is told that it waits


def test_a_case_is_handed_on_only_once_it_is_taken_and_only_to_who_can_open_it(case, lead, ann, app):
    assert handed_on(lead, case, ann.id).status_code == 400
    lead.post(f"{QUEUE}{case.id}/claim")
    editor, _password = users.create(db.session, email="ed@example.org", name="Ed", roles=["editor"])
    db.session.commit()
    refused = handed_on(lead, case, editor.id)
    assert refused.status_code == 400
    assert "Choose another person" in refused.text
    lead.post(f"{QUEUE}{case.id}/close", data={"outcome": "no_concern"})
    assert lead.post(f"{QUEUE}{case.id}/hand-on", data={"to": ann.id}).status_code == 400


def test_who_hands_on_what_was_handed_on_meanwhile_is_told(case, lead, ann):
    lead.post(f"{QUEUE}{case.id}/claim")
    db.session.refresh(case)
    shown = case.claimed_by
    handed_on(lead, case, ann.id)
    boss, _password = users.create(db.session, email="boss@example.org", name="Boss", roles=["administrator"])
    db.session.commit()
    late = handed_on(lead, case, boss.id, **{"from": shown})
    assert late.status_code == 409
    db.session.refresh(case)
    assert case.claimed_by == ann.id


def told(lead, case, button, **given):
    """Press a button of a case's page as a browser does: with all that its form holds."""
    form = as_browser_sends(lead.get(f"{QUEUE}{case.id}").text)
    return lead.post(f"{QUEUE}{case.id}/{button}", data={name: given.get(name, form[name]) for name in form})


@pytest.mark.parametrize("button", ["close", "hand-on"])
def test_what_was_typed_of_what_was_done_is_kept_whichever_button_is_pressed(case, lead, ann, button):
    lead.post(f"{QUEUE}{case.id}/claim")
    typed = {"note": "Rang the MASH at four", "handover": "They ring back"}
    refused = told(lead, case, button, **typed)
    assert refused.status_code == 400
    assert "Rang the MASH at four" in refused.text
    assert "They ring back" in refused.text
    db.session.expire_all()
    assert case.notes == []
    assert told(lead, case, button, **typed, to=ann.id, outcome="referred_mash").status_code == 302
    db.session.expire_all()
    assert "Rang the MASH at four" in [note.text for note in case.notes]
    assert case.state == {"close": "closed", "hand-on": "acted"}[button]
