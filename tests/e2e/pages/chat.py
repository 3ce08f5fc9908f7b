"""The chat page."""

from playwright.sync_api import Locator, expect

from tests.e2e.pages.public import Public, ServicePage


class Chat(Public):
    """A conversation with the chat helper."""

    heading = "Chat"

    def box(self) -> Locator:
        """Where one writes."""
        return self.page.get_by_role("textbox", name=self._("Your message"))

    def say(self, words: str) -> "Chat":
        """Write a message and send it; the page comes back with the answer."""
        before = len(self.turns())
        self.box().fill(words)
        self.button("Send").click()
        expect(self._turns()).to_have_count(before + 2)
        return Chat(self.visitor)

    def type(self, *lines: str) -> "Chat":
        """Type lines and send them, all by the keyboard; Enter is pressed once too often."""
        before = len(self.turns())
        self.box().focus()
        for number, line in enumerate(lines):
            if number:
                self.page.keyboard.press("Shift+Enter")
            self.page.keyboard.type(line)
        self.page.keyboard.press("Enter")
        self.page.keyboard.press("Enter")
        expect(self._turns()).to_have_count(before + 2)
        return Chat(self.visitor)

    def press(self, button: str) -> "Chat":
        """Press one of the topics that are offered."""
        before = len(self.turns())
        self._messages().get_by_role("button", name=button, exact=True).last.click()
        expect(self._turns()).to_have_count(before + 2)
        return Chat(self.visitor)

    def _messages(self) -> Locator:
        return self.page.get_by_role("list", name=self._("Messages"))

    def _turns(self) -> Locator:
        # Only the conversation's own items: replies have lists of links in them.
        return self._messages().locator("> li")

    def turns(self) -> list[str]:
        """What was said, by both."""
        return self._turns().all_inner_texts()

    def reply(self) -> Locator:
        """The newest thing that the helper said."""
        return self._turns().last

    def services(self) -> list[str]:
        """The services that the newest reply shows."""
        return self.reply().get_by_role("heading", level=2).all_inner_texts()

    def choices(self) -> list[str]:
        """The topics that the newest reply offers."""
        return self.reply().get_by_role("button").all_inner_texts()

    def first_way_out(self) -> str:
        """Where the first link of the newest reply leads."""
        return self.reply().get_by_role("link").first.get_attribute("href") or ""

    def open(self, name: str) -> ServicePage:
        """Open a service that the newest reply shows."""
        self.reply().get_by_role("heading", level=2, name=name, exact=True).get_by_role("link").click()
        return ServicePage(self.visitor, name)

    def end(self) -> "Chat":
        """End the chat and delete it."""
        self.button("End the chat and delete it").click()
        self.says(self._("The chat is deleted."))
        return Chat(self.visitor)
