"""The consultation officer's desk."""

from playwright.sync_api import Locator

from tests.e2e.pages.staff import Staff


class Consultations(Staff):
    """Rounds, their surveys, how many answered."""

    heading = "Consultations"

    def row(self, title: str) -> Locator:
        """The line of a survey."""
        return self.page.get_by_role("row").filter(has=self.page.get_by_role("rowheader").filter(has_text=title))

    def sent(self, title: str) -> int:
        """How many have sent this survey."""
        return int(self.row(title).get_by_role("cell").nth(1).inner_text())

    def summary(self, title: str) -> "Summary":
        """What was chosen in its closed questions."""
        self.link(title).click()
        return Summary(self.visitor, title)

    def close(self, title: str) -> "Consultations":
        """Take no more answers."""
        self.row(title).get_by_role("button", name=f"Close the survey {title}").click()
        self.says("The survey is closed.")
        return Consultations(self.visitor)

    def open(self, title: str) -> "Consultations":
        """Let people answer."""
        self.row(title).get_by_role("button", name=f"Open the survey {title}").click()
        self.says("The survey is open.")
        return Consultations(self.visitor)


class Summary(Staff):
    """One survey, its closed questions added up."""

    def back(self) -> Consultations:
        """To all of them."""
        self.page.get_by_role("navigation", name="Back").get_by_role("link").click()
        return Consultations(self.visitor)
