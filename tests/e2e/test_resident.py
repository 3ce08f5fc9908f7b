"""A resident: finds help by words, opens a service, learns whom to tell, answers the survey, takes it back."""

import pytest

from tests.e2e.pages.public import FindHelp, Home, Report
from tests.e2e.pages.survey import ComeBack, Sent, Start, Surveys, Withdrawn
from tests.e2e.pages.visitor import Visitor

pytestmark = pytest.mark.browser

IN_DANGER = "my ex is outside my door with a knife right now"
SURVEY = "resident-2026"
BOTH_WAYS = pytest.mark.parametrize(
    "visitor", [{}, {"scripted": False}], indirect=True, ids=["with script", "without script"]
)


@BOTH_WAYS
def test_finds_help_in_their_own_words(visitor: Visitor) -> None:
    home = visitor.opens(Home, "/")
    found = home.search("i hav no mony for food")
    assert "food bank" in found.results()[0]
    service = found.open(found.results()[0])
    again = service.back().search("my teenager got kicked out of school")
    young = again.results()
    assert any("exclusion" in name.lower() for name in young)
    grown_up = again.narrow(age="40", place="Burnt Oak")
    assert grown_up.results() != young
    grown_up.says("services fit")
    refused = grown_up.refuse(age="forty")
    refused.click()
    assert grown_up.field("How old is the person?").input_value() == "forty"


@BOTH_WAYS
def test_words_that_fit_nothing_end_with_a_number(visitor: Visitor) -> None:
    found = visitor.opens(Home, "/").search("renew my passport")
    found.says("Nothing that we know fits")
    assert "02083592000" in found.numbers()


@BOTH_WAYS
def test_danger_in_the_search_box_leads_to_999(visitor: Visitor) -> None:
    found = visitor.opens(FindHelp, "/services").search(IN_DANGER)
    assert found.numbers()[0] == "999"


@BOTH_WAYS
def test_learns_whom_to_tell(visitor: Visitor) -> None:
    report = visitor.opens(Home, "/").menu("Report something")
    report.click()
    ways = Report(visitor)
    assert ways.numbers()[0] == "999"
    assert len(ways.routes()) > 5
    emergency = ways.choose(ways.routes()[0])
    assert emergency.numbers()[0] == "999"
    emergency.says("55", "18000")
    other = visitor.opens(Report, "/report")
    chosen = other.choose(next(title for title in other.routes() if "hate" in title.lower()))
    assert chosen.contacts()
    chosen.says("When nobody answers")


@BOTH_WAYS
def test_answers_the_survey_and_takes_it_back(visitor: Visitor) -> None:
    start = visitor.opens(Surveys, "/surveys").open(SURVEY)
    start.begin_without_agreeing().click()
    told = start.begin()
    code = told.code()
    area = told.go_on()

    # A mistake on the way: four of three.
    area.choose("happy_area", "fairly_happy")
    area.choose("top_concerns", "crime", "litter", "traffic", "drug_taking")
    area.save()
    area.problem("Choose 3 answers or fewer").click()
    area.option("top_concerns", "traffic").uncheck()
    safety = area.next()

    # Words in which somebody is in danger: help comes first, and what was typed is not lost.
    safety.box("q2_safety").fill(IN_DANGER)
    help_now = safety.into_danger("Is someone in danger now? Ring 999")
    assert help_now.numbers()[0] == "999"
    safety = help_now.change()
    assert safety.box("q2_safety").input_value() == IN_DANGER
    safety.box("q2_safety").fill("The lamps by the station have been broken since winter")
    causes = safety.next()

    # Half-way on, in Polish; what was typed and not yet saved comes along.
    causes.box("q1_causes").fill("Nuda, bo zamknęli wszystkie kluby")
    causes = causes.switch("pl", "Polski")
    assert causes.box("q1_causes").input_value() == "Nuda, bo zamknęli wszystkie kluby"
    check = causes.next().to_check()
    check.says("The lamps by the station", "Nuda, bo")

    # Something is changed, the rest sent; the last button is within reach of the keyboard.
    quoting = check.change("quote_permission")
    quoting.choose("quote_permission", "yes")
    check = quoting.to_check()
    check.reach_by_keyboard(check.send_button())
    visitor.page.keyboard.press("Enter")
    sent = Sent(visitor, check.survey)
    sent.says(code)

    # On a shared computer nothing stays; the code opens it again, and takes it back.
    sent.forget()
    visitor.page.goto(f"{visitor.site}/pl/surveys/{SURVEY}/done")
    Start(visitor, check.survey)
    back = visitor.opens(Surveys, "/surveys").come_back()
    back.type("apple robin kitchen tulip 000")
    back.problem(visitor.words("We do not know this code. Check each word and number."))
    back.type(code.upper())
    sent = Sent(visitor, check.survey)
    sent.withdraw().yes()
    visitor.opens(ComeBack, "/surveys/return").type(code)
    Withdrawn(visitor)
