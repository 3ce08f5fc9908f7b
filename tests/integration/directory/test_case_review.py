"""The check for an ASB case review, and the desk where its threshold is set."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

CHECK = "/en/report/case-review"
SETTINGS = "/staff/directory/settings"
LIKELY = "You can likely ask for a case review"
BELOW = "You may not meet the rule yet. You can still ask"
DEFAULT = {"case_review_reports": "3", "case_review_months": "6", "case_review_people": "5", "check_every_days": "90"}


def title(page: str) -> str:
    """The page's main heading."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.S)
    assert found
    return found[1].strip()


@pytest.mark.parametrize(
    ("reports", "people", "answer"),
    [("3", "1", LIKELY), ("2", "", BELOW), ("2", "5", LIKELY), ("2", "4", BELOW), ("0", "", BELOW), ("٣", "١", LIKELY)],
)
def test_the_national_default_stands_until_staff_change_it(
    client: FlaskClient, reports: str, people: str, answer: str
) -> None:
    page = client.get(CHECK, query_string={"reports": reports, "people": people, "acted": "nothing"})
    assert title(page.text) == answer
    assert "020 8359 2000" in page.text
    assert "BarnetCST@Barnet.gov.uk" in page.text
    assert "The dates of the reports" in page.text
    assert "to be confirmed. Ask the team" in page.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ten", "Write a whole number in digits, like 3"),
        ("-1", "This number is too small. Write 0 or more"),
        ("1000000000", "This number is too big. Write 1000 or less"),
        ("9" * 5000, "This number is too big. Write 1000 or less"),
        ("2.5", "Write a whole number in digits, like 3"),
        ("", "Write how many times it was reported, 0 if never"),
        ("<b>3</b>", "Write a whole number in digits, like 3"),
    ],
)
def test_what_is_no_number_is_said_and_nothing_typed_is_lost(client: FlaskClient, typed: str, said: str) -> None:
    page = client.get(CHECK, query_string={"reports": typed, "people": "4", "told": "police", "acted": "not_enough"})
    assert page.status_code == 400
    assert said in page.text
    shown = typed.replace("<", "&lt;").replace(">", "&gt;")
    assert not typed or f'value="{shown}"' in page.text
    assert 'value="4"' in page.text
    assert re.search(r'value="police"[^>]*checked', page.text)
    assert re.search(r'value="not_enough"[^>]*checked', page.text)


@pytest.mark.parametrize("typed", ["\x00", "\u202e3", "' OR 1=1", "%00"])
def test_bad_input_never_fails(client: FlaskClient, typed: str) -> None:
    asked = {"reports": typed, "people": typed, "told": typed, "acted": typed}
    assert client.get(CHECK, query_string=asked).status_code == 400


def test_an_answer_can_be_changed_without_typing_again(client: FlaskClient) -> None:
    done = client.get(CHECK, query_string={"reports": "2", "people": "4", "acted": "stopped"}).text
    assert "it has stopped" in done
    again = re.search(r'href="([^"]*change=1[^"]*)"', done)
    assert again
    page = client.get(again[1].replace("&amp;", "&"))
    assert page.status_code == 200
    assert title(page.text) == "Can I ask for a case review?"
    assert 'value="2"' in page.text


def test_telling_only_someone_else_does_not_count(client: FlaskClient) -> None:
    asked = {"reports": "3", "acted": "nothing"}
    assert "someone else was told" in client.get(CHECK, query_string=asked | {"told": "other"}).text
    assert "someone else was told" not in client.get(CHECK, query_string=asked | {"told": ["other", "police"]}).text


def test_staff_set_the_threshold_and_the_check_follows(
    client: FlaskClient, app: Any, sign_in: Callable[..., Any]
) -> None:
    staff = app.test_client()
    sign_in(staff, "editor")
    values = {"case_review_reports": "4", "case_review_months": "12", "case_review_people": "7"}
    saved = staff.post(SETTINGS, data=values | {"case_review_confirmed": "y"}, follow_redirects=True)
    assert "Saved." in saved.text
    assert re.search(r"Case review: reports</strong>: <del>3</del> → <ins>4</ins>", saved.text)
    assert "Test editor" in saved.text
    three = client.get(CHECK, query_string={"reports": "3", "people": "6", "acted": "nothing"}).text
    assert title(three) == BELOW
    assert "to be confirmed. Ask the team" not in three
    assert "(12)" in client.get(CHECK).text


def test_saving_the_same_leaves_no_history(app: Any, sign_in: Callable[..., Any]) -> None:
    staff = app.test_client()
    sign_in(staff, "administrator")
    page = staff.post(SETTINGS, data=DEFAULT, follow_redirects=True).text
    assert "Nothing was changed." in page
    assert "Nobody has changed a setting." in page


@pytest.mark.parametrize("wrong", ["0", "-1", "ten", "1000000000", "", "3.5"])
def test_a_threshold_that_makes_no_sense_is_refused(app: Any, sign_in: Callable[..., Any], wrong: str) -> None:
    staff = app.test_client()
    sign_in(staff, "editor")
    page = staff.post(SETTINGS, data=DEFAULT | {"case_review_reports": wrong, "case_review_people": "9"})
    assert page.status_code == 400
    assert 'value="9"' in page.text
    assert "Nobody has changed a setting." in page.text


def test_only_an_administrator_lets_people_approve_their_own_changes(app: Any, sign_in: Callable[..., Any]) -> None:
    staff = app.test_client()
    sign_in(staff, "editor")
    own = DEFAULT | {"self_approval": "y", "check_every_days": "120"}
    page = staff.post(SETTINGS, data=own, follow_redirects=True).text
    assert "Days between checks" in page
    assert "People approve their own changes" not in page
    sign_in(staff, "administrator")
    page = staff.post(SETTINGS, data=own, follow_redirects=True).text
    assert re.search(r"People approve their own changes</strong>: <del>no</del> → <ins>yes</ins>", page)
