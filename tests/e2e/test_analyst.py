"""An analyst: reads coded answers, changes a theme, approves a quotation, publishes; everyone can read it."""

import pytest
from playwright.sync_api import expect

from tests.e2e.answering import send
from tests.e2e.pages.desks import Analysis, Answer, Draft, Quotations, Versions
from tests.e2e.pages.public import Voice
from tests.e2e.pages.staff import Accounts
from tests.e2e.pages.visitor import Visitor

pytestmark = pytest.mark.browser

BOTH_WAYS = pytest.mark.parametrize(
    "visitor", [{}, {"scripted": False}], indirect=True, ids=["with script", "without script"]
)
QUOTED = {
    True: "Brighter lamps along the path where everyone walks home from the bus",
    False: "Somebody who listens when the lift is full of smoke every night",
}


@BOTH_WAYS
@pytest.mark.usefixtures("consultation")
def test_what_people_said_becomes_the_community_voice(
    visitor: Visitor, accounts: Accounts, live_site: str, request: pytest.FixtureRequest
) -> None:
    words = QUOTED["without" not in request.node.name]
    send(live_site, "resident-2026", q3_actions=f"{words}. Ask Jayden on 07700 900123", quote_permission="yes")
    desks = accounts.sign_in(visitor, "Analyst")
    assert desks.desks() == ["Directory", "Champions", "Consultations", "Analysis"]
    analysis = desks.to("Analysis", Analysis).all_read()
    assert analysis.count("read by the program") >= 23

    # An answer as the program read it: no telephone number, and themes that a person can change.
    answers = analysis.answers().show(audience="Residents", order="Newest first")
    answers.never_says("07700 900123")
    answer = answers.check(words)
    answer.choose_only("No answer", "More or working CCTV")
    answer.decide()
    answer.problem("“No answer” and “About something other than safety” stand alone").click()
    answer = Answer(visitor)
    answer.choose_only("Better lighting and safer design")
    answer.reach_by_keyboard(answer.button("These are its themes"))
    visitor.page.keyboard.press("Enter")
    answer.says("Your themes count from now on.", "Themes by a person (these count)")
    answer = Answer(visitor)
    assert answer.themes() == ["lighting_design"]

    # A quotation is words of the answer, without what could show who it is.
    answer.quote("I never said that")
    answer.problem("The quotation must be words of the answer")
    answer.quote(words)
    answer.says("Proposed. It is public only after it has been approved.")
    Quotations(visitor).approve(words)
    assert words not in visitor.opens(Voice, "/community-voice").quotations()

    visitor.page.goto(f"{live_site}/staff/analysis/reports")
    draft = Versions(visitor).make_draft().address
    # Another person reads it before anybody can publish it.
    visitor.page.context.clear_cookies()
    accounts.sign_in(visitor, "Administrator")
    visitor.page.goto(draft)
    Draft(visitor).check().publish()
    voice = visitor.opens(Voice, "/community-voice")
    assert words in voice.quotations()
    expect(voice.table("Top themes").first).to_contain_text("More visible police and patrols")
    voice.never_says("Jayden")

    # Whoever is quoted may be taken out again at once.
    visitor.page.goto(f"{live_site}/staff/analysis/quotations")
    Quotations(visitor).take_back(words)
    visitor.opens(Voice, "/community-voice").never_says(words)
