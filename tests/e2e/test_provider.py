"""A provider is asked whether a record is still right, and answers by the link of a mail, without an account."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.pages.desks import Directory, Record
from tests.e2e.pages.provider import Answered, CheckOf, Checks, Contacts, Letter, Over, StillRight, Unknown, Waiting
from tests.e2e.pages.public import ServicePage
from tests.e2e.pages.staff import Accounts
from tests.e2e.pages.visitor import Visitor

pytestmark = pytest.mark.browser

ADDRESS = "office@example.org"
WAY_IN = "Ring, or come to the front desk. Nobody has to send you."


def ask(visitor: Visitor, accounts: Accounts, slug: str, name: str) -> Letter:
    """As an editor: write down whom to ask, ask them, and read the message in the outbox."""
    record = accounts.sign_in(visitor, "Editor of the directory").to("Directory", Directory).find(name).open(name)
    contacts = Contacts.of(record)
    contacts.give("Office manager", "not an address")
    contacts.problem().click()
    contacts.give("Office manager", ADDRESS)
    Record(visitor, name).turn("Directory", "Checks")
    Checks(visitor)
    checks = CheckOf.by_address(visitor, slug, name)
    checks.says(ADDRESS, "never")
    return checks.ask().message()


@pytest.fixture
def provider(new_context: Callable[..., BrowserContext], visitor: Visitor) -> Visitor:
    """The person who gets the mail: another browser, nobody's account."""
    page = new_context(java_script_enabled=visitor.scripted).new_page()
    return Visitor(page, visitor.site, scripted=visitor.scripted)


@pytest.mark.parametrize(
    ("visitor", "slug", "name"),
    [
        ({}, "jewish-girls-counselling", "Counselling for Jewish girls"),
        ({"scripted": False}, "inclusion-barnet", "Inclusion Barnet"),
    ],
    indirect=["visitor"],
    ids=["with script", "without script"],
)
def test_still_right_is_one_press_and_the_public_sees_the_day(
    visitor: Visitor, provider: Visitor, accounts: Accounts, slug: str, name: str
) -> None:
    letter = ask(visitor, accounts, slug, name)
    letter.says(ADDRESS, name, "Is this still right?")
    links = letter.links()
    assert set(links) == {"en", "pl", "ar"}
    assert any(name in message for message in letter.outbox().messages())
    visitor.opens(ServicePage, f"/services/{slug}").says("Nobody has checked this yet.")

    # Looking changes nothing, in any language; pressing does.
    provider.read("ar")
    StillRight.open(provider, links["ar"])
    provider.read("en")
    page = StillRight.open(provider, links["en"])
    page.says(name, "The link works until")
    visitor.opens(ServicePage, f"/services/{slug}").says("Nobody has checked this yet.")
    page.confirm().says("People now see that you checked this today.")
    now = datetime.now(ZoneInfo("Europe/London"))
    today = f"{now.day} {now:%B %Y}"
    provider.opens(ServicePage, f"/services/{slug}").says(
        f"The people who run it told us on {today} that this is right."
    )

    # The link has done its work and says so, kindly; a part of a link is none.
    provider.page.goto(links["en"])
    Over(provider).says("You told us that the page is still right. Thank you.")
    provider.page.goto(links["en"][:-4])
    Unknown(provider).says("Open it from our e-mail once more")
    checks = CheckOf.by_address(visitor, slug, name)
    checks.says(today)


@pytest.mark.parametrize(
    ("visitor", "slug", "name"),
    [
        ({}, "solace-advocacy", "Solace Advocacy and Support Service"),
        ({"scripted": False}, "jewish-womens-aid", "Jewish Women's Aid"),
    ],
    indirect=["visitor"],
    ids=["with script", "without script"],
)
def test_a_change_of_the_providers_waits_for_an_editor(
    visitor: Visitor, provider: Visitor, accounts: Accounts, slug: str, name: str
) -> None:
    link = ask(visitor, accounts, slug, name).links()["en"]
    form = StillRight.open(provider, link).propose()
    form.send()
    form.problem().click()
    form.box("How people get in").fill(WAY_IN)
    form.box("Phone numbers").fill("ring me")
    form.send()
    form.problem().click()
    expect(form.box("How people get in")).to_have_value(WAY_IN)
    form.box("Phone numbers").fill("020 8359 2000, Front desk")
    form.send()
    Answered(provider).says("A person at the council reads your change.")
    provider.opens(ServicePage, f"/services/{slug}").never_says(WAY_IN)
    provider.page.goto(link)
    Over(provider).says("You sent us a change. Thank you.")

    change = Waiting.by_address(visitor).look_at(name)
    expect(change.added().filter(has_text="front desk").first).to_be_visible()
    change.says("020 8359 2000")
    change.approve()
    public = provider.opens(ServicePage, f"/services/{slug}")
    public.says(WAY_IN)
    assert "02083592000" in public.numbers()
