"""The desk of waves: what is printed, what can be tested, and a base that staff enter."""

from collections.abc import Callable

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from tests.factories.people import People
from webapp.extensions import db

SignIn = Callable[..., object]
PRINTED = {"first": "young-people/2019", "second": "young-people/2021-22"}


def enter(client: FlaskClient, **values: str) -> str:
    sent = {"wave": "young-people/2019", "base": "500", "note": "The research team's tables"} | values
    return client.post("/staff/waves/base", data=sent, follow_redirects=True).text


def test_the_printed_waves_stand_side_by_side_and_cannot_be_tested_without_a_base(
    client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, "analyst")
    page = client.get("/staff/waves", query_string=PRINTED).text
    assert "Young People&#39;s Perception Survey 2019" in page
    assert "Cannot be tested: a base is not known" in page
    assert "Significant change" not in page
    # The paper marks 37% to 34%; with 2021/22's own 500 on both sides p is about .32 (domain.md §4).
    assert "37% to 34%: the paper prints this as significant. It cannot be tested" in page
    assert "If both had 500 people, p would be 0.322" in page


def test_a_base_that_staff_enter_makes_the_test_and_stays_with_its_note(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "consultation_officer")
    page = enter(client)
    assert "500, entered by staff: The research team&#39;s tables" in page
    assert "Our test does not find it: p = 0.322" in page
    assert "Significant change" in page  # knife crime 71% to 51%
    assert "How people were asked is not known for one of these waves" in page
    page = client.post("/staff/waves/base/remove", data={"wave": "young-people/2019"}, follow_redirects=True).text
    assert "Cannot be tested: a base is not known" in page
    assert page.count("The research team&#39;s tables") == 1  # the history


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"base": "0"}, "base"),
        ({"base": "many"}, "Write a whole number in digits"),
        ({"note": ""}, "Write where you know it from"),
        ({"wave": "young-people/2021-22"}, "There is a problem"),
    ],
)
def test_a_base_that_cannot_be_is_refused(
    client: FlaskClient, sign_in: SignIn, values: dict[str, str], said: str
) -> None:
    sign_in(client, "consultation_officer")
    page = enter(client, **values)
    assert "There is a problem" in page
    assert said in page
    assert "Cannot be tested" in client.get("/staff/waves").text


def test_adults_and_young_people_get_no_mark_for_they_were_asked_otherwise(
    client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, "analyst")
    page = client.get(
        "/staff/waves", query_string={"first": "young-people/2021-22", "second": "residents/2021-22"}
    ).text
    assert "No mark: people were asked in different ways" in page
    assert "Significant change" not in page


def test_our_own_survey_is_a_wave_as_soon_as_somebody_answered(
    app: APIFlask, client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, "analyst")
    assert "Our own survey, counted now" not in client.get("/staff/waves").text
    People(db.session).send(1, happy_area="very_happy")
    db.session.commit()
    assert "Our own survey, counted now" in client.get("/staff/waves").text


def test_an_unknown_wave_in_the_address_is_no_error(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "analyst")
    assert client.get("/staff/waves?first=x&second=young-people/2019").status_code == 200
