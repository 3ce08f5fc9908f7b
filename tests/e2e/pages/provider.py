"""Asking a provider whether a record is still right: the desk of checks, the outbox, the page behind the link."""

import re

from playwright.sync_api import Locator

from tests.e2e.pages.desks import Change, Record
from tests.e2e.pages.public import Public
from tests.e2e.pages.staff import Staff
from tests.e2e.pages.visitor import Visitor


class Contacts(Staff):
    """Whom we write to about a service."""

    heading = "Whom we write to about it"

    @classmethod
    def of(cls, record: Record) -> "Contacts":
        """From the record."""
        section = record.page.get_by_role("region", name=cls.heading, exact=True)
        section.get_by_role("link", name="Change").click()
        return cls(record.visitor)

    def give(self, role: str, email: str) -> None:
        """The first of them, and save."""
        self.page.get_by_label("Role", exact=True).first.fill(role)
        self.page.get_by_label("E-mail", exact=True).first.fill(email)
        self.page.get_by_role("main").get_by_role("button", name="Save", exact=True).last.click()


class Checks(Staff):
    """Which records are due."""

    heading = "Checks"


class CheckOf(Staff):
    """The checks of one record."""

    @classmethod
    def by_address(cls, visitor: Visitor, slug: str, name: str) -> "CheckOf":
        """By its address, from any page."""
        visitor.page.goto(f"{visitor.site}/staff/assurance/services/{slug}")
        return cls(visitor, name)

    def ask(self, language: str = "English") -> "CheckOf":
        """Ask the provider in a language."""
        name = self.title.inner_text()
        self.field("Language of the message").select_option(label=language)
        self.button("Send the question").click()
        self.says("The message is in the outbox.")
        return CheckOf(self.visitor, name)

    def message(self) -> "Letter":
        """The newest message to the provider."""
        self.link("The message").first.click()
        return Letter(self.visitor)


class Outbox(Staff):
    """Every mail."""

    heading = "Outbox"

    def messages(self) -> list[str]:
        """The subjects."""
        return self.page.get_by_role("rowheader").all_inner_texts()


class Letter(Staff):
    """One mail with its words."""

    def links(self) -> dict[str, str]:
        """The addresses in it by language."""
        words = self.page.locator(".app-letter").inner_text()
        return {found[1]: found[0] for found in re.finditer(r"https?://\S+/(\w+)/provider/\S+", words)}

    def outbox(self) -> Outbox:
        """To all of them."""
        self.page.get_by_role("navigation", name="Back").get_by_role("link").click()
        return Outbox(self.visitor)


class StillRight(Public):
    """What the link opens."""

    heading = "Is this still right?"

    @classmethod
    def open(cls, visitor: Visitor, address: str) -> "StillRight":
        """The link of the mail."""
        visitor.page.goto(address)
        return cls(visitor)

    def confirm(self) -> "Answered":
        """It is."""
        self.button("Still right").click()
        return Answered(self.visitor)

    def propose(self) -> "ProposeChange":
        """It is not."""
        self.page.get_by_role("main").get_by_role("button", name=self._("Propose a change"), exact=True).click()
        return ProposeChange(self.visitor)


class ProposeChange(Public):
    """The record as a form."""

    heading = "Propose a change"

    def box(self, label: str) -> Locator:
        """A box by what it is called."""
        return self.page.get_by_role("textbox", name=self._(label), exact=True)

    def send(self) -> None:
        """Send it, wherever that leads."""
        self.button("Send the change").click()


class Answered(Public):
    """The answer is kept."""

    heading = "Thank you"


class Over(Public):
    """A link that has done its work, or is none."""

    heading = "You have answered already"


class Unknown(Public):
    """A link that is none of ours."""

    heading = "We do not know this link"


class Waiting(Staff):
    """Changes that wait for a second person."""

    heading = "Changes that wait"

    @classmethod
    def by_address(cls, visitor: Visitor) -> "Waiting":
        """By its address, from any page."""
        visitor.page.goto(f"{visitor.site}/staff/directory/drafts")
        return cls(visitor)

    def look_at(self, name: str) -> Change:
        """The change of a service."""
        self.page.get_by_role("rowheader").filter(has_text=name).first.get_by_role("link").click()
        return Change(self.visitor, name)
