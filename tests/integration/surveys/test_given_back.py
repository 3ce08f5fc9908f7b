"""What was typed comes back when it could not be taken, to be sent again; and only to who typed it."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from markupsafe import escape

from surveys import answers, queries
from surveys.changes import close_survey
from surveys.models import Draft
from tests.integration.surveys.test_danger import EMERGENCY
from tests.support.forms import as_browser_sends
from webapp.extensions import db

WORDS = 'The lamps <b>by the "station"</b>\r\nare broken & nobody comes'


@pytest.fixture
def guarded(app):
    """The site as it runs: forms need their token, and an error is a page."""
    app.config.update(WTF_CSRF_ENABLED=True, PROPAGATE_EXCEPTIONS=False)
    return app


@pytest.fixture
def typing(resident, guarded):
    """A person with a page of questions open, who typed into it."""
    form = as_browser_sends(resident.look("safety").text).to_dict()
    return resident, form | {"q2_safety": WORDS}


BOX = r'<label[^>]*for="given-1"[^>]*>\s*What you typed\s*</label>.*?<textarea[^>]*id="given-1"[^>]*>(.*?)<'


def box_of(page) -> str:
    """What stands in the one box for words, below its label."""
    [text] = re.findall(BOX, page.text, re.S)
    return text.replace("\r\n", "\n")


def too_old(app, person, form):
    """The same sent after the visit grew too old for its cookie."""
    app.permanent_session_lifetime = timedelta(seconds=-1)
    page = person.answer("safety", **form)
    app.permanent_session_lifetime = timedelta(hours=8)
    return page


def test_a_form_that_grew_too_old_comes_back_and_can_be_sent_after_the_return_code(typing, guarded):
    resident, form = typing
    page = too_old(guarded, resident, form)
    assert page.status_code == 400
    assert "Please send that again" in page.text
    assert box_of(page) == str(escape(WORDS)).replace("\r\n", "\n")
    again = as_browser_sends(page.text).to_dict()
    assert again["csrf_token"] != form["csrf_token"]
    assert again["q2_safety"] == WORDS
    # The visit is new and on no answers: it says how to open them, and still has the words.
    lost = resident.answer("safety", **again)
    assert lost.status_code == 409
    assert "Your return code still opens them" in lost.text
    assert 'href="/en/surveys/return" target="_blank"' in lost.text
    other_tab = as_browser_sends(resident.client.get("/en/surveys/return").text).to_dict() | {"code": resident.code}
    assert resident.client.post("/en/surveys/return", data=other_tab).status_code == 302
    again = as_browser_sends(lost.text).to_dict()
    assert resident.answer("safety", **again).location == resident.path("/questions/causes")
    assert resident.stored()["q2_safety"].text == WORDS.replace("\r\n", "\n")


def test_what_is_sent_again_is_what_was_sent(typing, guarded):
    resident, form = typing
    sent = form | {"go": "pause", "from": "check", "leave_empty": "trap", "happy_area": "", "safe_parks": "bit_unsafe"}
    page = too_old(guarded, resident, sent)
    assert "trap" not in page.text
    assert form["csrf_token"] not in page.text
    again = as_browser_sends(page.text).to_dict()
    assert again.pop("csrf_token")
    assert again == {k: v for k, v in sent.items() if k not in ("csrf_token", "leave_empty")}
    for other in ("pl", "ar"):
        assert f'formaction="/{other}/surveys/resident-2026/questions/safety"' in page.text


@pytest.mark.parametrize("word", ["drugs", "12"])
def test_one_small_word_is_seen_too(typing, guarded, word):
    resident, form = typing
    assert box_of(too_old(guarded, resident, form | {"q2_safety": word})) == word


def test_the_contact_on_the_help_page_is_seen_and_the_yes_goes_along(resident, guarded):
    form = as_browser_sends(resident.look("safety").text).to_dict() | {"q2_safety": EMERGENCY}
    danger = as_browser_sends(resident.answer("safety", **form).text).to_dict()
    page = too_old(guarded, resident, danger | {"contact": "07700900123", "keep": "yes"})
    assert re.findall(r"<textarea[^>]*>(.*?)<", page.text, re.S) == [EMERGENCY, "07700900123"]
    assert as_browser_sends(page.text)["keep"] == "yes"


def test_too_much_at_once_gives_the_words_back_to_be_sent_after_a_minute(typing, guarded):
    resident, form = typing
    for _ in range(120):
        resident.answer("safety", **form | {"q2_safety": ""})
    page = resident.answer("safety", **form)
    assert page.status_code == 429
    assert "Wait a minute, then press “Send again”" in page.text
    assert as_browser_sends(page.text)["q2_safety"] == WORDS


def test_when_something_of_ours_breaks_the_words_come_back_and_are_in_no_log(typing, caplog):
    resident, form = typing
    db.session.execute(sa.text("DROP TABLE survey_choice"))
    db.session.commit()
    page = resident.answer("safety", **form)
    assert page.status_code in (500, 503)
    assert "The fault is ours" in page.text
    assert as_browser_sends(page.text)["q2_safety"] == WORDS
    assert caplog.text
    assert "lamps" not in caplog.text


@pytest.mark.parametrize("how", ["left", "forgot", "withdrew", "began anew", "no token"])
def test_who_sends_somebody_elses_old_page_again_sees_nothing_of_it(typing, how):
    resident, form = typing
    if how == "left":
        resident.client.get("/leave")
    elif how == "forgot":
        page = as_browser_sends(resident.look("safety").text)
        assert (
            resident.client.post(resident.path("/forget"), data={"csrf_token": page["csrf_token"]}).status_code == 302
        )
    elif how == "withdrew":
        page = as_browser_sends(resident.client.get(resident.path("/withdraw")).text)
        resident.client.post(resident.path("/withdraw"), data=page)
    elif how == "began anew":
        resident.client.get("/leave")
        begin = as_browser_sends(resident.client.get(resident.path()).text).to_dict() | {"agree": "yes"}
        assert resident.client.post(resident.path(), data=begin).status_code == 302
    else:
        form.pop("csrf_token")
    page = resident.answer("safety", **form)
    assert page.status_code == 400
    assert "What was on it could not be kept" in page.text
    assert "lamps" not in page.text
    # The truth of why, and the way on.
    assert '<h1 class="govuk-heading-l">This page was not saved</h1>' in page.text
    assert "may have been told to forget your answers, or they were taken back" in page.text
    assert 'href="/en/surveys/return"' in page.text
    assert f'href="{resident.path()}"' in page.text


def test_more_than_anybody_types_is_not_given_back(typing, guarded):
    resident, form = typing
    page = too_old(guarded, resident, form | {"q2_safety": "lamps " * 40_000})
    assert page.status_code == 400
    assert "lamps" not in page.text


def test_a_page_that_comes_after_the_survey_was_closed_gives_its_words_back(resident):
    close_survey(db.session, queries.survey_by_slug(db.session, "resident-2026"))
    page = resident.answer("safety", q2_safety=WORDS)
    assert page.status_code == 409
    assert "This survey is closed" in page.text
    assert box_of(page)
    assert "Send again" not in page.text
    assert resident.answer("safety", q2_safety="").location == resident.path()


def test_a_page_that_comes_after_the_answers_were_sent_gives_its_words_back_to_change_them(resident):
    resident.client.post(resident.path("/check"))
    page = resident.answer("safety", q2_safety=WORDS)
    assert page.status_code == 409
    assert f'href="{resident.path("/done")}" target="_blank"' in page.text
    again = as_browser_sends(page.text).to_dict()
    resident.client.post(resident.path("/change"))
    assert resident.answer("safety", **again).location == resident.path("/questions/causes")
    assert resident.stored()["q2_safety"].text == WORDS.replace("\r\n", "\n")


def test_a_page_that_comes_after_they_were_taken_back_elsewhere_gives_its_words_back(resident):
    answers.withdraw(db.session, db.session.query(Draft).one())
    page = resident.answer("safety", q2_safety=WORDS)
    assert page.status_code == 409
    assert "were deleted" in page.text
    assert box_of(page)
    assert "Send again" not in page.text


def test_before_an_adult_agreed_the_words_are_not_kept_and_not_lost(young):
    young.answer("age", age_band="11_15")
    page = young.answer("safety", q2_safety=WORDS)
    assert page.status_code == 409
    again = as_browser_sends(page.text).to_dict()
    assert "q2_safety" not in young.stored()
    young.answer("adult", adult_agrees="yes")
    assert young.answer("safety", **again).status_code == 302
    assert "q2_safety" in young.stored()


def test_other_public_forms_give_their_words_back_too(client, guarded):
    address = "/en/call-back"
    form = as_browser_sends(client.get(address).text).to_dict() | {"called": "Sam", "number": "020 7946 0000"}
    guarded.permanent_session_lifetime = timedelta(seconds=-1)
    page = client.post(address, data=form)
    assert page.status_code == 400
    again = as_browser_sends(page.text).to_dict()
    assert (again["called"], again["number"], again["once"]) == ("Sam", "020 7946 0000", form["once"])
