"""A consultation officer builds the next wave's survey of the last one's, opens it, changes it while people answer."""

import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.pages.builder import NewSurvey, Shelf, make_fair
from tests.e2e.pages.consultations import Consultations
from tests.e2e.pages.staff import Accounts
from tests.e2e.pages.survey import Questions, Surveys
from tests.e2e.pages.visitor import Visitor

pytestmark = pytest.mark.browser

LAST_WAVE = "Safety in Barnet: residents' survey"
PAGE = "Your evenings"
OUT = "Do you go out after dark?"
HOW_OFTEN = "On how many evenings a week?"
WHERE = "How safe do you feel on the way home?"
BETTER = "Would more lamps help?"


@pytest.mark.parametrize("visitor", [{}, {"scripted": False}], indirect=True, ids=["with script", "without script"])
def test_the_next_wave_is_built_opened_answered_and_changed(
    visitor: Visitor, accounts: Accounts, new_context: Callable[..., BrowserContext], request: pytest.FixtureRequest
) -> None:
    mark = secrets.token_hex(2)
    title = f"Evenings {mark}"
    shelf = Shelf.of(accounts.sign_in(visitor, "Consultation officer"))
    built = shelf.consultation(f"Wave {mark}").copy(title, LAST_WAVE)
    built.says("Never published: nobody sees it yet.")
    assert built.questions("Page 2:")[0].startswith("How happy")

    # Questions of several types on a page of their own, in another order than they were written.
    built = built.add_page(PAGE)
    often = built.add(PAGE, "Number")
    built = often.ask(HOW_OFTEN, least="1", most="7")
    built = built.add(PAGE, "Grid: several lines with the same answers").ask(
        WHERE, "Safe", "Not safe", lines=("On foot", "On the bus")
    )
    built = built.add(PAGE, "One choice with “why?”").ask(BETTER, "Yes", "No")
    built = built.add(PAGE, "One choice").ask(OUT, "Yes", "No")
    assert built.questions(PAGE) == [HOW_OFTEN, WHERE, BETTER, OUT]
    for _place in range(3):
        built = built.up(OUT)
    built = built.edit(HOW_OFTEN).only_after(OUT, "Yes").save()
    assert built.questions(PAGE) == [OUT, HOW_OFTEN, WHERE, BETTER]
    built.says("Only after do_you_go_out_after: yes")

    # As people will see it: the last wave's words are there in Arabic, the new ones are marked as English.
    preview = built.preview().show(PAGE, "en")
    for text in (OUT, HOW_OFTEN, "On the bus", "Only some people are asked this."):
        expect(preview.shown()).to_contain_text(text)
    preview = preview.show("Your area", "ar")
    expect(preview.shown()).to_have_attribute("dir", "rtl")
    expect(preview.shown()).to_contain_text("ما مدى")
    preview = preview.show(PAGE, "ar")
    expect(preview.shown().locator("[lang=en]").filter(has_text=OUT).first).to_be_visible()
    preview.says("texts are not in Arabic yet")
    built = preview.back(title).publish()

    # Nobody can answer before each point of a fair consultation is filled.
    built.menu("Consultations").click()
    points = make_fair(Consultations(visitor).open_too_soon(title))
    points.back().open(title)
    slug = title.lower().replace(" ", "-")
    try:
        person = Visitor(new_context().new_page(), visitor.site)
        evenings = to_evenings(person, slug)
        evenings.choose("do_you_go_out_after", "yes")
        evenings.save()
        # The number is asked now, because of the answer.
        evenings = Questions(person, evenings.survey)
        often_box = person.page.get_by_label(HOW_OFTEN)
        often_box.fill("9")
        evenings.save()
        evenings.problem().click()
        often_box.fill("3")

        # While they answer, the words of a question change. Theirs stay; whoever begins now gets the new ones.
        changed = Shelf.by_address(Consultations.by_address(visitor)).open(title)
        changed = changed.edit(BETTER).ask("Would more lamps help you?").publish()
        changed.says("Version 2 is published.")
        evenings = Questions(person, evenings.survey)
        evenings.says(BETTER)
        bus = person.page.get_by_role("group", name="On the bus", exact=True)
        bus.get_by_role("radio", name="Not safe", exact=True).check()
        sent = evenings.to_check()
        sent.says("On the bus", "Not safe", "3")
        sent.send()
        other = Visitor(new_context().new_page(), visitor.site)
        to_evenings(other, slug).says("Would more lamps help you?")

        # The file of it makes the same survey in another consultation.
        file = changed.download()
        NewSurvey.in_consultation(visitor, f"Copy {mark}").give_title(f"Copy {title}").from_file(file)
        copied = Shelf.by_address(changed).open(f"Copy {title}")
        assert copied.questions(PAGE)[3] == "Would more lamps help you?"
    finally:
        Consultations.by_address(visitor).close(title)


def to_evenings(person: Visitor, slug: str) -> Questions:
    """Agree, and go on to the page that was built; what stands before it may be left empty."""
    here = person.opens(Surveys, "/surveys").open(slug).begin().go_on()
    while here.survey.page_title(here.code) != PAGE:
        here = here.next()
    return here
