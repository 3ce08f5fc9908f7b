"""Year by year for everybody: printed waves, published numbers of our own, and never a number that is too small."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from directory import settings
from surveys.analysis import published_waves, report
from surveys.analysis.waves import mode_of
from surveys.models import Consultation, Submission, Survey
from tests.factories.people import People
from webapp.documents.wave_bases import SETTING
from webapp.extensions import db

PATH = "/en/consultations/community-voice-2026/waves"


def consultation() -> Consultation:
    return db.session.scalars(sa.select(Consultation)).one()


def publish() -> report.Report:
    made = report.make_draft(db.session, consultation(), None)
    report.check(db.session, made, "another")
    report.publish(db.session, made, None)
    db.session.commit()
    return made


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).replace("&#39;", "'").split())


def test_without_a_base_the_public_reads_that_nobody_can_test_it(client: FlaskClient) -> None:
    page = text_of(client.get(PATH).text)
    assert page.count("Cannot be tested: we do not know how many people answered.") == 1
    assert "Safety concern: knife crime 71% 51% Safety concern: gangs 52% 35%" in page
    assert "by more than chance would explain" not in page
    assert "37% to 34%: the paper prints this as significant. It cannot be tested" in page
    assert "If both had 500 people, p would be 0.322" in page
    assert "94% (92 to 96)" in page
    assert "There are no numbers from this consultation yet" in page


def test_with_a_base_that_staff_know_it_says_what_went_up_and_where_the_paper_says_more(client: FlaskClient) -> None:
    settings.put(db.session, SETTING, {"young-people/2019": {"base": 500, "note": "The team's tables"}}, by=None)
    db.session.commit()
    page = text_of(client.get(PATH).text)
    assert "knife crime 71% 51% Went down, by more than chance would explain" in page
    assert "drug taking in parks and streets 37% 34% No clear change: it may be chance" in page
    assert "Our test does not find it: p = 0.322" in page
    assert "the council says so: The team's tables" in page


def test_our_own_numbers_come_only_with_a_published_report_and_stay_as_published(client: FlaskClient) -> None:
    people = People(db.session)
    people.send(31, happy_area="very_happy")
    people.send(12, happy_area="very_unhappy")
    young = People(db.session, "young-person-2026")
    young.send(20, happy_area="very_happy")
    young.send(10, happy_area="very_unhappy")
    db.session.commit()
    assert "Residents&#39; survey" not in client.get(PATH).text
    assert "There are no numbers from this consultation yet" in client.get(PATH).text
    report.make_draft(db.session, consultation(), None)
    db.session.commit()
    assert "There are no numbers from this consultation yet" in client.get(PATH).text
    publish()
    before = text_of(client.get(PATH).text)
    # 31 of 43 become 30 of 45.
    assert "67% (52 to 79)" in before
    assert "up to 45" in before
    assert "Cannot be compared: people were asked in different ways" in before
    people.send(40, happy_area="very_unhappy")
    db.session.commit()
    assert text_of(client.get(PATH).text) == before


def test_a_draft_holds_no_number_that_is_too_small_nor_one_whose_rest_is(client: FlaskClient) -> None:
    people = People(db.session)
    people.send(30, happy_area="very_happy", family_friendly="strongly_agree", safe_parks="very_safe")
    people.send(9, happy_area="very_unhappy")
    people.send(12, family_friendly="strongly_disagree")
    people.send(9, safe_parks="very_unsafe", top_concerns="crime")
    people.send(2, top_concerns="litter")
    People(db.session, "young-person-2026").send(30, happy_area="very_happy")
    db.session.commit()
    # All of thirty: were it told, the next version would tell of a few newcomers that they are not.
    assert "young-person-2026" not in published_waves.freeze(db.session, consultation())
    frozen = published_waves.freeze(db.session, consultation())["resident-2026"]
    # Nine unhappy of 39, nine who feel unsafe, nine worried about crime of 29: none may be worked out.
    assert set(frozen) == {"family_friendly"}
    assert frozen["family_friendly"]["base"] == 40
    publish()
    page = text_of(client.get(PATH).text)
    assert "Happy with the local area 85% –" in page
    assert "Barnet is family friendly 83% 75% (60 to 86)" in page


def test_what_was_hidden_stays_hidden_while_the_newcomers_would_tell_how_few_it_was(client: FlaskClient) -> None:
    people = People(db.session)
    for concern, number in (("crime", 25), ("traffic", 16), ("litter", 9)):
        people.send(number, top_concerns=concern)
    assert set(publish().findings["measures"]["resident-2026"]) == {"concern_crime", "concern_traffic"}
    # One more, beside many who were not asked this: ten less at most four newcomers were six or more before.
    people.send(1, top_concerns="litter")
    people.send(20, family_friendly="strongly_agree")
    assert published_waves.freeze(db.session, consultation())["resident-2026"]["concern_litter"]["count"] == 10
    assert "concern_litter" not in publish().findings["measures"]["resident-2026"]
    people.send(20, top_concerns="litter")
    people.send(30, top_concerns="crime")
    assert publish().findings["measures"]["resident-2026"]["concern_litter"]["count"] == 30


def test_two_of_our_own_years_are_tested_against_one_another(client: FlaskClient) -> None:
    People(db.session).send(150, happy_area="very_happy")
    People(db.session).send(50, happy_area="very_unhappy")
    # Another survey stands for the next year's: the same question, series and way of asking.
    later = People(db.session, "young-adult-2026")
    later.survey.settings = {**later.survey.settings, "series": "residents"}
    later.send(60, happy_area="very_happy")
    later.send(140, happy_area="very_unhappy")
    publish()
    page = text_of(client.get(PATH).text)
    assert "Happy with the local area 75% 30% Went down, by more than chance would explain" in page


def test_answers_that_came_in_several_ways_are_told_so_and_tested_against_no_other_way(client: FlaskClient) -> None:
    people = People(db.session)
    people.send(100, happy_area="very_happy")
    people.send(30, channel="paper", happy_area="very_unhappy")
    people.send(20, channel="event", happy_area="very_unhappy")
    later = People(db.session, "young-adult-2026")
    later.survey.settings = {**later.survey.settings, "series": "residents"}
    later.send(60, happy_area="very_happy")
    later.send(140, happy_area="very_unhappy")
    later.send(9, channel="paper", happy_area="very_unhappy")  # too few to move a figure, and to be told of
    made: Any = publish()
    assert made.findings["modes"] == {"resident-2026": "mixed", "young-adult-2026": "online"}
    page = text_of(client.get(PATH).text)
    assert "In several ways" in page
    assert "Went down, by more than chance would explain" not in page
    assert "Cannot be compared: people were asked in different ways" in page
    # The answers go when their time is over; how they came stays as it was published.
    before = text_of(client.get(PATH).text)
    db.session.execute(sa.update(Submission).values(channel="web"))
    db.session.commit()
    assert text_of(client.get(PATH).text) == before


def test_a_version_that_kept_no_modes_is_read_by_the_channels_that_it_tells(client: FlaskClient) -> None:
    people = People(db.session)
    people.send(60, happy_area="very_happy")
    people.send(40, channel="paper", happy_area="very_unhappy")
    made: Any = publish()
    made.findings = {name: value for name, value in made.findings.items() if name != "modes"}
    db.session.commit()
    assert "In several ways" in text_of(client.get(PATH).text)


def test_a_screen_is_a_screen_and_what_was_brought_in_is_as_its_survey_says() -> None:
    assert mode_of("online", {"web": 50, "kiosk": 30, "chat": 20, "import": 40}) == "online"
    assert mode_of("in_person", {"import": 40, "event": 40}) == "in_person"
    assert mode_of("in_person", {"import": 40, "web": 40}) == "mixed"


def test_answers_that_all_came_on_paper_or_at_events_are_not_online_because_the_survey_says_so() -> None:
    assert mode_of("online", {"paper": 60}) == "paper"
    assert mode_of("online", {"event": 60, "web": 3}) == "in_person"
    # A tablet in an interviewer's hand is a screen too; and few people tell nothing.
    assert mode_of("in_person", {"web": 60}) == "in_person"
    assert mode_of("online", {"paper": 3}) == "online"


@pytest.mark.parametrize("language", ["en", "pl", "ar"])
def test_the_page_stands_in_every_language_and_is_led_to(client: FlaskClient, language: str) -> None:
    path = f"/{language}/consultations/community-voice-2026"
    assert client.get(f"{path}/waves").status_code == 200
    assert f"{path}/waves" in client.get(path).text
    assert f"{path}/waves" in client.get(f"/{language}/community-voice").text


def test_there_is_none_of_a_consultation_that_nobody_may_see(client: FlaskClient) -> None:
    assert client.get("/en/consultations/nothing/waves").status_code == 404
    db.session.execute(sa.update(Survey).values(state="draft"))
    db.session.commit()
    assert client.get(PATH).status_code == 404


def test_a_report_of_earlier_days_holds_no_measures(client: FlaskClient) -> None:
    made: Any = publish()
    made.findings = {name: value for name, value in made.findings.items() if name != "measures"}
    db.session.commit()
    assert client.get(PATH).status_code == 200
