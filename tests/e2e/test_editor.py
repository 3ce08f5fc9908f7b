"""An editor of the directory: changes a record; the public sees the words, colleagues see the history."""

import pytest
from playwright.sync_api import expect

from tests.e2e.pages.desks import Directory, Record
from tests.e2e.pages.staff import Accounts
from tests.e2e.pages.visitor import Visitor

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("visitor", "service"),
    [({}, "Victim Support"), ({"scripted": False}, "Homeless Action in Barnet (HAB)")],
    indirect=["visitor"],
    ids=["with script", "without script"],
)
def test_changes_a_record_and_sees_its_history(visitor: Visitor, accounts: Accounts, service: str) -> None:
    directory = accounts.sign_in(visitor, "Editor of the directory").to("Directory", Directory)
    directory.mapping().figures()
    visitor.page.go_back()
    record = Directory(visitor).find(service).open(service)
    expect(record.page.get_by_text("Nobody has changed this record.")).to_be_visible()

    # A mistake on the way: a number that is none. What was typed stays.
    edit = record.edit()
    edit.give({"Summary": "Somebody to talk to after a crime.", "Phone numbers": "ring me"})
    edit.problem("Check this: a phone number has digits and spaces only").click()
    assert edit.box("Summary").input_value() == "Somebody to talk to after a crime."
    edit.give({"Phone numbers": "020 8359 2000; the council"})
    record = Record(visitor, service)
    record.says("Saved.")

    history = record.changes()
    expect(history).to_have_count(2)
    expect(history.first).to_contain_text(accounts.name("Editor of the directory"))
    summary = history.filter(has_text="Summary")
    summary.get_by_text("Before and after").click()
    expect(summary.get_by_role("insertion")).to_have_text("Somebody to talk to after a crime.")
    visitor.inspection.look()
    public = record.public_page()
    public.says("Somebody to talk to after a crime.")
    assert "02083592000" in public.numbers()
