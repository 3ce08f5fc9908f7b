"""An editor changes a record, a second person approves it; the public sees the words, colleagues see the history."""

import pytest
from playwright.sync_api import expect

from tests.e2e.pages.desks import Directory, Record
from tests.e2e.pages.staff import Accounts
from tests.e2e.pages.visitor import Visitor

pytestmark = pytest.mark.browser

SUMMARY = "Somebody to talk to after a crime."


@pytest.mark.parametrize(
    ("visitor", "service"),
    [({}, "Victim Support"), ({"scripted": False}, "Homeless Action in Barnet (HAB)")],
    indirect=["visitor"],
    ids=["with script", "without script"],
)
def test_a_change_waits_for_a_second_person(visitor: Visitor, accounts: Accounts, service: str) -> None:
    directory = accounts.sign_in(visitor, "Editor of the directory").to("Directory", Directory)
    record = directory.find(service).open(service)
    expect(record.page.get_by_text("Nobody has changed this record.")).to_be_visible()
    record.change("What it is").give({"Summary": SUMMARY})
    record = Record(visitor, service)
    record.says("A colleague has to approve it before the public sees it.")

    # A mistake on the way: a number that is none. What was typed stays.
    edit = record.change("Getting in touch").add("Phone numbers")
    number = edit.page.get_by_role("textbox", name="Number", exact=True).last
    number.fill("ring me")
    edit.give({"How to get in": "Ring, and say your first name."})
    edit.problem("Phone numbers: Check this: a phone number has digits and spaces only").click()
    assert edit.box("How to get in").input_value() == "Ring, and say your first name."
    number = edit.page.get_by_role("textbox", name="Number", exact=True).last
    expect(number).to_be_focused()
    number.fill("020 8359 2000")
    edit.give({})
    change = Record(visitor, service).look_at_change()
    expect(change.page.get_by_text("You wrote this change. Another person has to approve it.")).to_be_visible()
    change.sign_out()

    directory = accounts.sign_in(visitor, "Administrator").to("Directory", Directory)
    record = directory.find(service).open(service)
    change = record.look_at_change()
    expect(change.added().filter(has_text="Somebody").first).to_be_visible()
    record = change.approve().look_at_change().approve()
    history = record.history()
    expect(history.moments()).to_have_count(2)
    history.says(accounts.name("Editor of the directory"))
    visitor.page.go_back()
    public = Record(visitor, service).public_page()
    public.says(SUMMARY)
    assert "02083592000" in public.numbers()
