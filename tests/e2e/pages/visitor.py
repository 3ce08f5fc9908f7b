"""One person at one browser tab, in one language; and the words that the site has for them."""

import gettext
import re
from typing import TypeVar

from playwright.sync_api import Locator, Page, expect

from tests.e2e.pages.inspection import Inspection
from tools.console import ROOT

MOST_TABS = 120
"""Presses of the Tab key after which whatever is looked for counts as out of reach."""

Arrived = TypeVar("Arrived", bound="Screen")


class Visitor:
    """Holds the tab, where the site is and which language is read. `words` gives the site's own wording."""

    def __init__(self, page: Page, site: str, language: str = "en", *, scripted: bool = True) -> None:
        self.page = page
        self.site = site
        self.scripted = scripted
        self.inspection = Inspection(page, site, scripted=scripted)
        self.read(language)

    def read(self, language: str) -> None:
        """Go on in this language (a tag of translations/languages.toml)."""
        self.language = language
        self._catalogue = gettext.translation("messages", ROOT / "translations", [language], fallback=True)

    def words(self, message: str, **values: object) -> str:
        """The site's words for this English message, in the language that is read now."""
        text = self._catalogue.gettext(message)
        return text % values if values else text

    def opens(self, screen: type[Arrived], path: str) -> Arrived:
        """Type an address (after the language) and arrive at a page."""
        self.page.goto(f"{self.site}/{self.language}{path}")
        return screen(self)


class Screen:
    """A page: made by arriving there. `heading` is its h1 in English, empty where the content gives it."""

    heading = ""

    def __init__(self, visitor: Visitor, heading: str = "") -> None:
        self.visitor = visitor
        self.page = visitor.page
        self.title = self.page.get_by_role("heading", level=1)
        wanted = heading or (self._(self.heading) if self.heading else "")
        if wanted:
            expect(self.title).to_have_text(wanted)
        expect(self.title).to_be_visible()
        visitor.inspection.look()

    def _(self, message: str, **values: object) -> str:
        return self.visitor.words(message, **values)

    def button(self, message: str) -> Locator:
        """The button with these words, in the visitor's language."""
        return self.page.get_by_role("button", name=self._(message), exact=True)

    def link(self, message: str) -> Locator:
        """The link of the page itself with these words, in the visitor's language."""
        return self.page.get_by_role("main").get_by_role("link", name=self._(message), exact=True)

    def field(self, message: str) -> Locator:
        """The text field that is called so, in the visitor's language."""
        return self.page.get_by_label(self._(message), exact=True)

    def menu(self, message: str) -> Locator:
        """An item of the main menu; on a phone the menu is opened for it."""
        menu = self.page.get_by_role("navigation", name=self._("Main menu"))
        opener = menu.get_by_role("button", name=self._("Menu"), exact=True)
        if opener.is_visible() and opener.get_attribute("aria-expanded") == "false":
            opener.click()
        return menu.get_by_role("link", name=self._(message), exact=True)

    def languages(self) -> Locator:
        """The menu of languages."""
        return self.page.get_by_role("navigation", name=self._("Choose a language"))

    def says(self, *texts: str) -> None:
        """These words stand on the page (they are content, in whatever language)."""
        for text in texts:
            expect(self.page.get_by_role("main")).to_contain_text(text)

    def never_says(self, text: str) -> None:
        """These words do not stand on the page."""
        expect(self.page.get_by_role("main")).not_to_contain_text(text)

    def problem(self, text: str = "") -> Locator:
        """The summary of what is wrong, which leads to where it is wrong; gives the link with this text, or any."""
        expect(self.page).to_have_title(re.compile(f"^{re.escape(self._('Error:'))}"))
        summary = self.page.get_by_role("alert").filter(has=self.page.get_by_role("heading", level=2))
        self.visitor.inspection.look()
        link = summary.get_by_role("link", name=text, exact=True) if text else summary.get_by_role("link")
        expect(link).to_be_visible()
        return link

    def numbers(self) -> list[str]:
        """What the page offers to ring, in its order, as digits."""
        main = self.page.get_by_role("main")
        # A link that looks like a button is one to a screen reader too.
        ways = main.get_by_role("link").or_(main.get_by_role("button"))
        addresses = ways.evaluate_all("ways => ways.map(way => way.getAttribute('href') || '')")
        return [address.removeprefix("tel:") for address in addresses if address.startswith("tel:")]

    def reach_by_keyboard(self, target: Locator) -> None:
        """Press Tab until `target` has the focus, and see that it shows so."""
        for _press in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if target.evaluate("element => element === document.activeElement"):
                break
        else:
            raise AssertionError(f"{self.page.url}: the keyboard does not reach {target}")
        style = "element => { const s = getComputedStyle(element); return [s.outlineStyle, s.boxShadow].join(' ') }"
        assert target.evaluate(style) != "none none", f"{self.page.url}: one does not see where the focus is"
