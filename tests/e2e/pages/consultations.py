"""The consultation officer's desk."""

from playwright.sync_api import Locator

from tests.e2e.pages.staff import Staff
from tests.e2e.pages.visitor import Visitor


class Consultations(Staff):
    """Rounds, their surveys, how many answered."""

    heading = "Consultations"

    @classmethod
    def by_address(cls, visitor: Visitor) -> "Consultations":
        """By its address, from any page."""
        visitor.page.goto(f"{visitor.site}/staff/consultations/")
        return cls(visitor)

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

    def open_too_soon(self, title: str) -> "Fairness":
        """Try to let people answer while points of a fair consultation are missing."""
        self.row(title).get_by_role("button", name=f"Open the survey {title}").click()
        self.says("The survey cannot be opened yet")
        return Fairness(self.visitor)

    def open(self, title: str) -> "Consultations":
        """Let people answer."""
        self.row(title).get_by_role("button", name=f"Open the survey {title}").click()
        self.says("The survey is open.")
        return Consultations(self.visitor)


class Fairness(Staff):
    """The points of a fair consultation."""

    def fill(self, texts: dict[str, str]) -> "Fairness":
        """Write into the fields of these names, and save."""
        for name, text in texts.items():
            self.page.get_by_label(name, exact=True).fill(text)
        self.page.get_by_role("button", name="Save").click()
        self.says("Surveys of this consultation can be opened.")
        return Fairness(self.visitor)

    def back(self) -> Consultations:
        """To all of them."""
        self.page.get_by_role("navigation", name="Back").get_by_role("link").click()
        return Consultations(self.visitor)


class Summary(Staff):
    """One survey, its closed questions added up."""

    def back(self) -> Consultations:
        """To all of them."""
        self.page.get_by_role("navigation", name="Back").get_by_role("link").click()
        return Consultations(self.visitor)
