"""What the person does later with answers about harm that staff have open: takes everything back, or writes more."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from surveys import queries, retention
from surveys.analysis import coding, report, safeguarding
from surveys.analysis.models import Coding, Disclosure
from surveys.columns import now
from surveys.models import Answer, Consultation, ContactLeft, Submission
from tests.integration.surveys.conftest import Person
from tests.integration.surveys.test_danger import EMERGENCY
from tests.support.forms import as_browser_sends
from webapp import jobs
from webapp.accounts import users
from webapp.extensions import db
from webapp.post.models import OutboxMail

QUEUE = "/staff/safeguarding/"
NUMBER = "07700 900123"
KEPT = "What you told us about harm is kept by the people who keep others safe until they have finished."
ORDINARY = "My neighbour shouts at her children every night"
TURN = {
    "duty": "duty",
    "staff": "",
    "address": "duty@example.org",
    "weekdays": [str(day) for day in range(7)],
    "starts": "00:00",
    "ends": "00:00",
}


@pytest.fixture
def lead(app, sign_in):
    """A browser of the safeguarding lead."""
    browser = app.test_client()
    sign_in(browser, "safeguarding_lead")
    return browser


def send(resident: Person, words: str = EMERGENCY, **more: str) -> None:
    resident.answer("area", happy_area="very_happy")
    resident.answer("safety", q2_safety=words, keep="yes", **more)
    resident.client.post(resident.path("/check"))


def withdraw(resident: Person) -> str:
    return resident.client.post(resident.path("/withdraw")).text


def come_back(app, resident: Person) -> str:
    return app.test_client().post("/en/surveys/return", data={"code": resident.code}, follow_redirects=True).text


def watch() -> list[tuple[str, str]]:
    """What the worker does every minute; the mails that it made."""
    db.session.rollback()
    before = set(db.session.scalars(sa.select(OutboxMail.id)))
    db.session.rollback()
    jobs.watch_safeguarding.call_local()
    found = db.session.scalars(sa.select(OutboxMail).where(OutboxMail.id.not_in(before)))
    return sorted((one.to_address, one.subject) for one in found)


def night() -> None:
    db.session.rollback()
    retention.run(db.session, now())
    db.session.commit()


def only_case() -> Disclosure:
    db.session.rollback()
    return db.session.scalars(sa.select(Disclosure)).one()


def count(*models: type) -> list[int]:
    db.session.rollback()
    return [db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0 for model in models]


def test_a_case_in_hand_outlives_the_answers_until_it_is_closed(app, resident: Person, lead):
    send(resident, contact=NUMBER, safe_to_ring="only_text")
    watch()
    page = f"{QUEUE}{only_case().id}"
    lead.post(f"{page}/claim")
    lead.post(f"{page}/note", data={"note": "Asked the school to ring back"})
    assert "the people who keep others safe keep that" in resident.client.get(resident.path("/withdraw")).text
    assert KEPT in withdraw(resident)
    assert KEPT in come_back(app, resident)

    shown = lead.get(page).text
    for words in (EMERGENCY, NUMBER, "Asked the school to ring back", "The person has taken their answers back"):
        assert words in shown
    assert "In hand: 1" in lead.get(QUEUE).text
    night()
    assert lead.post(f"{page}/note", data={"note": "She is safe"}).status_code == 302
    assert lead.post(f"{page}/close", data={"outcome": "referred_mash"}).status_code == 302
    assert lead.get(page).status_code == 200
    night()
    assert lead.get(page).status_code == 404
    assert count(Answer, Disclosure, ContactLeft) == [0, 0, 0]
    assert "We keep nothing of what you answered." in come_back(app, resident)


def test_whoever_withdraws_before_anybody_looked_does_not_silence_it(app, resident: Person, lead):
    lead.post(f"{QUEUE}duty/", data=TURN)
    send(resident)
    assert KEPT in withdraw(resident)
    assert watch() == [("duty@example.org", "Urgent: A case waits in the safeguarding queue")]
    page = lead.get(QUEUE).text
    assert EMERGENCY in page
    assert lead.post(f"{QUEUE}{only_case().id}/claim").status_code == 302


def findings(consultation: str) -> object:
    db.session.rollback()
    return report.findings(db.session, db.session.get_one(Consultation, consultation)) | {"made_at": None}


def test_everything_but_the_case_acts_as_if_it_was_never_sent(app, resident: Person, client):
    consultation = queries.survey_by_slug(db.session, resident.slug).consultation.id
    before = findings(consultation)
    send(resident)
    assert findings(consultation) != before
    answer = db.session.scalars(sa.select(Answer).where(Answer.question_code == "q2_safety")).one()
    old, draft = answer.id, answer.draft_id
    db.session.add(Coding(answer_id=old, version="1", language="en", sentiment="negative", pii=[]))
    answer.coding_state = "failed"
    db.session.commit()
    withdraw(resident)
    # A second time, by whoever has the draft's id, changes nothing.
    assert client.delete(f"/api/v1/drafts/{draft}").status_code == 204
    state = client.get(f"/api/v1/drafts/{draft}").json
    assert (state["state"], state["answers"], state["reference"]) == ("withdrawn", {}, None)
    assert count(Submission, Coding, Answer, Disclosure) == [0, 0, 1, 1]
    kept = db.session.scalars(sa.select(Answer)).one()
    assert kept.id != old  # what names the answer that was taken back names nothing now
    assert (kept.submission_id, kept.coding_state, kept.choices) == (None, "not_needed", [])
    assert coding.retry_failed(db.session) == 0
    assert queries.answers_pending_coding(db.session) == []
    assert queries.counts(db.session) == []
    assert findings(consultation) == before


def test_what_was_never_sent_goes_altogether(resident: Person):
    resident.answer("safety", q2_safety=EMERGENCY, keep="yes", contact=NUMBER)
    assert "keep that until they have finished" not in resident.client.get(resident.path("/withdraw")).text
    assert "We keep nothing of what you answered." in withdraw(resident)
    assert count(Answer, Disclosure, ContactLeft) == [0, 0, 0]


def test_a_closed_case_goes_with_the_answers_at_once(resident: Person, lead):
    send(resident, contact=NUMBER)
    watch()
    case = only_case().id
    lead.post(f"{QUEUE}{case}/claim")
    lead.post(f"{QUEUE}{case}/close", data={"outcome": "no_concern"})
    assert "We keep nothing of what you answered." in withdraw(resident)
    assert count(Answer, Disclosure, ContactLeft) == [0, 0, 0]


@pytest.fixture
def ordinary(resident: Person) -> str:
    """A case that is not urgent and of which everybody was told; its id."""
    send(resident, ORDINARY)
    answer = db.session.scalars(sa.select(Answer).where(Answer.question_code == "q2_safety")).one()
    case = coding.queue(db.session, answer, "machine").id
    db.session.commit()
    return case


def write_more(resident: Person, words: str) -> None:
    resident.client.post(resident.path("/change"))
    resident.answer("safety", q2_safety=words, keep="yes")
    resident.client.post(resident.path("/changed"))


MORE = "More was written in a safeguarding case"


def test_graver_words_reach_who_has_the_case_and_who_is_on_duty(resident: Person, lead, ordinary: str):
    lead.post(f"{QUEUE}duty/", data=TURN)
    watch()
    lead.post(f"{QUEUE}{ordinary}/claim")
    assert watch() == []
    write_more(resident, "He also shouts at the dog")
    assert watch() == [("safeguarding_lead@example.org", MORE)]
    write_more(resident, EMERGENCY)
    assert watch() == [
        ("duty@example.org", f"Urgent: {MORE}"),
        ("safeguarding_lead@example.org", f"Urgent: {MORE}"),
    ]
    assert watch() == []
    for letter in db.session.scalars(sa.select(OutboxMail)):
        assert "knife" not in letter.body
        assert "shouts" not in letter.body
    shown = lead.get(f"{QUEUE}{ordinary}").text
    assert "whoever has the case" in shown


def test_a_case_that_nobody_has_and_that_turns_urgent_is_told_at_once(resident: Person, lead, ordinary: str):
    lead.post(f"{QUEUE}duty/", data=TURN)
    assert watch() == [("duty@example.org", "A case waits in the safeguarding queue")]
    write_more(resident, EMERGENCY)
    assert watch() == [("duty@example.org", f"Urgent: {MORE}")]


def test_words_for_somebody_who_has_left_go_to_who_is_on_duty(app, resident: Person, lead, sign_in, ordinary: str):
    boss = app.test_client()
    sign_in(boss, "administrator")
    watch()
    lead.post(f"{QUEUE}{ordinary}/claim")
    db.session.rollback()
    users.set_active(db.session, users.find(db.session, "safeguarding_lead@example.org"), False)
    db.session.commit()
    write_more(resident, "He also shouts at the dog")
    assert watch() == [("administrator@example.org", MORE)]


def test_words_that_come_do_not_count_as_a_step_of_waiting(resident: Person, lead, ordinary: str):
    lead.post(f"{QUEUE}duty/", data=TURN)
    write_more(resident, "He also shouts at the dog")
    assert [subject for _to, subject in watch()] == ["A case waits in the safeguarding queue", MORE]
    case = only_case()
    case.found_at -= timedelta(days=3)
    db.session.commit()
    assert watch() == [("safeguarding_lead@example.org", "Nobody has taken a case in the safeguarding queue")]
    assert safeguarding.words_to_tell(db.session) == []


RAISED = "Urgent: A safeguarding case is more urgent than it was"
PAPER = "/staff/paper/resident-2026"


def type_in(desk, path: str, words: str) -> str:
    form = as_browser_sends(desk.get(path).text)
    form["agree"], form["q2_safety"] = "1", words
    return desk.post(path, data=form).location


@pytest.fixture
def typed_again(app, sign_in):
    """A paper form with a case, and what a second person at the desk does: types other words and lets them stand."""
    first, second = app.test_client(), app.test_client()
    sign_in(first, "consultation_officer")
    sign_in(second, "administrator")
    first.post(f"{PAPER}/sample", data={"every": "1"})
    type_in(first, PAPER, ORDINARY)
    sent = db.session.scalars(sa.select(Submission.id)).one()
    answer = db.session.scalars(sa.select(Answer).where(Answer.question_code == "q2_safety")).one()
    coding.queue(db.session, answer, "machine")
    db.session.commit()

    def settle(words: str) -> str:
        differ = type_in(second, f"{PAPER}/second/{sent}", words)
        return second.post(differ, data={"q2_safety": "second"}, follow_redirects=True).text

    return settle


def test_a_second_entry_that_makes_a_case_more_urgent_is_told_at_once(typed_again, lead):
    lead.post(f"{QUEUE}duty/", data=TURN)
    watch()
    case = only_case().id
    lead.post(f"{QUEUE}{case}/claim")
    assert "Urgent</strong>" not in lead.get(f"{QUEUE}{case}").text
    before = set(db.session.scalars(sa.select(OutboxMail.id)))
    page = typed_again(EMERGENCY)
    assert "ring 999" in page
    db.session.rollback()
    mails = list(db.session.scalars(sa.select(OutboxMail).where(OutboxMail.id.not_in(before))))
    assert sorted((one.to_address, one.subject) for one in mails) == [
        ("duty@example.org", RAISED),
        ("safeguarding_lead@example.org", RAISED),
    ]
    assert not any("knife" in one.body for one in mails)
    assert only_case().alert == "emergency"
    assert "Urgent</strong> Taken" in lead.get(f"{QUEUE}{case}").text
    assert "More urgent, by a second look at the paper form" in lead.get(f"{QUEUE}{case}").text


def test_a_second_entry_that_is_no_graver_tells_nobody(typed_again, lead):
    lead.post(f"{QUEUE}duty/", data=TURN)
    watch()
    before = count(OutboxMail)
    assert "ring 999" not in typed_again("My neighbour shouts at his children each night")
    assert count(OutboxMail) == before


def test_a_case_that_nobody_was_told_of_is_told_once_and_as_urgent(typed_again, lead):
    lead.post(f"{QUEUE}duty/", data=TURN)
    typed_again(EMERGENCY)
    assert watch() == [("duty@example.org", "Urgent: A case waits in the safeguarding queue")]
    assert count(OutboxMail) == [1]
