"""A safeguarding lead: takes a disclosure, writes down what was done, closes it; nobody else can open it."""

import pytest
from playwright.sync_api import expect

from tests.e2e.answering import send
from tests.e2e.pages.desks import Analysis, Case, Safeguarding
from tests.e2e.pages.staff import Accounts, Forbidden
from tests.e2e.pages.survey import Surveys
from tests.e2e.pages.visitor import Visitor

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("visitor", "told"),
    [
        ({}, "my stepdad hits me and my little sister with a belt and i am scared to go home"),
        ({"scripted": False}, "my uncle touches me at night when mum is at work and i cant tell her"),
    ],
    indirect=["visitor"],
    ids=["with script", "without script"],
)
def test_looks_after_a_disclosure(visitor: Visitor, accounts: Accounts, live_site: str, told: str) -> None:
    send(
        live_site,
        "young-person-2026",
        age_band="11_15",
        adult_agrees="yes",
        q4_better=told,
        quote_permission="yes",
    )
    desks = accounts.sign_in(visitor, "Safeguarding lead")
    assert desks.desks() == ["Inbox", "Safeguarding"]
    queue = desks.to("Safeguarding", Safeguarding)
    queue.wait_for(told)
    case = queue.open(told)
    assert case.state() == "Urgent New"
    case = case.take()
    assert accounts.name("Safeguarding lead") in case.state()

    # Mistakes on the way: nothing written, nothing chosen.
    case.write_down("")
    case.problem("Write what was done").click()
    case.close("")
    case.problem("Choose what came of it").click()
    case.write_down("Rang the MASH, they know the school")
    case = Case(visitor)
    case.says("Rang the MASH, they know the school")
    case.reach_by_keyboard(case.button("Close the case"))
    case.close("Passed to the MASH (a child)")
    queue = Safeguarding(visitor)
    expect(queue.waiting(told)).to_have_count(0)

    # It is nobody else's to read.
    address = case_address(queue)
    queue.sign_out()
    accounts.sign_in(visitor, "Analyst").to("Analysis", Analysis).answers().never_says(told)
    visitor.page.goto(address)
    Forbidden(visitor).never_says(told)


def test_who_leaves_a_number_can_be_reached_by_the_lead_alone(visitor: Visitor, accounts: Accounts) -> None:
    told = "my ex is outside my door with a knife right now and the kids are upstairs"
    number, safe = "07700 900456", "Only text, do not ring"
    area = visitor.opens(Surveys, "/surveys").open("resident-2026").begin().go_on()
    safety = area.next()
    safety.box("q2_safety").fill(told)
    help_now = safety.into_danger("Is someone in danger now? Ring 999")
    assert help_now.numbers()[0] == "999"
    help_now.can_be_reached(number, safe)
    help_now.keep().to_check().send()

    queue = accounts.sign_in(visitor, "Safeguarding lead").to("Safeguarding", Safeguarding)
    queue.wait_for(told)
    case = queue.open(told)
    case.never_says(number)
    case = case.whole()
    case.says(number, safe)
    address = visitor.page.url
    case.sign_out()
    accounts.sign_in(visitor, "Analyst").to("Analysis", Analysis).answers().never_says(number)
    visitor.page.goto(address)
    Forbidden(visitor).never_says(number)


def case_address(queue: Safeguarding) -> str:
    """Where the case that was closed last can be read."""
    return queue.visitor.site + (queue.closed().first.get_attribute("href") or "")
