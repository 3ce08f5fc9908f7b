"""Kiosks and ward walks: the staff's desk that makes their links, and the pages on the device."""

import re

from playwright.sync_api import Locator, expect

from surveys.columns import local_day
from tests.e2e.pages.public import Public
from tests.e2e.pages.staff import Desks, Staff
from tests.e2e.pages.survey import Check, Questions, Survey
from tests.e2e.pages.visitor import Visitor


class Events(Staff):
    """Every consultation's events."""

    heading = "Events"

    @classmethod
    def of(cls, desks: Desks) -> "Events":
        """By the menus."""
        desks.menu("Consultations").click()
        Staff(desks.visitor).turn("Consultations", "Events")
        return cls(desks.visitor)

    def write_down(self, title: str) -> "Event":
        """An open day of today, for residents."""
        # The builder leaves consultations behind that nobody can answer.
        beginning = re.compile(r"^Write down an event\W+Community Voice 2026")
        self.page.get_by_role("link", name=beginning).click()
        self.field("What it was").fill(title)
        for choice in ("Open day", "Residents"):
            self.page.get_by_role("radio", name=choice, exact=True).check()
        self.field("On which day").fill(local_day().isoformat())
        self.field("Led by").fill("Community safety team")
        self.button("Save").click()
        return Event(self.visitor)


class Event(Staff):
    """One event."""

    def kiosks(self) -> "Kiosks":
        """The devices there."""
        self.link("Kiosks and ward walks: let people answer on a device here").click()
        return Kiosks(self.visitor)


class Kiosks(Staff):
    """The devices of an event."""

    def make(self, name: str, survey: str) -> dict[str, str]:
        """A new link; its two addresses by what they are for ("kiosk", "walk")."""
        self.field("Which device, or where").fill(name)
        self.page.get_by_role("radio", name=survey, exact=True).check()
        self.button("Make the link").click()
        expect(self.title).to_contain_text(name)
        self.visitor.inspection.look()
        return {link: self.page.locator(f"[data-link={link}]").inner_text().strip() for link in ("kiosk", "walk")}


class KioskPage(Public):
    """The start of a kiosk, to which it comes back by itself."""

    def __init__(self, visitor: Visitor, survey: Survey) -> None:
        self.survey = survey
        super().__init__(visitor, survey.title)
        expect(self.agree()).not_to_be_checked()

    def agree(self) -> Locator:
        """The box to tick."""
        return self.page.get_by_role("checkbox", name=self.survey.label("agree", "yes"), exact=True)

    def begin(self) -> Questions:
        """Agree and begin; there is no code to be seen by others."""
        self.agree().check()
        self.button("Begin").click()
        self.page.wait_for_url("**/questions/**")
        return Questions(self.visitor, self.survey)


class Thanks(Public):
    """The end at a kiosk."""

    heading = "Thank you. Your answers are sent."

    @classmethod
    def after(cls, check: Check) -> "Thanks":
        """Send the answers."""
        check.send_button().click()
        return cls(check.visitor)

    def code(self) -> str:
        """The return code, for who asks for it."""
        summary = self.page.locator("summary", has_text=self._("Show my return code"))
        expect(self.page.locator(".app-say__code-words")).to_be_hidden()
        summary.click()
        return self.page.locator(".app-say__code-words").inner_text().strip()

    def next_person(self) -> None:
        """Show the start to whoever comes next."""
        self.button("Next person").click()


class StillThere:
    """The question that comes up when nobody touches the device."""

    def __init__(self, visitor: Visitor) -> None:
        self.page = visitor.page
        self.dialog = self.page.get_by_role("alertdialog", name=visitor.words("Are you still there?"))
        self._more = self.dialog.get_by_role("button", name=visitor.words("I need more time"), exact=True)

    def more_time(self) -> None:
        """Answer it."""
        expect(self._more).to_be_focused()
        self._more.click()
        expect(self.dialog).to_be_hidden()


class Walk(Public):
    """A ward walk: one page with the whole questionnaire."""

    def __init__(self, visitor: Visitor, survey: Survey) -> None:
        self.survey = survey
        super().__init__(visitor, survey.title)

    def step(self) -> str:
        """The heading of the step that is shown."""
        return self.page.locator("[data-step]:not([hidden]) h2").first.inner_text()

    def is_kept(self) -> None:
        """Wait until the device has the page for itself."""
        expect(
            self.page.get_by_text(self._("This page is kept on this device: it opens without a connection."))
        ).to_be_visible()

    def waiting(self) -> Locator:
        """How many wait to be sent."""
        return self.page.locator("[data-waiting]")

    def sent(self) -> Locator:
        """How many this device has sent."""
        return self.page.locator("[data-sent]")

    def begin(self) -> None:
        """Agree and begin."""
        self.page.get_by_role("checkbox", name=self.survey.label("agree", "yes"), exact=True).check()
        self.button("Begin").click()

    def to(self, step: str) -> None:
        """Go on, leaving whatever is asked empty, until the step of this code is shown."""
        wanted = self.page.locator(f"[data-step={step}]")
        for _page in range(30):
            if wanted.is_visible():
                self.visitor.inspection.look()
                return
            self.page.get_by_role("button", name=self._("Go on"), exact=True).click()
        raise AssertionError(f"{self.step()} is the last step")

    def choose(self, question: str, option: str) -> None:
        """Choose an option."""
        group = self.page.get_by_role("group", name=self.survey.question(question)["text"])
        group.get_by_label(self.survey.label(question, option), exact=True).check()

    def box(self, question: str) -> Locator:
        """The box of a question that is answered in one's own words."""
        return self.page.get_by_role("textbox", name=self.survey.question(question)["text"])

    def send(self) -> str:
        """Send from the last step; the return code that the device tells."""
        self.button("Send my answers").click()
        self.page.locator("summary", has_text=self._("Show my return code")).click()
        return self.page.locator("[data-code-told]").inner_text().strip()

    def next_person(self) -> None:
        """Back to the start."""
        self.button("Next person").click()
        expect(self.page.locator("[data-step=start]")).to_be_visible()

    def has_waiting(self, answers: list[list[str]]) -> None:
        """Put one person's answers on the device as they wait there, such as the page would not take itself."""
        self.page.evaluate(
            """async (answers) => {
                const { id, version, words } = JSON.parse(document.querySelector('[data-walk]').dataset.walk)
                const item = { key: crypto.randomUUID(), at: Date.now(), language: 'en', version, answers }
                const some = crypto.getRandomValues(new Uint32Array(4))
                item.code = [...some].map((number) => words[number % words.length]).join(' ') + ' 123'
                localStorage.setItem(`walk ${id} waiting ${item.at} ${item.key}`, JSON.stringify(item))
            }""",
            answers,
        )

    def mend(self, wrong: str, right: str) -> None:
        """Change a value in what waits on the device."""
        self.page.evaluate(
            """([wrong, right]) => {
                const key = Object.keys(localStorage).find((one) => one.includes(' waiting '))
                localStorage.setItem(key, localStorage.getItem(key).replace(wrong, right))
            }""",
            [wrong, right],
        )
