"""The guided path as people walk it: danger first, the right number at its end, nothing lost on the way."""

import re

import pytest
from flask.testing import FlaskClient

from directory.what_happened import QUESTIONS, paths
from webapp.documents.report_words import QUESTIONS as WORDS
from webapp.i18n import site_languages

WAYS = list(paths())
HOSTILE = ["\x00", "<script>alert(1)</script>", "' OR 1=1 --", "x" * 5000, "\u202e", "%ED%A0%80"]


def main(page: str) -> str:
    """The page's own part, without the frame."""
    return page.split("<main", 1)[1].split("</main>", 1)[0]


def numbers(page: str) -> list[str]:
    """What the page's own part offers to ring, in its order."""
    return re.findall(r'href="tel:([^"]+)"', main(page))


def test_every_question_and_answer_of_the_table_has_words() -> None:
    assert {name: list(answers) for name, answers in QUESTIONS.items()} == {
        name: list(question.answers) for name, question in WORDS.items()
    }
    assert all(set(question.hints or {}) <= set(question.answers) for question in WORDS.values())


def test_danger_stands_above_everything(client: FlaskClient) -> None:
    page = client.get("/en/report").text
    assert numbers(page)[0] == "999"
    assert page.index("Is someone in danger now?") < page.index("Or choose from all the ways")


@pytest.mark.parametrize("way", WAYS, ids=["-".join(answers.values()) for answers, _end in WAYS])
def test_every_way_leads_through_its_questions_to_its_route(client: FlaskClient, way: tuple) -> None:
    answers, end = way
    walked: dict[str, str] = {}
    for name, answer in answers.items():
        page = client.get("/en/report/ask", query_string=walked).text
        assert f'name="{name}"' in page
        assert all(f'type="hidden" name="{before}" value="{given}"' in page for before, given in walked.items())
        walked[name] = answer
    arrived = client.get("/en/report/ask", query_string=walked | {"asked": name})
    assert arrived.status_code == 302
    page = client.get(arrived.location)
    assert page.status_code == 200
    assert page.request.path == f"/en/report/{end.route}"
    assert "Start again" in page.text
    assert numbers(page.text)


def test_nothing_chosen_is_said_and_the_way_so_far_is_kept(client: FlaskClient) -> None:
    first = client.get("/en/report/ask?asked=danger")
    assert first.status_code == 400
    assert "Say if someone is in danger now" in first.text
    later = client.get("/en/report/ask?danger=no&what=hate&asked=hate")
    assert later.status_code == 400
    assert "Choose the answer that is closest" in later.text
    assert 'name="what" value="hate"' in later.text
    assert 'href="/en/report/ask?danger=no"' in later.text


@pytest.mark.parametrize("typed", HOSTILE)
def test_an_answer_that_is_none_asks_again(client: FlaskClient, typed: str) -> None:
    page = client.get("/en/report/ask", query_string={"danger": "no", "what": typed})
    assert page.status_code == 400
    assert "What is it about?" in page.text
    assert typed not in main(page.text)


@pytest.mark.parametrize(
    ("answers", "first"),
    [
        ({"danger": "yes"}, "999"),
        ({"danger": "life"}, "999"),
        ({"danger": "no", "what": "home", "home": "man"}, "08088010327"),
        ({"danger": "no", "what": "home", "home": "lgbt"}, "08009995428"),
        ({"danger": "no", "what": "home", "home": "marriage"}, "08005999247"),
        ({"danger": "no", "what": "home", "home": "woman"}, "08082000247"),
        ({"danger": "no", "what": "hate", "hate": "jewish"}, "08000323263"),
        ({"danger": "no", "what": "hate", "hate": "muslim"}, "08004561226"),
        ({"danger": "no", "what": "child", "child": "me"}, "08001111"),
        ({"danger": "no", "what": "child", "child": "worried", "hours": "yes"}, "02083594066"),
        ({"danger": "no", "what": "child", "child": "worried", "hours": "no"}, "02083592000"),
        ({"danger": "no", "what": "crime", "crime": "now"}, "999"),
        ({"danger": "no", "what": "extremism", "extremism": "worried"}, "08000113764"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_best_number_comes_first(client: FlaskClient, answers: dict[str, str], first: str) -> None:
    page = client.get("/en/report/ask", query_string=answers, follow_redirects=True).text
    # Below the line on danger, which stands on all but the emergency page.
    ways = numbers("<main" + main(page).split("<h2", 1)[1])
    assert ways[0] == first


def test_a_number_that_may_be_closed_is_followed_by_one_that_answers(client: FlaskClient) -> None:
    page = client.get("/en/report/domestic_abuse?danger=no&what=home&home=man").text
    start = page[page.index("Start here") :]
    assert "hours to be confirmed" in start.split("open day and night")[0]
    assert start.index("0808 801 0327") < start.index("open day and night") < start.index("0808 2000 247")


def test_where_no_other_line_answers_the_route_says_what_to_do_when_closed(client: FlaskClient) -> None:
    page = client.get("/en/report/hate_crime?danger=no&what=hate&hate=muslim").text
    start = page[page.index("Start here") :]
    assert start.index("0800 456 1226") < start.index("When nobody answers") < start.index("Open now, day and night")
    assert page.count("When nobody answers") == 1


@pytest.mark.parametrize("route", ["domestic_abuse", "hate_crime", "child_exploitation_worry", "modern_slavery"])
def test_who_answers_now_stands_before_those_whose_hours_are_not_known(client: FlaskClient, route: str) -> None:
    page = client.get(f"/en/report/{route}").text
    assert page.rindex("Day and night<") < page.index("Not open day and night, or hours not known")
    assert "When nobody answers" in page


def test_people_who_may_be_watched_are_told_how_to_look_safely(client: FlaskClient) -> None:
    for address in ("/en/report/ask?danger=no&what=home", "/en/report/domestic_abuse"):
        page = client.get(address).text
        assert "takes you away from this page at once" in page
        assert "Leave now" in page


def test_a_way_that_ends_elsewhere_does_not_change_a_route(client: FlaskClient) -> None:
    page = client.get("/en/report/hate_crime?danger=no&what=home&home=man").text
    assert "Start here" not in page
    assert 'href="/en/report"' in main(page).split("<h1")[0] + page.split("<main")[0]


@pytest.mark.parametrize("language", sorted(site_languages()))
def test_the_path_is_walked_in_every_language(client: FlaskClient, language: str) -> None:
    for address in ("report", "report/ask?danger=no", "report/ask?danger=no&what=child&child=worried"):
        assert client.get(f"/{language}/{address}").status_code == 200
    page = client.get(f"/{language}/report/ask?danger=no&what=hate&hate=muslim", follow_redirects=True).text
    assert "08004561226" in page
