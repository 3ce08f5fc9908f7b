"""Putting services by, sharing them and taking them home on paper; a champion who does it for families."""

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.e2e.pages.lists import ChampionsDesk, MyList, SharedList, put_by
from tests.e2e.pages.public import Home, ServicePage
from tests.e2e.pages.staff import Accounts
from tests.e2e.pages.visitor import Visitor

pytestmark = pytest.mark.browser

PATHS = ("/services/victim-support", "/services/one-stop-shop")
IN_ARABIC = pytest.mark.parametrize(
    "visitor",
    [{"language": "ar", "phone": True}, {"language": "ar", "phone": True, "scripted": False}],
    indirect=True,
    ids=["with script", "without script"],
)


@IN_ARABIC
def test_two_services_are_put_by_shared_and_taken_home_in_arabic(visitor: Visitor) -> None:
    names = [put_by(visitor.opens(ServicePage, path)).title.inner_text() for path in PATHS]
    mine = MyList.from_header(visitor)
    assert mine.services() == names
    address = mine.share().address()
    visitor.page.context.clear_cookies()
    visitor.page.goto(address)
    shared = SharedList(visitor)
    assert shared.services() == names
    pdf = PdfReader(shared.download("Leaflet"))
    assert pdf.trailer["/Root"]["/Lang"] == "ar"  # type: ignore[index]  # the root is a dictionary
    assert "08 08 16 89 111" in "".join(page.extract_text() for page in pdf.pages)


def test_leaving_at_once_forgets_the_list(visitor: Visitor) -> None:
    put_by(visitor.opens(ServicePage, PATHS[0]))
    MyList.from_header(visitor).leave_now()
    assert visitor.opens(MyList, "/list").services() == []
    visitor.opens(Home, "/")
    expect(visitor.page.get_by_role("banner")).not_to_contain_text("My list")


def test_a_champion_makes_a_list_for_a_family_and_logs_a_signposting(visitor: Visitor, accounts: Accounts) -> None:
    desk = accounts.sign_in(visitor, "Parent champion").to("Champions", ChampionsDesk)
    made = desk.make("New to Barnet")
    service = made.add("my husband hits me")
    address = made.share()
    made.says(service)
    visitor.page.goto(f"{visitor.site}/staff/champions/")
    desk = (
        ChampionsDesk(visitor).log().give(need="Abuse at home or in a relationship", age="25 to 64", language="Somali")
    )
    assert desk.entries().count() == 1
    desk.says("It is logged.")
    desk.take_back().says("You have logged none yet.")
    visitor.page.context.clear_cookies()
    visitor.page.goto(address)
    assert SharedList(visitor, "New to Barnet").services() == [service]
