"""Every page of every desk, as its menus lead to it: one heading, readable with axe, no wider than a phone."""

import pytest

from tests.e2e.pages.staff import Accounts, Staff
from tests.e2e.pages.visitor import Visitor

pytestmark = pytest.mark.browser

DESKS = {
    "Administrator": ["Directory", "Inbox", "Champions", "Consultations", "Analysis", "Bot", "Safeguarding", "People"],
    "Parent champion": ["Champions"],
}


@pytest.mark.parametrize("role", DESKS)
def test_each_page_of_each_desk_can_be_read(
    visitor: Visitor, accounts: Accounts, role: str, consultation: None
) -> None:
    home = accounts.sign_in(visitor, role)
    assert home.desks() == DESKS[role]
    for desk in DESKS[role]:
        page = home.to(desk, Staff)
        addresses = {visitor.page.url}
        names = page.pages(desk)
        for name in names:
            assert page.turn(desk, name).here(desk) == [name]
            addresses.add(visitor.page.url)
        # A desk with one page has no menu of its own; one with several leads to each.
        assert len(addresses) == max(len(names), 1)
