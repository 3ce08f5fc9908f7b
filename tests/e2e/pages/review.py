"""The review desk, worked by keys alone."""

import re

from playwright.sync_api import Locator, expect

from tests.e2e.pages.staff import Staff


class ReviewDesk(Staff):
    """One answer with its themes; every method presses keys and nothing else."""

    heading = "Review desk"

    def progress(self) -> Locator:
        """How far the reading is."""
        return self.page.get_by_text("read; you")

    def mine(self) -> int:
        """How many answers this reader has decided so far."""
        found = re.search(r"you (\d+)", self.progress().inner_text())
        assert found
        return int(found[1])

    def answer(self) -> Locator:
        """The answer in its context, where the focus is at the start."""
        return self.page.locator("#answer")

    def ticked(self) -> list[str]:
        """The codes that are ticked now."""
        return [box.get_attribute("value") or "" for box in self.page.get_by_role("checkbox", checked=True).all()]

    def key_of(self, code: str) -> str:
        """The key that is shown at a theme."""
        return self.page.locator(f"#code-{code}").get_attribute("data-key") or ""

    def press(self, *keys: str) -> None:
        """Press keys where the focus is."""
        for key in keys:
            self.page.keyboard.press(key)

    def goes_on(self, *keys: str) -> "ReviewDesk":
        """Press keys, the last of which leads to another page of the desk."""
        self.page.evaluate("document.documentElement.dataset.left = ''")  # a mark that the next page does not have
        self.press(*keys)
        expect(self.page.locator("html[data-left]")).to_have_count(0)
        desk = ReviewDesk(self.visitor)
        expect(desk.answer()).to_be_focused()
        return desk
