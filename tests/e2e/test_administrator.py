"""An administrator: makes an account, hands over a one-time password, closes the account again."""

import secrets

import pytest

from tests.e2e.pages.staff import Accounts, Desks, OwnPassword, People, SignIn
from tests.e2e.pages.visitor import Visitor

pytestmark = pytest.mark.browser

OWN = "nine copper kettles in the rain"


@pytest.mark.parametrize("visitor", [{}, {"scripted": False}], indirect=True, ids=["with script", "without script"])
def test_makes_an_account_for_a_colleague(visitor: Visitor, accounts: Accounts) -> None:
    name = f"Noor {secrets.token_hex(3)}"
    email = f"{name.replace(' ', '.').lower()}@example.org"
    people = accounts.sign_in(visitor, "Administrator").to("People", People)
    people.make(name, email)
    people.problem("Choose at least one role").click()
    people.reach_by_keyboard(people.button("Make the account"))
    people.make(name, email, "Editor of the directory")
    one_time = people.one_time_password(email)
    # Shown only now.
    visitor.page.goto(f"{visitor.site}/staff/people")
    People(visitor).never_says(one_time)
    people.make("Again", email, "Analyst")
    people.problem("There is an account with this e-mail already")
    door = people.sign_out()

    # The colleague: a wrong password, the one-time password, and first of all one of their own.
    door.give(email, "not this one at all")
    door.problem("The e-mail or the password is not right. After five tries the account waits 15 minutes.")
    door.give(email, one_time)
    OwnPassword(visitor)
    visitor.page.goto(f"{visitor.site}/staff/directory/")
    password = OwnPassword(visitor)
    password.give(one_time, "short")
    password.problem("The new password needs at least 12 characters").click()
    password.give(one_time, OWN)
    desks = Desks(visitor)
    assert desks.desks() == ["Directory", "Inbox", "Champions", "Bot"]
    door = desks.sign_out()
    door.give(email, one_time)
    door.problem()

    # Somebody leaves: the account is closed, and the log tells who did it without telling any words.
    people = accounts.sign_in(visitor, "Administrator").to("People", People).close(name)
    log = people.audit()
    assert {"account.created", "account.active_set", "account.password_changed"} <= set(log.actions())
    log.sign_out().give(email, OWN)
    SignIn(visitor).problem()
