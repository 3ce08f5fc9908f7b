"""Those who work with families: a parent champion's account, a professional who looks for somebody else."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.e2e.pages.consultations import Consultations
from tests.e2e.pages.public import FindHelp, Home
from tests.e2e.pages.staff import Accounts, Forbidden, SignIn
from tests.e2e.pages.survey import Surveys
from tests.e2e.pages.visitor import Visitor

pytestmark = pytest.mark.browser

DESKS = ("directory", "consultations", "analysis", "safeguarding")
BOTH_WAYS = pytest.mark.parametrize(
    "visitor", [{}, {"scripted": False}], indirect=True, ids=["with script", "without script"]
)


@BOTH_WAYS
def test_a_champion_has_a_desk_and_the_public_pages_and_nobody_elses_desk(visitor: Visitor, accounts: Accounts) -> None:
    visitor.page.goto(f"{visitor.site}/staff/analysis/answers")
    SignIn(visitor)
    home = accounts.sign_in(visitor, "Parent champion")
    home.says("Parent champion")
    assert home.desks() == ["Champions"]
    for desk in DESKS:
        visitor.page.goto(f"{visitor.site}/staff/{desk}/")
        Forbidden(visitor)
    home.reach_by_keyboard(home.page.get_by_role("link", name="The public site"))
    visitor.page.keyboard.press("Enter")
    found = Home(visitor).search("a mum who needs other parents to talk to")
    assert found.results()


@BOTH_WAYS
def test_a_professional_finds_what_only_professionals_can_ask_for(visitor: Visitor) -> None:
    found = visitor.opens(FindHelp, "/services").choose("Advice for professionals")
    name = next(name for name in found.results() if "MASH" in name)
    found.open(name).says("Is it for me?")
    found = visitor.opens(FindHelp, "/services").search("young person held at a police station")
    service = found.open(next(name for name in found.results() if "police station" in name))
    service.says("You cannot ask for this yourself.")
    assert "professionals" in service.fact("Who can use it").lower()


def test_a_consultation_officer_sees_how_many_answered_and_closes_a_survey(
    visitor: Visitor, accounts: Accounts, consultation: None
) -> None:
    desks = accounts.sign_in(visitor, "Consultation officer")
    assert desks.desks() == ["Directory", "Champions", "Consultations"]
    rounds = desks.to("Consultations", Consultations)
    title = "Safety in Barnet: young people's survey"
    assert rounds.sent(title) >= 11
    summary = rounds.summary(title)
    summary.says("For staff only")
    rounds = summary.back().close(title)
    visitor.opens(Surveys, "/surveys").never_says(title)
    visitor.page.goto(f"{visitor.site}/staff/consultations/")
    today = datetime.now(ZoneInfo("Europe/London")).date()
    points = Consultations(visitor).open_too_soon(title)
    points.says("Who decides: not filled in yet")
    filled = points.fill(
        {
            "Options considered": "More lamps, or more patrols.",
            "Options discarded, and why": "A curfew: it would punish everyone.",
            "Who decides": "The test committee",
            "Safeguarding lead": "The duty safeguarding officer",
            "When the safeguarding queue is read": "Monday to Friday, 9am to 5pm",
            "First day": today.isoformat(),
            "Last day": (today + timedelta(days=40)).isoformat(),
            "Day of the decision": (today + timedelta(days=60)).isoformat(),
        }
    )
    filled.back().open(title)
    visitor.opens(Surveys, "/surveys").says(title)
