"""The builder: the shelf of surveys, one survey as it will be, its questions, its preview."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, expect

from tests.e2e.pages.consultations import Consultations, Fairness
from tests.e2e.pages.staff import Desks, Staff
from tests.e2e.pages.visitor import Visitor


class Shelf(Staff):
    """Every survey that can be built on."""

    heading = "Build surveys"

    @classmethod
    def of(cls, desks: Desks) -> "Shelf":
        """From the consultation officer's desk."""
        rounds = desks.to("Consultations", Consultations)
        rounds.link("Build surveys: new ones, questions, translations").click()
        return cls(desks.visitor)

    @classmethod
    def by_address(cls, desks: Staff) -> "Shelf":
        """By its address, from any page."""
        desks.page.goto(f"{desks.visitor.site}/staff/builder/")
        return cls(desks.visitor)

    def consultation(self, title: str) -> "NewSurvey":
        """Begin a new consultation; it wants a survey next."""
        self.link("New consultation").click()
        self.field("Title").fill(title)
        self.page.get_by_label("What it is for").fill("To hear again what makes people feel safe.")
        self.button("Make the consultation").click()
        return NewSurvey(self.visitor)

    def open(self, title: str) -> "Builder":
        """One survey."""
        self.link(title).click()
        return Builder(self.visitor, title)


class NewSurvey(Staff):
    """A new survey of a consultation that was chosen."""

    heading = "New survey"

    def copy(self, title: str, source: str) -> "Builder":
        """With the questions of another."""
        self.field("Title").fill(title)
        self.field("Begin with the questions of").select_option(label=source)
        self.button("Make the survey").click()
        return Builder(self.visitor, title)

    @classmethod
    def in_consultation(cls, visitor: Visitor, title: str) -> "NewSurvey":
        """For a consultation that is made for it."""
        visitor.page.goto(f"{visitor.site}/staff/builder/")
        return Shelf(visitor).consultation(title)

    def give_title(self, title: str) -> "NewSurvey":
        """Another title than the file's."""
        self.field("Title").fill(title)
        return self

    def from_file(self, file: str) -> None:
        """As a file says, wherever that leads."""
        self.field("Or with a file (YAML)").set_input_files(file)
        self.button("Make the survey").click()


class Builder(Staff):
    """A survey's working copy."""

    def part(self, title: str) -> Locator:
        """A page of the questionnaire by its title."""
        heading = self.page.get_by_role("heading", level=2).filter(has_text=title)
        return self.page.locator("section").filter(has=heading)

    def questions(self, title: str) -> list[str]:
        """The questions of a page in their order."""
        return self.part(title).locator(".app-builder__item > p:first-child").all_inner_texts()

    def add_page(self, title: str) -> "Builder":
        """One more page at the end."""
        self.field("Title of the new page").fill(title)
        self.button("Add the page").click()
        expect(self.part(title)).to_be_visible()
        return self._again()

    def add(self, page: str, kind: str) -> "Question":
        """A question of this type on a page."""
        form = self.part(page)
        form.get_by_label(f"Add a question {page}", exact=True).select_option(label=kind)
        form.get_by_role("button", name="Add", exact=True).click()
        return Question(self.visitor, kind)

    def edit(self, question: str) -> "Question":
        """Other words for a question."""
        self.link(f"Edit {question}").click()
        return Question(self.visitor)

    def up(self, what: str) -> "Builder":
        """A question or page one place earlier."""
        self.page.get_by_role("button", name=f"Up {what}", exact=True).click()
        return self._again()

    def preview(self) -> "Preview":
        """As people will see it."""
        self.link("Preview").click()
        return Preview(self.visitor)

    def publish(self) -> "Builder":
        """Make it the version that people get."""
        self.button("Publish the changes").click()
        self.says("A new version is published. Drafts and answers keep theirs.")
        return self._again()

    def download(self) -> str:
        """The path of its file."""
        with self.page.expect_download() as waiting:
            self.link("Save as a file (YAML)").click()
        return str(waiting.value.path())

    def _again(self) -> "Builder":
        return Builder(self.visitor, self.title.inner_text())


class Question(Staff):
    """One question."""

    def ask(self, text: str, *answers: str, lines: tuple[str, ...] = (), **others: str) -> Builder:
        """Write it with its answers (and lines, and other fields by id), and save."""
        self.field("The question").fill(text)
        for kind, words in (("Answer", answers), ("Line", lines)):
            for place, label in enumerate(words, 1):
                self.field(f"{kind} {place}").fill(label)
        for name, value in others.items():
            self.page.locator(f"#{name}").fill(value)
        codebook = self.field("Question of the codebook")
        if codebook.is_visible():
            codebook.select_option(label="Q2: What makes people feel safe or unsafe")
        return self.save()

    def only_after(self, question: str, answer: str) -> "Question":
        """Ask it only after an answer to another question."""
        choice = self.field("Ask it only after an answer to")
        choice.select_option(label=choice.get_by_role("option").filter(has_text=question).inner_text())
        self.button("Show its answers").click()
        again = Question(self.visitor)
        again.page.get_by_role("group", name="Any of these answers").get_by_label(answer, exact=True).check()
        return again

    def save(self) -> Builder:
        """Save it and arrive at the survey."""
        self.button("Save the question").click()
        self.says("Saved in the working copy.")
        return Builder(self.visitor)


class Preview(Staff):
    """The survey before it is published."""

    def show(self, page: str, language: str) -> "Preview":
        """A page of it in a language, by the language's tag."""
        self.field("Language").select_option(value=language)
        choice = self.field("Page")
        choice.select_option(label=choice.get_by_role("option").filter(has_text=page).inner_text())
        self.button("Show").click()
        return Preview(self.visitor)

    def shown(self) -> Locator:
        """What people will see."""
        return self.page.locator(".app-preview")

    def back(self, title: str) -> Builder:
        """To the survey."""
        self.page.get_by_role("navigation", name="Back").get_by_role("link").click()
        return Builder(self.visitor, title)


def make_fair(points: Fairness) -> Fairness:
    """Fill each point of a consultation that is open from today for six weeks."""
    today = datetime.now(ZoneInfo("Europe/London")).date()
    points.page.get_by_role("checkbox", name="Website", exact=True).check()
    return points.fill(
        {
            "What can still change": "Where lamps and patrols go.",
            "Reasons": "People told us last year that the evenings feel least safe.",
            "Options considered": "More lamps, or more patrols.",
            "Options discarded, and why": "A curfew: it would punish everyone.",
            "Who is asked, and why": "Everyone who lives here: all of them walk home.",
            "Equality": "Women and older people go out less in the dark. We ask in their groups too.",
            "Who decides": "The test committee",
            "How answers are fed back": "A report, and what was done beside it.",
            "Safeguarding lead": "The duty safeguarding officer",
            "When the safeguarding queue is read": "Monday to Friday, 9am to 5pm",
            "First day": today.isoformat(),
            "Last day": (today + timedelta(days=42)).isoformat(),
            "Day of the decision": (today + timedelta(days=70)).isoformat(),
        }
    )
