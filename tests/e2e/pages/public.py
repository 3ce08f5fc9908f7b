"""The public pages beside surveys and chat: home, finding help, reporting, the Community Voice."""

import re

from playwright.sync_api import Locator, expect

from tests.e2e.pages.visitor import Screen, Visitor

SAFE_PAGE = "https://www.bbc.co.uk/weather"


class Public(Screen):
    """What stands on every public page."""

    def __init__(self, visitor: Visitor, heading: str = "") -> None:
        super().__init__(visitor, heading)
        bar = self.page.get_by_role("region", name=self._("In danger now"), exact=True)
        expect(bar.get_by_role("link", name=self._("Call 999"), exact=True)).to_be_visible()
        expect(self.quick_exit()).to_be_visible()

    def quick_exit(self) -> Locator:
        """The way out at once."""
        return self.page.get_by_role("link", name=self._("Leave now"), exact=True)

    def leave_now(self, *, by_keyboard: bool = False) -> None:
        """Press it, or Escape three times; the browser is then on its way to the weather, out of this test's reach."""
        self.visitor.inspection.may_leave_to(SAFE_PAGE)
        with self.page.expect_event("requestfailed", lambda request: request.url.startswith(SAFE_PAGE)):
            if by_keyboard:
                for _press in range(3):
                    self.page.keyboard.press("Escape")
            else:
                self.quick_exit().click(no_wait_after=True)
        self.page.wait_for_url("chrome-error://**")


class Home(Public):
    """The first page."""

    heading = "Help to be safe in Barnet"

    def box(self) -> Locator:
        """Where one writes what one needs."""
        return self.field("What do you need help with?")

    def search(self, words: str) -> "FindHelp":
        """Write it and press the Enter key."""
        self.box().fill(words)
        self.box().press("Enter")
        return FindHelp(self.visitor)

    def find_help(self) -> "FindHelp":
        """Through the door to the directory."""
        self.link("Find help").click()
        return FindHelp(self.visitor)


class FindHelp(Public):
    """Search with its results."""

    heading = "Find help"

    def search(self, words: str) -> "FindHelp":
        """Write other words and press the button."""
        self.field("What do you need help with?").fill(words)
        self.button("Find help").click()
        return FindHelp(self.visitor)

    def narrow(self, *, age: str = "", place: str = "") -> "FindHelp":
        """Say how old the person is and where help is wanted."""
        age_field = self.field("How old is the person?")
        if not age_field.is_visible():
            self.page.locator("summary", has_text=self._("Age, place, cost and more")).click()
        age_field.fill(age)
        self.field("Where do you want help?").fill(place)
        self.button("Find help").click()
        return FindHelp(self.visitor)

    def refuse(self, *, age: str) -> Locator:
        """Give an age that is none; gives the link that leads to the mistake."""
        self.field("How old is the person?").fill(age)
        self.button("Find help").click()
        return self.problem()

    def choose(self, need: str) -> "FindHelp":
        """Choose from the list of needs."""
        needs = self.page.get_by_role("combobox", name=self._("Or choose from a list"))
        # How many services there are stands behind each need.
        option = needs.get_by_role("option", name=re.compile(rf"^{re.escape(need)}( \(\d+\))?$"))
        needs.select_option(value=option.get_attribute("value"))
        self.button("Find help").click()
        return FindHelp(self.visitor)

    def results(self) -> list[str]:
        """The names of the services, the best first."""
        return self.page.get_by_role("main").get_by_role("heading", level=3).all_inner_texts()

    def open(self, name: str) -> "ServicePage":
        """Open one of the results."""
        self.page.get_by_role("heading", level=3, name=name, exact=True).get_by_role("link").click()
        return ServicePage(self.visitor, name)


class ServicePage(Public):
    """Everything about one service."""

    def __init__(self, visitor: Visitor, heading: str = "") -> None:
        super().__init__(visitor, heading)
        # Whatever else is unknown: how to get in, or whom to ring about it, is said.
        expect(self.page.get_by_role("region", name=self._("How to get help here"))).to_be_visible()

    def fact(self, title: str) -> str:
        """What stands beside a title of the list "Is it for me?"."""
        return (
            self.page.get_by_role("definition")
            .and_(self.page.locator(f"dt:text-is('{self._(title)}') + dd"))
            .inner_text()
        )

    def back(self) -> FindHelp:
        """Back to the search."""
        self.page.get_by_role("navigation", name=self._("Back")).get_by_role("link").click()
        return FindHelp(self.visitor)


class Report(Public):
    """What has happened?"""

    heading = "What has happened?"

    def routes(self) -> list[str]:
        """The titles of all the ways, in order."""
        return self.page.get_by_role("main").get_by_role("heading").get_by_role("link").all_inner_texts()

    def choose(self, title: str) -> "RoutePage":
        """Choose what is closest."""
        self.page.get_by_role("main").get_by_role("link", name=title, exact=True).click()
        return RoutePage(self.visitor, title)


class RoutePage(Public):
    """Who to tell about one kind of thing."""

    def contacts(self) -> list[str]:
        """Whom one can reach, in order."""
        return self.page.get_by_role("main").get_by_role("heading", level=3).all_inner_texts()


class Voice(Public):
    """The Community Voice."""

    heading = "What people said"

    def table(self, caption: str | re.Pattern[str]) -> Locator:
        """A table of figures by its caption. All are opened first, for they stand behind their names."""
        shut = self.page.locator("details.app-fold:not([open]) > summary")
        while shut.count():
            shut.first.click()
        return self.page.get_by_role("table", name=caption)

    def quotations(self) -> list[str]:
        """What is quoted."""
        return self.page.get_by_role("blockquote").all_inner_texts()
