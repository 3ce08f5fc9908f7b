"""Answering a survey, page by page. Questions and options are named by code; their words come from the API."""

from dataclasses import dataclass
from typing import Any

import httpx
from playwright.sync_api import Locator, expect

from tests.e2e.pages.public import Public
from tests.e2e.pages.visitor import Visitor


@dataclass(frozen=True)
class Survey:
    """A survey's words in one language."""

    slug: str
    told: dict[str, Any]

    @classmethod
    def read(cls, site: str, slug: str, language: str) -> "Survey":
        """As the API gives it."""
        answer = httpx.get(f"{site}/api/v1/surveys/{slug}", params={"language": language}, timeout=20, trust_env=False)
        return cls(slug, answer.raise_for_status().json())

    @property
    def title(self) -> str:
        """What it is called."""
        return str(self.told["title"])

    def question(self, code: str) -> dict[str, Any]:
        """A question by its code."""
        return next(one for page in self.told["pages"] for one in page["questions"] if one["code"] == code)

    def label(self, question: str, option: str) -> str:
        """The words of an option."""
        return next(str(one["label"]) for one in self.question(question)["options"] if one["code"] == option)

    def page_title(self, code: str) -> str:
        """The h1 of a page: its title, or its only question."""
        page = next(page for page in self.told["pages"] if page["code"] == code)
        asked = page["questions"]
        return str(asked[0]["text"] if len(asked) == 1 else page["title"])


class OfSurvey(Public):
    """A page of one survey."""

    def __init__(self, visitor: Visitor, survey: Survey, heading: str = "") -> None:
        self.survey = survey
        super().__init__(visitor, heading)


class Surveys(Public):
    """The surveys that are open."""

    heading = "Have your say"

    def open(self, slug: str) -> "Start":
        """Open one of them."""
        survey = Survey.read(self.visitor.site, slug, self.visitor.language)
        self.link(survey.title).click()
        return Start(self.visitor, survey)

    def come_back(self) -> "ComeBack":
        """With a return code."""
        self.link("Go on with your return code").click()
        return ComeBack(self.visitor)


class Start(OfSurvey):
    """What it is, what is kept, "I agree"."""

    def __init__(self, visitor: Visitor, survey: Survey) -> None:
        super().__init__(visitor, survey, survey.title)

    def agree(self) -> Locator:
        """The box to tick."""
        return self.page.get_by_role("checkbox", name=self.survey.label("agree", "yes"), exact=True)

    def begin_without_agreeing(self) -> Locator:
        """Press the button too soon; gives the link that leads to the box."""
        self.button("Begin").click()
        return self.problem(self._("Tick the box if you agree to take part. Without it we may not ask you anything."))

    def begin(self) -> "ReturnCode":
        """Agree and begin."""
        self.agree().check()
        self.button("Begin").click()
        return ReturnCode(self.visitor, self.survey)


class ReturnCode(OfSurvey):
    """The return code, before the first question."""

    heading = "Keep your return code"

    def code(self) -> str:
        """It, as it is shown."""
        panel = self.page.get_by_role("heading", name=self._("Your return code"), exact=True)
        return panel.locator("xpath=following-sibling::p[1]").inner_text().strip()

    def go_on(self) -> "Questions":
        """To the questions."""
        self.page.get_by_role("button", name=self._("Go to the questions"), exact=True).click()
        return Questions(self.visitor, self.survey)


class Questions(OfSurvey):
    """A page of questions."""

    def __init__(self, visitor: Visitor, survey: Survey) -> None:
        super().__init__(visitor, survey)
        self.code = visitor.page.url.split("?")[0].rsplit("/", 1)[-1]
        expect(self.title).to_have_text(survey.page_title(self.code))

    def option(self, question: str, option: str) -> Locator:
        """A radio button or tick box of a question."""
        group = self.page.get_by_role("group", name=self.survey.question(question)["text"])
        role = "checkbox" if self.survey.question(question)["type"] in {"agreement", "up_to_n", "multiple"} else "radio"
        return group.get_by_role(role, name=self.survey.label(question, option), exact=True)  # type: ignore[arg-type]

    def choose(self, question: str, *options: str) -> None:
        """Choose one or several options."""
        for option in options:
            self.option(question, option).check()

    def live_in(self, place: str) -> None:
        """Choose a place by its code."""
        box = self.page.get_by_role("combobox", name=self.survey.question("place")["text"])
        box.select_option(label=self.survey.label("place", place))

    def box(self, question: str) -> Locator:
        """The box of a question that is answered in one's own words."""
        return self.page.get_by_role("textbox", name=self.survey.question(question)["text"])

    def save(self) -> None:
        """Press "Save and go on", wherever it leads."""
        self.page.get_by_role("main").get_by_role("button", name=self._("Save and go on"), exact=True).click()

    def next(self) -> "Questions":
        """Save and arrive at the next page of questions."""
        left = self.page.url
        self.save()
        expect(self.page).not_to_have_url(left)
        return Questions(self.visitor, self.survey)

    def to_check(self) -> "Check":
        """Go on, leaving whatever else is asked empty, until the answers are shown."""
        here = self
        while True:
            left = here.page.url
            here.save()
            expect(here.page).not_to_have_url(left)
            if "/check" in here.page.url:
                return Check(self.visitor, self.survey)
            here = Questions(self.visitor, self.survey)

    def without_adult(self) -> "NeedsAdult":
        """Go on where an adult has to agree, and say of none."""
        self.save()
        return NeedsAdult(self.visitor, self.survey)

    def into_danger(self, heading: str) -> "Danger":
        """Save words in which somebody seems to be in danger."""
        self.save()
        return Danger(self.visitor, self.survey, self._(heading))

    def pause(self) -> "Paused":
        """Save and stop for now."""
        self.button("Save and stop for now").click()
        return Paused(self.visitor, self.survey)

    def switch(self, language: str, name: str) -> "Questions":
        """Read this page in another language, called `name` in its menu."""
        self.languages().get_by_role("button", name=name, exact=True).click()
        expect(self.page.locator("html")).to_have_attribute("lang", language)
        self.visitor.read(language)
        return Questions(self.visitor, Survey.read(self.visitor.site, self.survey.slug, language))


class Danger(OfSurvey):
    """Help first: somebody seems to be in danger."""

    def change(self) -> Questions:
        """Back to what was written."""
        self.button("Change what I wrote").click()
        return Questions(self.visitor, self.survey)

    def leave_out(self) -> Questions:
        """Go on without it."""
        left = self.title.inner_text()
        self.button("No, leave it out").click()
        expect(self.title).not_to_have_text(left)
        return Questions(self.visitor, self.survey)

    def can_be_reached(self, contact: str, safe: str) -> None:
        """Say how one could be reached, and whether it is safe to ring there."""
        self.field("How could they reach you? (You can leave this empty)").fill(contact)
        group = self.page.get_by_role("group", name=self._("Is it safe to ring you there?"))
        group.get_by_role("radio", name=self._(safe), exact=True).check()

    def keep(self) -> Questions:
        """Go on and keep it."""
        left = self.title.inner_text()
        self.button("Yes, keep it").click()
        expect(self.title).not_to_have_text(left)
        return Questions(self.visitor, self.survey)


class Paused(OfSurvey):
    """Saved for now."""

    heading = "Your answers are saved"

    def forget(self) -> Surveys:
        """On a shared device."""
        self.button("Forget this on this device").click()
        return Surveys(self.visitor)


class NeedsAdult(OfSurvey):
    """Saved, because an adult has to agree first."""

    heading = "Talk to an adult, then come back"

    def agreed(self) -> ReturnCode:
        """Now one does."""
        self.button("An adult agrees: go on").click()
        return ReturnCode(self.visitor, self.survey)


class Check(OfSurvey):
    """Check your answers."""

    heading = "Check your answers"

    def answer(self, question: str) -> Locator:
        """What is shown beside a question."""
        text = self.survey.question(question)["text"]
        return self.page.get_by_role("term").filter(has_text=text).locator("xpath=following-sibling::dd[1]")

    def change(self, question: str) -> Questions:
        """Change one answer."""
        text = self.survey.question(question)["text"]
        self.page.get_by_role("link", name=f"{self._('Change')} – {text}", exact=True).click()
        return Questions(self.visitor, self.survey)

    def send_button(self) -> Locator:
        """The last button."""
        return self.button("Send my answers")

    def send(self) -> "Sent":
        """Send them."""
        self.send_button().click()
        return Sent(self.visitor, self.survey)


class Sent(OfSurvey):
    """Thank you, with the reference."""

    heading = "Thank you. Your answers are sent."

    def withdraw(self) -> "Withdraw":
        """Take them back."""
        self.link("Take my answers back").click()
        return Withdraw(self.visitor)

    def forget(self) -> Surveys:
        """On a shared device."""
        self.button("Forget this on this device").click()
        return Surveys(self.visitor)


class ComeBack(Public):
    """The return code opens one's answers."""

    heading = "Go on with your return code"

    def type(self, code: str) -> None:
        """Write a code and go on, wherever it leads."""
        self.field("Your return code").fill(code)
        self.button("Go on").click()


class Withdraw(Public):
    """Sure?"""

    heading = "Take your answers back?"

    def yes(self) -> "Withdrawn":
        """Sure."""
        self.button("Yes, delete my answers").click()
        return Withdrawn(self.visitor)


class Withdrawn(Public):
    """Deleted."""

    heading = "Your answers are deleted"
