"""What holds for every page that a journey comes by: axe-core, a phone's width, a quiet console, no other host."""

import re
from typing import ClassVar
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request

PHONE_WIDTH = 390
"""CSS pixels: what no page may be wider than."""
RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
}
# A form that is sent back says so with a status of its own, and Chromium reports that as an error.
REFUSED = re.compile(r"the server responded with a status of 4\d\d")

SCRIPTS = re.compile(r"<script.*?</script>", re.S)


class Inspection:
    """Looks over one browser tab from its first page on."""

    # Shared by all journeys of a run: axe takes longer than the pages themselves.
    _seen: ClassVar[set[tuple[str, ...]]] = set()

    def __init__(self, page: Page, site: str, *, scripted: bool = True) -> None:
        self._page = page
        self._site = site
        self._scripted = scripted
        self._copy: Page | None = None
        self._host = urlsplit(site).netloc
        self._strangers: list[str] = []
        self._said: list[str] = []
        self._leaving_to = ""
        page.on("request", self._note_request)
        page.on("console", self._note_words)
        page.on("pageerror", lambda error: self._said.append(str(error)))

    def may_leave_to(self, address: str) -> None:
        """From now on this person may go there: it is where the quick exit leads."""
        self._leaving_to = address

    def _note_request(self, request: Request) -> None:
        elsewhere = urlsplit(request.url).netloc != self._host and not request.url.startswith(("data:", "about:"))
        if elsewhere and not (self._leaving_to and request.url.startswith(self._leaving_to)):
            self._strangers.append(request.url)

    def _note_words(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        address = message.location.get("url", "")
        if REFUSED.search(message.text) and "/static/" not in address:
            return
        if not (self._leaving_to and address.startswith(self._leaving_to)):
            self._said.append(f"{message.text} ({address})")

    def look(self) -> None:
        """Check the page as it stands now; the same page in the same state is looked at once a run."""
        self.check_quiet()
        state = self._state()
        if state in self._seen:
            return
        self._seen.add(state)
        self._check_width()
        results = Axe().run(self._readable(), options=RULES)
        assert results.violations_count == 0, f"{self._page.url}\n{results.generate_report()}"

    def _readable(self) -> Page:
        """The page as axe can read it. Without JavaScript axe cannot run: a copy without scripts stands in."""
        if self._scripted:
            return self._page
        browser = self._page.context.browser
        assert browser
        if self._copy is None:
            self._copy = browser.new_page(viewport=self._page.viewport_size)
            self._copy.goto(f"{self._site}/robots.txt")  # where the copy finds its style sheet
        self._copy.set_content(SCRIPTS.sub("", self._page.content()))
        return self._copy

    def check_quiet(self) -> None:
        """Nothing was asked of another host, and the browser had nothing to complain about."""
        assert not self._strangers, f"{self._page.url} asks others: {self._strangers}"
        assert not self._said, f"{self._page.url}: {self._said}"

    def close(self) -> None:
        """Check what came last, and leave no copy open."""
        if self._copy is not None:
            self._copy.close()
        self.check_quiet()

    def _state(self) -> tuple[str, ...]:
        """Tells pages apart by what is on them, not by ids, numbers and words that change from record to record."""
        path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "*", urlsplit(self._page.url).path)
        shape = self._page.locator("main").evaluate(
            "main => [...new Set([...main.querySelectorAll('*')].map(e => e.tagName + '.' + e.className))].join(' ')"
        )
        width = self._page.viewport_size["width"] if self._page.viewport_size else 0
        language = self._page.locator("html").get_attribute("lang") or ""
        return path, language, f"{width} {self._scripted}", str(shape)

    def _check_width(self) -> None:
        usual = self._page.viewport_size
        self._page.set_viewport_size({"width": PHONE_WIDTH, "height": 844})
        width = self._page.evaluate("document.documentElement.scrollWidth")
        if usual:
            self._page.set_viewport_size(usual)
        assert width <= PHONE_WIDTH, f"{self._page.url} scrolls sideways on a phone: {width} px"
