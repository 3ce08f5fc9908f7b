"""The entry desk: numbers typed become answers, mistakes are told, and a second person's entry is compared."""

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from surveys import papers, queries
from surveys.columns import now
from surveys.models import Draft, SecondEntry, Submission
from tests.factories.surveys import publish
from tests.integration.surveys.test_danger import EMERGENCY
from tests.support.forms import as_browser_sends
from webapp.extensions import db

PATH = "/staff/paper/resident-2026"


@pytest.fixture
def desk(client, sign_in):
    sign_in(client, "consultation_officer")
    return client


def fill(desk, path=PATH, **typed):
    form = as_browser_sends(desk.get(path).text)
    form["agree"] = "1"
    for name, value in typed.items():
        form[name] = value
    return form, desk.post(path, data=form)


def submissions():
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Submission).order_by(Submission.submitted_at)))


def answers():
    return queries.submission_answers(db.session, submissions()[-1].id)


def every(desk, number):
    return desk.post(f"{PATH}/sample", data={"every": number}, follow_redirects=True)


def test_numbers_beside_the_boxes_become_answers_and_the_page_is_empty_again(desk):
    form, response = fill(desk, happy_area="2", top_concerns="1 3,4", q1_causes="Nothing to do after school")
    assert response.status_code == 302
    page = desk.get(response.location).text
    [sent] = submissions()
    assert sent.reference in page
    assert "Typed so far: 1" in page
    assert "Nothing to do" not in page
    assert (sent.channel, sent.seconds, sent.draft.entered_by is not None) == ("paper", None, True)
    said = answers()
    assert said["happy_area"].choices == ("fairly_happy",)
    assert said["top_concerns"].choices == ("crime", "litter", "traffic")
    assert said["q1_causes"].text == "Nothing to do after school"
    desk.post(PATH, data=form)
    assert len(submissions()) == 1


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("happy_area", "9", "Type the numbers of the ticked boxes, from 1 to 5"),
        ("happy_area", "x", "Type the numbers of the ticked boxes"),
        ("happy_area", "0", "Type the numbers of the ticked boxes"),
        ("happy_area", "1 2", "Choose one"),
        ("top_concerns", "1 2 3 4", "Choose 3 answers or fewer"),
        ("agree", "", "This box has to be ticked on the paper"),
        ("q1_causes", "x" * 5001, "too long"),
    ],
)
def test_what_cannot_be_is_told_with_everything_still_typed(desk, name, value, told):
    _form, response = fill(desk, **({"q2_safety": "Dark paths"} | {name: value}))
    assert response.status_code == 400
    assert told in response.text
    # By the question's number, as it stands on the paper.
    assert re.search(rf'href="#{name}">\d+\. ', response.text)
    assert "Dark paths" in response.text
    assert db.session.scalar(sa.select(sa.func.count(Draft.id))) == 0


def test_a_young_person_s_form_needs_the_adult_s_tick(desk):
    age = next(q for q in queries.current_survey(db.session, "resident-2026", "en").questions if q.code == "age_band")
    under = str([o.code for o in age.options].index("under_16") + 1)
    form, response = fill(desk, age_band=under)
    assert response.status_code == 400
    assert 'href="#adult_agrees"' in response.text
    form["adult_agrees"] = "1"
    assert desk.post(PATH, data=form).status_code == 302
    assert "adult_agrees" in answers()


def test_danger_on_paper_is_kept_and_takes_the_disclosure_path(desk):
    _form, response = fill(desk, q2_safety=EMERGENCY)
    page = desk.get(response.location).text
    assert "ring 999" in page
    [answer] = queries.answers_with_alert(db.session)
    assert answer.text == EMERGENCY


def test_what_a_form_does_not_ask_after_its_answers_is_told_and_danger_in_it_is_kept(desk):
    def routed(asked: dict[str, Any], _pages: list[Any]) -> None:
        asked["q2_safety"]["show_if"] = {"question": "happy_area", "any_of": ["very_unhappy"]}

    publish(db.session, queries.survey_by_slug(db.session, "resident-2026"), routed)
    db.session.commit()
    view = queries.current_survey(db.session, "resident-2026", "en")
    number = papers.numbers(view.questions)["q2_safety"]
    _form, response = fill(desk, happy_area="1", q2_safety="Dark paths", q1_causes="Boredom")
    assert f"Not kept: {number}. " in desk.get(response.location).text
    assert "q2_safety" not in answers()
    _form, response = fill(desk, happy_area="1", q2_safety=EMERGENCY)
    page = desk.get(response.location).text
    assert "Not kept" not in page
    assert "ring 999" in page
    assert [answer.text for answer in queries.answers_with_alert(db.session)] == [EMERGENCY]


def test_a_sample_is_typed_again_by_somebody_else_who_sees_nothing_of_the_first(desk, sign_in, app):
    assert "Saved." in every(desk, "1").text
    _form, response = fill(desk, happy_area="2", q1_causes="Boredom")
    assert "Put this form aside" in desk.get(response.location).text
    [sent] = submissions()
    path = f"{PATH}/second/{sent.id}"
    assert sent.reference not in desk.get(f"{PATH}/second").text
    assert "not for you to type again" in desk.get(path, follow_redirects=True).text
    other = app.test_client()
    sign_in(other, "administrator")
    assert sent.reference in other.get(f"{PATH}/second").text
    assert "Boredom" not in other.get(path).text
    _form, response = fill(other, path, happy_area="1", q1_causes=" Boredom ")
    page = other.get(response.location).text
    assert "Fairly happy" in page
    assert "Very happy" in page
    assert "Boredom" not in page
    assert other.post(response.location, data={}).status_code == 400
    other.post(response.location, data={"happy_area": "second"})
    assert answers()["happy_area"].choices == ("very_happy",)
    quality = other.get(f"{PATH}/second").text
    assert "1 of 3 answers differed between the two entries (33.3%), in 1 form typed twice." in quality
    assert db.session.scalars(sa.select(SecondEntry)).one().settled_by


def test_words_that_are_put_right_wait_to_be_coded_and_are_checked_for_danger(desk, sign_in, app):
    every(desk, "1")
    fill(desk, q2_safety="He is outside")
    other = app.test_client()
    sign_in(other, "administrator")
    [sent] = submissions()
    _form, response = fill(other, f"{PATH}/second/{sent.id}", q2_safety=EMERGENCY)
    other.post(response.location, data={"q2_safety": "second"})
    [answer] = queries.answers_with_alert(db.session)
    assert (answer.text, answer.coding_state) == (EMERGENCY, "pending")


def test_the_desk_counts_forms_without_reading_what_was_typed(desk, sign_in, app):
    every(desk, "1")
    for _number in range(3):
        fill(desk, happy_area="2")
    other = app.test_client()
    sign_in(other, "administrator")
    fill(other, f"{PATH}/second/{submissions()[0].id}", happy_area="1")
    db.session.execute(sa.update(SecondEntry.__table__).values(values=sa.literal_column("'no key opens this'")))
    db.session.commit()
    told = re.search(r"resident-2026.*?</section>", desk.get("/staff/paper/").text, re.DOTALL)[0]
    assert re.findall(r"<dd>(\d+)</dd>", told) == ["3", "2"]
    assert "Typed so far: 3" in desk.get(PATH).text


def test_a_form_is_not_settled_against_an_open_case(desk, sign_in, app):
    every(desk, "1")
    fill(desk, q2_safety=EMERGENCY)
    other = app.test_client()
    sign_in(other, "administrator")
    [sent] = submissions()
    _form, response = fill(other, f"{PATH}/second/{sent.id}", happy_area="1")
    both = {"q2_safety": "second", "happy_area": "second"}
    page = other.post(response.location, data=both, follow_redirects=True).text
    assert "safeguarding staff have a case" in page
    assert answers()["q2_safety"].text == EMERGENCY
    assert "happy_area" not in answers()


def test_by_default_every_tenth_form_is_drawn(desk):
    for _number in range(10):
        fill(desk, happy_area="1")
    assert [papers.SAMPLED in sent.marks for sent in submissions()] == [False] * 9 + [True]


@pytest.mark.parametrize("number", ["0", "", "ten", "-1", "99999999"])
def test_a_sample_that_cannot_be_is_refused(desk, number):
    told = every(desk, number).text.partition('role="alert"')[2]
    assert "Nothing was changed" in told
    # Not under a green "Done".
    assert "Note</h2>" in told
    assert "Done</h2>" not in told


def test_a_form_taken_back_takes_the_second_entry_with_it(desk, sign_in, app):
    from surveys.answers import withdraw

    every(desk, "1")
    fill(desk, happy_area="2")
    other = app.test_client()
    sign_in(other, "administrator")
    [sent] = submissions()
    fill(other, f"{PATH}/second/{sent.id}", happy_area="1")
    withdraw(db.session, submissions()[0].draft)
    db.session.commit()
    assert db.session.scalar(sa.select(sa.func.count(SecondEntry.id))) == 0


def close(days: float) -> None:
    survey = queries.survey_by_slug(db.session, "resident-2026")
    survey.state, survey.closed_at = "closed", now() - timedelta(days=days)
    db.session.commit()


def test_forms_that_came_with_the_last_post_are_typed_after_the_close(desk):
    assert "Surveys that have just closed" not in desk.get("/staff/paper/").text
    desk.post("/staff/consultations/surveys/resident-2026/close")
    told = desk.get("/staff/paper/").text.partition("Surveys that have just closed")[2]
    assert re.search(r"Closed on .+ can still be typed in until", told)
    assert PATH in told
    assert "can still be typed in until" in desk.get(PATH).text
    _form, response = fill(desk, happy_area="2", q1_causes="Nothing to do after school")
    assert submissions()[0].reference in desk.get(response.location).text
    assert answers()["happy_area"].choices == ("fairly_happy",)


def test_a_survey_that_closed_long_ago_takes_no_form_and_loses_none_that_is_typed(desk):
    form = as_browser_sends(desk.get(PATH).text)
    form["agree"], form["q1_causes"] = "1", "Nothing to do after school"
    close(days=15)
    assert "Surveys that have just closed" not in desk.get("/staff/paper/").text
    assert "takes no answers now" in desk.get(PATH, follow_redirects=True).text
    page = desk.post(PATH, data=form)
    assert page.status_code == 409
    assert "What you typed is still on this page" in page.text
    assert "Nothing to do after school" in page.text
    assert submissions() == []
    close(days=1)
    assert desk.post(PATH, data=as_browser_sends(page.text)).status_code == 302
    assert answers()["q1_causes"].text == "Nothing to do after school"


@pytest.fixture
def turned_round(desk):
    """The form as it was open before a version came in which the options stand in another order; what it was."""
    before = as_browser_sends(desk.get(PATH).text)

    def turn(asked: dict[str, Any], _pages: list[Any]) -> None:
        asked["happy_area"]["options"].reverse()

    publish(db.session, queries.survey_by_slug(db.session, "resident-2026"), turn)
    db.session.commit()
    return before


def test_a_form_of_an_earlier_version_is_typed_by_the_numbers_on_it(desk, turned_round):
    page = desk.get("/staff/paper/").text
    assert re.search(r"resident-2026 / 2<.*resident-2026 / 1<", page, re.DOTALL)
    assert f"{PATH}?version=1" in page
    assert "resident-2026 / 2</bdi></strong>" in desk.get(PATH).text
    assert "resident-2026 / 1</bdi></strong>" in desk.get(f"{PATH}?version=1").text
    _form, response = fill(desk, f"{PATH}?version=1", happy_area="2")
    assert answers()["happy_area"].choices == ("fairly_happy",)
    assert submissions()[-1].draft.version.number == 1
    # The next of the heap has the same number at its foot.
    assert "resident-2026 / 1</bdi></strong>" in desk.get(response.location).text
    fill(desk, happy_area="4")
    assert answers()["happy_area"].choices == ("fairly_happy",)
    assert submissions()[-1].draft.version.number == 2


def test_a_version_published_while_a_form_is_typed_changes_nothing_in_it(desk, turned_round):
    turned_round["agree"], turned_round["happy_area"] = "1", "2"
    assert desk.post(PATH, data=turned_round).status_code == 302
    assert answers()["happy_area"].choices == ("fairly_happy",)


def test_the_second_entry_is_by_the_version_of_the_first(desk, turned_round, sign_in, app):
    every(desk, "1")
    fill(desk, f"{PATH}?version=1", happy_area="2")
    other = app.test_client()
    sign_in(other, "administrator")
    again = f"{PATH}/second/{submissions()[0].id}"
    assert "resident-2026 / 1</bdi></strong>" in other.get(again).text
    _form, response = fill(other, again, happy_area="2")
    assert "Both entries are the same" in other.get(response.location).text


@pytest.mark.parametrize("number", ["0", "2", "x", "-1", "9" * 20])
def test_a_version_that_is_not_there_has_no_page(desk, number):
    assert desk.get(f"{PATH}?version={number}").status_code == 404
