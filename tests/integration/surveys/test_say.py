"""Have your say, page by page: agreed first, nothing typed lost, checked, sent, taken back."""

import re

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from surveys import queries
from surveys.changes import close_survey
from surveys.models import Answer, Draft, Submission
from tests.integration.surveys.conftest import Person
from webapp.extensions import db, jobs

LANGUAGES = ("en", "pl", "ar")
SLUGS = ("resident-2026", "young-person-2026")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_open_surveys_are_listed_in_the_persons_language(client: FlaskClient, language: str) -> None:
    page = client.get(f"/{language}/surveys")
    assert page.status_code == 200
    for slug in SLUGS:
        title = queries.current_survey(db.session, slug, language).title
        assert escape(str(title)) in page.text
        assert f'href="/{language}/surveys/{slug}"' in page.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", SLUGS)
def test_before_anything_is_asked_the_page_says_what_is_kept_and_who_sees_it(client, slug, language):
    page = client.get(f"/{language}/surveys/{slug}").text
    for notice in queries.current_survey(db.session, slug, language).notices:
        assert escape(str(notice.heading)) in page
    assert 'href="tel:999"' in page
    assert ('href="tel:08001111"' in page) == (slug == "young-person-2026")


def test_without_agreement_nothing_begins(client):
    refused = client.post("/en/surveys/resident-2026", data={})
    assert refused.status_code == 400
    assert "Tick the box if you agree" in refused.text
    assert db.session.query(Draft).count() == 0
    assert client.get("/en/surveys/resident-2026/questions/area").location == "/en/surveys/resident-2026"


@pytest.mark.parametrize("where", ["beginning", "sending", "nowhere"])
def test_who_fills_the_field_that_people_do_not_see_is_marked_for_staff_and_never_dropped(client, sign_in, where):
    start = "/en/surveys/resident-2026"
    assert 'name="leave_empty"' in client.get(start).text
    trap = {"leave_empty": "buy now"}
    client.post(start, data={"agree": "yes"} | (trap if where == "beginning" else {}))
    client.post(f"{start}/questions/area", data={"happy_area": "very_happy"})
    assert 'name="leave_empty"' in client.get(f"{start}/check").text
    sent = client.post(f"{start}/check", data=trap if where == "sending" else {})
    assert sent.location == f"{start}/done"
    [kept] = db.session.query(Submission).all()
    assert kept.marks == ([] if where == "nowhere" else ["honeypot"])
    sign_in(client, "analyst")
    shown = client.get("/staff/consultations/community-voice-2026/dashboard").text
    assert ("Filled a field that people do not see" in shown) == (where != "nowhere")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", SLUGS)
def test_a_whole_survey_from_agreement_to_reference(client, slug, language):
    person = Person(client, slug, language).begin()
    given = {
        "age": {"age_band": "11_15"},
        "adult": {"adult_agrees": "yes"},
        "area": {"happy_area": "very_happy", "safe_parks": "bit_unsafe"},
        "safety": {"q2_safety": "The lamps by the station are broken since winter"},
        "causes": {"q1_causes": "Nothing to do after school, all the clubs shut down"},
        "about_you": {"place": "mill-hill", "sex": "prefer_not"},
        "quoting": {"quote_permission": "yes"},
    }
    url = person.path("/questions/area" if slug == "resident-2026" else "/questions/age")
    visited = []
    while "/check" not in url:
        page = url.split("/")[-1]
        visited.append(page)
        assert client.get(url).status_code == 200
        url = client.post(url, data=given.get(page, {})).location
    assert len(visited) == len(set(visited)) >= 8
    check = client.get(url).text
    assert "The lamps by the station" in check
    sent = client.post(url)
    assert sent.location == person.path("/done")
    done = client.get(sent.location).text
    [submission] = db.session.query(Submission).all()
    assert submission.reference in done
    assert person.code in done
    assert (submission.channel, submission.language) == ("web", language)
    assert {a.question_code for a in submission.answers} >= {"agree", "happy_area", "q2_safety", "place"}
    assert client.get(sent.location).status_code == 200
    assert client.post(url).location == person.path("/done")
    assert db.session.query(Submission).count() == 1


def test_sending_wakes_the_coding_job_with_an_id_and_no_words(resident):
    before = jobs.pending_count()
    resident.answer("causes", q1_causes="Nobody mends the lights near the flats")
    resident.client.post(resident.path("/check"))
    assert jobs.pending_count() == before + 1
    [message] = [task for task in jobs.pending() if task.name == "code_submission"][-1:]
    db.session.rollback()
    assert message.args == (db.session.query(Submission.id).scalar(),)


def test_answers_are_there_after_each_page_and_when_one_goes_back(resident):
    assert resident.answer("area", happy_area="fairly_happy", top_concerns=["crime", "litter"]).status_code == 302
    assert resident.stored()["top_concerns"].choices == ("crime", "litter")
    page = resident.look("area").text
    assert re.search(r'value="fairly_happy"\s+checked', page)
    assert len(re.findall(r"checked", page)) == 3
    back = resident.answer("safety", q2_safety="half a thought", go="back")
    assert back.location == resident.path("/questions/area")
    assert "half a thought" in resident.look("safety").text


def test_a_mistake_loses_nothing_that_was_typed(resident):
    page = resident.answer("area", happy_area="very_happy", top_concerns=["crime", "litter", "traffic", "drug_taking"])
    assert page.status_code == 400
    assert "Choose 3 answers or fewer" in page.text
    assert 'href="#top_concerns"' in page.text
    assert len(re.findall(r"checked", page.text)) == 5
    long = resident.answer("causes", q1_causes="my words " * 700)
    assert long.status_code == 400
    assert "too long: 6299 characters" in long.text
    assert long.text.count("my words") == 700


def test_an_exclusive_choice_stands_alone(resident):
    page = resident.answer("area", top_concerns=["crime", "none"])
    assert page.status_code == 400
    assert "cannot go with another" in page.text


@pytest.mark.parametrize("language", ["pl", "ar"])
def test_changing_the_language_half_way_keeps_what_was_saved_and_what_was_only_typed(resident, language):
    resident.answer("area", happy_area="very_happy")
    before = resident.look("safety").text
    assert f'formaction="/{language}/surveys/resident-2026/questions/safety"' in before
    switched = resident.answer("safety", language, q2_safety="typed, not saved", switch=language)
    assert switched.status_code == 200
    assert "typed, not saved" in switched.text
    view = queries.current_survey(db.session, "resident-2026", language)
    assert escape(str(view.question("q2_safety").text)) in switched.text
    assert "q2_safety" not in resident.stored()
    resident.answer("safety", language, q2_safety="typed, not saved")
    stored = resident.stored()
    assert (stored["q2_safety"].language, stored["happy_area"].language) == (language, "en")


def test_text_that_is_code_is_shown_as_text(resident):
    resident.answer("causes", q1_causes="<script>alert('x')</script> & \"quotes\" \x00 end")
    for page in (resident.look("causes"), resident.client.get(resident.path("/check"))):
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert" in page.text


def test_routing_asks_about_the_way_to_school_only_who_may_go_there(young):
    young.answer("age", age_band="19_25")
    assert "safe_school_travel" not in young.look("area").text
    young.answer("age", age_band="11_15")
    assert "safe_school_travel" in young.look("area").text


def test_a_change_from_the_check_page_leads_back_to_it(resident):
    resident.answer("area", happy_area="very_happy")
    check = resident.client.get(resident.path("/check")).text
    link = resident.path("/questions/area") + "?from=check"
    assert f'href="{link}"' in check
    assert '<input type="hidden" name="from" value="check">' in resident.client.get(link).text
    changed = resident.answer("area", **{"happy_area": "very_unhappy", "from": "check"})
    assert changed.location == resident.path("/check")
    assert "Very unhappy" in resident.client.get(changed.location).text


def test_open_questions_left_empty_are_named_once_and_let_go(resident):
    check = resident.client.get(resident.path("/check")).text
    assert "You left these empty" in check
    assert resident.client.post(resident.path("/check")).location == resident.path("/done")


def test_stop_come_back_on_another_device_and_go_on(resident, app):
    stopped = resident.answer("area", happy_area="very_happy", go="pause")
    assert resident.code in resident.client.get(stopped.location).text
    resident.client.post(resident.path("/forget"))
    assert resident.client.get(resident.path("/questions/area")).location == resident.path()

    other = app.test_client()
    back = other.post("/pl/surveys/return", data={"code": resident.code.upper().replace(" ", "-")})
    assert back.location == "/pl/surveys/resident-2026/questions/area"
    assert re.search(r'value="very_happy"\s+checked', other.get(back.location).text)


def test_what_was_left_empty_is_not_asked_again_on_coming_back(resident, app):
    resident.answer("area", happy_area="very_happy")
    resident.answer("safety", q2_safety="")
    resident.answer("causes", q1_causes="Poverty")
    back = app.test_client().post("/en/surveys/return", data={"code": resident.code})
    assert back.location == resident.path("/questions/reasons")


@pytest.mark.parametrize("typed", ["", "apple robin kitchen tulip 000", "nonsense", "\x00", "x" * 5000])
def test_a_wrong_code_opens_nothing_and_can_be_mended(client, typed):
    page = client.post("/en/surveys/return", data={"code": typed})
    assert page.status_code == 400
    assert "There is a problem" in page.text


@pytest.mark.parametrize("sent", [True, False])
def test_answers_can_be_taken_back_before_and_after_sending(resident, app, sent):
    resident.answer("causes", q1_causes="I want this gone")
    if sent:
        resident.client.post(resident.path("/check"))
    assert resident.client.get(resident.path("/withdraw")).status_code == 200
    gone = resident.client.post(resident.path("/withdraw"))
    assert "deleted" in gone.text
    db.session.rollback()
    assert db.session.query(Answer).count() == db.session.query(Submission).count() == 0
    again = app.test_client().post("/en/surveys/return", data={"code": resident.code})
    assert "deleted" in again.text


def test_a_sent_survey_is_not_opened_again_for_changes(resident):
    resident.client.post(resident.path("/check"))
    assert resident.look("area").location == resident.path("/done")
    assert resident.answer("area", happy_area="very_happy").location == resident.path("/done")
    assert "happy_area" not in resident.stored()


def test_one_person_cannot_see_anothers_answers(resident, app):
    resident.answer("causes", q1_causes="only mine")
    stranger = app.test_client()
    for rest in ("/questions/causes", "/check", "/done", "/code", "/paused"):
        response = stranger.get(resident.path(rest))
        assert response.status_code == 302
        assert "only mine" not in response.text


def test_a_closed_survey_says_so_and_takes_nothing_more(resident, app):
    close_survey(db.session, queries.survey_by_slug(db.session, "resident-2026"))
    db.session.commit()
    assert "This survey is closed" in app.test_client().get(resident.path()).text
    assert resident.answer("area", happy_area="very_happy").location == resident.path()
    assert app.test_client().post(resident.path(), data={"agree": "yes"}).location == resident.path()
    assert resident.client.post(resident.path("/check")).location == resident.path()


@pytest.mark.parametrize("rest", ["nothing", "nothing/questions/area", "resident-2026/nothing"])
def test_what_is_not_there_is_not_found_or_leads_to_the_start(client, rest):
    response = client.get(f"/en/surveys/{rest}", follow_redirects=True)
    assert response.status_code == 404


def test_an_unknown_page_leads_to_the_first(resident):
    assert resident.look("nothing").location == resident.path("/questions/area")


def test_the_quick_exit_forgets_the_survey(resident):
    resident.client.get("/leave")
    assert resident.look("area").location == resident.path()


def test_a_draft_that_is_hammered_is_slowed_and_others_are_not(resident, app):
    statuses = [resident.answer("area", happy_area="very_happy").status_code for _ in range(121)]
    assert (statuses[0], statuses[-1]) == (302, 429)
    other = Person(app.test_client(), "resident-2026").begin()
    assert other.answer("area", happy_area="very_happy").status_code == 302


def test_a_page_of_questions_takes_the_same_queries_however_many_answers_there_are(resident, app):
    import sqlalchemy as sa

    statements: list[str] = []
    engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", lambda _c, _cur, sql, *_: statements.append(sql))
    resident.look("area")
    before = len(statements)
    for page in ("area", "safety", "causes"):
        resident.answer(page, happy_area="very_happy", q2_safety="dark paths", q1_causes="boredom")
    statements.clear()
    resident.look("area")
    # One more at most: the choices of the answers, which were none before.
    assert len(statements) <= before + 1 <= 16


def test_without_an_adult_a_child_gets_help_and_can_come_back(young):
    assert young.answer("age", age_band="11_15").location.endswith("/questions/adult")
    stopped = young.answer("adult")
    assert stopped.location.endswith("/paused?adult=1")
    page = young.client.get(stopped.location).text
    assert young.code in page
    assert 'href="tel:08001111"' in page
    young.answer("area", happy_area="very_happy")
    assert set(young.stored()) == {"agree", "age_band"}
    assert young.answer("adult", go="back").location.endswith("/questions/age")
    assert young.answer("adult", adult_agrees="yes").location.endswith("/questions/area")
    young.answer("area", happy_area="very_happy")
    assert young.stored()["happy_area"].choices == ("very_happy",)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("my boyfriend hits me every weekend", True),
        ("An older man makes me carry drugs and says he will hurt my family if I stop", True),
        ("أبي يضرب أمي كل أسبوع", True),
        ("more lights in the park please, and a youth club", False),
    ],
)
def test_harm_that_goes_on_brings_the_numbers_though_nobody_is_in_danger_at_this_minute(client, words, told):
    start = "/en/surveys/resident-2026"
    client.post(start, data={"agree": "yes"})
    saved = client.post(f"{start}/questions/safety", data={"q2_safety": words})
    assert saved.status_code == 302
    assert ("ring Samaritans on 116 123" in client.get(saved.location).text) == told
