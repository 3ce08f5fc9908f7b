"""Events at the desk: what was said there becomes answers, danger finds its way, and mistakes can be undone."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from surveys import events, fair, queries
from surveys.analysis import coding, safeguarding
from surveys.columns import now
from surveys.models import Answer, Draft, Event, Question, Submission
from tests.factories.surveys import publish
from tests.integration.surveys.test_danger import EMERGENCY
from tests.support.forms import as_browser_sends
from webapp.extensions import db

NEW = "/staff/events/new/community-voice-2026"
EVENT = {
    "title": "Focus group at a library",
    "kind": "focus_group",
    "held_on": "2026-06-30",
    "ward": "",
    "audience": "resident",
    "attended": "12",
    "led_by": "Community safety team",
}


def the_event() -> Event:
    db.session.expire_all()
    return db.session.scalars(sa.select(Event)).one()


@pytest.fixture
def desk(client, sign_in):
    sign_in(client, "consultation_officer")
    return client


@pytest.fixture
def event(desk) -> Event:
    assert desk.post(NEW, data=EVENT).status_code == 302
    return the_event()


def write(desk, event, survey="resident-2026", **changes):
    path = f"/staff/events/{event.id}/notes/{survey}"
    form = as_browser_sends(desk.get(path).text)
    form["agreed"] = "yes"
    for name, value in changes.items():
        form[name] = value
    return path, form, desk.post(path, data=form, follow_redirects=True)


def notes():
    db.session.expire_all()
    return events.notes(db.session, the_event())


def test_an_event_is_written_down_listed_and_changed(desk, event):
    page = desk.get("/staff/events/").text
    assert "Focus group at a library" in page
    assert ">12<" in page
    form = as_browser_sends(desk.get(f"/staff/events/{event.id}/edit").text)
    assert form["held_on"] == "2026-06-30"
    form["attended"] = ""
    desk.post(f"/staff/events/{event.id}/edit", data=form)
    assert the_event().attended is None
    assert "not counted" in desk.get("/staff/events/").text


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("title", "  ", "Fill this in"),
        ("title", "x" * 201, "This is too long"),
        ("held_on", "", "Fill this in"),
        ("held_on", "31/31/2026", "Write the day like"),
        ("kind", "party", "Choose one of the list"),
        ("audience", "cats", "Choose one of the list"),
        ("attended", "-3", "too small"),
        ("attended", "a dozen", "whole number"),
        ("ward", "atlantis", "Not a valid choice"),
        ("led_by", "", "Fill this in"),
    ],
)
def test_what_cannot_stand_is_told_at_its_field_and_nothing_is_kept(desk, field, value, told):
    page = desk.post(NEW, data=EVENT | {field: value})
    assert page.status_code == 400
    assert told in page.text
    assert f'href="#{field}' in page.text
    assert db.session.scalar(sa.select(sa.func.count(Event.id))) == 0


def test_a_note_becomes_an_answer_of_channel_event_that_waits_to_be_coded(desk, event):
    _path, _form, page = write(desk, event, Q1="Too little for young people to do", Q3="More youth workers")
    assert "Kept." in page.text
    assert "Too little for young people to do" in page.text
    [note] = notes()
    assert note.texts == {"Q1": "Too little for young people to do", "Q3": "More youth workers"}
    sent = db.session.scalars(sa.select(Submission)).one()
    assert (sent.channel, sent.audience, sent.seconds) == ("event", "resident", None)
    assert {one.coding_state for one in queries.answers_pending_coding(db.session)} == {"pending"}
    assert events.listed(db.session, fair.by_slug(db.session, "community-voice-2026"))[0].notes == 1


def test_a_note_on_a_question_that_hangs_on_another_is_kept(desk, event):
    def routed(asked, _pages):
        asked["q2_safety"]["show_if"] = {"question": "happy_area", "any_of": ["very_unhappy"]}

    publish(db.session, queries.survey_by_slug(db.session, "resident-2026"), routed)
    db.session.commit()
    write(desk, event, Q2="The path is dark")
    assert [note.texts for note in notes()] == [{"Q2": "The path is dark"}]


def test_the_same_form_sent_twice_makes_one_note(desk, event):
    path, form, _page = write(desk, event, Q2="Dark paths")
    desk.post(path, data=form)
    assert len(notes()) == 1


def test_without_agreement_or_words_nothing_is_kept(desk, event):
    path, form, page = write(desk, event)
    assert "Write at least one thing that was said" in page.text
    del form["agreed"]
    form["Q2"] = "Dark paths"
    page = desk.post(path, data=form)
    assert page.status_code == 400
    assert "Without their agreement nothing may be kept" in page.text
    assert "Dark paths" in page.text
    assert notes() == []


def test_a_note_over_its_questions_own_limit_is_told_at_its_box_and_not_lost(desk, event):
    asked = db.session.scalars(sa.select(Question).where(Question.code == "q2_safety")).all()
    for question in asked:
        question.settings = {"longest": 500}
    path, form, page = write(desk, event, Q2="Dark paths " * 55)
    assert page.status_code == 400
    assert "too long: 604 characters. Make it 500 or fewer" in page.text
    assert 'href="#Q2"' in page.text
    assert page.text.count("Dark paths") == 55
    assert notes() == []
    form["Q2"], form["Q3"] = "Dark paths", "More lamps " * 55
    assert desk.post(path, data=form).status_code == 302
    assert [note.texts["Q2"] for note in notes()] == ["Dark paths"]


def test_danger_in_a_note_reaches_the_queue_and_is_hidden_from_the_desk(desk, event):
    _path, _form, page = write(desk, event, Q2=EMERGENCY)
    assert "ring 999" in page.text
    assert "break the door down" not in page.text
    coding.queue_alerts(db.session)
    db.session.commit()
    [case] = safeguarding.cases(db.session)
    assert case.answer.text == EMERGENCY
    [note] = notes()
    page = desk.post(f"/staff/events/{event.id}/notes/{note.draft_id}/delete", follow_redirects=True)
    assert "Safeguarding staff are at work on this note" in page.text
    assert len(notes()) == 1


def test_a_note_can_be_deleted_and_then_the_event(desk, event):
    write(desk, event, Q2="Dark paths")
    [note] = notes()
    page = desk.post(f"/staff/events/{event.id}/delete", follow_redirects=True)
    assert "This event has notes" in page.text
    desk.post(f"/staff/events/{event.id}/notes/{note.draft_id}/delete")
    assert notes() == []
    assert db.session.scalar(sa.select(sa.func.count(Answer.id))) == 0
    desk.post(f"/staff/events/{event.id}/delete")
    assert db.session.scalar(sa.select(sa.func.count(Event.id))) == 0


def test_the_desk_deletes_no_answer_that_is_not_a_note_of_this_event(desk, event, resident):
    desk.get("/")
    draft = db.session.scalars(sa.select(Draft)).one()
    desk.post(f"/staff/events/{event.id}/notes/{draft.id}/delete")
    db.session.expire_all()
    assert db.session.get(Draft, draft.id).state == "open"


def close(days: float) -> None:
    survey = queries.survey_by_slug(db.session, "resident-2026")
    survey.state, survey.closed_at = "closed", now() - timedelta(days=days)
    db.session.commit()


def test_notes_of_the_last_evening_are_written_up_after_the_close(desk, event):
    desk.post("/staff/consultations/surveys/resident-2026/close")
    page = desk.get(f"/staff/events/{event.id}").text
    assert "Closed on" in page
    assert "can still be typed in until" in page
    _path, _form, page = write(desk, event, Q1="Too little for young people to do")
    assert "Kept." in page.text
    assert notes()[0].texts == {"Q1": "Too little for young people to do"}


def test_a_survey_that_closed_long_ago_takes_no_notes_and_loses_no_words(desk, event):
    path, form, _page = write(desk, event, Q2="Dark paths")
    close(days=15)
    page = desk.get(path, follow_redirects=True)
    assert "it is not open" in page.text
    assert "can still be typed in" not in page.text
    form["Q2"], form["key"] = "The lamps are broken", "another"
    page = desk.post(path, data=form)
    assert page.status_code == 409
    assert "What you typed is still on this page" in page.text
    assert "The lamps are broken" in page.text
    assert len(notes()) == 1


def test_names_in_notes_are_behind_bars_and_analysts_cannot_write(desk, event, sign_in, app):
    write(desk, event, Q2="Ring me on 07700 900123")
    analyst = app.test_client()
    sign_in(analyst, "analyst")
    page = analyst.get(f"/staff/events/{event.id}").text
    assert "07700" not in page
    assert "Delete" not in page
    assert analyst.post(NEW, data=EVENT).status_code == 403
