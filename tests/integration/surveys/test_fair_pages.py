"""How a consultation is fair: the desk that refuses by name, the public page, the schedule of deletion."""

import re
from datetime import timedelta

import pytest

from surveys import fair, queries, retention
from surveys.columns import now
from tests.factories.fair import every_point, fill, make_promise
from tests.integration.surveys.conftest import Person
from tests.support.forms import as_browser_sends
from webapp.extensions import db

SLUG = "community-voice-2026"
DESK = f"/staff/consultations/{SLUG}/fair"
PUBLIC = f"/en/consultations/{SLUG}"


def consultation():
    db.session.expire_all()
    return fair.by_slug(db.session, SLUG)


def state() -> str:
    db.session.expire_all()
    return queries.survey_by_slug(db.session, "resident-2026").state


def filled(page: str, **changes: str):
    """The desk's form with each point filled."""
    form = as_browser_sends(page)
    for name, value in every_point(fair.today()).items():
        form[name] = str(value)
    form.setlist("channels", ["web", "paper"])
    for name, value in changes.items():
        form[name] = value
    return form


def test_a_survey_that_is_not_fair_yet_stays_shut_and_the_desk_names_each_point(client, sign_in):
    sign_in(client, "consultation_officer")
    client.post("/staff/consultations/surveys/resident-2026/close")
    page = client.post("/staff/consultations/surveys/resident-2026/open", follow_redirects=True)
    assert state() == "closed"
    assert "The survey cannot be opened yet" in page.text
    summary = page.text.split("govuk-error-summary", 1)[1].split("</ul>")[0]
    for name, words in {
        "options_discarded": "Options discarded, and why: not filled in yet",
        "decision_maker": "Who decides: not filled in yet",
        "opens_on": "First day: not filled in yet",
        "safeguarding_lead": "Safeguarding lead: not filled in yet",
    }.items():
        assert f'<a href="#{name}">{words}</a>' in summary
        assert f'id="{name}"' in page.text
    assert "Reasons: not filled" not in page.text


def test_it_says_that_a_program_sorts_and_staff_check_a_part(client):
    page = client.get(PUBLIC).text
    assert "Staff read every answer" not in page
    assert "Staff check part of it, first where the program is least sure." in page
    person = Person(client, "resident-2026").begin()
    sent = client.post(person.path("/check"), follow_redirects=True).text
    assert "We read all answers" not in sent
    assert "staff check part of it" in sent


def test_filled_in_by_hand_it_opens(client, sign_in):
    sign_in(client, "consultation_officer")
    client.post("/staff/consultations/surveys/resident-2026/close")
    client.post("/staff/consultations/surveys/young-person-2026/close")
    saved = client.post(DESK, data=filled(client.get(DESK).text), follow_redirects=True)
    assert "Nothing. Surveys of this consultation can be opened." in saved.text
    client.post("/staff/consultations/surveys/resident-2026/open")
    assert state() == "open"
    public = client.get(PUBLIC).text
    assert "it is open so that it can be tried out" not in public
    assert "has yet to confirm these points" not in public


def test_too_short_a_time_is_refused_at_the_date(client, sign_in):
    sign_in(client, "administrator")
    client.post("/staff/consultations/surveys/resident-2026/close")
    soon = str(fair.today() + timedelta(days=9))
    client.post(DESK, data=filled(client.get(DESK).text, closes_on=soon))
    page = client.post("/staff/consultations/surveys/resident-2026/open", follow_redirects=True)
    assert '<a href="#closes_on">It must be open for 28 days or more' in page.text
    assert state() == "closed"


def test_before_an_election_the_warning_is_read_first(client, sign_in):
    sign_in(client, "consultation_officer")
    client.post("/staff/consultations/surveys/resident-2026/close")
    period = f"{fair.today()} to {fair.today() + timedelta(days=40)}"
    client.post(DESK, data=filled(client.get(DESK).text, pre_election=period))
    page = client.post("/staff/consultations/surveys/resident-2026/open", follow_redirects=True)
    assert "A pre-election period touches these dates" in page.text
    unread = client.post(f"{DESK}/election", follow_redirects=True)
    assert "Tick the box" in unread.text
    client.post("/staff/consultations/surveys/resident-2026/open")
    assert state() == "closed"
    client.post(f"{DESK}/election", data={"read": "yes"})
    client.post("/staff/consultations/surveys/resident-2026/open")
    assert state() == "open"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("opens_on", "soon", "Write the day like 30/6/2026"),
        ("closes_on", "31/2/2026", "Write the day like 30/6/2026"),
        ("minimum_days", "a month", "Write a whole number in digits"),
        ("answer_days", "2", "too small"),
        ("pre_election", "some time in May", "Write one period a line"),
        ("purpose", "x" * 2001, "This is too long"),
        ("decision_maker", "x" * 201, "This is too long"),
        ("title", "", "Write something here"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_typed_is_lost(client, sign_in, field, value, words):
    sign_in(client, "consultation_officer")
    before = consultation().reasons
    page = client.post(DESK, data=filled(client.get(DESK).text, reasons="My new reasons", **{field: value}))
    assert page.status_code == 400
    assert words in page.text
    assert "My new reasons" in page.text
    assert consultation().reasons == before


def test_staff_write_a_day_as_people_do(client, sign_in):
    sign_in(client, "consultation_officer")
    client.post(DESK, data=filled(client.get(DESK).text, decides_on="1/2/2030"))
    assert consultation().decides_on.isoformat() == "2030-02-01"


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Why we ask now"), ("pl", "obiecało"), ("ar", "وعدت شراكة المجتمعات")]
)
def test_everyone_can_read_how_it_is_fair(client, language, words):
    page = client.get(f"/{language}/consultations/{SLUG}")
    assert page.status_code == 200
    assert words in page.text


def test_the_public_page_says_what_the_council_has_yet_to_confirm(client):
    page = client.get(PUBLIC).text
    inset = page.split("govuk-inset-text", 1)[1].split("</div>")[0]
    assert "This is a pilot" in inset
    for name in ("Choices we said no to, and why", "Who decides", "First day"):
        assert f"<li>{name}</li>" in inset
    assert "<li>Why we ask now</li>" not in inset
    assert "How long answers are kept that you send: the council has yet to confirm this." in page


def test_it_is_linked_from_where_people_begin(client):
    assert f'href="{PUBLIC}"' in client.get("/en/surveys").text
    assert f'href="{PUBLIC}"' in client.get("/en/surveys/resident-2026").text
    for path in re.findall(r'href="(/en/consultations/[^"#]+)', client.get("/en/surveys/young-person-2026").text):
        assert client.get(path).status_code == 200


def test_after_it_closed_the_page_says_what_was_decided(client, sign_in):
    found = consultation()
    fill(db.session, found, fair.today())
    for survey in found.surveys:
        survey.state, survey.closed_at = "closed", now()
    make_promise(db.session, found, decision="Light every path.")
    page = client.get(PUBLIC).text
    assert "It is closed and takes no more answers." in page
    assert "The test committee" in page
    assert "Light every path." in page
    assert "What was decided" in client.get("/en/surveys/resident-2026").text


def test_what_is_not_there_is_not_found(client, sign_in):
    assert client.get("/en/consultations/nothing").status_code == 404
    sign_in(client, "consultation_officer")
    for path in ("/staff/consultations/nothing/fair", f"{DESK}/translate/en", f"{DESK}/translate/xx"):
        assert client.get(path).status_code == 404


def test_a_translation_is_written_beside_the_english(client, sign_in):
    sign_in(client, "consultation_officer")
    client.post(DESK, data=filled(client.get(DESK).text, decision_maker="The Cabinet"))
    assert '<p class="govuk-body" lang="en" dir="ltr">The Cabinet</p>' in client.get(f"/pl/consultations/{SLUG}").text
    form = as_browser_sends(client.get(f"{DESK}/translate/pl").text)
    form["decision_maker"] = "Gabinet rady"
    client.post(f"{DESK}/translate/pl", data=form)
    page = client.get(f"/pl/consultations/{SLUG}").text
    assert "Gabinet rady" in page


def test_the_return_code_of_a_draft_whose_time_is_over_says_so(client, resident: Person):
    resident.answer("area", happy_area="very")
    retention.run(db.session, now() + timedelta(days=91))
    db.session.commit()
    page = client.post("/en/surveys/return", data={"code": resident.code})
    assert "These answers are not kept any more" in page.text
    assert "They were never sent" in page.text
    assert client.get(resident.path("/code")).status_code == 302


def test_sent_answers_can_be_taken_back_from_the_last_page_and_with_the_code(app, client, resident: Person):
    client.post(resident.path("/check"))
    done = client.get(resident.path("/done"))
    assert resident.path("/withdraw") in done.text
    other = app.test_client()
    back = other.post("/en/surveys/return", data={"code": resident.code}, follow_redirects=True)
    assert resident.path("/withdraw") in back.text
    assert "Your answers are deleted" in other.post(resident.path("/withdraw")).text


def test_the_desk_shows_what_is_deleted_when(client, sign_in, resident: Person):
    sign_in(client, "consultation_officer")
    page = client.get(DESK).text
    assert "90 days after the last change." in page
    assert "1 waits now; the first goes on" in page
    assert "to be confirmed by the council" in page
    assert "The daily run has not looked through it yet." in page
    retention.run_now(db.session)
    assert "0 unsent and 0 sent were deleted" in client.get(DESK).text


def test_how_long_a_way_to_be_reached_is_kept_is_a_setting_that_people_read(client, sign_in, resident: Person):
    assert "deleted 30 days after staff have dealt with it" in client.get(PUBLIC).text
    assert "30 days after they have dealt with it, unless" in client.get("/en/privacy").text
    sign_in(client, "consultation_officer")
    form = as_browser_sends(client.get(DESK).text)
    assert form["contact_days"] == "30"
    form["contact_days"] = "0"
    assert client.post(DESK, data=form).status_code == 400
    form["contact_days"] = "7"
    client.post(DESK, data=form)
    assert "7 days after their safeguarding case is closed" in client.get(DESK).text
    assert "deleted 7 days after staff have dealt with it" in client.get(PUBLIC).text
    assert "It is deleted 7 days after they have dealt with it" in client.get(resident.path("")).text
