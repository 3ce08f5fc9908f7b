"""My list, lists that were shared, and the champions' desk."""

import re
from pathlib import Path

from playwright.sync_api import Locator

from tests.e2e.pages.public import Public, ServicePage
from tests.e2e.pages.staff import Staff
from tests.e2e.pages.visitor import Visitor


class MyList(Public):
    """What was put by in this visit."""

    heading = "My list"

    @classmethod
    def from_header(cls, visitor: Visitor) -> "MyList":
        """Through the link at the top of every page."""
        visitor.page.get_by_role("banner").get_by_role(
            "link", name=re.compile(re.escape(visitor.words("My list")))
        ).click()
        return cls(visitor)

    def services(self) -> list[str]:
        """Their names, in order."""
        return self.page.get_by_role("main").get_by_role("list").get_by_role("heading").all_inner_texts()

    def share(self) -> "SharedList":
        """Make a link."""
        self.button("Make a link to share").click()
        return SharedList(self.visitor)


class SharedList(Public):
    """A list that somebody shared."""

    heading = "A list of services"

    def address(self) -> str:
        """The link as it is shown to copy."""
        return self.page.get_by_role("textbox", name=self._("Copy it and send it to whom you want.")).input_value()

    def services(self) -> list[str]:
        """Their names, in order."""
        return self.page.get_by_role("main").get_by_role("list").get_by_role("heading").all_inner_texts()

    def download(self, name: str) -> Path:
        """Download a leaflet by the words of its link."""
        with self.page.expect_download() as coming:
            self.link(name).click()
        return coming.value.path()


def put_by(page: ServicePage) -> ServicePage:
    """Press "Add to my list" at a service; gives the page that one is on then."""
    name = page.title.inner_text()
    page.button("Add to my list").click()
    return ServicePage(page.visitor, name)


class ChampionsDesk(Staff):
    """Own lists and signpostings."""

    heading = "Champions' desk"

    def make(self, name: str) -> "ChampionsList":
        """Make a list."""
        self.page.get_by_role("textbox", name="Name of a new list").fill(name)
        self.button("Make a list").click()
        return ChampionsList(self.visitor, name)

    def log(self) -> "LogSignposting":
        """To the form."""
        self.page.get_by_role("main").get_by_role("button", name="Log a signposting", exact=True).click()
        return LogSignposting(self.visitor)

    def entries(self) -> Locator:
        """The last ones."""
        return self.page.get_by_role("heading", name="The last ones").locator("xpath=following-sibling::ul[1]/li")

    def take_back(self) -> "ChampionsDesk":
        """Delete the newest entry."""
        self.entries().first.get_by_role("button").click()
        return ChampionsDesk(self.visitor)


class ChampionsList(Staff):
    """One list with its search."""

    def add(self, words: str) -> str:
        """Search and add the first that is found; gives its name."""
        name = self.title.inner_text()
        self.page.get_by_role("textbox", name="What does the family need?").fill(words)
        self.button("Search").click()
        ChampionsList(self.visitor, name)
        add = self.page.get_by_role("button", name=re.compile(r"^Add\b")).first
        service = add.inner_text().removeprefix("Add").lstrip(": \n")
        add.click()
        ChampionsList(self.visitor, name)
        return service

    def share(self) -> str:
        """Make a link; gives it."""
        name = self.title.inner_text()
        self.button("Make a link to share").click()
        ChampionsList(self.visitor, name)
        return self.page.get_by_role("textbox", name=re.compile("^Copy it now")).input_value()


class LogSignposting(Staff):
    """The form without names."""

    heading = "Log a signposting"

    def give(self, *, need: str, age: str, language: str) -> ChampionsDesk:
        """Choose and send."""
        self.page.get_by_role("combobox", name="What was it for?").select_option(label=need)
        self.page.get_by_role("radio", name=age, exact=True).check()
        self.page.get_by_role("combobox", name="Language of the family").select_option(label=language)
        self.button("Log it").click()
        return ChampionsDesk(self.visitor)
