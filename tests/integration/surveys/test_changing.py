"""Changing what was sent, as a person without JavaScript does: with the return code, until the survey closes."""

import sqlalchemy as sa

from surveys.analysis import coding, safeguarding
from surveys.models import Answer, Draft, Submission
from tests.integration.surveys.conftest import Person
from tests.integration.surveys.test_danger import EMERGENCY
from webapp.extensions import db

WORDS = "The steps behind the station have no light"


def send(resident: Person) -> None:
    resident.answer("area", happy_area="very_happy")
    resident.answer("safety", q2_safety=WORDS)
    resident.client.post(resident.path("/check"))


def come_back(app, resident: Person) -> Person:
    other = Person(app.test_client(), resident.slug)
    page = other.client.post("/en/surveys/return", data={"code": resident.code}, follow_redirects=True)
    assert "Change my answers" in page.text
    other.code = resident.code
    return other


def test_with_the_code_on_another_device(app, resident: Person):
    send(resident)
    reference = db.session.scalars(sa.select(Submission.reference)).one()
    other = come_back(app, resident)
    check = other.client.post(other.path("/change"), follow_redirects=True)
    assert WORDS in check.text
    assert "Send my changes" in check.text
    saved = other.answer("safety", q2_safety="The park was tidied up", **{"from": "check"})
    assert "/check" in saved.location
    assert resident.client.get(resident.path("/done")).status_code == 200
    assert WORDS in str(stored())
    done = other.client.post(other.path("/changed"), follow_redirects=True)
    assert "Your answers are changed." in done.text
    assert reference in done.text
    assert "The park was tidied up" in str(stored())
    assert WORDS not in str(stored())
    assert len(db.session.scalars(sa.select(Draft.id)).all()) == 1


def stored() -> list[str]:
    db.session.rollback()
    return [one.text for sent in db.session.scalars(sa.select(Submission)) for one in sent.answers if one.text]


def test_danger_in_a_change_shows_help_first_and_reaches_the_queue(app, resident: Person):
    send(resident)
    other = come_back(app, resident)
    other.client.post(other.path("/change"))
    assert "Ring 999" in other.answer("safety", q2_safety=EMERGENCY).text
    other.answer("safety", q2_safety=EMERGENCY, keep="yes", contact="07700 900123")
    done = other.client.post(other.path("/changed"), follow_redirects=True).text
    assert "left a way to reach you" in done
    assert EMERGENCY in stored()


def test_stopping_half_way_loses_nothing_and_goes_on_where_it_was(app, resident: Person):
    send(resident)
    other = come_back(app, resident)
    other.client.post(other.path("/change"))
    other.answer("safety", q2_safety="Half a thought")
    again = come_back(app, resident)
    assert WORDS in stored()
    assert "Half a thought" in again.client.post(again.path("/change"), follow_redirects=True).text


def test_taking_back_while_changing_takes_everything(app, resident: Person):
    send(resident)
    other = come_back(app, resident)
    other.client.post(other.path("/change"))
    assert "Your answers are deleted" in other.client.post(other.path("/withdraw")).text
    assert stored() == []
    assert db.session.scalars(sa.select(Draft.state)).all() == ["withdrawn"]


def test_a_closed_survey_offers_no_change(app, resident: Person):
    send(resident)
    other = come_back(app, resident)
    other.client.post(other.path("/change"))
    draft = db.session.scalars(sa.select(Draft)).first()
    draft.survey.state = "closed"
    db.session.commit()
    done = other.client.post(other.path("/changed"), follow_redirects=True).text
    assert "Your answers stay as you sent them" in done
    assert "Change my answers" not in done


def test_the_copy_is_nothing_to_the_api(app, client, resident: Person):
    send(resident)
    resident.client.post(resident.path("/change"))
    with resident.client.session_transaction() as cookie:
        copy = cookie["say"][resident.slug][0]
    assert client.get(f"/api/v1/drafts/{copy}").status_code == 404
    assert client.post(f"/api/v1/drafts/{copy}/submit").status_code == 404


def test_new_words_on_an_answer_that_staff_have_open_reach_them(app, resident: Person):
    resident.answer("area", happy_area="very_happy")
    resident.answer("safety", q2_safety="My neighbour shouts at her children every night", keep="yes")
    resident.client.post(resident.path("/check"))
    answer = db.session.scalars(sa.select(Answer).where(Answer.question_code == "q2_safety")).one()
    case = coding.queue(db.session, answer, "person")
    db.session.commit()
    other = come_back(app, resident)
    other.client.post(other.path("/change"))
    other.answer("safety", q2_safety=EMERGENCY, keep="yes", contact="07700 900123")
    done = other.client.post(other.path("/changed"), follow_redirects=True).text
    assert "They get your new words too" in done
    db.session.rollback()
    case = safeguarding.case_by_id(db.session, case.id)
    assert [(note.text, note.written_by) for note in case.notes] == [(EMERGENCY, None)]
    assert case.alert == "emergency"
    assert case.answer.text == "My neighbour shouts at her children every night"


def test_pressed_again_after_the_line_broke_it_is_done_and_said_so(app, resident: Person):
    send(resident)
    other = come_back(app, resident)
    other.client.post(other.path("/change"))
    other.answer("safety", q2_safety="The park was tidied up", **{"from": "check"})
    with other.client.session_transaction() as cookie:
        before = dict(cookie)
    first = other.client.post(other.path("/changed"))
    with other.client.session_transaction() as cookie:  # the answer to it never reached the phone
        cookie.clear()
        cookie.update(before)
    again = other.client.post(other.path("/changed"))
    assert again.location == first.location
    assert "The park was tidied up" in stored()
    assert WORDS not in stored()
