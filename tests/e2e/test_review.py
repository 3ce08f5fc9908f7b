"""The review desk used by keyboard alone: an analyst reads, changes, searches, takes back, and hands harm on."""

import pytest
from playwright.sync_api import expect

from tests.e2e.answering import send
from tests.e2e.pages.desks import Analysis
from tests.e2e.pages.review import ReviewDesk
from tests.e2e.pages.staff import Accounts
from tests.e2e.pages.visitor import Visitor

pytestmark = pytest.mark.browser

WORDS = ("Somewhere warm to sit after school", "More lamps by the canal", "Patrols at the bus station at night")


def test_the_review_desk_by_keyboard_alone(visitor: Visitor, accounts: Accounts, live_site: str) -> None:
    for words in WORDS:
        send(live_site, "resident-2026", q3_actions=words)
    accounts.sign_in(visitor, "Analyst").to("Analysis", Analysis).all_read()
    visitor.page.goto(f"{live_site}/staff/analysis/desk/")
    desk = ReviewDesk(visitor)
    expect(desk.answer()).to_be_focused()
    hint = visitor.page.locator("#code-hotspots ~ kbd")
    expect(hint).to_be_visible()

    # One key ticks a theme, the same key takes it off; nothing happens while one types in a field.
    first, url, begun = desk.answer().inner_text(), visitor.page.url, desk.mine()
    before = desk.ticked()
    key = desk.key_of("hotspots")
    desk.press(key)
    assert ("hotspots" in desk.ticked()) is ("hotspots" not in before)
    desk.press(key)
    assert desk.ticked() == before
    desk.press("/")
    search = visitor.page.get_by_role("searchbox", name="Find a theme")
    expect(search).to_be_focused()
    visitor.page.keyboard.type("anuh online saf")
    expect(search).to_have_value("anuh online saf")
    assert visitor.page.url == url
    search.fill("")
    visitor.page.keyboard.type("online saf")
    desk.press("Enter")
    assert "online_safety" in desk.ticked()
    expect(desk.answer()).to_be_focused()

    # Enter saves and gives the next; "u" brings the last one back as it was; "n" leaves it for later.
    chosen = desk.ticked()
    desk = desk.goes_on("Enter")
    assert desk.mine() == begun + 1
    assert desk.answer().inner_text() != first
    desk = desk.goes_on("u")
    assert visitor.page.url.startswith(url.split("?")[0])
    assert desk.mine() == begun
    assert desk.ticked() == before != chosen
    desk = desk.goes_on("n")
    assert desk.answer().inner_text() != first

    # "?" shows the keys; harm is one key and one confirmation, with the focus on it.
    desk.press("?")
    expect(visitor.page.get_by_text("leave this answer for later")).to_be_visible()
    desk.press("?", "h")
    give = visitor.page.get_by_role("button", name="Give it to the safeguarding lead")
    expect(give).to_be_focused()
    visitor.page.keyboard.press("Enter")
    desk = ReviewDesk(visitor)
    desk.says("The safeguarding lead has it now.")

    # Whoever speaks to their machine, or hears it, switches the keys off: then a letter does nothing.
    desk.press("?")
    desk.reach_by_keyboard(desk.button("Switch the keys off"))
    visitor.page.keyboard.press("Enter")
    desk = ReviewDesk(visitor)
    before = desk.ticked()
    expect(visitor.page.locator("#keys-help")).to_have_attribute("data-keys", "off")
    expect(hint).to_be_hidden()
    visitor.page.keyboard.press(desk.key_of("hotspots"))
    assert desk.ticked() == before
