"""The guided path of "What has happened?": its first page, its questions, and where it ends."""

import re

from playwright.sync_api import Locator, expect

from tests.e2e.pages.public import Public, Report, RoutePage


class _Asks(Public):
    """A page with one question."""

    def taps(self, answer: str) -> None:
        """Tap on an answer, as a finger does, and on "Continue"."""
        self.option(answer).check()
        self.go_on().click()

    def option(self, answer: str) -> Locator:
        """The answer with these words."""
        return self.page.get_by_role("radio", name=self._(answer), exact=True)

    def go_on(self) -> Locator:
        """The way to the next page."""
        return self.button("Continue")


class FirstQuestion(_Asks, Report):
    """Is someone in danger now? And below it all the ways."""

    def says_danger(self) -> "End":
        """Someone is in danger now."""
        self.taps("Yes, someone is in danger now")
        return End(self.visitor)

    def says_no_danger(self) -> "Question":
        """Nobody is."""
        self.taps("No, nobody is in danger now")
        return Question(self.visitor, self._("What is it about?"))

    def says_nothing(self) -> Locator:
        """Press "Continue" without an answer; gives the link to the question."""
        self.go_on().click()
        return self.problem(self._("Say if someone is in danger now"))


class Question(_Asks):
    """Any later question."""

    def answers(self, answer: str, then: str) -> "Question":
        """Answer, and be asked the next question."""
        self.taps(answer)
        return Question(self.visitor, self._(then))

    def ends(self, answer: str) -> "End":
        """Answer, and be shown where to turn."""
        self.taps(answer)
        return End(self.visitor)

    def back(self) -> Locator:
        """The way to the question before."""
        return self.page.get_by_role("navigation", name=self._("Back")).get_by_role("link")


class End(RoutePage):
    """Where the path ends: whom to ring."""

    def first_number(self) -> Locator:
        """The first number among the contacts, below the line on danger."""
        return (
            self.page.get_by_role("main")
            .get_by_role("listitem")
            .get_by_role("link", name=re.compile(r"^[\d ]+$"))
            .first
        )

    def start_again(self) -> FirstQuestion:
        """This is not it."""
        self.link("Start again").click()
        return FirstQuestion(self.visitor)

    def tells_how_to_look_safely(self) -> None:
        """It says how to look without being seen."""
        told = "Could someone see what you look at? “Leave now”, at the top, takes you away from this page at once."
        expect(self.page.get_by_text(self._(told))).to_be_visible()
