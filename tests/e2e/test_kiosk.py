"""A tablet at an event that forgets each person, and one on a ward walk that answers without a connection."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.e2e.pages.desks import Safeguarding
from tests.e2e.pages.kiosk import Events, KioskPage, StillThere, Thanks, Walk
from tests.e2e.pages.staff import Accounts
from tests.e2e.pages.survey import ComeBack, Survey, Surveys
from tests.e2e.pages.visitor import Visitor
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

SURVEY = "resident-2026"
WORDS = "The steps behind the station have no light at all"
DANGER = "he has a knife and is outside my door right now, please help"
TWO_MINUTES = 120_000


@pytest.fixture(scope="session")
def links(browser: Browser, accounts: Accounts, live_stack: Stack) -> dict[str, str]:
    """The addresses of a kiosk and a ward walk that a consultation officer made for today."""
    context = browser.new_context()
    officer = Visitor(context.new_page(), live_stack.url)
    survey = Survey.read(live_stack.url, SURVEY, "en")
    desks = accounts.sign_in(officer, "Consultation officer")
    made = Events.of(desks).write_down("Open day at a library").kiosks().make("Tablet at the door", survey.title)
    context.close()
    return made


def open_kiosk(visitor: Visitor, links: dict[str, str]) -> KioskPage:
    visitor.page.goto(links["kiosk"].replace("/en/", f"/{visitor.language}/"))
    return KioskPage(visitor, Survey.read(visitor.site, SURVEY, visitor.language))


@pytest.mark.parametrize(
    "visitor",
    [{}, {"language": "ar", "phone": True}, {"phone": True, "scripted": False}],
    indirect=True,
    ids=["at a desk", "Arabic, on a phone", "without script"],
)
def test_one_person_after_another_and_no_way_back(visitor: Visitor, links: dict[str, str]) -> None:
    start = open_kiosk(visitor, links)
    area = start.begin()
    area.choose("happy_area", "very_happy")
    safety = area.next()
    safety.box("q2_safety").fill(WORDS)
    check = safety.to_check()
    check.says(WORDS)
    thanks = Thanks.after(check)
    code = thanks.code()
    thanks.next_person()
    KioskPage(visitor, start.survey)

    # Whoever comes next presses the back button until there is nothing more: no word of the one before.
    seen = 0
    while visitor.page.evaluate("history.length") > seen + 1 and seen < 12:
        visitor.page.go_back()
        seen += 1
        if visitor.page.url == "about:blank":
            break
        KioskPage(visitor, start.survey)
        visitor.page.get_by_text(WORDS).wait_for(state="detached")
    assert seen >= 3
    assert not [one for one in visitor.page.context.cookies() if code.split()[0] in one["value"]]

    # The code opens them, elsewhere.
    start = open_kiosk(visitor, links)
    visitor.opens(Surveys, "/surveys").come_back().type(code)
    visitor.page.wait_for_url("**/done")


def test_a_device_that_nobody_touches_asks_and_then_clears_itself(visitor: Visitor, links: dict[str, str]) -> None:
    visitor.page.clock.install()
    area = open_kiosk(visitor, links).begin()
    area.choose("happy_area", "very_happy")
    safety = area.next()
    safety.box("q2_safety").fill(WORDS)
    ask = StillThere(visitor)
    visitor.page.clock.run_for(TWO_MINUTES - 5_000)
    expect(ask.dialog).to_be_hidden()
    visitor.page.clock.run_for(10_000)
    ask.more_time()
    expect(safety.box("q2_safety")).to_have_value(WORDS)
    visitor.page.clock.run_for(TWO_MINUTES + 40_000)
    KioskPage(visitor, area.survey)
    visitor.page.go_back()
    KioskPage(visitor, area.survey)


@pytest.mark.parametrize("visitor", [{"phone": True}], indirect=True, ids=["on a phone"])
def test_a_ward_walk_without_a_connection(
    visitor: Visitor, links: dict[str, str], accounts: Accounts, new_context: Callable[..., BrowserContext]
) -> None:
    page, survey = visitor.page, Survey.read(visitor.site, SURVEY, "en")
    page.goto(links["walk"])
    walk = Walk(visitor, survey)
    walk.is_kept()
    page.context.set_offline(True)
    page.reload()
    walk = Walk(visitor, survey)
    walk.says("There is no connection now.")

    # Nobody passes without agreeing. What was typed is there again after a reload.
    walk.button("Begin").click()
    expect(page.get_by_role("alert").filter(has_text="Tick the box if you agree")).to_be_visible()
    walk.begin()
    walk.choose("happy_area", "very_happy")
    walk.to("safety")
    assert "999" in walk.numbers()
    walk.box("q2_safety").fill(DANGER)
    page.reload()
    walk = Walk(visitor, survey)
    expect(walk.box("q2_safety")).to_have_value(DANGER)
    walk.to("send")
    code = walk.send()
    expect(walk.waiting()).to_have_text("1")
    walk.next_person()
    expect(page.locator("[name=q2_safety]")).to_have_value("")

    # A second person, in another language, still without a connection.
    walk.languages().get_by_role("link", name="العربية").click()
    visitor.read("ar")
    arabic = Walk(visitor, Survey.read(visitor.site, SURVEY, "ar"))
    arabic.begin()
    arabic.choose("happy_area", "very_happy")
    arabic.to("send")
    arabic.send()
    expect(arabic.waiting()).to_have_text("2")
    page.reload()
    expect(Walk(visitor, arabic.survey).waiting()).to_have_text("2")

    # Back on line: each goes once, and the device forgets them.
    page.context.set_offline(False)
    expect(walk.waiting()).to_have_text("0", timeout=60_000)  # each answer is a request, and the triage reads
    expect(walk.sent()).to_have_text("2")
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert DANGER not in kept
    assert code not in kept
    visitor.read("en")
    visitor.opens(ComeBack, "/surveys/return").type(code)
    page.wait_for_url("**/done")
    # In a browser of their own: the page of a walk signs out whoever is signed in on its device.
    lead = Visitor(new_context().new_page(), visitor.site)
    queue = accounts.sign_in(lead, "Safeguarding lead").to("Safeguarding", Safeguarding)
    queue.wait_for(DANGER)


def test_what_is_too_long_is_told_while_the_person_is_there(visitor: Visitor, links: dict[str, str]) -> None:
    visitor.page.goto(links["walk"])
    walk = Walk(visitor, Survey.read(visitor.site, SURVEY, "en"))
    walk.begin()
    walk.to("safety")
    walk.box("q2_safety").fill("x" * 5_001)
    walk.button("Go on").click()
    expect(visitor.page.get_by_role("alert").filter(has_text="What you wrote is too long")).to_be_visible()
    walk.box("q2_safety").fill("x" * 5_000)
    walk.to("send")


def test_what_the_server_refuses_stays_on_the_device_until_it_is_mended(
    visitor: Visitor, links: dict[str, str]
) -> None:
    visitor.page.goto(links["walk"])
    survey = Survey.read(visitor.site, SURVEY, "en")
    walk = Walk(visitor, survey)
    walk.has_waiting([["agree", "yes"], ["happy_area", "no such option"], ["q2_safety", DANGER]])
    walk.button("Send now").click()
    device = visitor.page.get_by_role("region", name="For staff: this device")
    stuck = device.get_by_text("an answer does not fit its question")
    expect(stuck).to_be_visible()
    expect(stuck).to_contain_text(survey.question("happy_area")["text"])
    expect(device.get_by_text("some of it may tell of danger")).to_be_visible()
    # Which question, to whoever looks after the device; never what a person wrote: others stand by.
    expect(device).not_to_contain_text("knife")
    expect(walk.waiting()).to_have_text("1")
    visitor.page.reload()
    walk = Walk(visitor, survey)
    expect(stuck).to_be_visible()
    expect(walk.waiting()).to_have_text("1")
    expect(walk.sent()).to_have_text("0")
    visitor.inspection.look()

    walk.mend("no such option", "very_happy")
    walk.button("Send now").click()
    expect(walk.sent()).to_have_text("1")
    expect(walk.waiting()).to_have_text("0")
    expect(stuck).to_be_hidden()


@pytest.mark.parametrize("visitor", [{"scripted": False}], indirect=True, ids=["without script"])
def test_without_script_a_ward_walk_says_that_it_needs_a_connection(visitor: Visitor, links: dict[str, str]) -> None:
    visitor.page.goto(links["walk"])
    link = visitor.page.get_by_role("link", name="Open the kiosk page")
    link.click()
    KioskPage(visitor, Survey.read(visitor.site, SURVEY, "en"))
