"""The desks of analysts, editors and safeguarding leads."""

from playwright.sync_api import Locator

from tests.e2e.pages.public import ServicePage
from tests.e2e.pages.staff import Staff
from tests.e2e.pages.visitor import Visitor


class Directory(Staff):
    """All records."""

    heading = "Directory"

    def find(self, words: str) -> "Directory":
        """Those whose name has these words."""
        self.field("Name has the words").fill(words)
        self.button("Filter").click()
        return Directory(self.visitor)

    def open(self, name: str) -> "Record":
        """One record."""
        self.link(name).click()
        return Record(self.visitor, name)

    def mapping(self) -> "Mapping":
        """The figures of the mapping."""
        self.link("The mapping's figures: published and computed").click()
        return Mapping(self.visitor)


class Mapping(Staff):
    """Published and computed."""

    heading = ""

    def figures(self) -> Locator:
        """The table."""
        return self.page.get_by_role("table", name="Published and computed")


class Record(Staff):
    """One service with its sources and its history."""

    def change(self, section: str) -> "Edit":
        """Change a section of it, by its heading."""
        heading = self.page.get_by_role("region", name=section, exact=True)
        heading.get_by_role("link", name="Change").click()
        return Edit(self.visitor, section)

    def look_at_change(self) -> "Change":
        """The change that waits."""
        name = self.title.inner_text()
        self.page.get_by_role("main").get_by_role("link", name="Look at it").first.click()
        return Change(self.visitor, name)

    def history(self) -> "History":
        """All that was done to it."""
        self.link("The whole history").click()
        return History(self.visitor)

    def public_page(self) -> ServicePage:
        """What everyone sees."""
        name = self.title.inner_text()
        self.link("The public page").click()
        return ServicePage(self.visitor, name)


class Edit(Staff):
    """Change a section of a record."""

    def box(self, label: str) -> Locator:
        """A box by what it is called."""
        return self.page.get_by_role("textbox", name=label, exact=True)

    def add(self, what: str) -> "Edit":
        """One more row of a list."""
        heading = self.title.inner_text()
        rows = self.page.get_by_role("group", name=what, exact=True)
        rows.get_by_role("button", name="Add another").click()
        return Edit(self.visitor, heading)

    def give(self, words: dict[str, str]) -> None:
        """Write into boxes, by what they are called, and save; wherever that leads."""
        for label, text in words.items():
            self.box(label).fill(text)
        self.page.get_by_role("main").get_by_role("button", name="Save", exact=True).last.click()


class Change(Staff):
    """A change that waits for a second person."""

    def added(self) -> Locator:
        """What would come."""
        return self.page.get_by_role("insertion")

    def approve(self) -> Record:
        """Let it become part of the record."""
        name = self.title.inner_text()
        self.button("Approve").click()
        self.says("Approved. The public sees it now.")
        return Record(self.visitor, name)


class History(Staff):
    """What was done to a record."""

    heading = "History"

    def moments(self) -> Locator:
        """The changes, the latest first."""
        return self.page.get_by_role("main").get_by_role("heading", level=2)


class Analysis(Staff):
    """How far the reading of answers is."""

    heading = "Analysis"

    def count(self, what: str) -> int:
        """One of the counts above."""
        term = self.page.get_by_role("term").filter(has_text=what)
        return int(term.locator("xpath=following-sibling::dd[1]").inner_text())

    def all_read(self, seconds: float = 90) -> "Analysis":
        """Reload until the program has read every answer."""
        for _try in range(int(seconds * 2)):
            if self.count("wait for the program") == 0:
                return Analysis(self.visitor)
            self.page.wait_for_timeout(500)
            self.page.reload()
        raise AssertionError("answers were sent, and the program has not read them")

    def answers(self) -> "Answers":
        """Read and check them."""
        self.link("Read and check answers, the least sure first").click()
        return Answers(self.visitor)

    def reports(self) -> "Versions":
        """Draft and publish."""
        self.link("Draft and publish the Community Voice").click()
        return Versions(self.visitor)


class Answers(Staff):
    """Coded answers."""

    heading = "Coded answers"

    def show(self, *, theme: str = "", audience: str = "", order: str = "") -> "Answers":
        """Filter them."""
        for name, choice in (("Theme", theme), ("From", audience), ("Order", order)):
            if choice:
                self.page.get_by_role("combobox", name=name).select_option(label=choice)
        self.button("Show").click()
        return Answers(self.visitor)

    def listed(self) -> Locator:
        """The answers on this page."""
        return self.page.get_by_role("article")

    def check(self, words: str) -> "Answer":
        """Open the first answer that has these words."""
        self.listed().filter(has_text=words).first.get_by_role("link", name="Check this answer").click()
        return Answer(self.visitor)


class Answer(Staff):
    """One answer: evidence, themes, quotation."""

    heading = "Check an answer"

    def theme(self, name: str) -> Locator:
        """The tick box of a theme."""
        return self.page.get_by_role("checkbox", name=name, exact=True)

    def themes(self) -> list[str]:
        """The themes that count now."""
        boxes = self.page.get_by_role("checkbox", checked=True).all()
        return [box.get_attribute("value") or "" for box in boxes]

    def choose_only(self, *themes: str) -> None:
        """Tick these themes and no other."""
        ticked = self.page.get_by_role("checkbox", checked=True)
        while ticked.count():
            ticked.first.uncheck()
        for theme in themes:
            self.theme(theme).check()

    def decide(self) -> None:
        """ "These are its themes", wherever that leads."""
        self.button("These are its themes").click()

    def quote(self, words: str) -> None:
        """Propose these words, wherever that leads."""
        self.field("Words of the answer, 300 characters at most").fill(words)
        self.button("Propose").click()


class Quotations(Staff):
    """Quotations that wait, and those approved."""

    heading = "Quotations"

    def _form(self, words: str) -> Locator:
        return self.page.locator("form").filter(has_text=words)

    def approve(self, words: str) -> "Quotations":
        """Approve the proposal with these words."""
        self._form(words).get_by_role("button", name="Approve").click()
        self.says("Approved. It goes into the next version.")
        return Quotations(self.visitor)

    def take_back(self, words: str) -> "Quotations":
        """Take back one that was approved."""
        self._form(words).get_by_role("button", name="Take it back").click()
        self.says("Rejected. It is not public any more.")
        return Quotations(self.visitor)


class Versions(Staff):
    """Versions of the Community Voice."""

    heading = "Versions of the Community Voice"

    def make_draft(self) -> "Draft":
        """Of the figures as they are now."""
        self.button("Make a draft of the figures as they are now").click()
        return Draft(self.visitor)


class Draft(Staff):
    """A version before the public sees it."""

    @property
    def address(self) -> str:
        """Where it is, for the person who checks it."""
        return self.page.url

    def check(self) -> "Draft":
        """Say that it is right: another person than made it."""
        self.page.get_by_role("button", name="I have read it, and it is right").click()
        self.says("Checked. It can be published now.")
        return self

    def publish(self) -> Versions:
        """Put it before the public."""
        self.page.get_by_role("button", name="Publish version").click()
        self.says("is public now.")
        return Versions(self.visitor)


class Safeguarding(Staff):
    """Answers that tell of harm."""

    heading = "Safeguarding"

    def open(self, words: str) -> "Case":
        """The case whose answer has these words."""
        self.waiting(words).click()
        return Case(self.visitor)

    def wait_for(self, words: str, seconds: float = 60) -> None:
        """Reload until the program has read an answer with these words and found that it tells of harm."""
        for _try in range(int(seconds * 2)):
            if self.waiting(words).count():
                return
            self.page.wait_for_timeout(500)
            self.page.reload()
        raise AssertionError(f"this was never found to tell of harm: {words}")

    def closed(self) -> Locator:
        """Links to those that are closed, the newest first."""
        return self.page.get_by_role("main").get_by_role("listitem").get_by_role("link", name="Closed on")

    def waiting(self, words: str) -> Locator:
        """The link to it among those that are open."""
        return self.page.get_by_role("main").get_by_role("link").filter(has_text=words)


class Case(Staff):
    """One case."""

    heading = "A safeguarding case"

    def __init__(self, visitor: Visitor, heading: str = "") -> None:
        super().__init__(visitor, heading)
        # Whoever looks after it always has the numbers at hand.
        self.says("MASH 020 8359 4066")

    def state(self) -> str:
        """New, taken, acted on or closed."""
        term = self.page.get_by_role("term").filter(has_text="State")
        return term.locator("xpath=following-sibling::dd[1]").inner_text()

    def whole(self) -> "Case":
        """Uncover the names and numbers, which is written down."""
        self.button("Open it whole").click()
        return Case(self.visitor)

    def take(self) -> "Case":
        """Claim it."""
        self.button("Take this one").click()
        self.says("It is yours now.")
        return Case(self.visitor)

    def write_down(self, words: str) -> None:
        """Note what was done, wherever that leads."""
        self.field("What was done").fill(words)
        self.button("Write it down").click()

    def close(self, outcome: str) -> None:
        """Close it with what came of it ("" chooses nothing), wherever that leads."""
        if outcome:
            self.page.get_by_role("combobox", name="What came of it").select_option(label=outcome)
        self.button("Close the case").click()
